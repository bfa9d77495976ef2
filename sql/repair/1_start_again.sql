-- Restoration across filings starts from what every document says by itself, so that its outcome depends on the
-- filings that are there and not on the order in which they came. Which fields are cut follows from the status.
UPDATE indicator
SET level3 = level3_own,
    name_status = name_status_own,
    name_method = name_method_own,
    name_evidence = name_evidence_own,
    name_confidence = name_confidence_own,
    clipped = CASE WHEN name_status_own = 'truncated'
                   THEN list_sort(list_distinct(list_append(clipped, 'level3'))) ELSE list_filter(clipped, lambda f : f <> 'level3') END
WHERE level3 IS DISTINCT FROM level3_own
   OR name_status IS DISTINCT FROM name_status_own
   OR name_method IS DISTINCT FROM name_method_own
   OR name_evidence IS DISTINCT FROM name_evidence_own
   OR name_confidence IS DISTINCT FROM name_confidence_own;
DELETE FROM text_repair WHERE method = 'filing';
