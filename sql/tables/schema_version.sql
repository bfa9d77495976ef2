-- The version of this schema and how it came to be: one row per step taken (created, or a migration).
CREATE TABLE schema_version (
    version    INTEGER NOT NULL,
    step       VARCHAR NOT NULL
);

COMMENT ON TABLE schema_version IS '结构版本：数据仓库结构的版本，取最大者';
COMMENT ON COLUMN schema_version.version IS '版本号';
COMMENT ON COLUMN schema_version.step IS '来历：created 新建，或升级脚本的文件名';
