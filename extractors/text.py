"""Characters → text of cells. pdfplumber gives the characters; here they find their cell, their line, their place.

Every character of a page ends in exactly one cell or outside the tables. A line is the characters of one baseline:
the baseline keeps digits and Latin letters, which come from another font, in their line. White space that
typesetting made is dropped, characters never.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from extractors.clip import Hidden
from extractors.fit import open_bracket
from extractors.frame import turned, turned_box
from extractors.glyphs import SAME_LINE, Glyph, runs
from extractors.records import Box, Cell, Grid, Line
from extractors.values import number

# A gap between two characters wider than this share of the type size is a space worth keeping between words.
WORD_GAP = 0.2
# A gap wider than this parts two texts on one baseline.
APART = 2.0
# A border that cuts this share or more from both sides of a character's width is really crossed by it.
CROSSED = 0.12
# A place this far (points) inside an area is surely inside it.
INSIDE = 1.0

# The lines of one text lie no more than this many type sizes apart.
NEXT_LINE = 1.8

# Letters this many times the usual size of a page belong to no table.
OVERSIZED = 3.0
# A page number stands within this distance (points) of the lowest text of its page.
PAGE_FOOT = 40.0

# Stands in hidden lines for characters that are not in the document, if any.
HOLE = "▯"

Home = tuple[int, int]  # a grid's and a cell's index
FindHome = Callable[[float, float], Home | None]

_PAGE_NUMBER = re.compile(r"\s*(?:[-—–]+\s*\d{1,4}\s*[-—–]+|第\s*\d{1,4}\s*页.*)\s*")
_PARAGRAPH = re.compile(
    r"(?:\d{1,2}[.、．)）](?!\d)|\d{1,2}[.．](?=20\d\d年)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳])"
)
_LABEL_AND_AMOUNT = re.compile(r"(.*[^\d\s,.()+-])(-?\d{1,3}(?:,\d{3})*\.\d{2})")
_WORD = re.compile(r"[0-9A-Za-z]")
_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Filled:
    """Grids with their text, the lines outside, and the count of characters in all and outside."""

    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    characters: int
    outside: int


def fill(
    grids: Sequence[Grid], glyphs: Sequence[Glyph], hidden: Sequence[Hidden] = (), sideways: Sequence[Glyph] = ()
) -> Filled:
    """Put every glyph into the smallest grid cell that holds it; what stands in none becomes lines outside.

    Glyphs set sideways count where they are a cell's text; elsewhere they are a watermark.
    """
    home_at = _finder(grids)
    strangers = _page_numbers(glyphs) | _oversized(glyphs)
    inside: defaultdict[Home | None, list[Glyph]] = defaultdict(list)
    for i, home in enumerate(_homes(grids, glyphs, home_at)):
        if i not in strangers:
            inside[home].append(glyphs[i])
    outside = _without_overrun(grids, inside, inside.pop(None, [])) + [glyphs[i] for i in sorted(strangers)]
    covered: defaultdict[Home | None, list[Hidden]] = defaultdict(list)
    for item in hidden:
        covered[home_at(*_cut_at(item))].append(item)
    beside = {
        home: found
        for home, found in _beside(sideways, home_at).items()
        if home not in inside or _stands_down(inside[home])
    }
    filled = tuple(
        replace(
            grid,
            cells=tuple(
                _with_text(cell, inside.get((g, c), []), beside.get((g, c), []), covered.get((g, c), []))
                for c, cell in enumerate(grid.cells)
            ),
        )
        for g, grid in enumerate(grids)
    )
    lines = sorted(_lines(outside), key=lambda line: (line.box.top, line.box.x0))
    characters = _printed(glyphs) + sum(map(_printed, beside.values()))
    return Filled(filled, tuple(lines), characters, _printed(outside))


def _without_overrun(
    grids: Sequence[Grid], inside: Mapping[Home | None, list[Glyph]], outside: list[Glyph]
) -> list[Glyph]:
    """Give cells the lines of theirs that stand below the table; returns what else is outside. Browsers let a label
    reach below the rows that it stands beside, where its cell goes on overleaf: one over several rows, or one that has
    an open bracket there."""
    for g, grid in enumerate(grids):
        if not any(glyph.baseline > grid.box.bottom for glyph in outside):
            continue
        last = len(grid.row_edges) - 1
        for c, cell in enumerate(grid.cells):
            own = inside.get((g, c))
            if own and cell.row + cell.row_span == last and (cell.row_span > 1 or _is_open(own)):
                while over := _next_line(cell, own, outside):
                    own += [outside[i] for i in sorted(over)]
                    outside = [glyph for i, glyph in enumerate(outside) if i not in over]
    return outside


def _is_open(glyphs: Iterable[Glyph]) -> bool:
    return open_bracket("".join(glyph.text for line in baselines(glyphs) for glyph in line)) is not None


def _next_line(cell: Cell, own: Sequence[Glyph], outside: Sequence[Glyph]) -> set[int]:
    """The glyphs below a cell that are its next line: as near as the lines of one text, and not wider than the cell."""
    lowest = max(own, key=lambda glyph: glyph.baseline)
    found: set[int] = set()
    for run in runs(outside):
        near = lowest.baseline < outside[run[0]].baseline <= lowest.baseline + NEXT_LINE * lowest.size
        if near and cell.box.x0 - 1 <= outside[run[0]].box.x0 and outside[run[-1]].box.x1 <= cell.box.x1 + 1:
            found |= set(run)
    return found


def _with_text(cell: Cell, upright: list[Glyph], sideways: list[Glyph], hidden: list[Hidden]) -> Cell:
    if not (upright or sideways or hidden):
        return cell
    return replace(cell, lines=_lines_of(upright, sideways), hidden=_hidden_lines(hidden))


def _cut_at(item: Hidden) -> tuple[float, float]:
    """A place in the cell to which a hidden glyph was cut, and belongs: the nearest to it inside its clip."""
    (x, y), clip = item.glyph.middle, item.clip
    return min(max(x, clip.x0 + INSIDE), clip.x1 - INSIDE), min(max(y, clip.top + INSIDE), clip.bottom - INSIDE)


def _printed(glyphs: Iterable[Glyph]) -> int:
    """How many characters are printed: all but white space."""
    return sum(not glyph.text.isspace() for glyph in glyphs)


def _finder(grids: Sequence[Grid]) -> FindHome:
    """What finds the cell at a point: in the narrowest grid around it; a border is the cell's before it."""
    narrowest = sorted(enumerate(grids), key=lambda item: item[1].box.x1 - item[1].box.x0)
    cells = [
        {
            (row, column): c
            for c, cell in reversed(list(enumerate(grid.cells)))
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        for grid in grids
    ]

    def home_at(x: float, y: float) -> Home | None:
        for g, grid in narrowest:
            if grid.box.x0 <= x <= grid.box.x1 and grid.box.top <= y <= grid.box.bottom:
                place = max(bisect_left(grid.row_edges, y) - 1, 0), max(bisect_left(grid.column_edges, x) - 1, 0)
                return (g, cells[g][place]) if place in cells[g] else None
        return None

    return home_at


def _homes(grids: Sequence[Grid], glyphs: Sequence[Glyph], home_at: FindHome) -> list[Home | None]:
    """The cell of every glyph: by its middle, except that a run set across a border stays together."""
    homes = [home_at(*glyph.middle) for glyph in glyphs]
    for run in (part for whole in runs(glyphs) for part in _label_and_amount(whole, glyphs, homes)):
        cells = {homes[i] for i in run}
        if len(cells) < 2 or _is_two_numbers("".join(glyphs[i].text for i in run)):
            continue
        if any(_crosses(glyphs[i], homes[i], grids) for i in run):
            owner = _owner(run, glyphs, homes, grids)
            for i in run:
                homes[i] = owner
    return homes


def _label_and_amount(run: Sequence[int], glyphs: Sequence[Glyph], homes: Sequence[Home | None]) -> list[Sequence[int]]:
    """A run as it was set: an amount too wide for its cell touches the label that ends in the cell before it."""
    found = _LABEL_AND_AMOUNT.fullmatch("".join(glyphs[i].text for i in run))
    if not found or found.end() != len(run):
        return [run]
    label, amount = run[: found.start(2)], run[found.start(2) :]
    return [label, amount] if len({homes[i] for i in label}) == 1 else [run]


def _page_numbers(glyphs: Sequence[Glyph]) -> set[int]:
    """The glyphs of a page number (``— 2 —``, 第2页) printed near the page's end, maybe inside a table that runs on."""
    if not glyphs:
        return set()
    lowest = max(glyph.baseline for glyph in glyphs)
    found: set[int] = set()
    for run in runs(glyphs):
        if (
            _PAGE_NUMBER.fullmatch("".join(glyphs[i].text for i in run))
            and lowest - glyphs[run[0]].baseline < PAGE_FOOT
        ):
            found |= set(run)
    return found


def _oversized(glyphs: Sequence[Glyph]) -> set[int]:
    """The glyphs of a watermark or a stamp across the page: far larger than its print."""
    usual = median(glyph.size for glyph in glyphs) if glyphs else 0.0
    return {i for i, glyph in enumerate(glyphs) if glyph.size > OVERSIZED * usual}


def _is_two_numbers(text: str) -> bool:
    """Figures that touch at a border without being one number between them: each stays in its cell."""
    return re.fullmatch(r"[\d,.%\s-]+", text) is not None and number(text) is None


def _crosses(glyph: Glyph, home: tuple[int, int] | None, grids: Sequence[Grid]) -> bool:
    if home is None or glyph.text.isspace():
        return False
    cell = grids[home[0]].cells[home[1]].box
    slack = CROSSED * (glyph.box.x1 - glyph.box.x0)
    return glyph.box.x0 < cell.x0 - slack or glyph.box.x1 > cell.x1 + slack


def _owner(
    run: Sequence[int], glyphs: Sequence[Glyph], homes: Sequence[tuple[int, int] | None], grids: Sequence[Grid]
) -> tuple[int, int] | None:
    """The cell that a run over a border belongs to: where it is aligned (left, then right), else where most is."""
    first, last = homes[run[0]], homes[run[-1]]
    size = glyphs[run[0]].size
    if first is not None and glyphs[run[0]].box.x0 - grids[first[0]].cells[first[1]].box.x0 <= size / 2:
        return first
    if last is not None and grids[last[0]].cells[last[1]].box.x1 - glyphs[run[-1]].box.x1 <= size / 2:
        return last
    return max((homes[i] for i in run), key=[homes[i] for i in run].count)


def _apart(line: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of one baseline, parted where a wide gap parts two texts."""
    blocks: list[list[Glyph]] = []
    for glyph in line:
        if blocks and glyph.box.x0 - blocks[-1][-1].box.x1 <= APART * glyph.size:
            blocks[-1].append(glyph)
        else:
            blocks.append([glyph])
    return blocks


def baselines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs by baseline from the top, each line from the left."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.baseline):
        if lines and glyph.baseline - lines[-1][0].baseline <= SAME_LINE * max(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda g: g.box.x0) for line in lines]


def _lines(glyphs: Iterable[Glyph]) -> tuple[Line, ...]:
    """The lines of a cell from the top; what a wide gap parts within a baseline are two lines, from the left."""
    placed = list(glyphs)
    if _runs_down(placed):
        return _as_lines(_columns_down(placed))
    return _as_lines(part for line in baselines(placed) for part in _apart(line))


def _hidden_lines(found: Sequence[Hidden]) -> tuple[Line, ...]:
    """The lines of a cell that a clip path hides.

    A browser leaves characters out of the document of which nothing would be seen. Where all that are hidden touch
    what is shown, others may be missing: at the ends of their lines, and in the gaps.
    """
    lines = _lines(item.glyph for item in found)
    if any(not _touches(item.glyph.box, item.clip) for item in found):
        return lines
    return tuple(replace(line, text=f"{HOLE}{line.text}{HOLE}") for line in _parted(item.glyph for item in found))


def _touches(box: Box, area: Box) -> bool:
    return box.x0 <= area.x1 and area.x0 <= box.x1 and box.top <= area.bottom and area.top <= box.bottom


def _parted(glyphs: Iterable[Glyph]) -> tuple[Line, ...]:
    """The lines of glyphs, each parted at every gap that has room for a character."""
    lines = baselines(glyphs)
    return _as_lines([line[i] for i in run] for line in lines for run in runs(line))


def _as_lines(ordered: Iterable[Sequence[Glyph]]) -> tuple[Line, ...]:
    found = []
    for line in ordered:
        seen = [glyph for glyph in line if not glyph.text.isspace()]
        if seen:
            found.append(Line(_line_text(line), Box.around(glyph.box for glyph in seen)))
    return tuple(found)


def _beside(sideways: Sequence[Glyph], home_at: FindHome) -> dict[Home, list[Glyph]]:
    """The glyphs set sideways by the cell that holds all of their run; a run over a border is no cell's text."""
    found: dict[Home, list[Glyph]] = {}
    for run in runs([_upright(glyph) for glyph in sideways]):
        homes = {home_at(*sideways[i].middle) for i in run}
        home = homes.pop()
        if not homes and home is not None:
            found.setdefault(home, []).extend(sideways[i] for i in run)
    return found


def _lines_of(upright: list[Glyph], sideways: list[Glyph]) -> tuple[Line, ...]:
    """The lines of a cell whose text is set upright, or all sideways, or downwards with its figures sideways."""
    if not sideways:
        return _lines(upright)
    if upright:
        return _as_lines(_columns_down([*upright, *sideways]))
    turn = sideways[0].turn
    return tuple(Line(line.text, turned_box(line.box, 0, 0, turn)) for line in _lines(map(_upright, sideways)))


def _upright(glyph: Glyph) -> Glyph:
    """A glyph as it stands where its text is turned to run from left to right."""
    back = -glyph.turn % 4
    return Glyph(glyph.text, turned_box(glyph.box, 0, 0, back), turned(*glyph.origin, 0, 0, back), glyph.size)


def _runs_down(glyphs: Sequence[Glyph]) -> bool:
    """Whether characters were set downwards in several columns (vertical writing)."""
    back = any(b.origin[0] < a.origin[0] and b.origin[1] < a.origin[1] - a.size for a, b in pairwise(glyphs))
    return _stands_down(glyphs) and (back or len(baselines(glyphs)) < len(glyphs))


def _stands_down(glyphs: Sequence[Glyph]) -> bool:
    """Whether characters were set one below the other. Figures below one another are a column of figures."""
    steps = [(b.origin[0] - a.origin[0], b.origin[1] - a.origin[1], a.size) for a, b in pairwise(glyphs)]
    words = [not (a.text + b.text).isascii() for a, b in pairwise(glyphs)]
    down = sum(word and abs(dx) < SAME_LINE * size < dy for word, (dx, dy, size) in zip(words, steps, strict=True))
    return len(steps) > 2 and down > len(steps) / 2


def _columns_down(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The columns of vertical writing from the right, each from the top."""
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.middle[0]):
        if columns and columns[-1][0].middle[0] - glyph.middle[0] <= SAME_LINE * glyph.size:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    return [sorted(column, key=lambda g: g.middle[1]) for column in columns]


def _line_text(line: Sequence[Glyph]) -> str:
    """The characters of one line; a space only between two words of Latin letters or digits that stand apart."""
    text = ""
    last: Glyph | None = None
    space = False
    for glyph in line:
        if glyph.text.isspace() or not glyph.text:
            space = True
            continue
        if last and _WORD.match(last.text[-1]) and _WORD.match(glyph.text[0]):
            apart = glyph.box.x0 - last.box.x1 > WORD_GAP * glyph.size
            if apart or (space and (_LETTER.match(last.text[-1]) or _LETTER.match(glyph.text[0]))):
                text += " "
        text += glyph.text
        last, space = glyph, False
    return text


def join_lines(lines: Sequence[str]) -> str:
    """Lines of a wrapped cell as one text, as Chinese is joined: without a space.

    A space stays only between two Latin words that the line end parted. A line that opens a numbered paragraph
    starts on a new line, as it was meant.
    """
    text = ""
    for line in lines:
        if not text:
            text = line
        elif _PARAGRAPH.match(line) and _ends_sentence(text):
            text += "\n" + line
        elif _LETTER.match(text[-1]) and _LETTER.match(line[0]):
            text += " " + line
        else:
            text += line
    return text


def _ends_sentence(text: str) -> bool:
    return text[-1] in "。；;：:！!？?.，," or len(text) > 8


def cell_text(cell: Cell) -> str:
    """The text that a cell shows, its lines joined."""
    if len(cell.lines) == 1:  # most, and asked for again and again
        return cell.lines[0].text
    return join_lines([line.text for line in cell.lines])
