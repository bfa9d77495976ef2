/* 哪些目标定得太低：“不少于”类目标，实际完成超过目标一半以上。 */
SELECT f.fiscal_year AS 年度, coalesce(f.unit, f.department) AS 实施单位, f.project_name AS 项目名称,
    i.name AS 三级指标, i.target AS 年度指标值, i.actual AS 实际完成值,
    round(i.reached / i.wanted, 2) AS 完成倍数
FROM compared_targets() i
JOIN filing f USING (filing_id)
WHERE f.is_current AND i.at_least AND i.wanted > 0 AND i.reached / i.wanted >= 1.5
ORDER BY 完成倍数 DESC, 年度, 实施单位, 项目名称, i.seq
LIMIT 100;
