-- What keeps a filing from being reconciled. Concluded anew by the next run.
ALTER TABLE filing ADD COLUMN unproved VARCHAR[];
COMMENT ON COLUMN filing.unproved IS '未核平的原因：每项一句；已核平的为空列表';
