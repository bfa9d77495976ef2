-- What a cut target, actual value or reason would say, where the same indicator of the same unit and project prints
-- the text whole in another filing. The columns of indicator keep what is printed; the text goes beside them.
WITH concerned AS (  -- only projects with a cut text: most have none
    SELECT DISTINCT unit, project FROM form_identity() JOIN indicator USING (filing_id)
    WHERE list_has_any(clipped, ['target', 'actual', 'deviation'])
),
line AS (
    SELECT filing_id, seq, fiscal_year, gone_at, unit, project, plain(level3) AS name, clipped, target, actual, deviation
    FROM indicator JOIN form_identity() USING (filing_id) SEMI JOIN concerned USING (unit, project)
),
entry AS (
    SELECT *, list_contains(clipped, field) AS is_cut, plain(printed) AS shown
    FROM (UNPIVOT line ON target, actual, deviation INTO NAME field VALUE printed)
),
candidate AS (
    SELECT cut.filing_id, cut.seq, cut.field, cut.printed AS before, whole.printed AS after,
        format('同单位{}同一指标第{}行印有全文', coalesce(whole.fiscal_year || '年', '年度不详'), whole.seq) AS evidence
    FROM entry AS cut JOIN entry AS whole
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
