-- One self-evaluation form. The columns from total_score on are concluded anew after every load (sql/conclude);
-- the money columns are those of the total row of 项目资金, or the sum of its parts where that row prints nothing.
-- Points are DECIMAL(14, 4) in all tables: the sum or difference of two DECIMAL(18) could overflow and fail a run.
CREATE TABLE filing (
    filing_id        VARCHAR NOT NULL,
    document_id      VARCHAR NOT NULL,
    ordinal          INTEGER NOT NULL,
    page_first       INTEGER NOT NULL,
    page_last        INTEGER NOT NULL,
    form_type        VARCHAR NOT NULL,
    title            VARCHAR,
    fiscal_year      INTEGER,
    year_source      VARCHAR,
    project_code     VARCHAR,
    project_name     VARCHAR,
    department_code  VARCHAR,
    department       VARCHAR,
    unit_code        VARCHAR,
    unit             VARCHAR,
    currency_unit    VARCHAR,
    source           VARCHAR NOT NULL,
    complete         BOOLEAN NOT NULL,
    doubtful         VARCHAR[] NOT NULL,
    grade_printed    VARCHAR,
    total_weight     DECIMAL(14, 4),
    total_score      DECIMAL(14, 4),
    grade            VARCHAR,
    initial_budget   DECIMAL(18, 2),
    full_budget      DECIMAL(18, 2),
    executed         DECIMAL(18, 2),
    execution_weight DECIMAL(14, 4),
    execution_score  DECIMAL(14, 4),
    computed_weight  DECIMAL(14, 4),
    computed_score   DECIMAL(14, 4),
    reconciled       BOOLEAN,
    is_current       BOOLEAN,
    superseded_by    VARCHAR,
    unproved         VARCHAR[]
);

COMMENT ON TABLE filing IS '自评表：项目支出绩效自评表或部门整体支出绩效自评表，一张一行';
COMMENT ON COLUMN filing.filing_id IS '自评表编号：由文档编号和序号得出，每次重建都相同';
COMMENT ON COLUMN filing.document_id IS '文档编号：见 document';
COMMENT ON COLUMN filing.ordinal IS '序号：在文档中的次序，从 1 开始';
COMMENT ON COLUMN filing.page_first IS '起始页：从 1 开始';
COMMENT ON COLUMN filing.page_last IS '结束页：从 1 开始';
COMMENT ON COLUMN filing.form_type IS '表格类型：project_self_evaluation 项目支出绩效自评表，department_self_evaluation 部门整体支出绩效自评表';
COMMENT ON COLUMN filing.title IS '标题：照印刷';
COMMENT ON COLUMN filing.fiscal_year IS '年度：表上印刷的年度；表上没有时取文件名或文件夹名中的年份；都没有则为空［年］';
COMMENT ON COLUMN filing.year_source IS '年度来源：form 表上印刷，path 文件路径';
COMMENT ON COLUMN filing.project_code IS '项目编码：项目名称前或单独印刷的编码';
COMMENT ON COLUMN filing.project_name IS '项目名称：照印刷，不含编码';
COMMENT ON COLUMN filing.department_code IS '主管部门代码：印在主管部门前后的代码';
COMMENT ON COLUMN filing.department IS '主管部门：照印刷，不含代码';
COMMENT ON COLUMN filing.unit_code IS '实施单位代码：印在实施单位前后的代码';
COMMENT ON COLUMN filing.unit IS '实施单位：照印刷，不含代码';
COMMENT ON COLUMN filing.currency_unit IS '金额单位：照印刷，元或万元；库中金额一律为元';
COMMENT ON COLUMN filing.source IS '文字来源：text 文字层，ocr 文字识别（有一页识别即为 ocr）';
COMMENT ON COLUMN filing.complete IS '表格完整：该类表格应有的标签全部找到';
COMMENT ON COLUMN filing.doubtful IS '存疑字段：表头与总分中字符存疑的字段名；栏目名称存疑的写表名 fund、objective、indicator';
COMMENT ON COLUMN filing.grade_printed IS '印刷等级：表上印刷的自评等级';
COMMENT ON COLUMN filing.total_weight IS '总分值：总分行印刷的分值［分］';
COMMENT ON COLUMN filing.total_score IS '总分：印刷的自评总得分［分］';
COMMENT ON COLUMN filing.grade IS '等级：按总分得出，优 ≥ 90，良 ≥ 80，中 ≥ 60，其余为差；没有总分的取印刷等级';
COMMENT ON COLUMN filing.initial_budget IS '年初预算数：年度资金总额一行；该行未印数或印 0 的为各来源之和，有两种加法的为空［元］';
COMMENT ON COLUMN filing.full_budget IS '全年预算数：年度资金总额一行；该行未印数或印 0 的为各来源之和，有两种加法的为空［元］';
COMMENT ON COLUMN filing.executed IS '全年执行数：年度资金总额一行；该行未印数或印 0 的为各来源之和，有两种加法的为空［元］';
COMMENT ON COLUMN filing.execution_weight IS '预算执行分值：年度资金总额一行的分值；该行未印的为各来源之和［分］';
COMMENT ON COLUMN filing.execution_score IS '预算执行得分：年度资金总额一行的得分；该行未印的为各来源之和［分］';
COMMENT ON COLUMN filing.computed_weight IS '计算总分值：各指标分值与预算执行分值之和［分］';
COMMENT ON COLUMN filing.computed_score IS '计算总分：各指标得分与预算执行得分之和［分］';
COMMENT ON COLUMN filing.reconciled IS '数据核平：表格允许的全部算术核对都已进行且相符，没有存疑字段；所核为金额、执行率、分值、得分与总分，不含指标值和完成值中的数';
COMMENT ON COLUMN filing.is_current IS '现行有效：同一年度、单位、项目重复报送时，只有最后一份有效';
COMMENT ON COLUMN filing.superseded_by IS '被取代于：取代本表的自评表编号；现行有效的为空';
COMMENT ON COLUMN filing.unproved IS '未核平的原因：每项一句；已核平的为空列表';
