-- What a run dropped with --prune is on record, as all else that it did. Runs of before did not say: null.
ALTER TABLE run ADD COLUMN pruned INTEGER;
COMMENT ON COLUMN run.pruned IS '清除：已不在档案中、由 --prune 从库中删去的文档［份］；早期版本未记的为空';
