-- Every row of 项目资金 of the current filings: planned, adjusted, spent, left.
CREATE OR REPLACE VIEW fund_execution AS
SELECT f.fiscal_year, f.department, coalesce(f.unit, f.department) AS unit, f.project_name,
    u.label, u.source, u.initial_budget, u.full_budget, u.executed,
    u.full_budget::DECIMAL(38, 2) - u.initial_budget AS adjustment,
    u.full_budget::DECIMAL(38, 2) - u.executed AS unspent,
    u.execution_rate, u.computed_rate, u.weight, u.score,
    f.currency_unit, f.filing_id, u.seq, d.path, u.page
FROM fund u
JOIN filing f USING (filing_id)
JOIN document d USING (document_id)
WHERE f.is_current;

COMMENT ON VIEW fund_execution IS '资金执行：现行有效自评表的每一行资金';
COMMENT ON COLUMN fund_execution.source IS '资金来源：total 总额，appropriation 财政拨款，carryover 上年结转，other 其他资金等，见 fund';
COMMENT ON COLUMN fund_execution.initial_budget IS '年初预算数：照印刷［元］';
COMMENT ON COLUMN fund_execution.full_budget IS '全年预算数：照印刷［元］';
COMMENT ON COLUMN fund_execution.executed IS '全年执行数：照印刷［元］';
COMMENT ON COLUMN fund_execution.adjustment IS '预算调整：全年预算数减年初预算数［元］';
COMMENT ON COLUMN fund_execution.unspent IS '未执行：全年预算数减全年执行数［元］';
COMMENT ON COLUMN fund_execution.execution_rate IS '执行率：照印刷，99.62% 记作 0.9962［比例］';
