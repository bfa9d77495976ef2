"""Words that the macros hold because SQL reads no TOML: the same as in the vocabulary."""

from __future__ import annotations

import pytest

from extractors.vocabulary import load
from tests.sql.conftest import Filled

PLACEHOLDERS = [*load("values")["placeholder"]["blank"], *load("values")["placeholder"]["not_applicable"]]


@pytest.mark.parametrize("text", [*PLACEHOLDERS, None, "没有", "暂无", "……", " 无 ", "\u3000"])
def test_a_placeholder_says_nothing(filled: Filled, text: str | None) -> None:
    assert filled().execute("SELECT is_blank(?::VARCHAR)", [text]).fetchall() == [(True,)]


@pytest.mark.parametrize("text", ["无法按时完成", "空气质量", "疫情", "0", "1/2", "没有资金"])
def test_a_word_says_something(filled: Filled, text: str) -> None:
    assert filled().execute("SELECT is_blank(?)", [text]).fetchall() == [(False,)]


@pytest.mark.parametrize(("unit", "scale"), load("values")["currency"].items())
def test_a_currency_unit_has_one_scale(filled: Filled, unit: str, scale: int) -> None:
    assert filled().execute("SELECT unit_scale(?)", [unit]).fetchall() == [(scale,)]


def test_a_loose_ending_is_an_ending(filled: Filled) -> None:
    endings = {ending for group in load("names")["endings"].values() for ending in group}
    connection = filled()
    loose = {ending for ending in endings if connection.execute("SELECT is_loose(?)", [ending]).fetchone() == (True,)}
    assert loose == {"完成情况", "情况", "水平", "数量", "规模"}
