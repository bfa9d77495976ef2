/* 指标有多少是可以量化的：各单位带数值的目标所占比重，最低的在前。 */
SELECT fiscal_year AS 年度, coalesce(unit, department) AS 实施单位, count(*) AS 指标数,
    count(target_value) AS 量化指标数, round(count(target_value) / count(*), 4) AS 量化比重
FROM indicator
JOIN filing USING (filing_id)
WHERE is_current AND target IS NOT NULL
GROUP BY ALL
ORDER BY 量化比重, 指标数 DESC, 年度, 实施单位
LIMIT 100;
