-- A unit without what it multiplies by, and without the time it counts in: 万人 and 人 are one, 次/年 and 次.
CREATE OR REPLACE MACRO unit_base(unit) AS
    regexp_replace(regexp_replace(unit, '^(亿|百万|万|千元)', CASE WHEN starts_with(unit, '千元') THEN '元' ELSE '' END),
                   '/(年|月|日|天)$', '');
