-- Every indicator with the points it lost: weight less score, never below 0. Without a score it lost all of them if the
-- printed total is the sum of the scores there are; else its score is one not read, and what it lost is unknown.
CREATE OR REPLACE MACRO scored_indicators() AS TABLE
SELECT i.*,
    CASE WHEN score > weight THEN 0
         WHEN score IS NOT NULL THEN weight - score
         WHEN abs(total_score - computed_score) <= 0.1 AND NOT list_contains(i.doubtful, 'score') THEN weight
    END AS points_lost,
    points_lost > 0 AS is_short,
    is_short AND is_blank(deviation) AS is_unexplained
FROM indicator i JOIN filing USING (filing_id);
