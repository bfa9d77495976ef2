-- Where levels of government make two sums of the sources possible, and no total is printed, the amount is null.
COMMENT ON COLUMN filing.initial_budget IS '年初预算数：年度资金总额一行；该行未印数或印 0 的为各来源之和，有两种加法的为空［元］';
COMMENT ON COLUMN filing.full_budget IS '全年预算数：年度资金总额一行；该行未印数或印 0 的为各来源之和，有两种加法的为空［元］';
COMMENT ON COLUMN filing.executed IS '全年执行数：年度资金总额一行；该行未印数或印 0 的为各来源之和，有两种加法的为空［元］';
