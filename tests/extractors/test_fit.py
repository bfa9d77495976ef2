"""Cells that the page cut off: full, reaching the edge, in rows of a fixed height, or with an open bracket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fit import clipped_cells, is_clipped, is_cut_paragraph, open_bracket
from extractors.records import Box, Cell, Grid, Line

FONT, LEADING, MARGIN = 8.0, 10.0, 4.0
WIDTH = 8 * FONT + 2 * MARGIN  # a column of eight characters


def cell(row: int, column: int, height: float, *lines: str, hidden: Sequence[str] = ()) -> Cell:
    """A cell as a spreadsheet prints it: lines of 8 pt, 10 pt apart, from the top left."""
    x0, top = column * WIDTH, row * height
    return Cell(
        row,
        column,
        1,
        1,
        Box(x0, top, x0 + WIDTH, top + height),
        tuple(_line(text, x0 + MARGIN, top + 2 + n * LEADING) for n, text in enumerate(lines)),
        tuple(_line(text, x0 + MARGIN, top + 2 + (len(lines) + n) * LEADING) for n, text in enumerate(hidden)),
    )


def _line(text: str, x0: float, top: float) -> Line:
    return Line(text, Box(x0, top, x0 + FONT * sum(0.5 if c.isascii() else 1 for c in text), top + FONT))


def grid(*cells: Cell) -> Grid:
    rows = sorted({cell.box.top for cell in cells} | {cell.box.bottom for cell in cells})
    columns = sorted({cell.box.x0 for cell in cells} | {cell.box.x1 for cell in cells})
    return Grid(1, Box(columns[0], rows[0], columns[-1], rows[-1]), tuple(rows), tuple(columns), cells)


CUT = cell(0, 0, 22, "举办粤港澳大湾区", "科技交流活动完成")
SHORT = cell(1, 0, 22, "年度财务审计")


@pytest.mark.parametrize(
    ("lines", "height", "clipped"),
    [
        (("举办粤港澳大湾区", "科技交流活动完成"), 22, True),
        (("举办粤港澳大湾区", "科技交流活动"), 22, False),  # the last line has room
        (("举办粤港澳大湾区", "科技交流活动完成"), 29, True),  # less room than a line and what it keeps clear
        (("举办粤港澳大湾区", "科技交流活动完成"), 32, False),  # the cell has room for a third line
        (("粤港澳“大湾”区",), 12, True),  # narrower than eight characters, wider than seven
        (("举办粤港澳大湾区科",), 12, True),
        (("年度财务审计",), 12, False),
        (("举办3场粤港澳大", "湾区A科技交流活"), 22, True),  # digits and Latin letters are half as wide
        ((), 22, False),
    ],
)
def test_a_cell_is_clipped_when_it_is_full_and_its_last_line_reaches_the_edge(
    lines: tuple[str, ...], height: float, clipped: bool
) -> None:
    assert is_clipped(cell(0, 0, height, *lines)) is clipped


def test_a_line_tells_nothing_of_a_cell_without_sides() -> None:
    line = cell(0, 0, 12, "举办粤港澳大湾区")
    assert is_clipped(line) is True
    assert is_clipped(replace(line, is_open=True)) is False
    assert is_clipped(replace(CUT, is_open=True)) is True  # its first line wrapped


def test_a_closing_bracket_that_is_missing_may_have_taken_a_character_along() -> None:
    assert is_clipped(cell(0, 0, 22, "运行维护海智工作", "室（创新创业平")) is True
    assert is_clipped(cell(0, 0, 22, "运行维护海智工作", "室及创新创业平")) is False


def test_rows_that_grow_with_their_text_cut_nothing() -> None:
    grown = grid(CUT, cell(1, 0, 12, "年度财务审计"))
    fixed = grid(CUT, SHORT)
    assert clipped_cells(grown) == frozenset()
    assert clipped_cells(fixed) == {(0, 0)}


def test_an_open_bracket_in_a_full_cell_needs_no_other_row_as_proof() -> None:
    assert clipped_cells(grid(cell(0, 0, 22, "运行维护海智工作", "室（创新创业平台"))) == {(0, 0)}


def test_a_cell_with_more_lines_than_room_is_cut_wherever_they_end() -> None:
    assert clipped_cells(grid(cell(0, 0, 12, "举办粤港澳大湾区", "科技"))) == {(0, 0)}


def test_latin_letters_may_leave_a_line_short_of_a_character() -> None:
    assert is_clipped(cell(0, 0, 22, "维护旅检通道及其", "X光机及通道人脸")) is True
    assert is_clipped(cell(0, 0, 22, "维护旅检通道及其", "光机及通道式人")) is False


def test_lines_behind_a_clip_path_prove_the_cut() -> None:
    assert clipped_cells(grid(cell(0, 0, 32, "短名称", hidden=["完成率"]))) == {(0, 0)}


def test_a_paragraph_that_closes_its_sentence_is_not_cut() -> None:
    assert is_cut_paragraph(CUT) is True
    assert is_cut_paragraph(cell(0, 0, 22, "举办粤港澳大湾区", "科技交流活动多。")) is False


@given(st.text(alphabet="创新平台（）()《》“”，ABC12 ", max_size=30))
def test_a_text_with_its_missing_brackets_added_is_balanced(text: str) -> None:
    for _ in range(len(text) + 1):
        if (closing := open_bracket(text)) is None:
            return
        text += closing
    pytest.fail("brackets never balanced")
