-- Every path at which a document's bytes were seen; those of a document that left the archive are its last ones.
CREATE TABLE document_path (
    document_id VARCHAR NOT NULL,
    path        VARCHAR NOT NULL
);

COMMENT ON TABLE document_path IS '文档路径：同一份内容出现过的每一个位置';
COMMENT ON COLUMN document_path.document_id IS '文档编号：见 document';
COMMENT ON COLUMN document_path.path IS '路径：相对于扫描目录';
