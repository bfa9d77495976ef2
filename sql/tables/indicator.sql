-- One row of 绩效指标. The columns *_own keep what the document alone says of the name, so that restoration from other
-- filings (sql/repair) starts from scratch whenever filings come or go.
CREATE TABLE indicator (
    filing_id           VARCHAR NOT NULL,
    seq                 INTEGER NOT NULL,
    level1              VARCHAR,
    level1_weight       DECIMAL(14, 4),
    level2              VARCHAR,
    level2_weight       DECIMAL(14, 4),
    level3              VARCHAR,
    level3_printed      VARCHAR,
    name_status         VARCHAR NOT NULL,
    name_evidence       VARCHAR,
    target              VARCHAR,
    target_operator     VARCHAR,
    target_value        DECIMAL(18, 4),
    target_unit         VARCHAR,
    actual              VARCHAR,
    actual_value        DECIMAL(18, 4),
    weight              DECIMAL(14, 4),
    score               DECIMAL(14, 4),
    deviation           VARCHAR,
    page                INTEGER NOT NULL,
    x0                  DOUBLE NOT NULL,
    top                 DOUBLE NOT NULL,
    x1                  DOUBLE NOT NULL,
    bottom              DOUBLE NOT NULL,
    name_method         VARCHAR,
    name_confidence     DOUBLE,
    clipped             VARCHAR[] NOT NULL,
    doubtful            VARCHAR[] NOT NULL,
    level3_own          VARCHAR,
    name_status_own     VARCHAR NOT NULL,
    name_method_own     VARCHAR,
    name_evidence_own   VARCHAR,
    name_confidence_own DOUBLE,
    name_fills_cell     BOOLEAN DEFAULT FALSE,
    name_ending         VARCHAR,
    actual_unit         VARCHAR
);

COMMENT ON TABLE indicator IS '绩效指标：自评表指标部分的每一行';
COMMENT ON COLUMN indicator.filing_id IS '自评表编号：见 filing';
COMMENT ON COLUMN indicator.seq IS '行号：在指标部分中的次序，从 1 开始';
COMMENT ON COLUMN indicator.level1 IS '一级指标：不含括号中的分值';
COMMENT ON COLUMN indicator.level1_weight IS '一级指标分值：一级指标名称中印刷的分值，如（50分）［分］';
COMMENT ON COLUMN indicator.level2 IS '二级指标：不含括号中的分值';
COMMENT ON COLUMN indicator.level2_weight IS '二级指标分值：二级指标名称中印刷的分值［分］';
COMMENT ON COLUMN indicator.level3 IS '三级指标：修复后的名称，不含“指标1：”和★';
COMMENT ON COLUMN indicator.level3_printed IS '印刷的三级指标：页面上看得见的文字，各行相连';
COMMENT ON COLUMN indicator.name_status IS '名称状态：printed 照印刷，joined 折行已连接，restored 缺字已补全，truncated 缺字未补';
COMMENT ON COLUMN indicator.name_evidence IS '补全依据：补全名称所依据的文字及其出处';
COMMENT ON COLUMN indicator.target IS '年度指标值：照印刷；分列印刷的为符号、数值、单位相连';
COMMENT ON COLUMN indicator.target_operator IS '指标符号：≥ ≤ = > < 或定性';
COMMENT ON COLUMN indicator.target_value IS '指标数值：年度指标值中的数，≥95% 记作 95';
COMMENT ON COLUMN indicator.target_unit IS '度量单位：年度指标值中的单位';
COMMENT ON COLUMN indicator.actual IS '实际完成值：照印刷';
COMMENT ON COLUMN indicator.actual_value IS '实际完成数值：实际完成值中的数';
COMMENT ON COLUMN indicator.weight IS '分值：照印刷［分］';
COMMENT ON COLUMN indicator.score IS '得分：照印刷［分］';
COMMENT ON COLUMN indicator.deviation IS '偏差原因分析及改进措施：照印刷';
COMMENT ON COLUMN indicator.page IS '页码：从 1 开始';
COMMENT ON COLUMN indicator.x0 IS '左边界：以页面左上角为原点［点］';
COMMENT ON COLUMN indicator.top IS '上边界：以页面左上角为原点［点］';
COMMENT ON COLUMN indicator.x1 IS '右边界：以页面左上角为原点［点］';
COMMENT ON COLUMN indicator.bottom IS '下边界：以页面左上角为原点［点］';
COMMENT ON COLUMN indicator.name_method IS '补全方法：名称由什么补全';
COMMENT ON COLUMN indicator.name_confidence IS '补全把握：0 至 1［比例］';
COMMENT ON COLUMN indicator.clipped IS '截断字段：页面上没有印全的字段名';
COMMENT ON COLUMN indicator.doubtful IS '存疑字段：字符存疑的字段名';
COMMENT ON COLUMN indicator.level3_own IS '本文档名称：只凭本文档得出的三级指标';
COMMENT ON COLUMN indicator.name_status_own IS '本文档名称状态：只凭本文档得出的名称状态';
COMMENT ON COLUMN indicator.name_method_own IS '本文档补全方法：只凭本文档得出的补全方法';
COMMENT ON COLUMN indicator.name_evidence_own IS '本文档补全依据：只凭本文档得出的补全依据';
COMMENT ON COLUMN indicator.name_confidence_own IS '本文档补全把握：只凭本文档得出的补全把握［比例］';
COMMENT ON COLUMN indicator.name_fills_cell IS '名称占满单元格：作为完整名称，而单元格已无空位；可能没有印全';
COMMENT ON COLUMN indicator.name_ending IS '名称后缀：名称末尾说明计量内容的词，如完成率、及时性';
COMMENT ON COLUMN indicator.actual_unit IS '实际完成单位：实际完成值中的单位';
