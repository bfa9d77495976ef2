-- The amounts of 项目资金, per filing and field: what the total row prints, and what the sources make. Rows of levels
-- of government may break down 财政拨款 once more or be money beside it. They break it down where they make the same
-- amount; where both amounts are there and differ, both readings are possible and parts is null.
CREATE OR REPLACE MACRO fund_sums() AS TABLE
WITH amounts AS (
    UNPIVOT (SELECT filing_id, seq, source, initial_budget, full_budget, executed FROM fund)
    ON initial_budget, full_budget, executed INTO NAME field VALUE amount
),
summed AS (
    SELECT filing_id, field,
        min_by(amount, seq) FILTER (source = 'total') AS total,
        sum(amount) FILTER (source <> 'total') AS all_parts,
        min_by(amount, seq) FILTER (source <> 'total') AS first_part,
        sum(amount) FILTER (source <> 'total' AND NOT is_level(source)) AS without_levels,
        coalesce(sum(amount) FILTER (is_level(source)), 0) AS levels,
        coalesce(sum(amount) FILTER (source = 'appropriation'), 0) AS appropriation
    FROM amounts GROUP BY filing_id, field
)
SELECT filing_id, field, total, all_parts, first_part, without_levels,
    levels <> 0 AND appropriation <> 0 AND levels <> appropriation AS is_ambiguous,
    CASE WHEN NOT is_ambiguous THEN if(levels = appropriation, without_levels, all_parts) END AS parts,
    CASE WHEN total <> 0 OR all_parts IS NULL THEN total ELSE parts END AS amount
FROM summed;
