-- Documents and their pages by outcome; those that left the archive by themselves.
SELECT CASE WHEN gone_at IS NULL THEN status ELSE status || ', gone' END AS outcome,
    count(*) AS documents, sum(page_count) AS pages
FROM document
GROUP BY outcome
ORDER BY outcome;
