-- How often each rule was judged and failed, by unit and year.
CREATE OR REPLACE VIEW data_quality AS
SELECT f.fiscal_year, f.department, coalesce(f.unit, f.department) AS unit,
    rule, r.label, r.severity,
    count(*) AS judged,
    count(*) FILTER (NOT passed) AS failed,
    (count(*) FILTER (NOT passed) / count(*))::DECIMAL(18, 4) AS failed_share
FROM check_result c
JOIN check_rule r USING (rule)
JOIN filing f USING (filing_id)
WHERE f.is_current
GROUP BY ALL;

COMMENT ON VIEW data_quality IS '数据质量：各单位各年度每条核对规则的通过情况';
COMMENT ON COLUMN data_quality.label IS '规则名称：中文名称';
COMMENT ON COLUMN data_quality.judged IS '核对数：适用该规则的自评表［张］';
COMMENT ON COLUMN data_quality.failed IS '未通过数［张］';
COMMENT ON COLUMN data_quality.failed_share IS '未通过比例［比例］';
