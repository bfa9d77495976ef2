-- rule: execution_rate
-- label: 执行率
-- severity: error
-- arithmetic: yes
-- tolerance: 0.0001 (a fraction: one unit of the second decimal of a percentage, so that cutting passes too)
-- basis: 财预〔2020〕10号：执行率 = 全年执行数 ÷ 全年预算数
-- Every row that prints a rate; a rate printed with one decimal or as a whole percent may be rounded that far.
WITH rated AS (
    SELECT filing_id, seq, label, full_budget, executed, execution_rate AS printed,
        computed_rate::DECIMAL(38, 6) AS rate -- exact: 14.5% rounds to 15%
    FROM fund
    WHERE execution_rate IS NOT NULL AND computed_rate IS NOT NULL
),
judged AS (
    SELECT *,
        abs(printed - rate) <= $tolerance OR printed = round(rate, 3) OR printed = round(rate, 2) AS holds
    FROM rated
),
shown AS ( -- the first row that fails, else the first
    SELECT filing_id, bool_and(holds) AS passed, min_by(judged, (holds, seq)) AS row FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    percent(row.rate) AS expected,
    percent(row.printed) AS observed,
    format('{}：印刷执行率 {}，全年执行数 {} 元 ÷ 全年预算数 {} 元 = {}', row.label,
           percent(row.printed), money(row.executed), money(row.full_budget), percent(row.rate)) AS message
FROM shown;
