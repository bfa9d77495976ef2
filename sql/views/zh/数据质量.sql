-- data_quality under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.数据质量 AS
SELECT
    fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, rule AS 规则, label AS 规则名称,
    chinese(severity) AS 级别, judged AS 核对数, failed AS 未通过数,
    failed_share AS 未通过比例
FROM data_quality;

COMMENT ON VIEW zh.数据质量 IS '数据质量：每条核对规则的通过情况（同 data_quality）';
