-- rule: missed_target
-- label: 未达目标仍得满分
-- severity: error
-- arithmetic: no
-- tolerance: 0 (指标数值)
-- basis: 财预〔2020〕10号：未完成指标值的按完成比例计分，不得满分
-- Indicators with an inequality as target and numbers on both sides. A percentage whose actual value was typed as
-- a fraction (目标 ≥95%，完成 0.96) is left out.
WITH compared AS (
    SELECT filing_id, seq, coalesce(level3, '未命名指标') AS name, target, actual, weight, score,
        CASE WHEN target_operator IN ('≥', '>') THEN actual_value + $tolerance < target_value
             ELSE actual_value - $tolerance > target_value END AS missed
    FROM indicator
    WHERE target_operator IN ('≥', '>', '≤', '<')
      AND target_value IS NOT NULL AND actual_value IS NOT NULL
      AND weight > 0 AND score IS NOT NULL
      AND NOT (target_unit = '%' AND target_value > 1 AND actual_value <= 1 AND NOT contains(actual, '%'))
),
judged AS (
    SELECT *, NOT (missed AND score >= weight) AS holds FROM compared
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, count(*) FILTER (NOT holds) AS failing,
        min_by(judged, (holds, seq)) AS row
    FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    row.target AS expected,
    row.actual AS observed,
    CASE WHEN passed THEN '没有未达目标而得满分的指标'
         ELSE format('{} 项未达目标仍得满分，如“{}”目标 {}，完成 {}，得分 {}', failing, row.name, row.target,
                     row.actual, figure(row.score)) END AS message
FROM shown;
