-- Reconciled: the form was found whole, no character stayed in doubt, none was chosen by arithmetic, no
-- arithmetic rule fails, and each kind of number that the form carries (money, weights, scores) took part in at
-- least one rule that adds it up; the points of execution have their score, and of 年度指标值 and 实际完成值 neither
-- column is empty alone. An indicator without a score is worth nothing where the total agrees; where no total proves
-- that, it is one not read. For scans the rule ocr_proof asks the same of every single number. What keeps a filing from
-- it is said in unproved.
WITH proof AS (
    SELECT filing_id,
        CASE rule WHEN 'weights_total' THEN 'weights' WHEN 'scores_total' THEN 'scores' ELSE 'money' END AS kind
    FROM check_result
    WHERE rule IN ('execution_rate', 'fund_total', 'weights_total', 'scores_total')
),
carried AS (
    SELECT filing_id, 'money' AS kind, '金额没有可作的核对' AS why
    FROM fund WHERE full_budget IS NOT NULL OR executed IS NOT NULL
    UNION SELECT filing_id, 'weights', '分值没有可作的核对' FROM indicator WHERE weight IS NOT NULL
    UNION SELECT filing_id, 'scores', '得分没有可作的核对' FROM indicator WHERE score IS NOT NULL OR weight > 0
    UNION SELECT filing_id, 'scores', '得分没有可作的核对' FROM filing WHERE total_score IS NOT NULL
),
reason AS (
    SELECT filing_id, '表格不完整' AS why FROM filing WHERE NOT complete
    UNION SELECT filing_id, '有字符存疑' FROM filing WHERE len(doubtful) > 0
    UNION SELECT filing_id, '有字符存疑' FROM fund WHERE len(doubtful) > 0
    UNION SELECT filing_id, '有字符存疑' FROM objective WHERE len(doubtful) > 0
    UNION SELECT filing_id, '有字符存疑' FROM indicator WHERE len(doubtful) > 0
    UNION SELECT filing_id, '有数字由算术选定' FROM decision WHERE rule IS NOT NULL
    UNION SELECT filing_id, '预算执行有分值而无得分' FROM filing WHERE execution_weight > 0 AND execution_score IS NULL
    UNION SELECT filing_id, '年度指标值或实际完成值整栏空白'
    FROM indicator GROUP BY filing_id HAVING (count(target) = 0) <> (count(actual) = 0)
    UNION SELECT filing_id, '核对不符：' || label
    FROM check_result JOIN check_rule USING (rule) WHERE arithmetic AND NOT passed
    UNION SELECT filing_id, why FROM carried ANTI JOIN proof USING (filing_id, kind)
    UNION SELECT filing_id, '没有可作的核对' FROM filing
    WHERE filing_id NOT IN (SELECT filing_id FROM carried) AND filing_id NOT IN (SELECT filing_id FROM proof)
),
verdict AS (
    SELECT filing.filing_id, coalesce(list(why ORDER BY why) FILTER (why IS NOT NULL), []) AS unproved
    FROM filing LEFT JOIN reason USING (filing_id)
    GROUP BY filing.filing_id
)
UPDATE filing
SET unproved = verdict.unproved,
    reconciled = len(verdict.unproved) = 0
FROM verdict
WHERE verdict.filing_id = filing.filing_id;
