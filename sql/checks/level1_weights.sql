-- rule: level1_weights
-- label: 一级指标分值
-- severity: error
-- arithmetic: yes
-- tolerance: 0.01 (分)
-- basis: 一级指标名称中的分值，如（50分），等于其下各项指标分值之和
WITH judged AS (
    SELECT *, least(abs(weights - points), abs(name_weights - points)) <= $tolerance AS holds
    FROM labelled_points(1)
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, min_by(judged, (holds, run)) AS row FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    figure(row.points) AS expected,
    figure(row.weights) AS observed,
    format('{}：印刷 {} 分，其下各项指标分值合计 {}', coalesce(row.name, '一级指标'),
           figure(row.points), figure(row.weights)) AS message
FROM shown;
