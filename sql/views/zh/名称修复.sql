-- name_repair under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.名称修复 AS
SELECT
    fiscal_year AS 年度, department AS 主管部门, unit AS 实施单位, project_name AS 项目名称,
    CASE field WHEN 'level3' THEN '三级指标' WHEN 'level2' THEN '二级指标' WHEN 'target' THEN '年度指标值'
        WHEN 'actual' THEN '实际完成值' WHEN 'deviation' THEN '偏差原因分析及改进措施' ELSE field END AS 字段,
    before AS 修复前, after AS 修复后,
    CASE status WHEN 'joined' THEN '折行已连接' WHEN 'restored' THEN '缺字已补全' ELSE '缺字未补' END AS 状态,
    method AS 补全方法, evidence AS 补全依据, confidence AS 补全把握, filing_id AS 自评表编号, seq AS 行号,
    path AS 路径, page AS 页码
FROM name_repair;

COMMENT ON VIEW zh.名称修复 IS '名称修复：不是照原样印刷的名称（同 name_repair）';
