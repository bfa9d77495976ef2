-- Every column with its type and comment, in the order of its table or view.
SELECT schema_name, table_name, column_name, data_type, comment
FROM duckdb_columns()
WHERE NOT internal
ORDER BY schema_name, table_name, column_index;
