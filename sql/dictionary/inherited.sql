-- Comments for view columns that have none of their own: those of the column of the same name in the first of these
-- tables that has it, else in a view.
WITH commented AS (
    SELECT column_name, comment,
        coalesce(list_position(['filing', 'indicator', 'fund', 'document', 'check_rule', 'check_result'], table_name),
                 100) AS place,
        table_name
    FROM duckdb_columns()
    WHERE NOT internal AND schema_name = 'main' AND comment IS NOT NULL
),
first AS (
    SELECT column_name, min_by(comment, (place, table_name)) AS comment FROM commented GROUP BY column_name
)
SELECT c.schema_name, c.table_name, c.column_name, first.comment
FROM duckdb_columns() c
JOIN duckdb_views() v ON v.schema_name = c.schema_name AND v.view_name = c.table_name AND NOT v.internal
JOIN first USING (column_name)
WHERE c.schema_name = 'main' AND c.comment IS NULL
ORDER BY ALL;
