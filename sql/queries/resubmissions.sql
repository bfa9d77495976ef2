/* 哪些自评表报送过不止一次，前后总分和预算有什么变化。 */
SELECT new.fiscal_year AS 年度, new.unit AS 实施单位, new.project_name AS 项目名称,
    old_document.path AS 原文件, new_document.path AS 现行文件, old.total_score AS 原总分, new.total_score AS 现总分,
    new.full_budget::DECIMAL(38, 2) - old.full_budget AS 全年预算数变化
FROM filing old
JOIN filing new ON new.filing_id = old.superseded_by
JOIN document old_document ON old_document.document_id = old.document_id
JOIN document new_document ON new_document.document_id = new.document_id
ORDER BY 年度, 实施单位, 项目名称, 原文件;
