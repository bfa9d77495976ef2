-- What a clipped text other than a name would say; the column itself keeps what is printed.
CREATE TABLE text_repair (
    filing_id  VARCHAR NOT NULL,
    seq        INTEGER NOT NULL,
    field      VARCHAR NOT NULL,
    before     VARCHAR NOT NULL,
    after      VARCHAR NOT NULL,
    method     VARCHAR NOT NULL,
    evidence   VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL
);

COMMENT ON TABLE text_repair IS '文字修复：三级指标以外没有印全的文字及其补全';
COMMENT ON COLUMN text_repair.filing_id IS '自评表编号：见 filing';
COMMENT ON COLUMN text_repair.seq IS '行号：见 indicator';
COMMENT ON COLUMN text_repair.field IS '字段：indicator 的字段名';
COMMENT ON COLUMN text_repair.before IS '印刷文字：页面上看得见的文字';
COMMENT ON COLUMN text_repair.after IS '补全文字';
COMMENT ON COLUMN text_repair.method IS '补全方法';
COMMENT ON COLUMN text_repair.evidence IS '补全依据：所依据的文字及其出处';
COMMENT ON COLUMN text_repair.confidence IS '补全把握：0 至 1［比例］';
