-- Every content ever seen and the step it reached: seen, read, loaded (into a working copy), checked (published).
-- A run is finished when every document that is in the archive is checked. Rows outlive their files: a document
-- without a row in file is gone from the archive.
CREATE TABLE IF NOT EXISTS document (
    document_id TEXT PRIMARY KEY,
    step        TEXT NOT NULL CHECK (step IN ('seen', 'read', 'loaded', 'checked')),
    reader      TEXT -- version of the extractors that read it; null while only seen
) STRICT, WITHOUT ROWID;
