-- A name that counts as whole although it fills its cell, and that no ending closes, was cut if another filing of the
-- project prints the same and its form shows that it was cut there: it is marked, as that one is.
WITH naming AS (
    SELECT filing_id, seq, fiscal_year, gone_at, unit, project, level2, plain(level3) AS name, name_status,
        name_fills_cell AND name_ending IS NULL AS in_question
    FROM indicator JOIN form_identity() USING (filing_id)
    WHERE level3 IS NOT NULL AND (name_status = 'truncated' OR name_fills_cell)
),
alike AS (
    SELECT full_.filing_id, full_.seq,
        format('单元格已满，同单位{}同一名称未印全', coalesce(cut.fiscal_year || '年', '年度不详')) AS evidence
    FROM naming AS full_ JOIN naming AS cut
      ON cut.unit = full_.unit AND cut.project = full_.project AND cut.level2 = full_.level2 AND cut.name = full_.name
     AND cut.filing_id <> full_.filing_id
    WHERE full_.in_question AND full_.name_status IN ('printed', 'joined')
      AND cut.name_status = 'truncated' AND cut.gone_at IS NULL
    QUALIFY row_number() OVER (
        PARTITION BY full_.filing_id, full_.seq
        ORDER BY abs(cut.fiscal_year - full_.fiscal_year), cut.fiscal_year, cut.filing_id, cut.seq) = 1
)
UPDATE indicator
SET name_status = 'truncated',
    name_evidence = alike.evidence,
    clipped = list_sort(list_distinct(list_append(clipped, 'level3')))
FROM alike
WHERE indicator.filing_id = alike.filing_id AND indicator.seq = alike.seq;
