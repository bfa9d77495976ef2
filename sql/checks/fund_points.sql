-- rule: fund_points
-- label: 资金各行的分值与得分
-- severity: warning
-- arithmetic: yes
-- tolerance: 0.01 (分)
-- basis: 财预〔2020〕10号：预算执行只有一个分值；来源行重复印刷它，或把它分开
-- Source rows that print points: each repeats the total row's, or all of them sum to it.
WITH points AS (
    UNPIVOT (SELECT filing_id, seq, source, weight, score FROM fund)
    ON weight, score INTO NAME field VALUE points
),
summed AS (
    SELECT filing_id, field,
        min_by(points, seq) FILTER (source = 'total') AS total,
        sum(points) FILTER (source <> 'total') AS parts,
        max(points) FILTER (source <> 'total') AS highest,
        min(points) FILTER (source <> 'total') AS lowest
    FROM points GROUP BY filing_id, field
),
judged AS (
    SELECT *,
        abs(parts - total) <= $tolerance
            OR (abs(highest - total) <= $tolerance AND abs(lowest - total) <= $tolerance) AS holds,
        CASE field WHEN 'weight' THEN '分值' ELSE '得分' END AS name
    FROM summed
    WHERE total IS NOT NULL AND parts IS NOT NULL
),
shown AS (
    SELECT filing_id, bool_and(holds) AS passed, min_by(judged, (holds, name)) AS row FROM judged GROUP BY filing_id
)
SELECT filing_id, passed,
    figure(row.total) AS expected,
    figure(row.parts) AS observed,
    format('年度资金总额的{} {}，各项来源的{}合计 {}', row.name, figure(row.total), row.name, figure(row.parts)) AS message
FROM shown;
