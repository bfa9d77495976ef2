-- The points printed in the labels of level 1 or 2, each with the sum of the weights under it. Groups are runs of rows:
-- a form with several objectives prints each label once for every one of them. name_weights is the sum over all rows
-- of the same label and points, for forms in which a stray row interrupts a run.
CREATE OR REPLACE MACRO labelled_points(level) AS TABLE
WITH labelled AS (
    SELECT filing_id, seq, weight,
        CASE level WHEN 1 THEN level1 ELSE level2 END AS name,
        CASE level WHEN 1 THEN level1_weight ELSE level2_weight END AS points,
        CASE level WHEN 1 THEN '' ELSE level1 END AS above
    FROM indicator
),
marked AS (
    SELECT *, (above, name, points) IS DISTINCT FROM lag((above, name, points)) OVER form AS starts
    FROM labelled
    WINDOW form AS (PARTITION BY filing_id ORDER BY seq)
),
numbered AS (
    SELECT *, sum(starts::INTEGER) OVER (PARTITION BY filing_id ORDER BY seq) AS run FROM marked
),
runs AS (
    SELECT filing_id, run, any_value(name) AS name, any_value(points) AS points, sum(weight) AS weights
    FROM numbered
    WHERE points IS NOT NULL
    GROUP BY filing_id, run
    HAVING count(weight) > 0
)
SELECT *, sum(weights) OVER (PARTITION BY filing_id, name, points) AS name_weights
FROM runs;
