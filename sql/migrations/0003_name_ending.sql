-- The ending of a name says whether the name is whole, and what is measured. Filled when a document is read again.
ALTER TABLE indicator ADD COLUMN name_ending VARCHAR;
COMMENT ON COLUMN indicator.name_ending IS '名称后缀：名称末尾说明计量内容的词，如完成率、及时性';
