/* 分丢在什么原因上：按偏差原因中出现的词归类，一条原因可以属于几类。 */
WITH sorted AS (
    SELECT points_lost, deviation, list_filter([
        CASE WHEN deviation IS NULL THEN '未填写' END,
        CASE WHEN deviation LIKE '%疫情%' THEN '疫情' END,
        CASE WHEN regexp_matches(deviation, '手续|审批|批复') THEN '手续与审批' END,
        CASE WHEN regexp_matches(deviation, '资金|拨付|到账|经费') THEN '资金到位' END,
        CASE WHEN regexp_matches(deviation, '采购|招标|合同') THEN '采购与招标' END,
        CASE WHEN regexp_matches(deviation, '人员|换届|编制') THEN '人员变动' END,
        CASE WHEN regexp_matches(deviation, '进度|延期|推迟|滞后') THEN '进度' END,
        CASE WHEN regexp_matches(deviation, '天气|洪|旱|灾|雨') THEN '天气与灾害' END
    ], lambda kind: kind IS NOT NULL) AS kinds
    FROM indicator_shortfall
),
told AS (
    SELECT unnest(CASE WHEN len(kinds) = 0 THEN ['其他'] ELSE kinds END) AS kind, points_lost, deviation FROM sorted
)
SELECT kind AS 原因, count(*) AS 指标数, sum(points_lost) AS 失分, min(deviation) AS 例子
FROM told
GROUP BY kind
ORDER BY 失分 DESC, 原因;
