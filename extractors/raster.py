"""The ruled lines of a page's picture (picture.py) as a grid of merged cells.

Rules are found by OpenCV on the deskewed picture: camelot's raster engine, given the same picture, loses narrow columns
and rows of some scans and refuses a page without text (tests/benchmarks/ocr.py shows both). All in pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from extractors.picture import Area, Flags, Image, Picture, ink_of

RULE_LENGTH = (16.0, 10.0)  # pt of straight ink that can be a horizontal, a vertical rule: more than a character
RULE_GAP = 1.0  # pt that noise may break out of a rule
THIN = 1.6  # pt that the strokes of characters are thick, and rules that break are not
FAX_GAP = 3.5  # pt that break out of a thin rule where a fax has only black and white
FAX_RULE = 40.0  # pt of such a rule, for its pieces may be those of characters
SPECK = 3  # px; shorter ink is noise
ONE_LINE = 16.0  # pt; a vertical rule that short stands beside one line of text, and may be a stroke of it
BARE = 0.2  # part of such a rule's length that ink beside it may touch; the other strokes of a character touch more
CROWDED = 0.8  # part of a short rule in a tight row that touches ink only where it is a stroke itself
FREE_RULE = 90.0  # pt; a stroke this long is a rule whatever it meets
SMALLEST_GRID = (60.0, 20.0)  # pt
OPEN_SIDE = 6.0  # pt that rules must run past the last edge to say that the border is missing
EDGE_TOLERANCE = 2.5  # pt between strokes of one edge (double borders, rest of skew)
COVERED = 0.7  # part of a cell's side that must be ruled


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell of a ruled grid: its first row and column, its spans, and the pixels between its rules."""

    row: int
    column: int
    row_span: int
    column_span: int
    area: Area


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """Ruled lines that hang together: edges in pixels, ascending, and cells that tile them."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    cells: tuple[RuledCell, ...]

    @property
    def area(self) -> Area:
        return Area(self.columns[0], self.rows[0], self.columns[-1], self.rows[-1])


@dataclass(frozen=True, slots=True)
class Rules:
    """Masks (0 or 1) of an image's horizontal and vertical rules, and of the stamp that may hide some."""

    horizontal: Image
    vertical: Image
    stamp: Image

    def cut(self, x: int, y: int, own: Image) -> Rules:
        """The rules of one component, whose mask ``own`` begins at (x, y)."""
        window = np.s_[y : y + own.shape[0], x : x + own.shape[1]]
        return Rules(self.horizontal[window] * own, self.vertical[window] * own, self.stamp[window])


def rules(picture: Picture) -> Rules:
    """Straight strokes longer than a character between the strokes, or the stamp, that they cross."""
    ink, scale = ink_of(picture.grey), picture.scale
    across, down = (round(length * scale) for length in RULE_LENGTH)
    horizontal = _strokes(ink, across, scale)
    vertical = np.ascontiguousarray(_strokes(ink.T, down, scale).T)
    reach = np.ones((round(RULE_GAP * scale) * 2 + 1,) * 2, np.uint8)
    for _ in range(2):  # a stroke of a character may lean on another one: what those held falls in the second round
        held = [cv2.dilate(cv2.bitwise_or(rule, picture.stamp), reach) for rule in (vertical, horizontal)]
        horizontal = _anchored(horizontal, held[0], across, scale)
        columns = _anchored(np.ascontiguousarray(vertical.T), np.ascontiguousarray(held[1].T), down, scale)
        vertical = np.ascontiguousarray(columns.T)
    margin = round(RULE_GAP * scale)
    crossed = cv2.dilate(horizontal, np.ones((2 * margin + 1, 1), np.uint8))
    vertical = _without_leaning(vertical, crossed, ink, picture)
    return Rules(horizontal, _without_strokes(vertical, cv2.subtract(ink, crossed), scale), picture.stamp)


