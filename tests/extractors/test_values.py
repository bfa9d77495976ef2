"""Printed values and the numbers they mean; what is printed from a value parses to that value."""

from __future__ import annotations

import re
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
        ("90%-95%", Target(None, None, None)),
        ("10%-20%", Target(None, None, None)),
        ("5个，7场", Target(None, None, None)),
        ("≥三至五个", Target(None, None, None)),
        ("1,5", Target(None, None, None)),
        ("10 20个", Target(None, None, None)),
        ("2022.12.31前", Target("定性", None, None)),
        ("12.31前", Target("定性", None, None)),
        ("20230630", Target("定性", None, None)),
        ("2022.12万元", Target(None, Decimal("2022.12"), "万元")),
        ("≥10年", Target("≥", Decimal(10), "年")),
        ("≤30日", Target("≤", Decimal(30), "日")),
        ("≤12月", Target("≤", Decimal(12), "月")),
        ("≥三年", Target("≥", Decimal(3), "年")),
        ("≤12月底前", Target("≤", None, None)),
        ("≤十二月底前", Target("≤", None, None)),
        ("≥2022年", Target("≥", None, None)),
        ("12月", Target("定性", None, None)),
        ("95%以上", Target("≥", Decimal(95), "%")),
        ("≥95%以上", Target("≥", Decimal(95), "%")),
        ("3户以上（含）", Target("≥", Decimal(3), "户")),
        ("5次及以下", Target("≤", Decimal(5), "次")),
        ("控制在3%以内", Target("≤", Decimal(3), "%")),
        ("5天内", Target("≤", Decimal(5), "天")),
        ("10日内", Target("≤", Decimal(10), "日")),
        ("3个工作日内", Target("≤", Decimal(3), "个工作日")),
        ("2022年内", Target("定性", None, None)),
        ("12月内", Target("定性", None, None)),
        ("50公里市内", Target(None, Decimal(50), "公里市内")),
        ("100%（详见佐证材料3）", Target(None, Decimal(100), "%")),
        ("3.2%，达成年度指标", Target(None, Decimal("3.2"), "%")),
        ("≥15台（套）", Target("≥", Decimal(15), "台(套)")),
        ("100㎡", Target(None, Decimal(100), "m2")),
        ("≥90%（含）", Target("≥", Decimal(90), "%")),
        ("≥90分（含）", Target("≥", Decimal(90), "分")),
        ("100%（5/5）", Target(None, Decimal(100), "%")),
        ("≥百分之九十五", Target("≥", Decimal(95), "%")),
        ("百分之九十五以上", Target("≥", Decimal(95), "%")),
        ("控制在百分之三以内", Target("≤", Decimal(3), "%")),
        ("≥百分之九十五（含）", Target("≥", Decimal(95), "%")),
        ("百分之百", Target(None, Decimal(100), "%")),
        ("≥百分百", Target("≥", Decimal(100), "%")),
        ("≥零点五%", Target("≥", Decimal("0.5"), "%")),
        ("≥十二点五公里", Target("≥", Decimal("12.5"), "公里")),
        ("三次", Target(None, Decimal(3), "次")),
        ("一百二十人", Target(None, Decimal(120), "人")),
        ("三个工作日内", Target("≤", Decimal(3), "个工作日")),
        ("≤五万元/公里", Target("≤", Decimal(50000), "元/公里")),
        ("≥两台（套）", Target("≥", Decimal(2), "台(套)")),
        ("十分钟以内", Target("≤", Decimal(10), "分钟")),
        ("三年以上", Target("≥", Decimal(3), "年")),
        ("≥二十", Target("≥", Decimal(20), None)),
        ("一", Target("定性", None, None)),
        ("百分之三十至五十", Target(None, None, None)),
        ("三公里至五公里", Target(None, None, None)),
        ("有效保障", Target("定性", None, None)),
        ("定性显著", Target("定性", None, None)),
        ("—", Target(None, None, None)),
    ],
)
def test_targets(text: str, target: Target) -> None:
    assert values.target(text) == target


