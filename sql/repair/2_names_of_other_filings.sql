-- A name that was cut in one filing is often whole in another of the same unit: the column was wider, or the year's
-- form had room. A whole name counts as evidence if it stands under the same level-2 label, begins with what the cut
-- cell shows, is measured in the same unit where both print one (人数 in 人, 人次 in 人次), and is not already the name of
-- another row of the cut one's group. All must agree:
--   one name, longer than what is shown   restored
--   one name, the same as what is shown   it was whole all along (joined)
--   several names                         truncated still, all named
--   another name than the form's own      the form's conclusion is taken back (truncated), all named
-- A name that counts as whole although it fills its cell, and that no ending closes, counts as cut where another filing
-- of the project prints more, and none prints the same with room to spare. It is no evidence itself; and that a name
-- was whole all along, only one with room to spare proves. Nor is an ending certain of which nothing is shown
-- and that names have in one year and lack in another (is_loose): truncated, the name of the other year named.
-- Names of another project of the unit count if eight characters agree, of the same project if four do. Documents
-- that left the archive are no evidence: a rebuild could not see them.
WITH concerned AS (  -- only units with a name that may be cut: many have none
    SELECT DISTINCT unit FROM form_identity() JOIN indicator USING (filing_id)
    WHERE name_status_own IN ('truncated', 'restored') OR name_fills_cell
),
naming AS (
    SELECT filing_id, seq, level2, fiscal_year, project_name, gone_at, unit, project, target_unit,
        level3_own AS name, name_status_own AS status,
        plain(level3_own) AS own,
        plain(CASE name_status_own WHEN 'truncated' THEN level3_own ELSE level3_printed END) AS shown,
        name_status_own IN ('printed', 'joined') OR name_method_own IS NOT DISTINCT FROM 'text layer' AS is_whole,
        name_fills_cell, name_ending, name_fills_cell AND name_ending IS NULL AS in_question
    FROM indicator JOIN form_identity() USING (filing_id) SEMI JOIN concerned USING (unit)
    WHERE level3_own IS NOT NULL
),
cut AS (
    SELECT * FROM naming
    WHERE NOT is_whole OR in_question
    QUALIFY count(*) OVER (PARTITION BY filing_id, level2, shown) = 1
),
whole AS (
    SELECT * FROM naming WHERE is_whole
),
candidate AS (
    SELECT cut.filing_id, cut.seq, cut.status, cut.own, whole.name, whole.own AS key,
        whole.project IS NOT DISTINCT FROM cut.project AS same_project,
        format('同单位{}“{}”第{}行', coalesce(whole.fiscal_year || '年', '年度不详'), coalesce(whole.project_name, ''), whole.seq)
            AS source,
        is_loose(whole.name_ending) AND length(cut.shown) <= length(whole.own) - length(whole.name_ending) AS is_loose
    FROM cut JOIN whole
      ON whole.unit = cut.unit
     AND whole.filing_id <> cut.filing_id
     AND whole.level2 IS NOT DISTINCT FROM cut.level2
     AND starts_with(whole.own, cut.shown)
     AND coalesce(whole.target_unit = cut.target_unit, TRUE)
     AND length(cut.shown) >= CASE WHEN whole.project IS NOT DISTINCT FROM cut.project THEN 4 ELSE 8 END
    WHERE whole.gone_at IS NULL AND NOT whole.in_question AND NOT (whole.own = cut.shown AND whole.name_fills_cell)
      AND (NOT cut.in_question OR whole.project IS NOT DISTINCT FROM cut.project)
      AND NOT EXISTS (
          FROM whole AS taken
          WHERE taken.filing_id = cut.filing_id AND taken.seq <> cut.seq
            AND taken.level2 IS NOT DISTINCT FROM cut.level2 AND taken.own = whole.own)
    QUALIFY row_number() OVER (
        PARTITION BY cut.filing_id, cut.seq, whole.own
        ORDER BY NOT same_project, abs(whole.fiscal_year - cut.fiscal_year), whole.fiscal_year, whole.filing_id, whole.seq) = 1
),
verdict AS (
    SELECT filing_id, seq, status,
        count(*) = 1 AND NOT bool_or(is_loose) AS is_certain,
        min(name) AS name,
        bool_or(key = own) AS agrees,
        CASE WHEN bool_and(same_project) THEN 0.9 ELSE 0.8 END AS confidence,
        string_agg(format('“{}”（{}）', name, source), '；' ORDER BY name) AS listed
    FROM candidate
    GROUP BY ALL
)
UPDATE indicator
SET level3 = CASE WHEN verdict.status = 'restored' THEN level3_printed
                  WHEN is_certain AND NOT agrees THEN verdict.name ELSE level3_own END,
    name_status = CASE WHEN verdict.status = 'restored' OR NOT is_certain THEN 'truncated'
                       WHEN agrees THEN 'joined' ELSE 'restored' END,
    name_method = CASE WHEN verdict.status <> 'restored' AND is_certain THEN 'filing' END,
    name_evidence = CASE WHEN verdict.status = 'restored' THEN format('补全不能确定：“{}”（{}）；{}', level3_own, name_evidence_own, listed)
                         WHEN NOT is_certain THEN '补全不能确定：' || listed ELSE listed END,
    name_confidence = CASE WHEN verdict.status <> 'restored' AND is_certain THEN confidence END,
    clipped = CASE WHEN verdict.status = 'restored' OR NOT is_certain THEN list_sort(list_distinct(list_append(clipped, 'level3')))
                   ELSE list_filter(clipped, lambda f : f <> 'level3') END
FROM verdict
WHERE indicator.filing_id = verdict.filing_id
  AND indicator.seq = verdict.seq
  AND (verdict.status = 'truncated' OR NOT agrees);
