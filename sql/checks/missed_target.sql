-- rule: missed_target
-- label: 未达目标仍得满分
-- severity: error
-- arithmetic: no
-- tolerance: 0 (指标数值)
-- basis: 财预〔2020〕10号：未完成指标值的按完成比例计分，不得满分
WITH compared AS (
    SELECT *, if(at_least, reached + $tolerance < wanted, reached - $tolerance > wanted) AS missed
    FROM compared_targets()
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
