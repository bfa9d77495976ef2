/* 哪些单位的自评总是满分：至少两张自评表，没有一项指标扣分。自评全满往往说明评价流于形式。 */
SELECT unit AS 实施单位, department AS 主管部门, count(DISTINCT fiscal_year) AS 年度数,
    sum(filings)::BIGINT AS 自评表数, sum(indicators)::BIGINT AS 指标数, min(lowest_score) AS 最低分
FROM unit_summary
GROUP BY department, unit
HAVING sum(filings) >= 2 AND sum(indicators_short) = 0 AND min(lowest_score) >= 100
ORDER BY 指标数 DESC, 实施单位;
