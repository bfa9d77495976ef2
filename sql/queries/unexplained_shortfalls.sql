/* 扣了分却没有说明原因的指标，按失分多少。 */
SELECT fiscal_year AS 年度, unit AS 实施单位, project_name AS 项目名称, level3 AS 三级指标, target AS 年度指标值,
    actual AS 实际完成值, points_lost AS 失分, path AS 文件, page AS 页
FROM indicator_shortfall
WHERE deviation IS NULL
ORDER BY points_lost DESC, 年度, 实施单位, 项目名称, seq
LIMIT 100;
