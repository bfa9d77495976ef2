-- rule: year_in_path
-- label: 年度与路径
-- severity: warning
-- arithmetic: no
-- tolerance: 0 (年)
-- basis: 归档惯例：文件名或文件夹中的年份与表上的年度一致
-- Accounts of a year are filed in the next one's folder too often for this to be an error.
SELECT filing_id,
    abs(fiscal_year - path_year) <= $tolerance AS passed,
    path_year::VARCHAR AS expected,
    fiscal_year::VARCHAR AS observed,
    format('表上年度 {}，路径“{}”中的年份 {}', fiscal_year, path, path_year) AS message
FROM filing JOIN document USING (document_id)
WHERE year_source = 'form' AND path_year IS NOT NULL;
