-- rule: department_missing
-- label: 疑似重复报送
-- severity: warning
-- arithmetic: no
-- tolerance: 0 (张)
-- basis: 同一单位、年度、项目的自评表，一张未印主管部门，可能是同一张表；不同部门可能有同名单位，故不合并，只作提示
-- Current filings without a department; those of one that has it and agrees in year, unit and project are named.
WITH form AS (
    SELECT filing_id, fiscal_year, form_type, department, path, project_code,
        plain(unit) AS unit, coalesce(plain(project_name), '') AS project
    FROM filing JOIN document USING (document_id)
    WHERE is_current AND unit IS NOT NULL AND (project_name IS NOT NULL OR form_type <> 'project_self_evaluation')
),
twin AS (
    SELECT one.filing_id, count(other.filing_id) AS others,
        min(other.path) AS path, min_by(other.department, other.path) AS department
    FROM form AS one LEFT JOIN form AS other
        ON other.fiscal_year = one.fiscal_year AND other.form_type = one.form_type
        AND other.unit = one.unit AND other.project = one.project AND other.department IS NOT NULL
        AND coalesce(other.project_code = one.project_code, TRUE)
    WHERE one.department IS NULL
    GROUP BY one.filing_id
)
SELECT filing_id,
    others <= $tolerance AS passed,
    '0' AS expected,
    others::VARCHAR AS observed,
    CASE WHEN others = 0 THEN '没有同单位、同年度、同项目而印有主管部门的自评表'
         ELSE format('未印主管部门，与 {} 的自评表（主管部门 {}）单位、年度、项目相同，可能重复计数', path, department) END AS message
FROM twin;
