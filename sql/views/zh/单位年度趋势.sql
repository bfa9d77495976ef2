-- unit_year_trend under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.单位年度趋势 AS
SELECT
    fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, former_name AS 上年名称,
    filings AS 自评表数, filings_before AS 上年自评表数, full_budget AS 全年预算数,
    full_budget_before AS 上年全年预算数, budget_growth AS 预算增长率, executed AS 全年执行数,
    executed_before AS 上年全年执行数, executed_growth AS 执行数增长率, execution_rate AS 执行率,
    execution_rate_before AS 上年执行率, execution_rate_change AS 执行率变化, mean_score AS 平均分,
    mean_score_before AS 上年平均分, mean_score_change AS 平均分变化, points_lost AS 指标失分,
    points_lost_before AS 上年指标失分
FROM unit_year_trend;

COMMENT ON VIEW zh.单位年度趋势 IS '单位年度趋势：每个单位的年度与上一年度相比（同 unit_year_trend）';
