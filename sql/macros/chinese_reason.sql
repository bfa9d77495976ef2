-- Why a document was set aside, in Chinese, by document.cause: what is to be done about it. The sentence of the reader
-- itself, with what is particular to the document, is document.reason.
CREATE OR REPLACE MACRO chinese_reason(cause, reason) AS CASE cause
    WHEN 'encrypted' THEN '文件有密码：把密码写入 JIXIAO_PASSWORDS，再加 --retry-quarantined 运行一次。'
    WHEN 'not_pdf' THEN '内容不是 PDF：压缩包请把扩展名改为 .zip，网页、文字处理等文件请另存为 PDF。'
    WHEN 'empty' THEN '文件是空的：请重新获取。'
    WHEN 'malformed' THEN '文件已损坏、不完整，或压缩包不能解开：请重新获取，或解压后再入库。'
    WHEN 'no_ocr' THEN '文件是扫描件，而文字识别组件没有安装：安装后加 --retry-quarantined 运行一次。'
    WHEN 'unread_form' THEN '文件中有自评表，但读不出表格：用 jixiao explain 查看页面。'
    WHEN 'timeout' THEN '在限定的时间内没有读完：调大 JIXIAO_TIMEOUT，再加 --retry-quarantined 运行一次。'
    WHEN 'memory' THEN '读取所需的内存超过限额：调大 JIXIAO_MEMORY 或增加内存，再加 --retry-quarantined 运行一次。'
    WHEN 'crash' THEN '读取时程序库崩溃：请重新获取文件，仍然如此的请报告。'
    WHEN 'bug' THEN '读取程序出错：请报告。'
    ELSE reason
END;
