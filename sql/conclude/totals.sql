-- What a form says as a whole, once for all views: its money, its execution points, its computed totals, its grade.
-- Money is that of the total row; where that row prints nothing or 0 (some forms have the money in the source rows
-- only) it is the sum of the sources, without levels of government that break down 财政拨款 once more. A sum that
-- its column cannot hold is nonsense on the page and stays null. Points of execution are the total row's, or split
-- over its parts.
WITH flat AS (
    SELECT filing_id, bool_or(source = 'appropriation') AS has_appropriation
    FROM fund GROUP BY filing_id
),
money AS (
    SELECT filing_id,
        coalesce(
            nullif(min_by(initial_budget, seq) FILTER (source = 'total'), 0),
            sum(initial_budget) FILTER (source <> 'total' AND NOT (has_appropriation AND is_level(source))),
            min_by(initial_budget, seq) FILTER (source = 'total')) AS initial_budget,
        coalesce(
            nullif(min_by(full_budget, seq) FILTER (source = 'total'), 0),
            sum(full_budget) FILTER (source <> 'total' AND NOT (has_appropriation AND is_level(source))),
            min_by(full_budget, seq) FILTER (source = 'total')) AS full_budget,
        coalesce(
            nullif(min_by(executed, seq) FILTER (source = 'total'), 0),
            sum(executed) FILTER (source <> 'total' AND NOT (has_appropriation AND is_level(source))),
            min_by(executed, seq) FILTER (source = 'total')) AS executed,
        coalesce(min_by(weight, seq) FILTER (source = 'total'), sum(weight)) AS execution_weight,
        coalesce(min_by(score, seq) FILTER (source = 'total'), sum(score)) AS execution_score
    FROM fund JOIN flat USING (filing_id)
    GROUP BY filing_id
),
points AS (
    SELECT filing_id, sum(weight) AS weight, sum(score) AS score
    FROM indicator GROUP BY filing_id
),
found AS (
    SELECT filing_id, money.* EXCLUDE (filing_id), points.weight, points.score
    FROM filing
    LEFT JOIN money USING (filing_id)
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
