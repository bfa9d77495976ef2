-- The store of readings: what a version of the extractors said about a content. Loading again after a change of SQL
-- needs no PDF. A finished reading is kept the moment it arrives, so a run that was cut off loses nothing.
CREATE TABLE IF NOT EXISTS reading (
    document_id TEXT NOT NULL,
    reader      TEXT NOT NULL,
    status      TEXT NOT NULL, -- as in the warehouse: loaded, no_form, quarantined
    content     BLOB NOT NULL, -- the Reading: MessagePack, deflated
    PRIMARY KEY (document_id, reader)
) STRICT;
