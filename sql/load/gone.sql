-- Documents that left the archive now, each with the one that took its place, if any.
UPDATE document
SET gone_at = $gone_at, replaced_by = gone.replaced_by
FROM (SELECT unnest($document_id) AS document_id, unnest($replaced_by::VARCHAR[]) AS replaced_by) AS gone
WHERE gone.document_id = document.document_id AND gone_at IS NULL;
