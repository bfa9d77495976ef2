-- The execution that is scored: a rate over 1 counts as 1; one that is unknown stays so (least() would say 1).
CREATE OR REPLACE MACRO at_most_all(rate) AS CASE WHEN rate > 1 THEN 1 ELSE rate END;
