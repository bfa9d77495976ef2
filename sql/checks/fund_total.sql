-- rule: fund_total
-- label: 资金合计
-- severity: error
-- arithmetic: yes
-- tolerance: 0.01 (of the printed unit: parts printed in 千元, 万元 … are rounded there)
-- basis: 年度资金总额 = 财政拨款 + 上年结转资金 + 其他资金；各级财政资金可能是财政拨款的再细分
-- So may be 一般公共预算 and 政府性基金: the first source is the total, and the others are that first source once more.
-- Each of the three amounts, where the total row prints more than 0 and a source row prints an amount; of a form without
-- money also 0 = 0 + 0, which a blank is not.
WITH judged AS (
    SELECT s.filing_id, field, total, all_parts,
        least(abs(all_parts - total), abs(coalesce(without_levels, 0) - total),
              CASE WHEN first_part = total THEN abs(all_parts - first_part - total) END)
            <= $tolerance * unit_scale(f.currency_unit) AS holds,
        list_position(['initial_budget', 'full_budget', 'executed'], field) AS place
    FROM fund_sums() s JOIN filing f USING (filing_id)
    WHERE all_parts IS NOT NULL
      AND (total > 0 OR total = 0 AND greatest(f.initial_budget, f.full_budget, f.executed) = 0)
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, min_by(judged, (holds, place)) AS row FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    money(row.all_parts) AS expected,
    money(row.total) AS observed,
    format('{}：年度资金总额 {} 元，各项来源之和 {} 元', ['年初预算数', '全年预算数', '全年执行数'][row.place],
           money(row.total), money(row.all_parts)) AS message
FROM shown;
