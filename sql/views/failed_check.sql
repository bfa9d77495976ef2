-- What does not add up in the current filings, each with its figures and where to look.
CREATE OR REPLACE VIEW failed_check AS
SELECT f.fiscal_year, f.department, coalesce(f.unit, f.department) AS unit, f.project_name,
    c.rule, r.label, c.severity, c.expected, c.observed, c.message,
    c.filing_id, d.path, f.page_first
FROM check_result c
JOIN check_rule r USING (rule)
JOIN filing f USING (filing_id)
JOIN document d USING (document_id)
WHERE f.is_current AND NOT c.passed;

COMMENT ON VIEW failed_check IS '未通过的核对：现行有效自评表中不相符之处';
COMMENT ON COLUMN failed_check.label IS '规则名称：中文名称';
