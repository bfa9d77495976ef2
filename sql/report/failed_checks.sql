-- Every failed check of the current filings, by filing and rule, errors first.
SELECT severity, rule, path, page_first, project_name, message
FROM failed_check
ORDER BY severity, path, page_first, rule;
