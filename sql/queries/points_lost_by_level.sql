/* 分丢在哪一类指标上：各二级指标的得分率。 */
SELECT level1 AS 一级指标, level2 AS 二级指标, count(*) AS 指标数, sum(weight) AS 分值, sum(score) AS 得分,
    round(sum(score) / nullif(sum(weight), 0), 4) AS 得分率
FROM indicator
JOIN filing USING (filing_id)
WHERE is_current AND weight IS NOT NULL AND score IS NOT NULL
GROUP BY level1, level2
ORDER BY 得分率, 一级指标, 二级指标;
