/* 结转资金多的项目：上年结转占全年预算的比重。 */
SELECT fiscal_year AS 年度, unit AS 实施单位, project_name AS 项目名称,
    sum(full_budget) FILTER (source = 'carryover') AS 上年结转资金,
    sum(full_budget) FILTER (source = 'total') AS 年度资金总额,
    round(sum(full_budget) FILTER (source = 'carryover') / nullif(sum(full_budget) FILTER (source = 'total'), 0), 4) AS 比重
FROM fund_execution
GROUP BY filing_id, fiscal_year, unit, project_name
HAVING sum(full_budget) FILTER (source = 'carryover') > 0
ORDER BY 比重 DESC NULLS LAST, 年度, 项目名称
LIMIT 50;
