-- rule: ocr_proof
-- label: 扫描件数字核证
-- severity: warning
-- arithmetic: yes
-- tolerance: 0.005 (分或元；half of the last printed digit)
-- basis: 识别出的数字只有算术能证明；每个数都要参与至少一个成立的等式
-- Only scans. The sums here are exact: the allowances of the other rules would let a misread digit through.
-- A rate proves four digits of an amount, so amounts must be the sum of their parts to the last digit, or budget
-- and execution be the same figure twice under a rate of 100 %; and a rate must have its two decimals.
-- Left out are the numbers inside 指标值 and 完成值, which no sum contains.
WITH scan AS (
    SELECT * FROM filing SEMI JOIN document USING (document_id) WHERE source = 'ocr'
),
amounts AS (
    UNPIVOT (SELECT filing_id, seq, source, initial_budget, full_budget, executed FROM fund SEMI JOIN scan USING (filing_id))
    ON initial_budget, full_budget, executed INTO NAME field VALUE amount
),
sums AS (
    SELECT filing_id, field,
        coalesce(sum(amount) FILTER (source = 'total')
                 IN (sum(amount) FILTER (source <> 'total'),
                     sum(amount) FILTER (source <> 'total' AND NOT is_level(source))), FALSE) AS holds
    FROM amounts GROUP BY filing_id, field
),
points AS (
    SELECT filing_id, count(weight) AS weights, count(score) AS scores,
        sum(weight) AS weight, sum(score) AS score
    FROM indicator SEMI JOIN scan USING (filing_id) GROUP BY filing_id
),
unproved AS (
    SELECT s.filing_id, '金额：' || chinese(s.field) AS what
    FROM sums s
    WHERE NOT holds AND NOT (field <> 'initial_budget' AND EXISTS (
        SELECT 1 FROM fund WHERE fund.filing_id = s.filing_id
        HAVING bool_and(coalesce(executed = full_budget, executed IS NULL AND full_budget IS NULL))
           AND count(*) FILTER (execution_rate = 1) > 0))
    UNION ALL
    SELECT filing_id, '执行率：' || label FROM fund SEMI JOIN scan USING (filing_id)
    WHERE execution_rate IS NOT NULL AND execution_rate IS DISTINCT FROM round(computed_rate, 4)
    UNION ALL -- points of 项目资金: the total row's enter the totals, the others repeat or split them
    SELECT f.filing_id, '资金分值：' || f.label FROM fund f JOIN scan USING (filing_id)
    WHERE f.source <> 'total'
      AND ((f.weight IS NOT NULL AND scan.execution_weight IS NULL)
           OR (f.score IS NOT NULL AND scan.execution_score IS NULL))
    UNION ALL
    SELECT filing_id, '分值' FROM scan LEFT JOIN points USING (filing_id)
    WHERE (weights > 0 OR execution_weight IS NOT NULL OR total_weight IS NOT NULL)
      AND NOT coalesce(abs(computed_weight - 100) <= $tolerance
                       AND (total_weight IS NULL OR total_weight = 100), FALSE)
    UNION ALL
    SELECT filing_id, '得分' FROM scan LEFT JOIN points USING (filing_id)
    WHERE (scores > 0 OR execution_score IS NOT NULL OR total_score IS NOT NULL)
      AND NOT coalesce(abs(computed_score - total_score) <= $tolerance, FALSE)
    UNION ALL
    SELECT filing_id, '一级指标分值：' || coalesce(level1, '') FROM indicator SEMI JOIN scan USING (filing_id)
    WHERE level1_weight IS NOT NULL
    GROUP BY filing_id, level1, level1_weight HAVING count(weight) = 0
    UNION ALL
    SELECT filing_id, '二级指标分值：' || coalesce(level2, '') FROM indicator SEMI JOIN scan USING (filing_id)
    WHERE level2_weight IS NOT NULL
    GROUP BY filing_id, level1, level2, level2_weight HAVING count(weight) = 0
    UNION ALL
    SELECT filing_id, '年度' FROM scan JOIN document USING (document_id)
    WHERE year_source = 'form' AND fiscal_year IS DISTINCT FROM path_year
)
SELECT scan.filing_id,
    count(what) = 0 AS passed,
    '0' AS expected,
    count(what)::VARCHAR AS observed,
    CASE WHEN count(what) = 0 THEN '识别出的数字都有等式证明'
         ELSE format('识别出的数字中没有等式证明的：{}', string_agg(what, '、' ORDER BY what)) END AS message
FROM scan LEFT JOIN unproved USING (filing_id)
GROUP BY scan.filing_id;
