-- One row per current filing with what its indicators add up to; the other views count these rows.
-- What an indicator lost is said by the macro scored_indicators; what is unknown is not counted.
CREATE OR REPLACE VIEW filing_summary AS
WITH indicators AS (
    SELECT filing_id,
        count(*) AS indicators,
        count(*) FILTER (is_short) AS short,
        sum(points_lost) AS lost,
        count(*) FILTER (is_unexplained) AS unexplained
    FROM scored_indicators()
    GROUP BY filing_id
)
SELECT f.filing_id, f.form_type, f.fiscal_year, f.department_code, f.department, f.unit_code,
    coalesce(f.unit, f.department) AS unit,
    f.project_code, f.project_name, f.initial_budget, f.full_budget, f.executed,
    (f.executed / nullif(f.full_budget, 0))::DECIMAL(38, 4) AS execution_rate,
    f.total_score, f.grade,
    coalesce(i.indicators, 0) AS indicators,
    coalesce(i.short, 0) AS indicators_short,
    coalesce(i.lost, 0) AS points_lost,
    coalesce(i.unexplained, 0) AS unexplained_shortfalls,
    coalesce(f.reconciled, FALSE) AS reconciled,
    d.path, f.page_first, f.unproved
FROM filing f
JOIN document d USING (document_id)
LEFT JOIN indicators i USING (filing_id)
WHERE f.is_current;

COMMENT ON VIEW filing_summary IS '自评表汇总：每张现行有效的自评表一行';
COMMENT ON COLUMN filing_summary.unit IS '实施单位：表上没有实施单位的取主管部门';
COMMENT ON COLUMN filing_summary.execution_rate IS '执行率：全年执行数 ÷ 全年预算数［比例］';
COMMENT ON COLUMN filing_summary.indicators IS '指标数［项］';
COMMENT ON COLUMN filing_summary.indicators_short IS '扣分指标数：得分低于分值的指标；未填得分的，总分证明未得分才计入，未读出的不计［项］';
COMMENT ON COLUMN filing_summary.points_lost IS '指标失分：扣分指标的分值与得分之差的合计［分］';
COMMENT ON COLUMN filing_summary.unexplained_shortfalls IS '未说明原因的扣分：扣分而没有填写偏差原因的指标［项］';