def _without_leaning(vertical: Image, crossed: Image, ink: Image, picture: Picture) -> Image:
    """Vertical rules without the strokes of characters that fill a row of one line from rule to rule, where a column
    of other rows has its border: much ink touches parts so short, or they do not quite reach the rules."""
    margin, shortest = (round(length * picture.scale) for length in (RULE_GAP, RULE_LENGTH[1]))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.subtract(vertical, crossed))
    keep = np.ones(len(stats), np.uint8)
    for label in np.flatnonzero(stats[:, cv2.CC_STAT_HEIGHT] <= ONE_LINE * picture.scale).tolist():
        x, y, width, height, _ = stats[label].tolist()
        part = Area(x, y, x + width, y + height)
        keep[label] = height <= 4 * margin or (
            _touched(ink, part, margin) <= CROWDED and _reaches_rules(picture.grey, part, margin)
        )
    keep[0] = 1
    kept: Image = cv2.morphologyEx(vertical * keep[labels], cv2.MORPH_OPEN, np.ones((shortest, 1), np.uint8))
    return kept


def _reaches_rules(grey: Image, part: Area, margin: int) -> bool:
    """Whether a vertical part goes on into the rules above and below, a margin away from its ends: nowhere is it half
    as pale as paper."""
    darkest = grey[max(part.top - margin, 0) : part.bottom + margin, part.x0 : part.x1].min(axis=1)
    palest = max(darkest[: margin + 1].max(), darkest[-margin - 1 :].max())
    return bool(palest < (255 + np.median(darkest)) / 2)


def _without_strokes(vertical: Image, ink: Image, scale: float) -> Image:
    """Vertical rules without the strokes of characters in rows so tight that they reach from rule to rule: short, in
    line with no longer one, and with ink beside them that is no rule across."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(vertical)
    short = stats[:, cv2.CC_STAT_HEIGHT] <= 2 * ONE_LINE * scale
    longer = centres[~short, 0]
    keep = np.ones(len(stats), np.uint8)
    keep[0] = 0
    for label in np.flatnonzero(short).tolist():
        x, y, width, height, _ = stats[label].tolist()
        if not (np.abs(longer - centres[label, 0]) <= RULE_GAP * scale).any():
            keep[label] = _is_bare(ink, Area(x, y, x + width, y + height), round(RULE_GAP * scale))
    kept: Image = keep[labels]
    return kept


def _is_bare(ink: Image, rule: Area, margin: int) -> bool:
    """Whether next to no ink touches the sides of a vertical rule between its ends."""
    return _touched(ink, rule, margin) <= BARE


def _touched(ink: Image, rule: Area, margin: int) -> float:
    """The part of a vertical rule's length, without its ends, that ink touches on either side."""
    sides = (slice(max(rule.x0 - margin, 0), rule.x0), slice(rule.x1, rule.x1 + margin))
    between = slice(rule.top + margin, max(rule.bottom - margin, rule.top + margin + 1))
    touched = np.any([ink[between, side].any(axis=1) for side in sides], axis=0)
    return float(touched.mean())


def _strokes(ink: Image, length: int, scale: float) -> Image:
    """Horizontal strokes of at least a length, and thin long ones of which a fax has left pieces."""
    ink = np.ascontiguousarray(ink)
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(THIN * scale), 1), np.uint8))
    thin = cv2.morphologyEx(cv2.subtract(ink, thick), cv2.MORPH_OPEN, np.ones((1, SPECK), np.uint8))
    return cv2.bitwise_or(
        _joined(ink, RULE_GAP * scale, length), _joined(thin, FAX_GAP * scale, round(FAX_RULE * scale))
    )


def _joined(ink: Image, gap: float, length: int) -> Image:
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, round(gap)), np.uint8))
    return cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))


