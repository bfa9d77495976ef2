-- Documents that could not be read, with the reason; those that left the archive are nobody's concern any more.
CREATE OR REPLACE VIEW quarantine AS
SELECT path, file_name, cause, reason, byte_size, page_count, reader, ingested_at, document_id
FROM document
WHERE status = 'quarantined' AND gone_at IS NULL;

COMMENT ON VIEW quarantine IS '隔离清单：读不出的文档及原因';
