-- The year that the form does not print is the one in its document's path, where that names one.
UPDATE filing
SET fiscal_year = document.path_year,
    year_source = CASE WHEN document.path_year IS NOT NULL THEN 'path' END
FROM document
WHERE document.document_id = filing.document_id
  AND filing.year_source IS DISTINCT FROM 'form';
