-- rule: fiscal_year
-- label: 年度
-- severity: warning
-- arithmetic: no
-- tolerance: 0 (年)
-- basis: 归档惯例：表上未印年度的，放在以年度命名的文件夹里；没有年度的自评表不分年度地计入汇总
-- Every filing; one without a year is in no year's sums, and no later filing can supersede it.
SELECT filing_id,
    fiscal_year IS NOT NULL AS passed,
    NULL AS expected,
    fiscal_year::VARCHAR AS observed,
    CASE WHEN fiscal_year IS NULL THEN format('表上未印年度，路径“{}”中也没有年份', path)
         ELSE format('年度 {}', fiscal_year) END AS message
FROM filing JOIN document USING (document_id);
