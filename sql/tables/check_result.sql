-- One row per filing and rule that the form allows to be judged; no row means that the rule does not apply.
CREATE TABLE check_result (
    filing_id VARCHAR NOT NULL,
    rule      VARCHAR NOT NULL,
    severity  VARCHAR NOT NULL,
    passed    BOOLEAN NOT NULL,
    expected  VARCHAR,
    observed  VARCHAR,
    message   VARCHAR NOT NULL
);

COMMENT ON TABLE check_result IS '核对结果：每张自评表适用的每条规则一行';
COMMENT ON COLUMN check_result.filing_id IS '自评表编号：见 filing';
COMMENT ON COLUMN check_result.rule IS '规则：见 check_rule';
COMMENT ON COLUMN check_result.severity IS '级别：error 错误，warning 提示';
COMMENT ON COLUMN check_result.passed IS '通过：是否相符';
COMMENT ON COLUMN check_result.expected IS '应为：按规则应有的值';
COMMENT ON COLUMN check_result.observed IS '实为：表上的值';
COMMENT ON COLUMN check_result.message IS '说明：写明所涉数字的一句话';
