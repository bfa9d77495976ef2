-- Each unit's year: how many filings, how much money, what scores, what was lost.
CREATE OR REPLACE VIEW unit_summary AS
SELECT fiscal_year, department, unit, filings, initial_budget, full_budget, executed, execution_rate, mean_score,
    budget_weighted_score, lowest_score, excellent, good, fair, poor, indicators, indicators_short, points_lost,
    unexplained_shortfalls, reconciled_filings
FROM budget_summary
WHERE level = 'unit';

COMMENT ON VIEW unit_summary IS '单位汇总：每个年度每个单位一行';
COMMENT ON COLUMN unit_summary.unit IS '实施单位：表上没有实施单位的取主管部门';