def _anchored(strokes: Image, crossing: Image, length: int, scale: float) -> Image:
    """Horizontal strokes from the first to the last one that they cross, if that is long enough: a character may
    lengthen a rule that it touches. Those so long that they need none (open sides) are kept whole."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes)
    anchored = np.zeros_like(strokes)
    for label, (x, y, width, height, _area) in list(enumerate(stats.tolist()))[1:]:
        crossed = np.flatnonzero(crossing[y : y + height, x : x + width].any(axis=0))
        start, stop = (
            (0, width) if width > FREE_RULE * scale else (crossed[[0, -1]] + (0, 1)) if crossed.size else (0, 0)
        )
        if stop - start >= length:
            part = np.s_[y : y + height, x + start : x + stop]
            anchored[part] |= labels[part] == label
    return anchored


def erase(grey: Image, found: Rules, grids: Iterable[RuledGrid], scale: float) -> Image:
    """The image with the rules of its grids painted white: what is left is text."""
    band = round(EDGE_TOLERANCE * scale)
    mask = np.zeros_like(grey)
    for grid in grids:
        x0, top, x1, bottom = grid.area
        for row in grid.rows:
            part = np.s_[max(row - band, 0) : row + band + 1, max(x0 - band, 0) : x1 + band + 1]
            mask[part] |= found.horizontal[part]
        for column in grid.columns:
            part = np.s_[max(top - band, 0) : bottom + band + 1, max(column - band, 0) : column + band + 1]
            mask[part] |= found.vertical[part]
    mask = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return np.where(mask > 0, np.uint8(255), grey)


def find_grids(found: Rules, scale: float) -> list[RuledGrid]:
    """The page's tables from top to bottom: rules that hang together and enclose at least two cells."""
    joined = cv2.dilate(cv2.bitwise_or(found.horizontal, found.vertical), np.ones((5, 5), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    grids = []
    for label, (x, y, width, height, _area) in list(enumerate(stats.tolist()))[1:]:
        if width < SMALLEST_GRID[0] * scale or height < SMALLEST_GRID[1] * scale:
            continue
        own = (labels[y : y + height, x : x + width] == label).astype(np.uint8)
        grid = _grid(found.cut(x, y, own), (x, y), scale)
        if grid and len(grid.cells) > 1:
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.rows[0], grid.columns[0]))


def _grid(part: Rules, origin: tuple[int, int], scale: float) -> RuledGrid | None:
    across_page = _Direction(part.horizontal, part.stamp, scale)
    down_page = _Direction(np.ascontiguousarray(part.vertical.T), np.ascontiguousarray(part.stamp.T), scale)
    rows, columns = across_page.edges(), down_page.edges()
    if len(rows) < 2 or len(columns) < 2:
        return None
    rows = across_page.ruled_edges(rows, columns)
    columns = down_page.ruled_edges(columns, rows) if len(rows) > 1 else []
    if len(columns) < 2:
        return None
    rows, columns = _closed(rows, down_page, columns), _closed(columns, across_page, rows)
    below, right = across_page.ruled(rows, columns)[1:-1], down_page.ruled(columns, rows)[1:-1].T
    x, y = origin
    across, down = tuple(c + x for c in columns), tuple(r + y for r in rows)
    cells = tuple(
        RuledCell(r, c, rs, cs, Area(across[c], down[r], across[c + cs], down[r + rs]))
        for r, c, rs, cs in merge_cells(below, right)
    )
    return RuledGrid(down, across, cells)


