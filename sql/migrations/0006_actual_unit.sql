-- The unit of an actual value is read with its number; until now macros cut it out of the text. Rows of before get what
-- those macros gave, until their document is read again.
ALTER TABLE indicator ADD COLUMN actual_unit VARCHAR;
COMMENT ON COLUMN indicator.actual_unit IS '实际完成单位：实际完成值中的单位';
UPDATE indicator SET actual_unit = nullif(regexp_extract(actual, '^[^0-9]*[0-9][0-9.,]*(.*)$', 1), '')
WHERE actual_value IS NOT NULL;
DROP MACRO IF EXISTS unit_printed;
