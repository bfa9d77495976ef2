-- What a unit multiplies its number by: 万人 by 10,000, 亿元 by 100,000,000; one that is not printed by 1. For money as
-- [currency] in data/vocabulary/values.toml, held against it by the tests.
CREATE OR REPLACE MACRO unit_scale(unit) AS CASE
    WHEN starts_with(unit, '亿') THEN 100000000
    WHEN starts_with(unit, '百万') THEN 1000000
    WHEN starts_with(unit, '万') THEN 10000
    WHEN starts_with(unit, '千元') THEN 1000
    ELSE 1
END;
