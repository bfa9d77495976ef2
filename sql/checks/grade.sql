-- rule: grade
-- label: 自评等级
-- severity: error
-- arithmetic: no
-- tolerance: 0 (分)
-- basis: 财预〔2020〕10号：90（含）至 100 分为优，80（含）至 90 分为良，60（含）至 80 分为中，60 分以下为差
-- Forms that print both a grade (优秀 and 良好 are 优 and 良) and a total.
SELECT filing_id,
    left(grade_printed, 1) = grade AS passed,
    grade AS expected,
    grade_printed AS observed,
    format('印刷等级 {}，总分 {} 应为 {}', grade_printed, figure(total_score), grade) AS message
FROM filing
WHERE total_score IS NOT NULL AND left(grade_printed, 1) IN ('优', '良', '中', '差');
