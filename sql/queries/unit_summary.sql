/* 各单位绩效自评汇总：每个年度每个单位有多少张自评表、多少资金、执行率与得分如何。 */
SELECT fiscal_year AS 年度, unit AS 实施单位, filings AS 自评表数, indicators AS 指标数, full_budget AS 全年预算数,
    executed AS 全年执行数, execution_rate AS 执行率, mean_score AS 平均分, lowest_score AS 最低分,
    indicators_short AS 扣分指标数, points_lost AS 指标失分, reconciled_filings AS 数据核平
FROM unit_summary
ORDER BY fiscal_year, department, unit;
