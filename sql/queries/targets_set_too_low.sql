/* 哪些目标定得太低：“不少于”类目标，实际完成超过目标一半以上。 */
SELECT f.fiscal_year AS 年度, coalesce(f.unit, f.department) AS 实施单位, f.project_name AS 项目名称,
    i.level3 AS 三级指标, i.target AS 年度指标值, i.actual AS 实际完成值,
    round(i.actual_value / i.target_value, 2) AS 完成倍数
FROM indicator i
JOIN filing f USING (filing_id)
WHERE f.is_current AND i.target_operator IN ('≥', '>') AND i.target_value > 0
  AND i.actual_value / i.target_value >= 1.5
ORDER BY 完成倍数 DESC, 年度, 实施单位, 项目名称, i.seq
LIMIT 100;
