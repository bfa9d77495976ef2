/* 哪些规则最常不符：全库各规则的未通过比例。 */
SELECT label AS 规则, chinese(severity) AS 级别, sum(judged)::BIGINT AS 核对数, sum(failed)::BIGINT AS 未通过数,
    round(sum(failed) / sum(judged), 4) AS 未通过比例
FROM data_quality
GROUP BY label, severity
ORDER BY 未通过比例 DESC, 规则;
