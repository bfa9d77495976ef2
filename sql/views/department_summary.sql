-- Each department's year, over all its units.
CREATE OR REPLACE VIEW department_summary AS
SELECT fiscal_year, department, units, filings, initial_budget, full_budget, executed, execution_rate, mean_score,
    budget_weighted_score, lowest_score, excellent, good, fair, poor, indicators, indicators_short, points_lost,
    unexplained_shortfalls, reconciled_filings
FROM budget_summary
WHERE level = 'department';

COMMENT ON VIEW department_summary IS '部门汇总：每个年度每个主管部门一行';
