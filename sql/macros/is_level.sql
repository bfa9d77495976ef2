-- Whether a row of 项目资金 names a level of government: such rows may break down 财政拨款 once more.
CREATE OR REPLACE MACRO is_level(source) AS
    source IN ('central', 'provincial', 'municipal', 'county', 'superior');
