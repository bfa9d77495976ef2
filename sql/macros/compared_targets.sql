-- Indicators with an inequality as target, a number on both sides, and points: what was wanted and what was reached,
-- in one unit. Left out are numbers whose units differ (目标 ≥50户，完成 3个村), and percentages whose actual value was
-- typed as a fraction (目标 ≥95%，完成 0.96).
CREATE OR REPLACE MACRO compared_targets() AS TABLE
WITH measured AS (
    SELECT *, coalesce(plain(target_unit), '') AS wanted_unit, coalesce(plain(actual_unit), '') AS reached_unit
    FROM indicator
    WHERE target_operator IN ('≥', '>', '≤', '<')
      AND target_value IS NOT NULL AND actual_value IS NOT NULL
      AND weight > 0 AND score IS NOT NULL
      AND NOT (target_unit = '%' AND target_value > 1 AND actual_value <= 1 AND NOT contains(actual, '%'))
)
SELECT filing_id, seq, coalesce(level3, '未命名指标') AS name, target, actual, weight, score,
    target_operator IN ('≥', '>') AS at_least,
    target_value * unit_scale(wanted_unit) AS wanted,
    actual_value * unit_scale(if(reached_unit = '', wanted_unit, reached_unit)) AS reached
FROM measured
WHERE wanted_unit = '' OR reached_unit = '' OR unit_base(wanted_unit) = unit_base(reached_unit);
