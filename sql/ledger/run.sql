-- Every run of ingest and rebuild, also those that failed or found nothing to do. A row that still says running while
-- nobody holds the lock belongs to a process that was killed.
CREATE TABLE IF NOT EXISTS run (
    run_id      TEXT PRIMARY KEY,
    command     TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('running', 'completed', 'failed', 'interrupted')),
    started_at  TEXT NOT NULL, -- ISO 8601 with zone
    finished_at TEXT,
    process     TEXT NOT NULL, -- who works: process id and host
    counts      TEXT NOT NULL DEFAULT '{}', -- documents by outcome, as JSON
    reason      TEXT           -- why it failed, one sentence
) STRICT, WITHOUT ROWID;
