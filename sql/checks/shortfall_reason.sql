-- rule: shortfall_reason
-- label: 扣分未说明原因
-- severity: warning
-- arithmetic: no
-- tolerance: 0 (分)
-- basis: 财预〔2020〕10号：未完成指标应说明偏差原因及改进措施；许多表不填，故为提示
-- Indicators of which it is known what they lost (scored_indicators).
WITH judged AS (
    SELECT filing_id, seq, coalesce(level3, '未命名指标') AS name, weight, score,
        points_lost <= $tolerance OR NOT is_unexplained AS holds
    FROM scored_indicators()
    WHERE points_lost IS NOT NULL
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, count(*) FILTER (NOT holds) AS failing,
        min_by(judged, (holds, seq)) AS row
    FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    '0' AS expected,
    failing::VARCHAR AS observed,
    CASE WHEN passed THEN '扣分的指标都说明了原因'
         ELSE format('{} 项扣分未说明原因，如“{}”分值 {}，得分 {}', failing, row.name, figure(row.weight),
                     coalesce(figure(row.score), '未填')) END AS message
FROM shown;
