-- What the warehouse holds, by document: the reader's version, every path, whether it left the archive, and the year
-- that its place tells.
SELECT document_id, any_value(reader) AS reader, list(document_path.path ORDER BY document_path.path) AS paths,
    any_value(gone_at) IS NOT NULL AS is_gone, any_value(path_year) AS path_year
FROM document JOIN document_path USING (document_id)
GROUP BY document_id;
