-- rule: weights_total
-- label: 分值合计
-- severity: error
-- arithmetic: yes
-- tolerance: 0.01 (分)
-- basis: 财预〔2020〕10号：各项指标分值与预算执行分值合计 100 分；有的表各项指标自成 100 分
-- Forms that print weights; a printed total weight must be one of the two sums as well. Some forms score the
-- execution in a column without weights: there its weight is what the indicators leave of 100, provided that the rate
-- times it is the score; where it is not, but may be (a score is rounded or banded), the form says nothing.
WITH summed AS (
    SELECT i.filing_id, sum(i.weight) AS indicators, any_value(f.execution_weight) AS execution,
        any_value(f.execution_score) AS score, any_value(at_most_all(f.executed / nullif(f.full_budget, 0))) AS rate,
        any_value(f.total_weight) AS printed
    FROM indicator i JOIN filing f USING (filing_id)
    GROUP BY i.filing_id
    HAVING count(i.weight) > 0
),
left_over AS (
    SELECT *,
        execution IS NULL AND score IS NOT NULL
            AND 100 - indicators > $tolerance AND score <= 100 - indicators AS unsaid,
        abs((100 - indicators) * rate - score) <= $tolerance AS proved
    FROM summed
),
totals AS (
    SELECT *, indicators + CASE WHEN unsaid THEN 100 - indicators ELSE coalesce(execution, 0) END AS overall
    FROM left_over
    WHERE NOT unsaid OR proved
)
SELECT filing_id,
    (abs(overall - 100) <= $tolerance OR abs(indicators - 100) <= $tolerance)
        AND (printed IS NULL OR abs(overall - printed) <= $tolerance OR abs(indicators - printed) <= $tolerance) AS passed,
    figure(coalesce(printed, 100)) AS expected,
    figure(overall) AS observed,
    format('指标分值合计 {}，预算执行分值 {}，共 {}，应为 100{}', figure(indicators),
           CASE WHEN unsaid THEN format('未印，按得分为 {}', figure(100 - indicators))
                ELSE coalesce(figure(execution), '未印') END,
           figure(overall), coalesce(format('，总分行印 {}', figure(printed)), '')) AS message
FROM totals;
