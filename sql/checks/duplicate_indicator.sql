-- rule: duplicate_indicator
-- label: 重复指标
-- severity: warning
-- arithmetic: no
-- tolerance: 0 (行)
-- basis: 填报惯例：同一张表中同级同名的指标只应有一行
-- 不适用 may stand in every row.
WITH named AS (
    SELECT filing_id, level1, level2, level3, count(*) AS times, min(seq) AS seq
    FROM indicator
    WHERE NOT is_blank(level3)
    GROUP BY filing_id, level1, level2, level3
),
shown AS (
    SELECT filing_id, count(*) FILTER (times > 1) AS failing, min_by(level3, (times = 1, seq)) AS name,
        max(times) AS times
    FROM named GROUP BY filing_id
)
SELECT filing_id,
    failing = $tolerance AS passed,
    '1' AS expected,
    times::VARCHAR AS observed,
    CASE WHEN failing = 0 THEN '没有重复的指标'
         ELSE format('{} 个指标重复出现，如“{}”', failing, name) END AS message
FROM shown;
