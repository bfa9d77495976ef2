-- rule: fund_total_blank
-- label: 资金总额未填
-- severity: warning
-- arithmetic: yes
-- tolerance: 0 (元)
-- basis: 有的表年度资金总额一行印 0 或不填，金额在各项来源中，故为提示
-- Forms with a total row and an amount in a source row; it passes when the total row prints that amount too. Without a
-- printed total levels of government make two sums possible (fund_sums): both are named, also in forms without the row.
WITH judged AS (
    SELECT *, coalesce(total, 0) > $tolerance AS holds,
        list_position(['initial_budget', 'full_budget', 'executed'], field) AS place
    FROM fund_sums()
    WHERE all_parts > $tolerance
      AND (is_ambiguous OR filing_id IN (SELECT filing_id FROM fund WHERE source = 'total'))
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, min_by(judged, (holds, NOT is_ambiguous, place)) AS row FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    money(coalesce(row.parts, row.all_parts)) AS expected,
    money(coalesce(row.total, 0)) AS observed,
    format('{}：年度资金总额印 {} 元，各项来源合计 {} 元', ['年初预算数', '全年预算数', '全年执行数'][row.place],
           money(coalesce(row.total, 0)), money(coalesce(row.parts, row.all_parts)))
        || CASE WHEN NOT passed AND row.is_ambiguous
                THEN format('；各级财政资金若是财政拨款的细分则为 {} 元，不能确定', money(row.without_levels))
                ELSE '' END AS message
FROM shown;
