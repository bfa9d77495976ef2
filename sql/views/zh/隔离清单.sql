-- quarantine under Chinese headings, ready for a spreadsheet.
CREATE OR REPLACE VIEW zh.隔离清单 AS
SELECT
    path AS 路径, file_name AS 文件名, chinese(cause) AS 隔离类别, chinese_reason(cause, reason) AS 原因,
    byte_size AS 文件大小, page_count AS 页数, reader AS 读取程序版本, ingested_at AS 入库时间, document_id AS 文档编号
FROM quarantine;

COMMENT ON VIEW zh.隔离清单 IS '隔离清单：读不出的文档及原因（同 quarantine；原因按隔离类别用中文说明，读取程序的英文说明见 quarantine.reason）';
