-- Whether a text says nothing: empty, or one of the placeholders people type into a cell.
CREATE OR REPLACE MACRO is_blank(text) AS
    coalesce(regexp_full_match(text, '[\s\pZ]*(无|没有|不适用|暂无|[-—－–/／.…。]*)[\s\pZ]*'), TRUE);
