/* 满意度到底有多高：各年度满意度指标的目标与实际，百分比形式的。 */
SELECT fiscal_year AS 年度, count(*) AS 指标数, round(avg(target_value), 1) AS 平均目标,
    round(avg(actual_value), 1) AS 平均实际, min(actual_value) AS 最低实际,
    count(*) FILTER (actual_value < target_value) AS 未达目标
FROM indicator
JOIN filing USING (filing_id)
WHERE is_current AND (contains(level1, '满意') OR contains(level2, '满意')) AND target_unit = '%'
  AND actual_value BETWEEN 1 AND 100
GROUP BY fiscal_year
ORDER BY fiscal_year;
