-- Characters that were settled by the vocabulary or by arithmetic instead of being read (OCR). A filing with a
-- decision by arithmetic is not reconciled: what chose a digit proves nothing about it.
CREATE TABLE decision (
    filing_id  VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    seq        INTEGER,
    field      VARCHAR NOT NULL,
    before     VARCHAR NOT NULL,
    after      VARCHAR NOT NULL,
    method     VARCHAR NOT NULL,
    rule       VARCHAR
);

COMMENT ON TABLE decision IS '判定记录：不是直接读出、而是凭词表或算术判定的字符';
COMMENT ON COLUMN decision.filing_id IS '自评表编号：见 filing';
COMMENT ON COLUMN decision.table_name IS '表名：filing、fund、objective 或 indicator';
COMMENT ON COLUMN decision.seq IS '行号：该表中的行号；自评表本身的字段为空';
COMMENT ON COLUMN decision.field IS '字段：该表的字段名';
COMMENT ON COLUMN decision.before IS '判定前：识别出的文字';
COMMENT ON COLUMN decision.after IS '判定后：入库的文字';
COMMENT ON COLUMN decision.method IS '判定方法：vocabulary 词表，arithmetic 算术';
COMMENT ON COLUMN decision.rule IS '所用规则：参与判定的核对规则；它不再能证明该数';
