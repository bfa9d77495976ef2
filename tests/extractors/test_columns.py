"""The borders between columns of a table that has rules between its rows only."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractors.columns import upright
from extractors.glyphs import Glyph
from extractors.records import Box

SIZE, ROW = 10.0, 20.0
BOUNDS = Box(0, 0, 400, 0)
HEADS = ((10, "一级指标"), (70, "三级指标"), (160, "年度指标值"), (230, "实际完成值"), (300, "分值"), (340, "得分"))
BODY = ((10, "产出指标"), (60, "养护县乡村道里程"), (165, "≥186"), (235, "186"), (305, "10"), (345, "10"))
WAYS = [55.0, 150.0, 220.0, 290.0, 330.0]  # in the widest way between two heads

Words = Sequence[tuple[float, str]]


def written(top: float, words: Words) -> list[Glyph]:
    """Words that begin at x, a line each, in a row of that top."""
    return [
        Glyph(text, Box(x + n * SIZE, top + 5, x + (n + 1) * SIZE, top + 15), (x + n * SIZE, top + 14), SIZE)
        for x, word in words
        for n, text in enumerate(word)
    ]


def borders(*rows: Words, above: Sequence[float] = ()) -> list[list[float]]:
    """The borders inside the table, row by row."""
    places = [n * ROW for n in range(len(rows) + 1)]
    glyphs = [glyph for n, words in enumerate(rows) for glyph in written(n * ROW, words)]
    found = upright(BOUNDS._replace(bottom=places[-1]), places, glyphs, above)
    return [
        sorted(rule.x for rule in found if rule.top <= top < rule.bottom and 0 < rule.x < BOUNDS.x1)
        for top in (places[:-1] if found else [])
    ]


def test_columns_end_where_no_row_has_a_word() -> None:
    found = borders(HEADS, BODY, BODY)
    assert found[0] == found[1] == found[2]
    for border, way in zip(found[0], WAYS, strict=True):
        assert abs(border - way) <= 10


def test_the_header_has_columns_of_its_own() -> None:
    header = ((10, "项目名称"), (120, "农村公路养护"))
    assert borders(header, HEADS, BODY)[0] == [85.0]


def test_a_title_between_two_forms_is_one_cell() -> None:
    found = borders(HEADS, BODY, ((100, "项目支出绩效自评表"),), ((10, "项目名称"), (120, "水库除险")), HEADS, BODY)
    assert found[2] == []
    assert found[3] == [85.0]
    assert len(found[5]) == len(WAYS)


def test_a_table_that_goes_on_keeps_its_columns() -> None:
    assert borders(BODY, BODY) == []
    assert borders(BODY, BODY, above=WAYS) == [WAYS, WAYS]


@pytest.mark.parametrize(
    "row",
    [
        ((10, "产出指标"), (60, "养护县乡村道路里程数量合计"), (190, "≥186"), (235, "186"), (305, "10"), (345, "10")),
        ((10, "产出指标"), (60, "养护里程"), (160, "≥186公里以上至一百"), (305, "10"), (345, "10")),
    ],
)
def test_nothing_is_said_of_columns_without_a_way_between_them(row: Words) -> None:
    assert borders(HEADS, BODY, row) == []


def test_nothing_is_said_of_rows_that_no_rule_parts() -> None:
    rows = [glyph for top in (ROW, 3 * ROW) for glyph in written(top, BODY)]
    glyphs = [*written(0, HEADS), *rows]
    assert upright(BOUNDS._replace(bottom=5 * ROW), [0, ROW, 5 * ROW], glyphs, ()) == []
