-- rule: amount_unit
-- label: 金额单位
-- severity: warning
-- arithmetic: no
-- tolerance: 1000 (元；a project below it is implausible)
-- basis: 填报惯例：印元实为万元（或相反）时，金额与上下年度相差约一万倍，或小得、大得不合常理
-- Witnesses, among current filings: the same project of the same unit in the year before or after; and for an amount in
-- 万元 the unit's largest other project of that year, since 元 under 万元 are beyond all that the unit spends otherwise.
WITH project AS (
    SELECT filing_id, form_type, fiscal_year, coalesce(plain(unit), plain(department)) AS unit,
        plain(project_name) AS project, currency_unit, is_current, greatest(full_budget, executed) AS amount
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
largest_other AS (
    SELECT p.filing_id, max(n.amount) AS amount
    FROM project p
    JOIN project n ON n.unit = p.unit AND n.project <> p.project AND n.is_current AND n.fiscal_year = p.fiscal_year
    GROUP BY p.filing_id
),
judged AS (
    SELECT filing_id, p.amount, p.currency_unit, w.amount AS other, w.fiscal_year, l.amount AS largest,
        coalesce(abs(log10(p.amount / w.amount)) BETWEEN 3.5 AND 4.5, FALSE) AS leaps,
        p.amount < $tolerance AND unit_scale(p.currency_unit) = 1 AS tiny,
        p.amount >= CASE WHEN p.currency_unit = '万元' AND form_type = 'project_self_evaluation'
                         THEN 1e10 -- more often a million 元 under 万元 than one of the few projects of 100 亿元
                         ELSE 1e12 END AS huge, -- no project is
        coalesce(p.amount >= 1e8 AND p.currency_unit = '万元' AND log10(p.amount / l.amount) >= 3.5, FALSE) AS stands_out
    FROM project p LEFT JOIN witness w USING (filing_id) LEFT JOIN largest_other l USING (filing_id)
)
SELECT filing_id,
    NOT (leaps OR tiny OR huge OR stands_out) AS passed,
    CASE WHEN leaps OR NOT stands_out THEN money(other) ELSE money(largest) END AS expected,
    money(amount) AS observed,
    CASE WHEN leaps THEN format('金额 {} 元，同一项目 {} 年为 {} 元，相差约一万倍，请核对金额单位', money(amount), fiscal_year, money(other))
         WHEN stands_out THEN format('金额 {} 元，本单位当年其他项目最多为 {} 元，请核对金额单位（印刷为万元）', money(amount), money(largest))
         WHEN tiny OR huge THEN format('金额 {} 元不合常理，请核对金额单位（印刷为{}）', money(amount), coalesce(currency_unit, '未注明'))
         ELSE '金额单位未见异常' END AS message
FROM judged;
