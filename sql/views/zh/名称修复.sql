-- name_repair under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.名称修复 AS
SELECT
    fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, project_name AS 项目名称,
    chinese(field) AS 字段,
    before AS 修复前, after AS 修复后,
    chinese(status) AS 状态,
    chinese(method) AS 补全方法, evidence AS 补全依据, confidence AS 补全把握, filing_id AS 自评表编号, seq AS 行号,
    path AS 路径, page AS 页码
FROM name_repair;

COMMENT ON VIEW zh.名称修复 IS '名称修复：不是照原样印刷的名称（同 name_repair）';
