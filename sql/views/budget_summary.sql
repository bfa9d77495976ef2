-- Units and departments by year, in one pass; unit_summary and department_summary each show one level of it.
-- A whole department's own form counts as a filing, but its money contains that of the projects: of a unit it is taken
-- only where there is no project form. A department sums what its units decided; the form of the department itself
-- contains those of its units as well: it is taken alone where nobody has a project form, and left out where another
-- unit has one. Rates and weighted scores use the filings that have both figures. Prints of one name that differ in
-- white space or in the width of brackets are one unit.
CREATE OR REPLACE VIEW budget_summary AS
WITH named AS (
    SELECT *,
        plain(department) AS department_name,
        plain(unit) AS unit_name,
        form_type = 'project_self_evaluation' AS is_project,
        NOT is_project AND coalesce(unit_name = department_name, FALSE) AS is_own,
        executed IS NOT NULL AND full_budget IS NOT NULL AS is_rated,
        CASE WHEN full_budget IS NOT NULL THEN total_score END AS weighed_score,
        CASE WHEN total_score IS NOT NULL THEN full_budget END AS weighing_budget
    FROM filing_summary
),
chosen AS (
    SELECT *,
        is_project OR NOT bool_or(is_project) OVER unit_year AS in_unit,
        in_unit AND CASE WHEN bool_or(is_project) OVER department_year THEN NOT is_own
                         ELSE is_own OR NOT bool_or(is_own) OVER department_year END AS in_department
    FROM named
    WINDOW unit_year AS (PARTITION BY fiscal_year, department_name, unit_name),
        department_year AS (PARTITION BY fiscal_year, department_name)
),
counted AS ( -- every filing once for its unit and once for its department; is_taken: its money is
    SELECT *, 'unit' AS level, unit_name AS unit_of_level, in_unit AS is_taken FROM chosen
    UNION ALL
    SELECT *, 'department', NULL, in_department FROM chosen
)
SELECT
    level,
    fiscal_year,
    min(department) AS department,
    CASE level WHEN 'unit' THEN min(unit) END AS unit,
    max(unit_code) AS unit_code,
    count(DISTINCT unit_name) AS units,
    count(*) AS filings,
    sum(initial_budget) FILTER (is_taken) AS initial_budget,
    sum(full_budget) FILTER (is_taken) AS full_budget,
    sum(executed) FILTER (is_taken) AS executed,
    (sum(executed) FILTER (is_taken AND is_rated)
        / nullif(sum(full_budget) FILTER (is_taken AND is_rated), 0))::DECIMAL(38, 4) AS execution_rate,
    avg(total_score)::DECIMAL(38, 2) AS mean_score,
    (sum(weighed_score * weighing_budget::DOUBLE) / nullif(sum(weighing_budget), 0))::DECIMAL(38, 2) AS budget_weighted_score,
    min(total_score) AS lowest_score,
    count(*) FILTER (grade = '优') AS excellent,
    count(*) FILTER (grade = '良') AS good,
    count(*) FILTER (grade = '中') AS fair,
    count(*) FILTER (grade = '差') AS poor,
    sum(indicators)::BIGINT AS indicators,
    sum(indicators_short)::BIGINT AS indicators_short,
    sum(points_lost) AS points_lost,
    sum(unexplained_shortfalls)::BIGINT AS unexplained_shortfalls,
    count(*) FILTER (reconciled) AS reconciled_filings
FROM counted
GROUP BY level, fiscal_year, department_name, unit_of_level;

COMMENT ON VIEW budget_summary IS '分级汇总：单位和部门两级，单位汇总与部门汇总由此而来';
COMMENT ON COLUMN budget_summary.level IS '级次：unit 单位，department 部门';
COMMENT ON COLUMN budget_summary.units IS '单位数［个］';
COMMENT ON COLUMN budget_summary.filings IS '自评表数：现行有效的自评表［张］';
COMMENT ON COLUMN budget_summary.initial_budget IS '年初预算数：各项目之和；只有部门整体自评表的单位取该表［元］';
COMMENT ON COLUMN budget_summary.full_budget IS '全年预算数：各项目之和；只有部门整体自评表的单位取该表［元］';
COMMENT ON COLUMN budget_summary.executed IS '全年执行数：各项目之和；只有部门整体自评表的单位取该表［元］';
COMMENT ON COLUMN budget_summary.execution_rate IS '执行率：全年执行数 ÷ 全年预算数，两者都有的自评表［比例］';
COMMENT ON COLUMN budget_summary.mean_score IS '平均分：总分的简单平均［分］';
COMMENT ON COLUMN budget_summary.budget_weighted_score IS '预算加权平均分：以全年预算数为权数［分］';
COMMENT ON COLUMN budget_summary.lowest_score IS '最低分［分］';
COMMENT ON COLUMN budget_summary.excellent IS '优：90 分及以上的自评表［张］';
COMMENT ON COLUMN budget_summary.good IS '良：80 分至 90 分的自评表［张］';
COMMENT ON COLUMN budget_summary.fair IS '中：60 分至 80 分的自评表［张］';
COMMENT ON COLUMN budget_summary.poor IS '差：不足 60 分的自评表［张］';
COMMENT ON COLUMN budget_summary.reconciled_filings IS '数据核平的自评表［张］';
