"""Labels as counties word them → fields: also wordings that no list has."""

from __future__ import annotations

import pytest

from extractors.vocabulary import field_of

LABELS = {
    ("indicator", "target"): "预期当年实现值 计划完成值 年初设定目标 预期完成目标 年度目标 全年计划数 指标目标值",
    ("indicator", "actual"): "截至年底完成值 实际达到值 全年实现值 目标完成值 实际实现情况 指标完成情况 目标值完成情况",
    ("indicator", "deviation"): "实际完成值与目标值的偏差原因 未完成目标说明 完成情况偏差分析",
    ("indicator", "ignored"): "目标完成率 上年实际完成值 评分标准 完成情况佐证资料",
    ("indicator", "score"): "自评分值 得分值 实得分 得分Score",
    ("indicator", "weight"): "应得分 满分 指标权重",
    ("indicator", "level3"): "三级绩效指标 三级指标内容",
    ("objective", "expected"): "年度总目标 项目整体目标 预期工作目标 年初设定目标",
    ("objective", "actual"): "自评时间节点目标完成情况 年度目标实现情况 全年目标完成情况综述",
    ("fund", "initial_budget"): "年初数 年初批复预算数",
    ("fund", "full_budget"): "预算调整数 资金到位数 全年预算安排数",
    ("fund", "executed"): "实际使用资金 累计支付金额 全年执行",
    ("fund", "execution_rate"): "资金使用率 项目支出进度",
    ("header", "project"): "预算（项目）名称 省级专项资金项目名称 政策和项目名称",
    ("header", "unit"): "项目承办单位 项目实施部门 实施单位ImplementingUnit",
    ("header", "year"): "所属年度 绩效年份",
    ("header", None): "指标名称 一级指标名称",
}


@pytest.mark.parametrize(
    ("section", "field", "label"),
    [(section, field, label) for (section, field), labels in LABELS.items() for label in labels.split()],
)
def test_a_label_means_what_it_says(section: str, field: str | None, label: str) -> None:
    assert field_of(section, label) == field
