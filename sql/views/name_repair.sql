-- Every name of a current filing that was not simply printed, and every other clipped text for which evidence was
-- found: before, after, why, and where to look.
CREATE OR REPLACE VIEW name_repair AS
WITH repaired AS (
    SELECT filing_id, seq, 'level3' AS field, level3_printed AS before, level3 AS after, name_status AS status,
        name_method AS method, name_evidence AS evidence, name_confidence AS confidence, page
    FROM indicator
    WHERE name_status <> 'printed'
    UNION ALL
    SELECT r.filing_id, r.seq, r.field, r.before, r.after, 'restored', r.method, r.evidence, r.confidence, i.page
    FROM text_repair r JOIN indicator i USING (filing_id, seq)
)
SELECT f.fiscal_year, f.department, coalesce(f.unit, f.department) AS unit, f.project_name,
    r.field, r.before, r.after, r.status, r.method, r.evidence, r.confidence,
    r.filing_id, r.seq, d.path, r.page
FROM repaired r
JOIN filing f USING (filing_id)
JOIN document d USING (document_id)
WHERE f.is_current;

COMMENT ON VIEW name_repair IS '名称修复：不是照原样印刷的名称，修复前后及依据';
COMMENT ON COLUMN name_repair.field IS '字段：level3 三级指标，level2 二级指标，target 年度指标值，actual 实际完成值，deviation 偏差原因';
COMMENT ON COLUMN name_repair.before IS '修复前：页面上看得见的文字';
COMMENT ON COLUMN name_repair.after IS '修复后';
COMMENT ON COLUMN name_repair.status IS '状态：joined 折行已连接，restored 缺字已补全，truncated 缺字未补';
COMMENT ON COLUMN name_repair.method IS '补全方法';
COMMENT ON COLUMN name_repair.evidence IS '补全依据：所依据的文字及其出处';
COMMENT ON COLUMN name_repair.confidence IS '补全把握：0 至 1［比例］';
