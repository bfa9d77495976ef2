-- rule: fund_total_blank
-- label: 资金总额未填
-- severity: warning
-- arithmetic: yes
-- tolerance: 0 (元)
-- basis: 有的表年度资金总额一行印 0 或不填，金额在各项来源中，故为提示
-- Forms with a total row and an amount in a source row; it passes when the total row prints that amount too.
WITH amounts AS (
    UNPIVOT (SELECT filing_id, source, initial_budget, full_budget, executed FROM fund)
    ON initial_budget, full_budget, executed INTO NAME field VALUE amount
),
summed AS (
    SELECT filing_id, field,
        coalesce(sum(amount) FILTER (source = 'total'), 0) AS total,
        sum(amount) FILTER (source <> 'total') AS parts,
        list_position(['initial_budget', 'full_budget', 'executed'], field) AS place
    FROM amounts GROUP BY filing_id, field
),
judged AS (
    SELECT *, total > $tolerance AS holds
    FROM summed SEMI JOIN (SELECT filing_id FROM fund WHERE source = 'total') USING (filing_id)
    WHERE parts > $tolerance
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, min_by(judged, (holds, place)) AS row FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    money(row.parts) AS expected,
    money(row.total) AS observed,
    format('{}：年度资金总额印 {} 元，各项来源合计 {} 元', ['年初预算数', '全年预算数', '全年执行数'][row.place],
           money(row.total), money(row.parts)) AS message
FROM shown;
