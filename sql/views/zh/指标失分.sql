-- indicator_shortfall under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.指标失分 AS
SELECT
    fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, project_name AS 项目名称,
    level1 AS 一级指标, level2 AS 二级指标, level3 AS 三级指标, target AS 年度指标值, actual AS 实际完成值,
    weight AS 分值, score AS 得分, points_lost AS 失分, deviation AS 偏差原因分析及改进措施,
    filing_id AS 自评表编号, seq AS 行号, path AS 路径, page AS 页码
FROM indicator_shortfall;

COMMENT ON VIEW zh.指标失分 IS '指标失分：得分低于分值的指标及原因（同 indicator_shortfall）';
