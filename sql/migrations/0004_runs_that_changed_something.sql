-- A run has its row here only where it published; the comments promised more.
COMMENT ON TABLE run IS '运行记录：改变了数据库的每次入库或重建一行；没有变化的和失败的运行见 jixiao status';
COMMENT ON COLUMN run.status IS '状态：completed 完成；只有完成的运行入库';