WORDS = [
    *("一次验收合格率", "一次验收合格率98%", "一次性", "一般", "一流", "一网通办", "一年两次", "十分", "十分满意"),
    *(
        "二级",
        "二级以上",
        "二期",
        "二〇二一年",
        "三类人员",
        "三分之二",
        "三四个",
        "十二三个",
        "四好农村路",
        "一季度",
        "八点三十分",
    ),
    *(
        "十四五",
        "十四五规划",
        "十余次",
        "百花奖",
        "百分点",
        "百年",
        "千方百计",
        "千元",
        "万元",
        "万无一失",
        "五一",
        "百分之九五",
    ),
]


@pytest.mark.parametrize("operator", ["", "≥", "不低于"])
@pytest.mark.parametrize("word", WORDS)
def test_a_numeral_in_a_word_is_no_number(word: str, operator: str) -> None:
    wanted = values.target(operator + word)
    assert (wanted.value, wanted.unit) == (None, None)
    assert values.actual(word, "%").value is None


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


FIGURES = st.sampled_from(["3", "0.5", "12.31", "1,860", "2022", "20230630", "三"])
JOINTS = st.sampled_from(["", "-", "—", "至", "/", " ", ".", ",", "，", "年", "月", "日前", "个", "m2", "（", "）"])


@given(st.lists(FIGURES | JOINTS | UNITS, max_size=8).map("".join), st.sampled_from(["", "≥", "≤"]))
def test_a_unit_has_no_figure_of_its_own(text: str, operator: str) -> None:
    unit = values.target(operator + text).unit or ""
    assert not re.search(r"[\d-]", unit.replace("m2", "")), unit


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("23年", "年", 23),
        ("28日", "日", 28),
        ("11月", "月", 11),
        ("23年", None, None),
        ("11月", "个月", None),
        ("2022年", "年", None),
        ("95%以上", "%", 95),
    ],
)
def test_an_actual_value_is_a_duration_where_its_target_is_one(text: str, unit: str | None, value: int | None) -> None:
    assert values.actual(text, unit).value == value


@given(st.text(max_size=20))
def test_nothing_makes_the_parsers_fail(text: str) -> None:
    for parse in (values.number, values.rate, values.target, values.year_in, values.year_in_path):
        parse(text)
    values.actual(text, "年")
    values.amount(text, "万元")


WHOLE = st.integers(min_value=0, max_value=10**8)


@given(WHOLE, st.text("0123456789", max_size=4), st.sampled_from(["", "≥", "不超过"]))
def test_what_is_written_in_chinese_numerals_reads_as_in_figures(whole: int, places: str, operator: str) -> None:
    chinese = _in_chinese(whole) + "点" * bool(places) + "".join(DIGITS[int(c)] for c in places)
    value = Decimal(f"{whole}.{places or 0}")
    assert values.chinese_number(chinese) == value
    assert values.target(f"{operator}{chinese}公里") == values.target(f"{operator}{value}公里")
    assert values.target(f"{operator}百分之{chinese}") == values.target(f"{operator}{value}%")
    assert values.actual(f"百分之{chinese}", "%").value == value


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([("百", 100), ("千", 1000), ("万", 10**4), ("亿", 10**8)]))
def test_a_last_digit_without_its_unit_has_the_next_one(first: int, last: int, unit: tuple[str, int]) -> None:
    name, power = unit
    assert values.chinese_number(f"{DIGITS[first]}{name}{DIGITS[last]}") == first * power + last * power // 10
    assert values.chinese_number(f"{DIGITS[first]}{name}零{DIGITS[last]}") == first * power + last


@given(st.text("零一二两九十百千万亿点", min_size=1, max_size=8))
def test_a_chinese_number_with_a_unit_is_no_less_than_its_largest_unit(text: str) -> None:
    powers = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
    value = values.chinese_number(text)
    if value is not None:
        assert value >= max((power for unit, power in powers.items() if unit in text), default=0)


DIGITS = "零一二三四五六七八九"


def _in_chinese(value: int) -> str:
    if value >= 10**4:
        power, name = (10**8, "亿") if value >= 10**8 else (10**4, "万")
        upper, rest = divmod(value, power)
        return _in_chinese(upper) + name + ("零" * (rest < power // 10) + _in_chinese(rest) if rest else "")
    text, zero = "", False
    for unit, name in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + name
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
