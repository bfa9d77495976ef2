-- The codes of the tables in Chinese, for the views of schema zh; what is no code stays as it is.
CREATE OR REPLACE MACRO chinese(code) AS CASE code
    -- check_rule.severity
    WHEN 'error' THEN '错误' WHEN 'warning' THEN '提示'
    -- filing.form_type
    WHEN 'project_self_evaluation' THEN '项目支出' WHEN 'department_self_evaluation' THEN '部门整体'
    -- indicator.name_status
    WHEN 'printed' THEN '照印刷' WHEN 'joined' THEN '折行已连接' WHEN 'restored' THEN '缺字已补全'
    WHEN 'truncated' THEN '缺字未补'
    -- name_repair.method
    WHEN 'text layer' THEN '文本层' WHEN 'objective' THEN '绩效目标' WHEN 'sibling' THEN '同表其他指标'
    WHEN 'filing' THEN '同单位其他自评表' WHEN 'vocabulary' THEN '词尾用语'
    -- name_repair.field
    WHEN 'level2' THEN '二级指标' WHEN 'level3' THEN '三级指标' WHEN 'target' THEN '年度指标值'
    WHEN 'actual' THEN '实际完成值' WHEN 'deviation' THEN '偏差原因分析及改进措施'
    -- columns of fund
    WHEN 'initial_budget' THEN '年初预算数' WHEN 'full_budget' THEN '全年预算数' WHEN 'executed' THEN '全年执行数'
    -- fund.source
    WHEN 'total' THEN '总额' WHEN 'appropriation' THEN '财政拨款' WHEN 'carryover' THEN '上年结转'
    WHEN 'central' THEN '中央' WHEN 'provincial' THEN '省级' WHEN 'municipal' THEN '市级' WHEN 'county' THEN '县级'
    WHEN 'superior' THEN '上级补助' WHEN 'unit' THEN '单位资金' WHEN 'special_account' THEN '财政专户'
    WHEN 'basic' THEN '基本支出' WHEN 'project' THEN '项目支出' WHEN 'other' THEN '其他资金'
    -- document.cause
    WHEN 'encrypted' THEN '有密码' WHEN 'not_pdf' THEN '不是 PDF' WHEN 'empty' THEN '空文件' WHEN 'malformed' THEN '已损坏'
    WHEN 'no_ocr' THEN '缺少文字识别组件' WHEN 'unread_form' THEN '有自评表但读不出' WHEN 'timeout' THEN '超时'
    WHEN 'memory' THEN '内存不足' WHEN 'crash' THEN '进程崩溃' WHEN 'bug' THEN '程序错误'
    ELSE code
END;
