-- filing_summary under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.自评表汇总 AS
SELECT
    filing_id AS 自评表编号,
    chinese(form_type) AS 表格类型,
    fiscal_year AS 年度, department_code AS 主管部门代码, department AS 主管部门, unit_code AS 实施单位代码,
    unit AS 实施单位, project_code AS 项目编码, project_name AS 项目名称, initial_budget AS 年初预算数,
    full_budget AS 全年预算数, executed AS 全年执行数, execution_rate AS 执行率, total_score AS 总分,
    grade AS 等级, indicators AS 指标数, indicators_short AS 扣分指标数, points_lost AS 指标失分,
    unexplained_shortfalls AS 未说明原因的扣分, CASE WHEN reconciled THEN '是' ELSE '否' END AS 数据核平,
    path AS 路径, page_first AS 起始页, array_to_string(unproved, '；') AS 未核平的原因
FROM filing_summary;

COMMENT ON VIEW zh.自评表汇总 IS '自评表汇总：每张现行有效的自评表一行（同 filing_summary）';
