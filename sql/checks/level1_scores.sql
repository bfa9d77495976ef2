-- rule: level1_scores
-- label: 一级指标得分
-- severity: error
-- arithmetic: yes
-- tolerance: 0.01 (分)
-- basis: 一级指标下各项得分之和不超过其名称中的分值，如（40分）；没有分值列的表只能这样核对
WITH summed AS (
    SELECT filing_id, min(seq) AS seq, level1, level1_weight AS points, sum(score) AS scores,
        -- how often the group is printed: once for every objective of the form
        count(*) FILTER (starts) AS times
    FROM (
        SELECT *, (level1, level1_weight) IS DISTINCT FROM lag((level1, level1_weight)) OVER form AS starts
        FROM indicator
        WINDOW form AS (PARTITION BY filing_id ORDER BY seq)
    )
    WHERE level1_weight IS NOT NULL
    GROUP BY filing_id, level1, level1_weight
    HAVING count(score) > 0
),
judged AS (
    SELECT *, scores <= points * times + $tolerance AS holds FROM summed
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, min_by(judged, (holds, seq)) AS row FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    figure(row.points * row.times) AS expected,
    figure(row.scores) AS observed,
    format('{}：分值 {}，其下各项得分合计 {}', coalesce(row.level1, '一级指标'),
           figure(row.points * row.times), figure(row.scores)) AS message
FROM shown;
