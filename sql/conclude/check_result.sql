-- The verdicts of one rule: its SELECT stands where the placeholder is.
INSERT INTO check_result
SELECT filing_id, $rule, $severity, passed, expected, observed, message
FROM (
{rule}
)
ORDER BY filing_id;
