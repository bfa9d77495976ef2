/* 钱没花完、分却很高：执行率不到八成而自评为“优”的项目。 */
SELECT fiscal_year AS 年度, unit AS 实施单位, project_name AS 项目名称, full_budget AS 全年预算数,
    execution_rate AS 执行率, total_score AS 总分, path AS 文件, page_first AS 页
FROM filing_summary
WHERE execution_rate < 0.8 AND grade = '优'
ORDER BY execution_rate, 年度, 项目名称
LIMIT 100;
