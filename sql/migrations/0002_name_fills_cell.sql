-- Names that fill their cell are kept as such, so that another filing that prints more restores them (sql/repair).
-- Rows of before do not tell: they count as roomy until their document is read again.
ALTER TABLE indicator ADD COLUMN name_fills_cell BOOLEAN DEFAULT FALSE;
COMMENT ON COLUMN indicator.name_fills_cell IS '名称占满单元格：作为完整名称，而单元格已无空位；可能没有印全';
