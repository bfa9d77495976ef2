-- failed_check under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.未通过的核对 AS
SELECT
    fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, project_name AS 项目名称, rule AS 规则,
    label AS 规则名称, chinese(severity) AS 级别, expected AS 应为,
    observed AS 实为, message AS 说明, filing_id AS 自评表编号, path AS 路径, page_first AS 起始页
FROM failed_check;

COMMENT ON VIEW zh.未通过的核对 IS '未通过的核对：不相符之处及所涉数字（同 failed_check）';
