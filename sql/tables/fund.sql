-- One row of 项目资金. Amounts are always in 元, rates are fractions; what the page leaves blank is null.
CREATE TABLE fund (
    filing_id      VARCHAR NOT NULL,
    seq            INTEGER NOT NULL,
    label          VARCHAR NOT NULL,
    source         VARCHAR NOT NULL,
    initial_budget DECIMAL(18, 2),
    full_budget    DECIMAL(18, 2),
    executed       DECIMAL(18, 2),
    weight         DECIMAL(14, 4),
    execution_rate DECIMAL(18, 6),
    score          DECIMAL(14, 4),
    page           INTEGER NOT NULL,
    x0             DOUBLE NOT NULL,
    top            DOUBLE NOT NULL,
    x1             DOUBLE NOT NULL,
    bottom         DOUBLE NOT NULL,
    doubtful       VARCHAR[] NOT NULL,
    computed_rate  DOUBLE AS (round(executed / nullif(full_budget, 0), 6))
);

COMMENT ON TABLE fund IS '项目资金：自评表资金部分的每一行';
COMMENT ON COLUMN fund.filing_id IS '自评表编号：见 filing';
COMMENT ON COLUMN fund.seq IS '行号：在资金部分中的次序，从 1 开始';
COMMENT ON COLUMN fund.label IS '资金名称：照印刷，如年度资金总额、其中：当年财政拨款';
COMMENT ON COLUMN fund.source IS '资金来源：total 总额，appropriation 财政拨款，carryover 上年结转，other 其他资金，central 中央，provincial 省级，municipal 市级，county 县级，superior 上级补助，unit 单位资金，special_account 财政专户，basic 基本支出，project 项目支出';
COMMENT ON COLUMN fund.initial_budget IS '年初预算数［元］';
COMMENT ON COLUMN fund.full_budget IS '全年预算数［元］';
COMMENT ON COLUMN fund.executed IS '全年执行数［元］';
COMMENT ON COLUMN fund.weight IS '分值：照印刷［分］';
COMMENT ON COLUMN fund.execution_rate IS '执行率：照印刷，99.62% 记作 0.9962［比例］';
COMMENT ON COLUMN fund.score IS '得分：照印刷［分］';
COMMENT ON COLUMN fund.page IS '页码：从 1 开始';
COMMENT ON COLUMN fund.x0 IS '左边界：以页面左上角为原点［点］';
COMMENT ON COLUMN fund.top IS '上边界：以页面左上角为原点［点］';
COMMENT ON COLUMN fund.x1 IS '右边界：以页面左上角为原点［点］';
COMMENT ON COLUMN fund.bottom IS '下边界：以页面左上角为原点［点］';
COMMENT ON COLUMN fund.doubtful IS '存疑字段：字符存疑的字段名';
COMMENT ON COLUMN fund.computed_rate IS '计算执行率：全年执行数 ÷ 全年预算数［比例］';
