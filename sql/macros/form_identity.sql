-- What makes the filings of one unit and one project comparable, for restoration across filings (sql/repair).
CREATE OR REPLACE MACRO form_identity() AS TABLE
SELECT filing_id, fiscal_year, project_name, gone_at,
    plain(coalesce(unit, department)) AS unit, plain(project_name) AS project
FROM filing JOIN document USING (document_id);
