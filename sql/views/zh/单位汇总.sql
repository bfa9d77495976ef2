-- unit_summary under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.单位汇总 AS
SELECT
    fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, filings AS 自评表数,
    initial_budget AS 年初预算数, full_budget AS 全年预算数, executed AS 全年执行数, execution_rate AS 执行率,
    mean_score AS 平均分, budget_weighted_score AS 预算加权平均分, lowest_score AS 最低分, excellent AS 优,
    good AS 良, fair AS 中, poor AS 差, indicators AS 指标数, indicators_short AS 扣分指标数,
    points_lost AS 指标失分, unexplained_shortfalls AS 未说明原因的扣分,
    reconciled_filings AS 数据核平的自评表
FROM unit_summary;

COMMENT ON VIEW zh.单位汇总 IS '单位汇总：每个年度每个单位一行（同 unit_summary）';
