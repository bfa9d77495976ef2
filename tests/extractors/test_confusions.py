"""What a recogniser mixes up, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.confusions import doubt_of, settle_text


def settled(text: str, certainty: float = 0.5) -> str:
    return settle_text(text, [certainty] * len(text))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("1O.0O", "10.00"),
        ("l00.00%", "100.00%"),
        ("7.725.318.35", "7,725,318.35"),
        ("4.458,587.00", "4,458,587.00"),
        ("10,00", "10.00"),
        ("483,0503", "483.0503"),
        ("二6片", "=6片"),
        ("二", "="),
        (">95%", "≥95%"),
        ("买际完成情况", "实际完成情况"),
        ("半度资金总额", "年度资金总额"),
        ("全年执行款（B）", "全年执行数（B）"),
        ("农村公路管埋所", "农村公路管理所"),
    ],
)
def test_confusions_are_settled(read: str, meant: str) -> None:
    assert settled(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "教量指标",  # 数量指标 or 质量指标: nobody can say
        "1.234",  # one group of three: point or comma
        "Oracle数据库",
        "二级指标",
        "二是加强管理",
        "优",
        "",
    ],
)
def test_what_may_be_right_is_left_alone(text: str) -> None:
    assert settled(text) == text


@pytest.mark.parametrize("text", [">95%", "管埋深度"])
def test_what_was_read_with_certainty_stays(text: str) -> None:
    assert settled(text, 0.99) == text


@given(st.decimals(0, 10**10, places=2), st.sampled_from([".", ","]))
def test_points_and_commas_of_an_amount_are_settled_from_either(amount: object, separator: str) -> None:
    printed = f"{amount:,}"
    assert settled(printed) == printed
    if printed.count(",") > 1:
        assert settled(printed.replace(",", separator).replace(".", separator)) == printed


@given(st.text(alphabet="0123456789.,%OlS二≥>指标年度资金总额（）", max_size=12))
def test_a_text_keeps_its_length(text: str) -> None:
    assert len(settled(text)) == len(text)


def test_doubt_is_about_figures_first() -> None:
    assert doubt_of("10.00", [1.0, 1.0, 1.0, 1.0, 0.6])
    assert doubt_of("≥95人次", [1.0, 1.0, 0.7, 1.0, 1.0])
    assert doubt_of("≥95人次", [0.7, 1.0, 1.0, 1.0, 1.0]) is None
    assert doubt_of("及时完成", [1.0, 1.0, 0.7, 1.0]) is None
    assert doubt_of("及时完成", [1.0, 1.0, 0.2, 1.0])
    assert doubt_of("64,37.65", [1.0] * 8)
    assert doubt_of("6,437.65", [1.0] * 8) is None


def test_a_per_mille_that_reads_as_percent_and_nought_is_in_doubt() -> None:
    assert doubt_of("≤0.9%0", (1.0,) * 6)
    assert doubt_of("≤0.9%", (1.0,) * 5) is None
