/* 年中调整最大的项目：全年预算数与年初预算数相差最多。 */
SELECT fiscal_year AS 年度, unit AS 实施单位, project_name AS 项目名称, initial_budget AS 年初预算数,
    full_budget AS 全年预算数, full_budget::DECIMAL(38, 2) - initial_budget AS 调整额,
    round((full_budget::DOUBLE - initial_budget) / nullif(initial_budget, 0), 4) AS 调整比例
FROM filing_summary
WHERE initial_budget > 0 AND full_budget <> initial_budget
ORDER BY abs(调整额) DESC, 年度, 项目名称
LIMIT 50;
