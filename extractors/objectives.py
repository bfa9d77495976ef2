"""预期目标 beside 实际完成情况: one pair of texts, or several; as columns under their heads, or as rows of labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors import values
from extractors.fit import is_cut_paragraph
from extractors.records import Objective
from extractors.sections import Section
from extractors.stitch import Row
from extractors.text import cell_text
from extractors.vocabulary import field_of

_SIDES = ("expected", "actual")


@dataclass(slots=True)
class _Pair:
    """The texts of one pair, in parts where a page end cut them."""

    texts: dict[str, str] = field(default_factory=dict)
    clipped: tuple[str, ...] = ()
    doubtful: set[str] = field(default_factory=set)

    def add(self, section: Section, row: Row) -> None:
        cells = {side: section.cells(row, side) for side in _SIDES}
        for side in _SIDES:
            if text := "".join(map(cell_text, cells[side])):
                self.texts[side] = self.texts.get(side, "") + text
                self.doubtful |= {side for cell in cells[side] if cell.doubt}
        self.clipped = tuple(side for side in _SIDES if any(map(is_cut_paragraph, cells[side])))

    def objective(self, seq: int) -> Objective:
        texts = {side: text for side, text in self.texts.items() if not values.is_blank(text)}
        doubtful = tuple(side for side in _SIDES if side in self.doubtful & texts.keys())
        return Objective(seq, texts.get("expected"), texts.get("actual"), self.clipped, doubtful)


def read(parts: Sequence[Section]) -> tuple[Objective, ...]:
    """The objectives of a form, in order."""
    pairs = list(_in_columns(parts)) or list(_in_rows(parts))
    return tuple(pair.objective(seq) for seq, pair in enumerate(pairs, 1))


def _in_columns(parts: Sequence[Section]) -> Iterator[_Pair]:
    """A pair a row under the heads; the first row of a page goes on with the pair before it."""
    for section in (section for section in parts if section.kind == "objective"):
        pair = _Pair()
        for row in section.rows:
            if _is_header(section, row) or _is_title(section, row):
                continue
            if pair.texts and not row.first and any(cell.lines for s in _SIDES for cell in section.cells(row, s)):
                yield pair
                pair = _Pair()
            pair.add(section, row)
        if pair.texts:
            yield pair


def _is_header(section: Section, row: Row) -> bool:
    """Whether a row has a label of the header; a title beside the texts may read like one (年度, of 年度总体目标)."""
    left = min(column.x0 for column in section.columns)
    return any(field_of("header", cell_text(cell)) for cell in row.cells if cell.lines and cell.box.x1 > left + 1)


def _is_title(section: Section, row: Row) -> bool:
    """Whether one text stands over both columns: the title of the next section."""
    expected, actual = (set(section.cells(row, side)) for side in _SIDES)
    return any(cell.lines for cell in expected & actual)


def _in_rows(parts: Sequence[Section]) -> Iterator[_Pair]:
    """Rows with a label beside each text, what was expected first; also above the heads of each block of indicators."""
    pair = _Pair()
    for row in (row for section in parts for row in _rows_of_labels(section)):
        for head, cell in pairwise(row.cells):
            side, value = field_of("objective", cell_text(head)), cell_text(cell)
            if side in _SIDES and value and field_of("objective", value) is None:
                if side == "expected" and "expected" in pair.texts:
                    yield pair
                    pair = _Pair()
                if side not in pair.texts:
                    pair.texts[side] = value
                    pair.doubtful |= {side} if cell.doubt else set()
    if pair.texts:
        yield pair


def _rows_of_labels(section: Section) -> Iterator[Row]:
    """The rows of a section that may have objectives; among indicators, those with one text over name and target."""
    for row in section.rows:
        if section.kind != "indicator" or set(section.cells(row, "level3")) & set(section.cells(row, "target")):
            yield row
