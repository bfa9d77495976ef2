/* 哪些单位的预算比上年增长最快，钱花出去了吗。 */
SELECT fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, full_budget_before AS 上年全年预算数,
    full_budget AS 全年预算数, budget_growth AS 预算增长率, execution_rate AS 执行率,
    execution_rate_change AS 执行率变化
FROM unit_year_trend
WHERE budget_growth IS NOT NULL
ORDER BY budget_growth DESC, 年度, 实施单位
LIMIT 50;
