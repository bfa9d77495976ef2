-- What a form says as a whole, once for all views: its money, its execution points, its computed totals, its grade.
-- Money is that of the total row; where that row prints nothing or 0 (some forms have the money in the source rows
-- only) it is the sum of the sources, and null where there are two such sums (fund_sums). A sum that its column cannot
-- hold is nonsense on the page and stays null. Points of execution are the total row's, or split over its parts.
WITH money AS (
    SELECT filing_id,
        any_value(amount) FILTER (field = 'initial_budget') AS initial_budget,
        any_value(amount) FILTER (field = 'full_budget') AS full_budget,
        any_value(amount) FILTER (field = 'executed') AS executed
    FROM fund_sums() GROUP BY filing_id
),
execution AS (
    SELECT filing_id,
        coalesce(min_by(weight, seq) FILTER (source = 'total'), sum(weight)) AS execution_weight,
        coalesce(min_by(score, seq) FILTER (source = 'total'), sum(score)) AS execution_score
    FROM fund GROUP BY filing_id
),
points AS (
    SELECT filing_id, sum(weight) AS weight, sum(score) AS score
    FROM indicator GROUP BY filing_id
),
found AS (
    SELECT filing_id, money.* EXCLUDE (filing_id), execution.* EXCLUDE (filing_id), points.weight, points.score
    FROM filing
    LEFT JOIN money USING (filing_id)
    LEFT JOIN execution USING (filing_id)
    LEFT JOIN points USING (filing_id)
)
UPDATE filing
SET initial_budget = TRY_CAST(found.initial_budget AS DECIMAL(18, 2)),
    full_budget = TRY_CAST(found.full_budget AS DECIMAL(18, 2)),
    executed = TRY_CAST(found.executed AS DECIMAL(18, 2)),
    execution_weight = TRY_CAST(found.execution_weight AS DECIMAL(14, 4)),
    execution_score = TRY_CAST(found.execution_score AS DECIMAL(14, 4)),
    computed_weight = TRY_CAST(found.weight + coalesce(found.execution_weight, 0) AS DECIMAL(14, 4)),
    computed_score = TRY_CAST(found.score + coalesce(found.execution_score, 0) AS DECIMAL(14, 4)),
    grade = CASE
        WHEN total_score >= 90 THEN '优'
        WHEN total_score >= 80 THEN '良'
        WHEN total_score >= 60 THEN '中'
        WHEN total_score IS NOT NULL THEN '差'
        WHEN left(grade_printed, 1) IN ('优', '良', '中', '差') THEN left(grade_printed, 1)
    END
FROM found
WHERE found.filing_id = filing.filing_id;
