-- Reconciled: the form was found whole, no character of a number stayed in doubt, none was chosen by arithmetic, no
-- arithmetic rule fails, and each kind of number that the form carries (money, weights, scores) took part in at
-- least one rule that adds it up; the points of execution have their score, and of 年度指标值 and 实际完成值 neither
-- column is empty alone. An indicator without a score is worth nothing where the total agrees; where no total proves
-- that, it is one not read. For scans the rule ocr_proof asks the same of every single number.
WITH unread AS (
    SELECT filing_id FROM filing WHERE execution_weight > 0 AND execution_score IS NULL
    UNION SELECT filing_id FROM indicator GROUP BY filing_id HAVING (count(target) = 0) <> (count(actual) = 0)
),
doubt AS (
    SELECT filing_id FROM filing WHERE len(doubtful) > 0 OR NOT complete
    UNION SELECT filing_id FROM fund WHERE len(doubtful) > 0
    UNION SELECT filing_id FROM indicator WHERE len(doubtful) > 0
    UNION SELECT filing_id FROM decision WHERE rule IS NOT NULL
    UNION FROM unread
),
judged AS (
    SELECT filing_id,
        bool_and(passed) AS holds,
        bool_or(rule IN ('execution_rate', 'fund_total')) AS money_proved,
        bool_or(rule = 'weights_total') AS weights_proved,
        bool_or(rule = 'scores_total') AS scores_proved
    FROM check_result JOIN check_rule USING (rule)
    WHERE arithmetic
    GROUP BY filing_id
),
money AS (
    SELECT filing_id, count(full_budget) + count(executed) > 0 AS has_money
    FROM fund GROUP BY filing_id
),
points AS (
    SELECT filing_id, count(weight) > 0 AS has_weights, count(score) > 0 OR coalesce(max(weight) > 0, FALSE) AS has_scores
    FROM indicator GROUP BY filing_id
),
verdict AS (
    SELECT filing.filing_id,
        coalesce(holds AND (money_proved OR weights_proved OR scores_proved), FALSE)
            AND doubt.filing_id IS NULL
            AND (money_proved OR NOT coalesce(has_money, FALSE))
            AND (weights_proved OR NOT coalesce(has_weights, FALSE))
            AND (scores_proved OR NOT coalesce(has_scores OR total_score IS NOT NULL, FALSE)) AS reconciled
    FROM filing
    LEFT JOIN judged USING (filing_id)
    LEFT JOIN money USING (filing_id)
    LEFT JOIN points USING (filing_id)
    LEFT JOIN doubt USING (filing_id)
)
UPDATE filing
SET reconciled = verdict.reconciled
FROM verdict
WHERE verdict.filing_id = filing.filing_id;
