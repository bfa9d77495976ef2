-- rule: score_within_weight
-- label: 得分不超过分值
-- severity: error
-- arithmetic: yes
-- tolerance: 0.001 (分)
-- basis: 财预〔2020〕10号：各项得分最高不能超过该指标分值上限
-- Indicators, rows of 项目资金 and the total, wherever both figures are printed. A total of 90 points may be printed that
-- leaves the execution out, over a score that has it in.
WITH scored AS (
    SELECT filing_id, seq, coalesce(level3, '未命名指标') AS name, weight, score FROM indicator
    UNION ALL SELECT filing_id, 100000 + seq, label, weight, score FROM fund
    UNION ALL SELECT filing_id, 200000, '总分', greatest(coalesce(total_weight, 100), 100), total_score FROM filing
),
judged AS (
    SELECT *, score <= weight + $tolerance AND score >= 0 AS holds
    FROM scored
    WHERE weight IS NOT NULL AND score IS NOT NULL
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, count(*) FILTER (NOT holds) AS failing,
        min_by(judged, (holds, seq)) AS row
    FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    figure(row.weight) AS expected,
    figure(row.score) AS observed,
    CASE WHEN passed THEN '各项得分均不超过分值'
         ELSE format('{} 项得分超出范围，如“{}”得分 {}，分值 {}', failing, row.name, figure(row.score), figure(row.weight))
    END AS message
FROM shown;
