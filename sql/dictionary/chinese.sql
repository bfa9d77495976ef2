-- Comments for the columns of the Chinese views: those of the view they select from, position by position.
WITH faces AS (
    SELECT view_name, regexp_extract(sql, '(?s).* FROM (?:main\.)?(\w+)', 1) AS original
    FROM duckdb_views()
    WHERE schema_name = 'zh' AND NOT internal
)
SELECT c.schema_name, c.table_name, c.column_name, o.comment
FROM faces f
JOIN duckdb_columns() c ON c.schema_name = 'zh' AND c.table_name = f.view_name
JOIN duckdb_columns() o ON o.schema_name = 'main' AND o.table_name = f.original AND o.column_index = c.column_index
WHERE o.comment IS NOT NULL
ORDER BY ALL;
