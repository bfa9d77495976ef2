-- Whether a text says nothing: empty, or one of the placeholders people type into a cell: those of [placeholder] in
-- data/vocabulary/values.toml (held against it by the tests), and those that stand for no reason.
CREATE OR REPLACE MACRO is_blank(text) AS
    coalesce(regexp_full_match(plain(text), '无|空|一一|没有|暂无|不适用|不涉及|无此项|n/?a|[-—－–―─/／\\.…。]*'), TRUE);
