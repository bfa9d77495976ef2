-- rule: scores_total
-- label: 得分合计
-- severity: error
-- arithmetic: yes
-- tolerance: 0.1 (分)
-- basis: 总分 = 各项指标得分 + 预算执行得分；允许四舍五入的差额
-- Where the indicators' weights alone make 100, their scores alone may make the total.
WITH summed AS (
    SELECT i.filing_id, sum(i.weight) AS weights, sum(i.score) AS indicators,
        any_value(f.execution_score) AS execution, any_value(f.total_score) AS printed
    FROM indicator i JOIN filing f USING (filing_id)
    WHERE f.total_score IS NOT NULL
    GROUP BY i.filing_id
    HAVING count(i.score) > 0
)
SELECT filing_id,
    abs(indicators + coalesce(execution, 0) - printed) <= $tolerance
        OR (abs(weights - 100) <= 0.01 AND abs(indicators - printed) <= $tolerance) IS TRUE AS passed,
    figure(indicators + coalesce(execution, 0)) AS expected,
    figure(printed) AS observed,
    format('总分印 {}，指标得分合计 {} + 预算执行得分 {} = {}', figure(printed), figure(indicators),
           coalesce(figure(execution), '未印'), figure(indicators + coalesce(execution, 0))) AS message
FROM summed;
