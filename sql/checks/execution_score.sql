-- rule: execution_score
-- label: 预算执行得分
-- severity: warning
-- arithmetic: yes
-- tolerance: 0.01 (分)
-- basis: 财预〔2020〕10号：预算执行得分 = 执行率 × 分值，最高为满分；有的单位取整、截位或分档（10/7/5/0），故为提示
-- The rate is the computed one, or as printed: a unit that prints whole percents scores by them. A score may be rounded
-- to one decimal.
WITH scored AS (
    SELECT f.filing_id, f.execution_weight AS weight, f.execution_score AS score,
        at_most_all(f.executed / nullif(f.full_budget, 0)) AS rate,
        at_most_all(t.execution_rate) AS printed_rate
    FROM filing f
    LEFT JOIN (SELECT filing_id, min_by(execution_rate, seq) AS execution_rate
               FROM fund WHERE source = 'total' GROUP BY filing_id) t USING (filing_id)
    WHERE f.execution_weight > 0 AND f.execution_score IS NOT NULL
)
SELECT filing_id,
    least(abs(score - coalesce(rate, printed_rate) * weight),
          abs(score - coalesce(printed_rate, rate) * weight)) <= $tolerance
        OR score = round(coalesce(rate, printed_rate) * weight, 1) AS passed,
    figure(coalesce(rate, printed_rate) * weight) AS expected,
    figure(score) AS observed,
    format('预算执行得分 {}，按执行率 {} × 分值 {} 为 {}', figure(score), percent(coalesce(rate, printed_rate)),
           figure(weight), figure(coalesce(rate, printed_rate) * weight)) AS message
FROM scored
WHERE coalesce(rate, printed_rate) IS NOT NULL;
