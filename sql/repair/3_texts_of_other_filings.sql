-- What a cut target, actual value or reason would say, where the same indicator of the same unit and project prints
-- the text whole in another filing. The columns of indicator keep what is printed; the text goes beside them.
WITH text AS (
    SELECT filing_id, seq, fiscal_year, gone_at,
        plain(coalesce(unit, department)) AS unit, plain(project_name) AS project, plain(level3) AS name,
        list_contains(clipped, field) AS is_cut, field, printed, plain(printed) AS shown
    FROM (UNPIVOT indicator ON target, actual, deviation INTO NAME field VALUE printed)
    JOIN filing USING (filing_id) JOIN document USING (document_id)
),
candidate AS (
    SELECT cut.filing_id, cut.seq, cut.field, cut.printed AS before, whole.printed AS after,
        format('同单位{}同一指标第{}行印有全文', coalesce(whole.fiscal_year || '年', '年度不详'), whole.seq) AS evidence
    FROM text cut JOIN text whole
      ON whole.unit = cut.unit AND whole.project = cut.project AND whole.name = cut.name AND whole.field = cut.field
     AND whole.filing_id <> cut.filing_id
     AND starts_with(whole.shown, cut.shown) AND length(whole.shown) > length(cut.shown)
    WHERE cut.is_cut AND NOT whole.is_cut AND whole.gone_at IS NULL AND length(cut.shown) >= 4
    WINDOW one_text AS (PARTITION BY cut.filing_id, cut.seq, cut.field)
    QUALIFY min(whole.shown) OVER one_text = max(whole.shown) OVER one_text
        AND row_number() OVER (one_text ORDER BY whole.fiscal_year, whole.filing_id, whole.seq) = 1
)
INSERT INTO text_repair (filing_id, seq, field, before, after, method, evidence, confidence)
SELECT filing_id, seq, field, before, after, 'filing', evidence, 0.9
FROM candidate
ANTI JOIN text_repair USING (filing_id, seq, field);