@dataclass(frozen=True, slots=True)
class _Direction:
    """The rules of one direction, laid so that they run along the image's rows."""

    mask: Image
    stamp: Image
    scale: float

    def edges(self) -> list[int]:
        """The rows along which rules run."""
        _, _, stats, centres = cv2.connectedComponentsWithStats(self.mask)
        widths = stats[1:, cv2.CC_STAT_WIDTH].tolist()
        edges: list[list[tuple[float, int]]] = []
        for position, width in sorted(zip(centres[1:, 1].tolist(), widths, strict=True)):
            if edges and position - edges[-1][-1][0] <= EDGE_TOLERANCE * self.scale:
                edges[-1].append((position, width))
            else:
                edges.append([(position, width)])
        return [round(sum(p * w for p, w in edge) / sum(w for _, w in edge)) for edge in edges]

    def ruled(self, edges: Sequence[int], across: Sequence[int]) -> Flags:
        """For each edge and each step across: is that step of the edge ruled, where no stamp hides it?"""
        band, inset = round(EDGE_TOLERANCE * self.scale), round(self.scale)
        found = np.zeros((len(edges), len(across) - 1), dtype=bool)
        for i, edge in enumerate(edges):
            window = np.s_[max(edge - band, 0) : edge + band + 1]
            covered: Flags = np.any(self.mask[window], axis=0)
            hidden: Flags = np.all(self.stamp[window], axis=0)
            for j, (start, stop) in enumerate(pairwise(across)):
                step = np.s_[start + inset : max(stop - inset, start + inset + 1)]
                clear = covered[step][~hidden[step] | covered[step]]
                found[i, j] = clear.size > 0 and clear.mean() >= COVERED
        return found

    def ruled_edges(self, edges: list[int], across: list[int]) -> list[int]:
        """Edges of which at least one step is ruled, without outer ones that are ruled for less than half.

        A stroke of a character rules no step, and a title that touches the table makes no border.
        """
        ruled = self.ruled(edges, across)
        kept = [(edge, steps @ np.diff(across)) for edge, steps in zip(edges, ruled, strict=True) if steps.any()]
        half = (across[-1] - across[0]) / 2
        while kept and kept[0][1] < half:
            del kept[0]
        while kept and kept[-1][1] < half:
            del kept[-1]
        return [edge for edge, _ in kept]


def _closed(edges: list[int], crossing: _Direction, across: list[int]) -> list[int]:
    """Add the border that the page's end cut off, where both outer crossing rules run on past the last edge."""
    open_side, end, sides = OPEN_SIDE * crossing.scale, crossing.mask.shape[1] - 1, [across[0], across[-1]]
    start = [0] if edges[0] > open_side and crossing.ruled(sides, [0, edges[0]]).all() else []
    finish = [end] if end - edges[-1] > open_side and crossing.ruled(sides, [edges[-1], end]).all() else []
    return start + edges + finish


def merge_cells(ruled_below: Flags, ruled_right: Flags) -> list[tuple[int, int, int, int]]:
    """Cells as (row, column, row span, column span) that tile the grid, from the rules between its fields.

    ``ruled_below`` is (rows - 1) × columns, ``ruled_right`` rows × (columns - 1). Fields without a rule between
    them are one cell; a region that is no rectangle (a rule was lost) is cut into its rows.
    """
    rows, columns = ruled_right.shape[0], ruled_below.shape[1]
    owner = np.arange(rows * columns).reshape(rows, columns)
    for _ in range(rows * columns):
        before = owner.copy()
        down = ~ruled_below & (owner[:-1] != owner[1:])
        for r, c in np.argwhere(down):
            _join(owner, owner[r, c], owner[r + 1, c])
        for r, c in np.argwhere(~ruled_right & (owner[:, :-1] != owner[:, 1:])):
            _join(owner, owner[r, c], owner[r, c + 1])
        if (before == owner).all():
            break
    return sorted(piece for label in np.unique(owner) for piece in _rectangles(owner == label))


def _join(owner: Flags, one: int, other: int) -> None:
    owner[owner == max(one, other)] = min(one, other)


def _rectangles(region: Flags) -> Iterable[tuple[int, int, int, int]]:
    """Cut a region into runs of columns, each as many rows high as the same run goes on."""
    pieces: list[tuple[int, int, int, int]] = []
    for row in np.flatnonzero(region.any(axis=1)).tolist():
        for start, stop in runs(region[row]):
            above = next((p for p in pieces if (p[1], p[3]) == (start, stop - start) and p[0] + p[2] == row), None)
            if above:
                pieces[pieces.index(above)] = (above[0], start, above[2] + 1, stop - start)
            else:
                pieces.append((row, start, 1, stop - start))
    return pieces


def runs(flags: Flags) -> list[tuple[int, int]]:
    """Half-open runs of true values."""
    steps = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(start), int(stop)) for start, stop in steps.reshape(-1, 2)]
