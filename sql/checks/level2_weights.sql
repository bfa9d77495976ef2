-- rule: level2_weights
-- label: 二级指标分值
-- severity: error
-- arithmetic: yes
-- tolerance: 0.01 (分)
-- basis: 二级指标名称中的分值，如（50分），等于其下各项指标分值之和
-- Groups are runs of rows: a form with several objectives prints each 二级指标 once for every one of them. Where a
-- run is interrupted by a stray row, all rows of the name together may make the sum.
WITH marked AS (
    SELECT filing_id, seq, weight, level2 AS name, level2_weight AS points,
        (level1, level2, level2_weight) IS DISTINCT FROM lag((level1, level2, level2_weight)) OVER form AS starts
    FROM indicator
    WINDOW form AS (PARTITION BY filing_id ORDER BY seq)
),
numbered AS (
    SELECT *, sum(starts::INTEGER) OVER (PARTITION BY filing_id ORDER BY seq) AS run FROM marked
),
runs AS (
    SELECT filing_id, run, any_value(name) AS name, any_value(points) AS points, sum(weight) AS weights
    FROM numbered WHERE points IS NOT NULL
    GROUP BY filing_id, run HAVING count(weight) > 0
),
judged AS (
    SELECT *,
        abs(weights - points) <= $tolerance
            OR abs(sum(weights) OVER same_name - points) <= $tolerance AS holds
    FROM runs
    WINDOW same_name AS (PARTITION BY filing_id, name, points)
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, min_by(judged, (holds, run)) AS row FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    figure(row.points) AS expected,
    figure(row.weights) AS observed,
    format('{}：印刷 {} 分，其下各项指标分值合计 {}', coalesce(row.name, '二级指标'),
           figure(row.points), figure(row.weights)) AS message
FROM shown;
