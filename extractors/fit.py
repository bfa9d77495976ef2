"""Does the text of a cell fit, or has the page cut it off? Geometry, and the one mark that needs no dictionary.

A spreadsheet prints the lines of a cell that fit its row and drops the rest without a mark. What remains to be seen:

* the cell is *full*: below the lines that are printed there is no room for another;
* its last line *reaches the edge*: one more character would have gone to the next line;
* an *open bracket* or quote that never closes.

Full and reaching the edge also happens by chance, in one name of about eight. So a cell counts as cut only where
rows have a *fixed height*: the same table has a row of the same height that none of its own texts fills. Rows that
grow with their text (word processors, browsers) never have one, because some cell always needs the height.
An open bracket in a full cell needs no such proof, nor has a cell whose lines take more room than it has.
Where all names of a form end at the same line, rows may be fixed without such a sign: see cut.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from extractors.records import Cell, Grid, Line
from extractors.vocabulary import normal

CLOSING = {"(": ")", "《": "》", "“": "”", "‘": "’", "[": "]", "【": "】", "〔": "〕", "「": "」"}

# A closing bracket this near to the beginning of a text belongs to the number of a list.
LISTED = 2

SENTENCE_ENDS = ("。", "；", ";", "！", "!", "？", "?")

# A line and the next lie 1.2 font sizes apart in common typesetting; needed only where a cell shows a single line.
LEADING = 1.2

# A row lacks room for another line although it has this (points) to spare: heights and leadings are rounded.
ROUNDING = 0.2

# Row heights (points) that count as one: producers round them, hairlines add up to a point.
SAME_HEIGHT = 1.0


def clipped_cells(grid: Grid) -> frozenset[tuple[int, int]]:
    """Return (row, column) of the cells of a table whose text was cut, as far as the page can tell."""
    fixed = _fixed_heights(grid)
    return frozenset(
        (cell.row, cell.column)
        for cell in grid.cells
        if cell.hidden
        or overflows(cell)
        or (is_clipped(cell) and (open_bracket(_text(cell)) or _is_one_of(_height(cell), fixed)))
    )


def is_clipped(cell: Cell) -> bool:
    """Tell whether the cell is full and its last line reaches the edge, or hidden lines prove that it was cut, or it
    has more lines than room.

    This is what a cell can say alone; it holds by chance for one whole text of about eight (see clipped_cells).
    """
    return bool(cell.hidden) or overflows(cell) or (is_full(cell) and reaches_edge(cell))


def overflows(cell: Cell) -> bool:
    """Tell whether the lines of a cell take more room than it has, so that some are cut themselves or gone."""
    return len(cell.lines) > 1 and cell.lines[-1].box.bottom - cell.lines[0].box.top > _height(cell) + SAME_HEIGHT


def is_cut_paragraph(cell: Cell) -> bool:
    """Tell whether a cell of running text (objectives, reasons) was cut: clipped, and its sentence not closed."""
    return bool(cell.hidden) or (is_clipped(cell) and not _text(cell).rstrip().endswith(SENTENCE_ENDS))


def unopened_bracket(text: str) -> bool:
    """Whether a closing mark stands in ``text`` that nothing opened; one behind a number (``1）``) needs no other."""
    _, unopened = _unpaired(text)
    return any(place > LISTED for place in unopened)


def open_bracket(text: str) -> str | None:
    """Return the closing mark that ``text`` lacks (the innermost, half width), or None."""
    waiting, _ = _unpaired(text)
    return waiting[-1] if waiting else None


def _unpaired(text: str) -> tuple[list[str], list[int]]:
    """The closing marks that a text lacks, and the places of those that close nothing."""
    waiting: list[str] = []
    unopened: list[int] = []
    for place, character in enumerate(normal(text)):
        if character in CLOSING:
            waiting.append(CLOSING[character])
        elif waiting and character == waiting[-1]:
            waiting.pop()
        elif not waiting and character in CLOSING.values():
            unopened.append(place)
    return waiting, unopened


def _fixed_heights(grid: Grid) -> list[float]:
    """Return the heights of rows whose height no text of theirs explains."""
    rows: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in grid.cells:
        if cell.row_span == 1 and cell.lines:
            rows[cell.row].append(cell)
    return [_height(cells[0]) for cells in rows.values() if not any(map(is_full, cells))]


def _is_one_of(height: float, heights: Iterable[float]) -> bool:
    return any(abs(height - other) <= SAME_HEIGHT for other in heights)


def is_full(cell: Cell) -> bool:
    """No room for another line: one more than is printed, each as high as the leading, would not fit."""
    return bool(cell.lines) and _height(cell) < (len(cell.lines) + 1) * _leading(cell.lines) + ROUNDING


def reaches_edge(cell: Cell) -> bool:
    """Tell whether another character would have been too much for the last of its lines (there is one).

    Lines before it wrapped, so the widest of them tells the room. A cell of one line only has its own width, less
    what it keeps clear on both sides: as much as on the left if the line begins there, else a character in all.
    Where a bracket is open the next character may be the closing one, which takes the character before it along to
    the next line: then two characters may be missing. Latin letters and digits leave a line short of up to one
    character, and so does a width that is no multiple of characters.
    """
    *before, last = cell.lines
    if cell.is_open and not before:
        return False  # nothing tells its room
    em = character(cell.lines)
    margin = last.box.x0 - cell.box.x0
    is_left = not before and 0 <= margin < em
    room = max(map(width, before)) if before else cell.box.x1 - cell.box.x0 - (2 * margin if is_left else em)
    text = _text(cell)
    missing = 1.5 if open_bracket(text) else 0.95 if is_left or any(c.isascii() for c in text) else 0.5
    return width(last) > room - missing * em


def _leading(lines: Sequence[Line]) -> float:
    if len(lines) == 1:
        return LEADING * (lines[0].box.bottom - lines[0].box.top)
    return median(below.box.top - above.box.top for above, below in pairwise(lines))


def character(lines: Sequence[Line]) -> float:
    """The width of a Chinese character, in points: Latin letters and digits count as half of one."""
    return max(width(line) / max(1.0, sum(0.5 if c.isascii() else 1.0 for c in line.text)) for line in lines)


def width(line: Line) -> float:
    return line.box.x1 - line.box.x0


def _height(cell: Cell) -> float:
    return cell.box.bottom - cell.box.top


def _text(cell: Cell) -> str:
    return "".join(line.text for line in cell.lines)
