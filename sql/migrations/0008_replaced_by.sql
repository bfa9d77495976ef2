-- Which content took the place of one that is gone: its filings are superseded. What was replaced before does not tell.
ALTER TABLE document ADD COLUMN replaced_by VARCHAR;
COMMENT ON COLUMN document.replaced_by IS '替换于：同一路径上替换了本文档的文档编号；没有被替换的为空';
