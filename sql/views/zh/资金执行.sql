-- fund_execution under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.资金执行 AS
SELECT
    fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, project_name AS 项目名称,
    label AS 资金名称, chinese(source) AS 资金来源, initial_budget AS 年初预算数, full_budget AS 全年预算数,
    executed AS 全年执行数, adjustment AS 预算调整, unspent AS 未执行, execution_rate AS 执行率,
    computed_rate AS 计算执行率, weight AS 分值, score AS 得分, currency_unit AS 金额单位,
    filing_id AS 自评表编号, seq AS 行号, path AS 路径, page AS 页码
FROM fund_execution;

COMMENT ON VIEW zh.资金执行 IS '资金执行：现行有效自评表的每一行资金（同 fund_execution）';
