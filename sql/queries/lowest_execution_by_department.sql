/* 哪些部门预算执行最差：各部门各年度的执行率与没有花出去的钱，从低到高。 */
SELECT fiscal_year AS 年度, department AS 主管部门, filings AS 自评表数, full_budget AS 全年预算数,
    executed AS 全年执行数, full_budget - executed AS 未执行, execution_rate AS 执行率
FROM department_summary
WHERE execution_rate IS NOT NULL
ORDER BY execution_rate, 未执行 DESC
LIMIT 50;
