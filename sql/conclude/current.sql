-- Re-submission: of the filings of one year, department, unit and project only the last is current. Last is decided
-- by the documents themselves: one that is still in the archive before one that is gone, then the later creation
-- date, then the path; never by the time of loading. A filing without year, unit and department, or project (unless
-- it is a whole department's) has no identity but its content. Projects are the same by code, or by name where at
-- most one code goes with that name. Equal names within one document are different filings: the nth of one document
-- answers to the nth of another. A filing whose document was replaced at its path comes after all others, and where all
-- of its group were replaced, it gives way to the filing that took its place, whatever that one says.
WITH named AS (
    SELECT filing_id, document_id, ordinal, fiscal_year, form_type, project_code,
        coalesce(plain(department), '') AS department,
        coalesce(plain(unit), '') AS unit,
        plain(project_name) AS project_name,
        gone_at IS NULL AS present, created_at, path, heir
    FROM filing JOIN document USING (document_id) LEFT JOIN heirs() USING (filing_id)
),
coded AS (
    SELECT *,
        CASE WHEN project_name IS NOT NULL AND min(project_code) OVER same_name = max(project_code) OVER same_name
             THEN min(project_code) OVER same_name
             ELSE coalesce(project_code, project_name) END AS project
    FROM named
    WINDOW same_name AS (PARTITION BY fiscal_year, form_type, department, unit, project_name)
),
identified AS (
    SELECT *,
        CASE WHEN fiscal_year IS NULL OR department || unit = ''
                  OR (form_type = 'project_self_evaluation' AND coalesce(project, project_name) IS NULL)
             THEN filing_id
             ELSE concat_ws(chr(31), fiscal_year, form_type, department, unit,
                            CASE form_type WHEN 'project_self_evaluation' THEN coalesce(project, project_name) END)
        END AS identity
    FROM coded
),
counted AS (
    SELECT *, row_number() OVER (PARTITION BY document_id, identity ORDER BY ordinal) AS nth
    FROM identified
),
ranked AS (
    SELECT filing_id,
        first_value(filing_id) OVER (
            PARTITION BY identity, nth
            ORDER BY heir IS NULL DESC, present DESC, created_at DESC NULLS LAST, path DESC, document_id DESC) AS winner,
        CASE WHEN bool_and(heir IS NOT NULL) OVER (PARTITION BY identity, nth) THEN heir END AS heir
    FROM counted
),
settled AS (
    SELECT ranked.filing_id, coalesce(there.winner, ranked.winner) AS winner
    FROM ranked LEFT JOIN ranked there ON there.filing_id = ranked.heir
)
UPDATE filing
SET is_current = winner = settled.filing_id,
    superseded_by = nullif(winner, settled.filing_id)
FROM settled
WHERE settled.filing_id = filing.filing_id;
