-- Every page of every document that could be opened, so that nothing is dropped in silence.
CREATE TABLE page (
    document_id VARCHAR NOT NULL,
    page        INTEGER NOT NULL,
    role        VARCHAR NOT NULL,
    source      VARCHAR NOT NULL,
    filing_id   VARCHAR,
    route       VARCHAR,
    characters  INTEGER NOT NULL,
    outside     INTEGER NOT NULL,
    disputed    INTEGER NOT NULL
);

COMMENT ON TABLE page IS '页面：每份文档的每一页，说明它是什么、怎样读的';
COMMENT ON COLUMN page.document_id IS '文档编号：见 document';
COMMENT ON COLUMN page.page IS '页码：从 1 开始';
COMMENT ON COLUMN page.role IS '页面类型：form 自评表，other_form 其他表格，unread 可能有自评表而未能读出，text 文字，blank 空白';
COMMENT ON COLUMN page.source IS '文字来源：text 文字层，ocr 文字识别';
COMMENT ON COLUMN page.filing_id IS '自评表编号：本页（首先）所属的自评表';
COMMENT ON COLUMN page.route IS '读取方式：vector 矢量表格线，open 只有横线、按文字分栏，combined 矢量与图像结合，ocr 文字识别';
COMMENT ON COLUMN page.characters IS '字符数：页面上印刷的字符［个］';
COMMENT ON COLUMN page.outside IS '表外字符数：不在任何单元格内的字符［个］';
COMMENT ON COLUMN page.disputed IS '存疑字符数：两种读法不一致且未能判定的字符［个］';
