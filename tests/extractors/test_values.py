"""Printed values and the numbers they mean; what is printed from a value parses to that value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import values
from extractors.values import Target

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)
OPERATORS = {
    "≥": ["≥", "≧", ">=", "不低于", "不少于", "大于等于", "＞＝"],
    "≤": ["≤", "≦", "<=", "不超过", "不高于", "小于等于"],
    "=": ["=", "═", "＝", "等于"],
}
UNITS = st.sampled_from(["个", "场", "人次", "公里", "元/人*月", "座次", "TB", "%"])


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("≥90%", Target("≥", Decimal(90), "%")),
        (">=21933人", Target("≥", Decimal(21933), "人")),
        ("不少于12种", Target("≥", Decimal(12), "种")),
        ("5个·", Target(None, Decimal(5), "个")),
        ("4月底前", Target("定性", None, None)),
        ("2022年12月31日前", Target("定性", None, None)),
        ("610元/人*月", Target(None, Decimal(610), "元/人*月")),
        ("100百分比", Target(None, Decimal(100), "%")),
        ("≥１００％", Target("≥", Decimal(100), "%")),
        ("≥三次", Target("≥", Decimal(3), "次")),
        ("不少于一百二十人次", Target("≥", Decimal(120), "人次")),
        ("2023-10-31", Target("定性", None, None)),
        ("3-5个", Target(None, None, None)),
        ("40—50万元/个", Target(None, None, None)),
        ("≥1.2米且≤2.5米", Target(None, None, None)),
        ("90≤X≤100", Target(None, None, None)),
        ("9分42秒", Target(None, None, None)),
        ("≥20分钟", Target("≥", Decimal(20), "分钟")),
        ("≤3元/2人", Target("≤", Decimal(3), "元/2人")),
        ("有效保障", Target("定性", None, None)),
        ("定性显著", Target("定性", None, None)),
        ("—", Target(None, None, None)),
    ],
)
def test_targets(text: str, target: Target) -> None:
    assert values.target(text) == target


@given(AMOUNTS)
def test_an_amount_printed_with_commas_parses_to_itself(value: Decimal) -> None:
    assert values.amount(f"{value:,.2f}", "元") == value
    assert values.amount(f"{value:,.2f}", "万元") == value * 10000


@given(AMOUNTS, st.integers(min_value=1))
def test_an_amount_wrapped_in_its_cell_parses_to_itself(value: Decimal, place: int) -> None:
    text = f"{value:,.2f}"
    cut = place % len(text)
    assert values.amount(text[:cut] + "\n" + text[cut:], "元") == value


@given(st.decimals(min_value=0, max_value=2, places=4))
def test_a_rate_printed_in_percent_parses_to_its_fraction(rate: Decimal) -> None:
    assert values.rate(f"{rate * 100:.2f}%") == rate
    assert values.rate(f"{rate * 100:.2f}", percent_head=True) == rate


@given(st.decimals(min_value=0, max_value=10**9, places=2), UNITS, st.sampled_from(sorted(OPERATORS)), st.data())
def test_a_target_parses_to_its_parts(value: Decimal, unit: str, operator: str, data: st.DataObject) -> None:
    spelling = data.draw(st.sampled_from(OPERATORS[operator]))
    assert values.target(f"{spelling}{value}{unit}") == Target(operator, value, unit)


@given(st.text(max_size=20))
def test_nothing_makes_the_parsers_fail(text: str) -> None:
    for parse in (values.number, values.rate, values.points, values.actual_value, values.year_in, values.year_in_path):
        parse(text)
    values.target(text)
    values.amount(text, "万元")


@given(st.integers(min_value=0, max_value=99_999))
def test_chinese_numerals(value: int) -> None:
    assert values.chinese_number(_in_chinese(value)) == value


def _in_chinese(value: int) -> str:
    digits = "零一二三四五六七八九"
    text, zero = "", False
    for unit, name in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + name
        zero = not digit
    return text or "零"


@pytest.mark.parametrize("blank", ["", "-", "—", "——", "/", "无", "－", " - "])
def test_placeholders_are_nothing(blank: str) -> None:
    assert values.is_blank(blank)
    assert values.number(blank) is None
    assert values.amount(blank, "元") is None


@pytest.mark.parametrize("name", ["", "……", "指标2：", "指标2：……", "指标 3:...", "-"])
def test_template_rows_have_no_name(name: str) -> None:
    assert values.is_unused_name(name)
    assert not values.is_unused_name(f"{name}培训人数")


@pytest.mark.parametrize("text", [",437,765.29", "1,23", "12个", "#####", "1.2.3", "1,800,00", "10 9.5", "100\u300090"])
def test_what_is_not_wholly_a_number_is_none(text: str) -> None:
    assert values.number(text) is None
    assert values.amount(text, "元") is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("项目资金（万元）", "万元"),
        ("单位：万元", "万元"),
        ("金额单位：元", "元"),
        ("预算执行情况（10分）年度预算数（万元）", "万元"),
        ("多元化项目", None),
        ("公元2021", None),
    ],
)
def test_currency_units(text: str, unit: str | None) -> None:
    assert values.currency_unit(text) == unit


@pytest.mark.parametrize("note", ["单位：元", " 单位: 万元", "（单位：人民币万元）", "金额单位：元 "])
def test_a_note_on_the_currency_is_no_part_of_what_it_stands_behind(note: str) -> None:
    assert values.without_note("渔港监督管理站" + note) == "渔港监督管理站"


@pytest.mark.parametrize("text", ["事业单位", "预算单位：县水利局", "万元林果示范园"])
def test_what_is_no_note_on_the_currency_stays(text: str) -> None:
    assert values.without_note(text) == text


@pytest.mark.parametrize(
    ("path", "year"),
    [
        ("2021/教育局/自评表.pdf", 2021),
        ("2021/教育局/2020年自评表.pdf", 2020),
        ("归档.zip!/2019/a.pdf", 2019),
        ("教育局/12021.pdf", None),
    ],
)
def test_the_year_of_a_path(path: str, year: int | None) -> None:
    assert values.year_in_path(path) == year
