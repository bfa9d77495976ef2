"""The labels of level 1 and level 2: printed once for many rows, on one page or again on each, whole or in halves.

Every row has the cell in which its level stands. What is printed in it belongs to every row that the cell spans; an
empty cell repeats the label above it; a label that a page end cut is put together again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extractors.records import Cell
from extractors.text import HOLE, cell_text, join_lines
from extractors.vocabulary import is_level, key, normal

_POINTS = re.compile(
    r"\s*[（(\[]?\s*(?:权重|分值)?[:：]?\s*(\d+(?:\.\d+)?)\s*分\s*[)）\]]?|\s*[（(]\s*(\d+(?:\.\d+)?)\s*[)）]"
)
_CUT_POINTS = re.compile(r"\s*[（(]\s*\d+$")
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_WITHIN_NUMBER = re.compile(r"(?<=\d)\s+(?=\d)")


@dataclass(slots=True)
class _Label:
    """A level cell and what it says to the rows that it stands beside."""

    cell: Cell | None
    page: int
    text: str


def carried(cells: Sequence[tuple[Cell | None, int]], uppers: Sequence[str | None] | None = None) -> list[str | None]:
    """The label of a level for every row, from the row's cell and page. ``uppers`` are the labels of the level above:
    none is carried beyond one."""
    labels: list[_Label] = []
    owners: list[_Label] = []
    for cell, page in cells:
        if not labels or cell is None or (labels[-1].cell, labels[-1].page) != (cell, page):
            labels.append(_Label(cell, page, _shown(cell) if cell else ""))
        owners.append(labels[-1])
    _join_over_pages(labels)
    _fill_over_pages(labels)
    _show_hidden(labels)
    if len(labels) > 1 and not labels[0].text and labels[0].cell is not None and is_level(labels[1].text):
        labels[0].text = labels[1].text
    for (above, upper), (label, own_upper) in pairwise(zip(owners, uppers or [None] * len(owners), strict=True)):
        if not label.text and label.cell is not None and upper == own_upper:
            label.text = above.text
    return [label.text or None for label in owners]


def _shown(cell: Cell) -> str:
    """What a level cell shows; where its edge cuts through a line, with the characters of it that are hidden."""
    text = cell_text(cell)
    if not text or not cell.hidden or is_level(text):
        return text
    parts = sorted((*cell.lines, *cell.hidden), key=lambda line: (round(line.box.top), line.box.x0))
    whole = "".join(line.text.strip(HOLE) for line in parts)
    return whole if is_level(whole) else text


def _join_over_pages(labels: Sequence[_Label]) -> None:
    """Two halves of a label that a page end cut are one."""
    for above, below in pairwise(labels):
        if above.page != below.page and above.text and below.text:
            whole = above.text + below.text
            if is_level(above.text) and key(above.text) == key(below.text):
                fuller = max(above.text, below.text, key=lambda text: (is_whole_level(text), len(text)))
                above.text = below.text = fuller  # the points stand on one of the pages
            elif is_level(whole) and not (is_whole_level(above.text) and is_level(below.text)):
                above.text = below.text = whole
            elif is_whole_level(above.text) and not is_level(below.text) and above.text.endswith(below.text):
                below.text = above.text  # put together already, with the row that the page end cut


def _fill_over_pages(labels: Sequence[_Label]) -> None:
    """A merged label that is printed on one of its pages: the empty parts before it repeat the label of the page
    before them, or (the first of them begins below another label, or the table) have the one that follows."""
    start = 0
    while start < len(labels):
        end = start
        while end + 1 < len(labels) and not labels[end].text and _goes_on(labels[end], labels[end + 1]):
            end += 1
        before = labels[start - 1] if start and _goes_on(labels[start - 1], labels[start]) else labels[end]
        for label in labels[start:end]:
            label.text = before.text
        start = end + 1


def _goes_on(above: _Label, below: _Label) -> bool:
    """Whether two labels may be the parts of one on two pages."""
    return above.page != below.page and above.cell is not None and below.cell is not None


def _show_hidden(labels: Sequence[_Label]) -> None:
    """A label of which the page shows nothing is the one that lies hidden in its cell, if that is a word."""
    for label in labels:
        if not label.text and label.cell is not None:
            hidden = join_lines([line.text for line in label.cell.hidden if HOLE not in line.text])
            label.text = hidden if _WORD.search(hidden) else ""


def is_whole_level(text: str) -> bool:
    """Whether a text is a known level's label that does not end within its brackets, as ``产出指标（50`` does."""
    return is_level(text) and normal(text).count("(") == normal(text).count(")")


def split_points(text: str | None) -> tuple[str | None, Decimal | None]:
    """A level's label and the points in it: ``产出指标（50分）`` is (产出指标, 50); points that were cut are none."""
    if text is None:
        return None, None
    text = _WITHIN_NUMBER.sub("", text)
    found = _POINTS.search(text)
    if not found:
        return _CUT_POINTS.sub("", text) or None, None
    return (text[: found.start()] + text[found.end() :]).strip() or None, Decimal(found.group(1) or found.group(2))
