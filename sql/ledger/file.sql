-- Every place in the archive where a document was last seen. An unchanged size and modification time of the file on
-- disk (container: the file itself, or the ZIP around a member) spares the hashing.
CREATE TABLE IF NOT EXISTS file (
    location    TEXT PRIMARY KEY, -- absolute; a ZIP member is /data/a.zip!/b/c.pdf
    container   TEXT NOT NULL,    -- absolute path of the file on disk
    path        TEXT NOT NULL,    -- relative to the widest root it was scanned from
    members     TEXT NOT NULL,    -- indices of the ZIP members on the way to it, as JSON
    byte_size   INTEGER NOT NULL, -- of the container
    modified_ns INTEGER NOT NULL, -- of the container; -1: too young to be trusted
    document_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS file_container ON file (container);
