-- One pair of 预期目标 and 实际完成情况; a form may have several. Paragraphs are separated by line feeds.
CREATE TABLE objective (
    filing_id VARCHAR NOT NULL,
    seq       INTEGER NOT NULL,
    expected  VARCHAR,
    actual    VARCHAR,
    clipped   VARCHAR[] NOT NULL,
    doubtful  VARCHAR[] NOT NULL
);

COMMENT ON TABLE objective IS '年度总体目标：预期目标与实际完成情况';
COMMENT ON COLUMN objective.filing_id IS '自评表编号：见 filing';
COMMENT ON COLUMN objective.seq IS '序号：从 1 开始';
COMMENT ON COLUMN objective.expected IS '预期目标：照印刷，段落以换行分隔';
COMMENT ON COLUMN objective.actual IS '实际完成情况：照印刷，段落以换行分隔';
COMMENT ON COLUMN objective.clipped IS '截断字段：页面上没有印全的字段名';
COMMENT ON COLUMN objective.doubtful IS '存疑字段：字符存疑的字段名';
