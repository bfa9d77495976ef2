-- One row per run that published; counts are of distinct contents, by what happened to them in the run. Runs that
-- found nothing to do or failed are in the ledger (sql/ledger/run.sql) only.
CREATE TABLE run (
    run_id      VARCHAR NOT NULL,
    command     VARCHAR NOT NULL,
    started_at  TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    status      VARCHAR NOT NULL,
    documents   INTEGER NOT NULL,
    loaded      INTEGER NOT NULL,
    no_form     INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    moved       INTEGER NOT NULL,
    gone        INTEGER NOT NULL,
    filings     INTEGER NOT NULL,
    flow_run_id VARCHAR,
    pruned      INTEGER
);

COMMENT ON TABLE run IS '运行记录：改变了数据库的每次入库或重建一行；没有变化的和失败的运行见 jixiao status';
COMMENT ON COLUMN run.run_id IS '运行编号';
COMMENT ON COLUMN run.command IS '命令：ingest 入库，rebuild 重建';
COMMENT ON COLUMN run.started_at IS '开始时间：北京时间';
COMMENT ON COLUMN run.finished_at IS '结束时间：北京时间';
COMMENT ON COLUMN run.status IS '状态：completed 完成；只有完成的运行入库';
COMMENT ON COLUMN run.documents IS '文档数：档案中内容不同的文件［份］';
COMMENT ON COLUMN run.loaded IS '新入库：本次读取并入库的文档［份］';
COMMENT ON COLUMN run.no_form IS '无自评表：本次读取但没有自评表的文档［份］';
COMMENT ON COLUMN run.quarantined IS '隔离：本次读取失败的文档［份］';
COMMENT ON COLUMN run.unchanged IS '未变化：以前已读取的文档［份］';
COMMENT ON COLUMN run.moved IS '移动：内容已知、路径有变的文档［份］';
COMMENT ON COLUMN run.gone IS '移出：不再在档案中的文档［份］';
COMMENT ON COLUMN run.filings IS '自评表数：本次读取的自评表［张］';
COMMENT ON COLUMN run.flow_run_id IS 'Prefect 运行编号';
COMMENT ON COLUMN run.pruned IS '清除：已不在档案中、由 --prune 从库中删去的文档［份］；早期版本未记的为空';
