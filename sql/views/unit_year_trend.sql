-- Each unit's year against its year before. A unit is the same by its name (in its department, or as the only one of
-- that name); one whose name is not found in the year before is the same by its code. Units without a row in the
-- year before have nulls there.
CREATE OR REPLACE VIEW unit_year_trend AS
WITH unit_year AS (
    SELECT *, plain(unit) AS name, plain(department) AS department_name,
        count(*) OVER (PARTITION BY fiscal_year, plain(unit)) = 1 AS is_only
    FROM budget_summary WHERE level = 'unit'
),
candidate AS ( -- rank 0: the name in the same department; 1: the only unit of the name; 2: the code
    SELECT now, before, CASE WHEN before.department_name = now.department_name THEN 0 ELSE 1 END AS rank
    FROM unit_year now JOIN unit_year before
        ON before.fiscal_year = now.fiscal_year - 1 AND before.name = now.name
    WHERE before.department_name = now.department_name OR (before.is_only AND now.is_only)
    UNION ALL
    SELECT now, before, 2
    FROM unit_year now JOIN unit_year before
        ON before.fiscal_year = now.fiscal_year - 1 AND before.unit_code = now.unit_code
),
paired AS (
    SELECT now.fiscal_year AS fiscal_year, now.department AS department, now.unit AS unit,
        min_by(before, (rank, before.unit)) AS before
    FROM candidate GROUP BY ALL
)
SELECT now.fiscal_year, now.department, now.unit,
    nullif(before.unit, now.unit) AS former_name,
    now.filings, before.filings AS filings_before,
    now.full_budget, before.full_budget AS full_budget_before,
    ((now.full_budget - before.full_budget) / nullif(before.full_budget, 0))::DECIMAL(38, 4) AS budget_growth,
    now.executed, before.executed AS executed_before,
    ((now.executed - before.executed) / nullif(before.executed, 0))::DECIMAL(38, 4) AS executed_growth,
    now.execution_rate, before.execution_rate AS execution_rate_before,
    now.execution_rate - before.execution_rate AS execution_rate_change,
    now.mean_score, before.mean_score AS mean_score_before,
    now.mean_score - before.mean_score AS mean_score_change,
    now.points_lost, before.points_lost AS points_lost_before
FROM unit_year now
LEFT JOIN paired ON paired.fiscal_year = now.fiscal_year AND paired.unit IS NOT DISTINCT FROM now.unit
    AND paired.department IS NOT DISTINCT FROM now.department;

COMMENT ON VIEW unit_year_trend IS '单位年度趋势：每个单位的年度与上一年度相比';
COMMENT ON COLUMN unit_year_trend.former_name IS '上年名称：凭单位代码认出的、与本年不同的名称';
COMMENT ON COLUMN unit_year_trend.filings_before IS '上年自评表数［张］';
COMMENT ON COLUMN unit_year_trend.full_budget_before IS '上年全年预算数［元］';
COMMENT ON COLUMN unit_year_trend.budget_growth IS '预算增长率：本年全年预算数比上年增长［比例］';
COMMENT ON COLUMN unit_year_trend.executed_before IS '上年全年执行数［元］';
COMMENT ON COLUMN unit_year_trend.executed_growth IS '执行数增长率：本年全年执行数比上年增长［比例］';
COMMENT ON COLUMN unit_year_trend.execution_rate_before IS '上年执行率［比例］';
COMMENT ON COLUMN unit_year_trend.execution_rate_change IS '执行率变化：本年减上年［比例］';
COMMENT ON COLUMN unit_year_trend.mean_score_before IS '上年平均分［分］';
COMMENT ON COLUMN unit_year_trend.mean_score_change IS '平均分变化：本年减上年［分］';
COMMENT ON COLUMN unit_year_trend.points_lost_before IS '上年指标失分［分］';
