-- The filing that took the place of one whose document was replaced by another content at its path: that of the same
-- ordinal, or the last before it. Replacements may follow one another; the last that has filings counts.
CREATE OR REPLACE MACRO heirs() AS TABLE
WITH RECURSIVE replacement AS (
    SELECT document_id, replaced_by, 1 AS step FROM document WHERE replaced_by IS NOT NULL
    UNION ALL
    SELECT r.document_id, d.replaced_by, step + 1
    FROM replacement r JOIN document d ON d.document_id = r.replaced_by
    WHERE d.replaced_by IS NOT NULL
),
last_one AS (
    SELECT r.document_id, max_by(replaced_by, step) AS replaced_by
    FROM replacement r SEMI JOIN filing f ON f.document_id = r.replaced_by
    GROUP BY r.document_id
)
SELECT old.filing_id, max_by(new.filing_id, new.ordinal) AS heir
FROM filing old
JOIN last_one ON last_one.document_id = old.document_id
JOIN filing new ON new.document_id = last_one.replaced_by AND new.ordinal <= old.ordinal
GROUP BY old.filing_id;
