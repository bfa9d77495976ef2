-- The rules of sql/checks, as their headers state them; written anew whenever the checks run.
CREATE TABLE check_rule (
    rule       VARCHAR NOT NULL,
    label      VARCHAR NOT NULL,
    severity   VARCHAR NOT NULL,
    arithmetic BOOLEAN NOT NULL,
    tolerance  DOUBLE NOT NULL,
    basis      VARCHAR NOT NULL
);

COMMENT ON TABLE check_rule IS '核对规则：每条规则一行';
COMMENT ON COLUMN check_rule.rule IS '规则：规则的名称，与 sql/checks 中的文件同名';
COMMENT ON COLUMN check_rule.label IS '规则名称：中文名称';
COMMENT ON COLUMN check_rule.severity IS '级别：error 错误，warning 提示';
COMMENT ON COLUMN check_rule.arithmetic IS '算术规则：是否参与判断数据核平';
COMMENT ON COLUMN check_rule.tolerance IS '容差：允许的差额，单位随规则';
COMMENT ON COLUMN check_rule.basis IS '规则依据：文件或填报惯例';
