-- Every indicator of a current filing that got less than its weight, with the reason given.
CREATE OR REPLACE VIEW indicator_shortfall AS
SELECT f.fiscal_year, f.department, coalesce(f.unit, f.department) AS unit, f.project_name,
    i.level1, i.level2, i.level3, i.target, i.actual, i.weight, i.score,
    i.points_lost,
    CASE WHEN NOT is_blank(i.deviation) THEN i.deviation END AS deviation,
    f.filing_id, i.seq, d.path, i.page
FROM scored_indicators() i
JOIN filing f USING (filing_id)
JOIN document d USING (document_id)
WHERE f.is_current AND i.is_short;

COMMENT ON VIEW indicator_shortfall IS '指标失分：现行有效自评表中得分低于分值的指标及原因';
COMMENT ON COLUMN indicator_shortfall.points_lost IS '失分：分值减得分；总分证明未得分的为分值［分］';
COMMENT ON COLUMN indicator_shortfall.deviation IS '偏差原因分析及改进措施：未填写的为空';
