-- rule: missed_target_share
-- label: 未达目标得分偏高
-- severity: warning
-- arithmetic: no
-- tolerance: 0.05 (分；得分常按一位小数印)
-- basis: 财预〔2020〕10号：定量指标未完成的按完成值与指标值的比例计分；有的单位分档计分，故为提示
-- Targets of the kind 不少于 that were missed: the score is at most weight × actual ÷ target.
WITH judged AS (
    SELECT *, weight::DOUBLE * reached / wanted AS share,
        score <= round(weight::DOUBLE * reached / wanted + $tolerance, 6) AS holds
    FROM compared_targets()
    WHERE at_least AND reached >= 0 AND reached < wanted
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, count(*) FILTER (NOT holds) AS failing,
        min_by(judged, (holds, seq)) AS row
    FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    figure(row.share) AS expected,
    figure(row.score) AS observed,
    CASE WHEN passed THEN '未达目标的指标均按比例或更低计分'
         ELSE format('{} 项得分高于完成比例，如“{}”目标 {}，完成 {}，得分 {}，按比例为 {}', failing, row.name, row.target,
                     row.actual, figure(row.score), figure(row.share)) END AS message
FROM shown;
