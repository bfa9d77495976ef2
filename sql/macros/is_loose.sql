-- Whether names have an ending in one year and lack it in another: 组织培训 and 组织培训完成情况 are one indicator.
-- They are some of the endings in data/vocabulary/names.toml.
CREATE OR REPLACE MACRO is_loose(ending) AS
    coalesce(ending IN ('完成情况', '情况', '水平', '数量', '规模'), FALSE);
