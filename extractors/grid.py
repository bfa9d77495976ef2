"""Ruled lines → grids of cells with spans. camelot finds the lines' joints and the cells' edges.

The rules come from the page that pdfplumber has parsed already, so that a page is parsed once; camelot's vector
functions (``coalesce_collinear_lines``, ``find_joints_from_lines``, ``Table.set_edges``) do the geometry. Two of
its habits are left out on purpose: it drops grids that are 90 % empty (a continuation page may be), and its own
cell text is not used.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from camelot import io as camelot
from camelot.core import Table
from camelot.image_processing import coalesce_collinear_lines, find_joints_from_lines
from camelot.utils import merge_close_lines
from pdfminer.layout import LTCurve, LTLine, LTRect

from extractors.columns import upright
from extractors.frame import Frame
from extractors.glyphs import Glyph, is_white_shape
from extractors.records import Box, Cell, Grid

Segment = tuple[float, float, float, float]  # x0, y0, x1, y1 in points, origin at the bottom left

# A filled rectangle or polygon at most this thick (points) is a rule: word processors draw 1½ to 2¼ point borders so.
THICKEST_RULE = 3.0
# What remains shorter than this (points) when its pieces are put together is a mark or a dot, no rule.
SHORTEST_RULE = 4.0
# Shaded cells may be parted by gaps up to this wide (points).
WIDEST_GAP = 3.0
# Sides of cells that stop short of their corners do so by less than this (points).
REACH = 3.5
# An end this far (points) from a rule stops short of it. Where half of a page's are so, its sides stop short of their
# corners; where few are, those are underlines and marks.
SHORT = 0.9
LOOSE = 0.5
# Rules closer than this (points) are the two strokes of one border.
SAME_RULE = 2.0
# A rule separates two cells when it covers this share of the side between them; fragments of a broken border do.
COVERED = 0.5
# A table without upright rules has at least so many across, each over this share of its width: those beside a label
# over several rows are shorter.
FEWEST_RULES = 6
MOST = 0.25
# What a table's columns are at its end, so many of its last rows tell: the very last may be a remark.
LAST_ROWS = 3


def vector_grids(page: int, items: Sequence[Any], frame: Frame) -> list[Grid]:
    """The grids of a page from its vector rules, in reading order; ``items`` is all that is drawn on it."""
    return _grids(page, _placed(_rules(items), frame), frame) or _grids(
        page, _placed(_shaded_sides(items), frame), frame
    )


def open_grids(
    page: int, items: Sequence[Any], frame: Frame, glyphs: Sequence[Glyph], above: Grid | None
) -> list[Grid]:
    """The grid of a page whose table has rules between its rows only: its words tell its columns, or those of the table
    ``above``, on the page before, which may go on here."""
    height = frame.size[1]
    rules = _placed(_rules(items), frame)
    across = _lines(rules, "horizontal")
    left, right = min((x0 for x0, *_ in across), default=0.0), max((x1 for _, _, x1, _ in across), default=0.0)
    places = [height - y for y in _edges([y for x0, y, x1, _ in across if x1 - x0 >= MOST * (right - left)])][::-1]
    if len(places) < FEWEST_RULES:
        return []
    sides = upright(Box(left, places[0], right, places[-1]), places, glyphs, above=_borders(above) if above else ())
    frames = [(left, height - y, right, height - y) for y in {y for _, *ends in sides for y in ends} - set(places)]
    found = _grids(page, [*rules, *frames, *((x, height - low, x, height - top) for x, top, low in sides)], frame)
    return [replace(grid, cells=tuple(replace(cell, is_open=True) for cell in grid.cells)) for grid in found]


def _borders(grid: Grid) -> list[float]:
    """The borders (x) between the columns of a table where it ends: of the last of its rows that has most cells."""
    starts = [sorted(cell.box.x0 for cell in grid.cells if cell.row == row) for row in range(len(grid.row_edges) - 1)]
    return max(reversed(starts[-LAST_ROWS:]), key=len)[1:]


def _grids(page: int, rules: list[Segment], frame: Frame) -> list[Grid]:
    height = frame.size[1]
    horizontal, vertical = _met(_lines(rules, "horizontal"), _lines(rules, "vertical"))
    grids = []
    tables = find_joints_from_lines(horizontal, vertical)
    loose = [line for line in vertical if not any(_is_within(line, bounds) for bounds in tables)]
    for bounds, joints in tables.items():
        open_sides = [line[0] for line in loose if _is_beside(line, bounds)]
        columns = _edges([x for x, _ in joints] + [bounds[0], bounds[2], *open_sides])
        rows = _edges([y for _, y in joints] + [bounds[1], bounds[3]])[::-1]
        table = Table(list(itertools.pairwise(columns)), list(itertools.pairwise(rows)))
        table.set_edges(
            [s for line in vertical for s in _on_edges(line, columns, rows[::-1], upright=True)],
            [s for line in horizontal for s in _on_edges(line, rows[::-1], columns, upright=False)],
            joint_tol=SAME_RULE,
        ).set_border()
        grids.append(_grid(page, table, height))
    return sorted(grids, key=lambda grid: (grid.box.top, grid.box.x0))


def _is_within(line: Segment, bounds: Segment) -> bool:
    return bounds[0] - SAME_RULE <= line[0] and line[2] <= bounds[2] + SAME_RULE


def _is_beside(line: Segment, bounds: Segment) -> bool:
    """Whether an upright rule that meets no other runs along the whole of a table: the side of a merged cell that goes
    on from the page before and overleaf, so that no rule closes it on this page."""
    return line[1] <= bounds[1] + SAME_RULE and line[3] >= bounds[3] - SAME_RULE


def combined_grids(page: int, data: bytes, height: float) -> list[Grid]:
    """The grids of a page by camelot's ``combined`` engine: the page rendered, its lines found by OpenCV.

    The second-best route, for rules that are no vector lines (shading, patterns, images). ``data`` is a PDF that
    displays the page as it reads, ``height`` points high.
    """
    tables = camelot.read_pdf(BytesIO(data), pages=str(page), flavor="lattice", engine="combined", suppress_stdout=True)
    return sorted((_grid(page, table, height) for table in tables), key=lambda grid: (grid.box.top, grid.box.x0))


def _lines(rules: list[Segment], direction: str) -> list[Segment]:
    """The rules of one direction, their pieces put together; what stays shorter than a cell is a mark, no rule.

    A dot is a piece of both directions.
    """
    along = 0 if direction == "horizontal" else 1
    own = [rule for rule in rules if _length(rule, along) >= _length(rule, 1 - along) or _is_dot(rule)]
    strokes = [_flat(rule, along) for rule in own if _length(rule, along) > THICKEST_RULE]
    dashes = _dashed([rule for rule in own if _length(rule, along) <= THICKEST_RULE], along)
    lines = coalesce_collinear_lines(strokes + [_flat(rule, along) for rule in dashes], direction)
    return [line for line in lines if _length(line, along) >= SHORTEST_RULE]


def _met(horizontal: list[Segment], vertical: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """The rules, drawn out to where they cross on a page whose rules stop short of their corners."""
    across, down = _Crossing(vertical, 0), _Crossing(horizontal, 1)
    gaps = [*across.gaps(horizontal), *down.gaps(vertical)]
    if sum(gap > SHORT for gap in gaps) <= LOOSE * len(gaps):
        return horizontal, vertical
    return [across.reached(line) for line in horizontal], [down.reached(line) for line in vertical]


class _Crossing:
    """The rules that those along an axis (0: x, 1: y) may end at, by their place on it."""

    def __init__(self, rules: list[Segment], along: int) -> None:
        self.rules = sorted(rules, key=lambda rule: rule[along])
        self.places = [rule[along] for rule in self.rules]
        self.along = along

    def near(self, line: Segment, end: int) -> float | None:
        """The place of the nearest rule within reach of an end of a line, and itself reaching as far."""
        height = line[1 - self.along]
        first, last = bisect_left(self.places, line[end] - REACH), bisect_right(self.places, line[end] + REACH)
        places = [
            rule[self.along]
            for rule in self.rules[first:last]
            if rule[1 - self.along] - REACH <= height <= rule[3 - self.along] + REACH
        ]
        return min(places, key=lambda place: abs(place - line[end]), default=None)

    def gaps(self, lines: list[Segment]) -> Iterator[float]:
        """By how much those ends of lines that have a rule within reach stop short of it."""
        for line in lines:
            for end, outward in ((self.along, -1), (self.along + 2, 1)):
                if (place := self.near(line, end)) is not None:
                    yield outward * (place - line[end])

    def reached(self, line: Segment) -> Segment:
        """The line with its ends where they meet a rule within reach."""
        ends = list(line)
        for end in (self.along, self.along + 2):
            place = self.near(line, end)
            ends[end] = line[end] if place is None else place
        return ends[0], ends[1], ends[2], ends[3]


def _dashed(dashes: list[Segment], along: int) -> list[Segment]:
    """The rules of one direction that dashes and dots make, following one another."""
    runs: list[list[Segment]] = []
    for dot in sorted(dashes, key=lambda dot: (round(dot[1 - along], 1), dot[along])):
        last = runs[-1][-1] if runs else None
        if last and abs(dot[1 - along] - last[1 - along]) < 0.1 and dot[along] - last[2 + along] <= WIDEST_GAP:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    return [rule for run in runs if _length(rule := _around(run), along) >= SHORTEST_RULE]


def _around(run: list[Segment]) -> Segment:
    return min(d[0] for d in run), min(d[1] for d in run), max(d[2] for d in run), max(d[3] for d in run)


def _length(rule: Segment, along: int) -> float:
    return abs(rule[2 + along] - rule[along])


def _is_dot(rule: Segment) -> bool:
    """Whether a mark is as long as wide, so that it may be part of a rule of either direction."""
    short, long = sorted((_length(rule, 0), _length(rule, 1)))
    return long <= THICKEST_RULE and long < 1.5 * short


def _flat(rule: Segment, along: int) -> Segment:
    """A piece as a line in its direction."""
    x0, y0, x1, y1 = rule
    return (x0, (y0 + y1) / 2, x1, (y0 + y1) / 2) if along == 0 else ((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


def _placed(rules: Iterable[Segment], frame: Frame) -> list[Segment]:
    """Rules in the reading frame, measured from its bottom as camelot does."""
    boxes = (frame.box_of_layout(*rule) for rule in rules)
    return [(box.x0, frame.size[1] - box.bottom, box.x1, frame.size[1] - box.top) for box in boxes]


def _rules(items: Sequence[Any]) -> Iterator[Segment]:
    """Yield the page's horizontal and vertical rules: strokes, rectangles' sides, thin filled shapes."""
    for item in items:
        if not isinstance(item, LTCurve) or is_white_shape(
            item.stroking_color if item.stroke else item.non_stroking_color
        ):
            continue
        x0, y0, x1, y1 = item.bbox
        if min(x1 - x0, y1 - y0) <= THICKEST_RULE:
            if max(x1 - x0, y1 - y0) > 0 and (item.stroke or item.fill):
                yield (x0, y0, x1, y1) if max(x1 - x0, y1 - y0) <= THICKEST_RULE else _middle(x0, y0, x1, y1)
        elif isinstance(item, LTRect) and item.stroke:
            yield from _sides(x0, y0, x1, y1)
        elif not isinstance(item, LTLine) and item.stroke:
            yield from _straight_sides(item.pts)


def _sides(x0: float, y0: float, x1: float, y1: float) -> tuple[Segment, ...]:
    return (x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)


def _shaded_sides(items: Sequence[Any]) -> Iterator[Segment]:
    """Yield the sides of shaded cells parted by gaps instead of rules; a rule is taken in the middle of a gap."""
    half = WIDEST_GAP / 2
    for item in items:
        if isinstance(item, LTRect) and item.fill and min(item.width, item.height) > THICKEST_RULE:
            yield from _sides(item.x0 - half, item.y0 - half, item.x1 + half, item.y1 + half)


def _middle(x0: float, y0: float, x1: float, y1: float) -> Segment:
    if x1 - x0 >= y1 - y0:
        return x0, (y0 + y1) / 2, x1, (y0 + y1) / 2
    return (x0 + x1) / 2, y0, (x0 + x1) / 2, y1


def _straight_sides(points: list[tuple[float, float]]) -> Iterator[Segment]:
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        if abs(ax - bx) <= SAME_RULE / 4 or abs(ay - by) <= SAME_RULE / 4:
            yield _middle(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _edges(values: list[float]) -> list[float]:
    return list(merge_close_lines(sorted(values), line_tol=SAME_RULE))


def _on_edges(line: Segment, constant: list[float], along: list[float], *, upright: bool) -> Iterator[Segment]:
    """Cut a rule into the sides of cells that it covers, so that camelot sees both ends on an edge.

    ``constant`` are the ascending edges across the rule, ``along`` those on its way.
    """
    x0, y0, x1, y1 = line
    place, start, end = (x0, y0, y1) if upright else (y0, x0, x1)
    nearest = min(constant, key=lambda edge: abs(edge - place))
    if abs(nearest - place) > SAME_RULE:
        return
    for low, high in itertools.pairwise(along):
        if min(end, high) - max(start, low) >= COVERED * (high - low):
            yield (nearest, low, nearest, high) if upright else (low, nearest, high, nearest)


def _grid(page: int, table: Table, height: float) -> Grid:
    """Turn camelot's table of atomic cells into a grid whose cells span what no rule separates."""
    columns = (*(left for left, _ in table.cols), table.cols[-1][1])
    rows = tuple(height - y for y in (*(top for top, _ in table.rows), table.rows[-1][1]))
    cells = []
    taken: set[tuple[int, int]] = set()
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            if (row, column) in taken:
                continue
            down, across = _span(table, row, column, taken)
            taken |= {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
            box = Box(columns[column], rows[row], columns[column + across], rows[row + down])
            cells.append(Cell(row, column, down, across, box))
    return Grid(page, Box(columns[0], rows[0], columns[-1], rows[-1]), rows, columns, tuple(cells))


def _span(table: Table, row: int, column: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """The rows and columns of the cell that begins here: as far right as no rule parts, then down over that width."""
    cells = table.cells
    across = 1
    while (
        column + across < len(cells[row])
        and (row, column + across) not in taken
        and not cells[row][column + across].left
        and not cells[row][column + across - 1].right
    ):
        across += 1
    down = 1
    while row + down < len(cells) and _continues(cells, row + down, column, across):
        down += 1
    return down, across


def _continues(cells: list[list[Any]], row: int, column: int, across: int) -> bool:
    """Whether a stretch of cells belongs to the stretch above it: no rule above, none between its cells."""
    stretch = range(column, column + across)
    return not any(cells[row][c].top or cells[row - 1][c].bottom for c in stretch) and not any(
        cells[row][c].left or cells[row][c - 1].right for c in stretch[1:]
    )
