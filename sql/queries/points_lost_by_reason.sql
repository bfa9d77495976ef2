/* 分丢在什么原因上：按偏差原因中出现的词归类，一条原因可以属于几类。 */
WITH word (kind, pattern) AS (
    VALUES ('疫情', '疫情'), ('手续与审批', '手续|审批|批复'), ('资金到位', '资金|拨付|到账|经费'),
        ('采购与招标', '采购|招标|合同'), ('人员变动', '人员|换届|调整|编制'), ('进度与时间', '进度|延期|推迟|时间|滞后'),
        ('天气与灾害', '天气|洪|旱|灾|雨'), ('未填写', '^$')
)
SELECT coalesce(kind, '其他') AS 原因, count(*) AS 指标数, sum(points_lost) AS 失分,
    any_value(deviation) AS 例子
FROM indicator_shortfall
LEFT JOIN word ON regexp_matches(coalesce(deviation, ''), pattern)
GROUP BY kind
ORDER BY 失分 DESC, 原因;
