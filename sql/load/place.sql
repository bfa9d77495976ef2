-- Where known documents stand now; a document that is seen is not gone.
UPDATE document
SET file_name = seen.file_name, path = seen.path, path_year = seen.path_year, gone_at = NULL,
    replaced_by = NULL
FROM (
    SELECT unnest($document_id) AS document_id, unnest($file_name) AS file_name, unnest($path) AS path,
        unnest($path_year::INTEGER[]) AS path_year
) AS seen
WHERE seen.document_id = document.document_id;
