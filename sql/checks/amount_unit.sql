-- rule: amount_unit
-- label: 金额单位
-- severity: warning
-- arithmetic: no
-- tolerance: 1000 (元；a project below it is implausible)
-- basis: 填报惯例：印元实为万元（或相反）时，金额与上下年度相差约一万倍，或小得、大得不合常理
-- The same project of the same unit in the year before or after, among current filings, is the witness.
WITH project AS (
    SELECT filing_id, fiscal_year, coalesce(plain(unit), plain(department)) AS unit, plain(project_name) AS project,
        currency_unit, is_current, greatest(full_budget, executed) AS amount
    FROM filing
    WHERE greatest(full_budget, executed) > 0
),
witness AS (
    SELECT p.filing_id,
        max_by(n.amount, (abs(log10(p.amount / n.amount)), n.fiscal_year)) AS amount,
        max_by(n.fiscal_year, (abs(log10(p.amount / n.amount)), n.fiscal_year)) AS fiscal_year
    FROM project p
    JOIN project n ON n.unit = p.unit AND n.project = p.project AND n.is_current
        AND n.fiscal_year BETWEEN p.fiscal_year - 1 AND p.fiscal_year + 1 AND n.fiscal_year <> p.fiscal_year
    GROUP BY p.filing_id
),
judged AS (
    SELECT filing_id, p.amount, p.currency_unit, w.amount AS other, w.fiscal_year,
        coalesce(abs(log10(p.amount / w.amount)) BETWEEN 3.5 AND 4.5, FALSE) AS leaps,
        p.amount < $tolerance AND unit_scale(p.currency_unit) = 1 AS tiny,
        p.amount > 1e12 AS huge -- a trillion 元: no project is
    FROM project p LEFT JOIN witness w USING (filing_id)
)
SELECT filing_id,
    NOT (leaps OR tiny OR huge) AS passed,
    money(other) AS expected,
    money(amount) AS observed,
    CASE WHEN leaps THEN format('金额 {} 元，同一项目 {} 年为 {} 元，相差约一万倍，请核对金额单位', money(amount), fiscal_year, money(other))
         WHEN tiny OR huge THEN format('金额 {} 元不合常理，请核对金额单位（印刷为{}）', money(amount), coalesce(currency_unit, '未注明'))
         ELSE '金额单位未见异常' END AS message
FROM judged;
