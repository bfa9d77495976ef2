-- One row per distinct content (sha256 of the bytes): two copies of a file are one document with two paths.
CREATE TABLE document (
    document_id VARCHAR PRIMARY KEY,
    file_name   VARCHAR NOT NULL,
    path        VARCHAR NOT NULL,
    byte_size   BIGINT NOT NULL,
    page_count  INTEGER,
    status      VARCHAR NOT NULL,
    reason      VARCHAR,
    producer    VARCHAR,
    created_at  TIMESTAMP,
    reader      VARCHAR NOT NULL,
    ingested_at TIMESTAMP NOT NULL,
    run_id      VARCHAR NOT NULL,
    cause       VARCHAR,
    path_year   INTEGER,
    gone_at     TIMESTAMP,
    replaced_by VARCHAR
);

COMMENT ON TABLE document IS '文档：每份内容不同的 PDF 一行，同样的字节只算一份';
COMMENT ON COLUMN document.document_id IS '文档编号：文件内容的 SHA-256，十六进制';
COMMENT ON COLUMN document.file_name IS '文件名：路径的最后一段';
COMMENT ON COLUMN document.path IS '路径：相对于扫描目录，以 / 分隔；压缩包内的文件写作 a.zip!/b/c.pdf；有多处时取排序最前的一处';
COMMENT ON COLUMN document.byte_size IS '文件大小［字节］';
COMMENT ON COLUMN document.page_count IS '页数［页］';
COMMENT ON COLUMN document.status IS '处理结果：loaded 已入库，no_form 没有自评表，quarantined 已隔离';
COMMENT ON COLUMN document.reason IS '原因：没有入库的原因，一句话；已入库的为空';
COMMENT ON COLUMN document.producer IS '生成程序：PDF 自己记载的生成程序';
COMMENT ON COLUMN document.created_at IS '创建时间：PDF 自己记载的创建时间，换算为北京时间；未写时区的照原样';
COMMENT ON COLUMN document.reader IS '读取程序版本：不同版本读出的结果可能不同';
COMMENT ON COLUMN document.ingested_at IS '入库时间：北京时间';
COMMENT ON COLUMN document.run_id IS '运行编号：读取本文档的那次运行';
COMMENT ON COLUMN document.cause IS '隔离类别：encrypted 有密码，not_pdf 不是 PDF，empty 空文件，malformed 已损坏，no_ocr 缺少文字识别组件，unread_form 有自评表但读不出，timeout 超时，memory 内存不足，crash 进程崩溃，bug 程序错误';
COMMENT ON COLUMN document.path_year IS '路径年度：文件名或文件夹名中的年份［年］';
COMMENT ON COLUMN document.gone_at IS '移出时间：文件从档案中消失的时间，北京时间；仍在档案中的为空';
COMMENT ON COLUMN document.replaced_by IS '替换于：同一路径上替换了本文档的文档编号；没有被替换的为空';
