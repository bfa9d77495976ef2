-- rule: unread_pages
-- label: 有未读出的页面
-- severity: warning
-- arithmetic: no
-- tolerance: 0 (页)
-- basis: 同一文档中可能还有自评表（有标题和表头而无表格线、只有后半张、是扫描件而未装文字识别），未能读出
-- Said of the first current filing of a document, for what was not read has no filing of its own.
WITH unread AS (
    SELECT document_id, list(page ORDER BY page) AS pages
    FROM page
    WHERE role = 'unread'
    GROUP BY document_id
),
first_filing AS (
    SELECT document_id, min_by(filing_id, ordinal) AS filing_id
    FROM filing
    WHERE is_current
    GROUP BY document_id
)
SELECT filing_id,
    len(pages) <= $tolerance AS passed,
    '0' AS expected,
    len(pages)::VARCHAR AS observed,
    format('本文档第 {} 页可能有自评表而未能读出，请核对原件', list_aggregate(pages, 'string_agg', '、')) AS message
FROM unread JOIN first_filing USING (document_id);
