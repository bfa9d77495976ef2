"""Pages → forms: the grids of consecutive pages joined, split where one form ends and the next begins.

A form begins at the row that names its project (or, in a whole-department form, its department), or under a title.
It goes on over a page end while the next page begins with a grid of the same columns and neither a title nor a new
beginning stands in between. A form that has not reached its indicators has shown only some of its columns yet; and a
page of another size may show them all wider or narrower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from extractors.records import Box, Cell, Grid, Line, PageContent
from extractors.text import cell_text
from extractors.vocabulary import field_of, is_other_form, is_self_evaluation, is_total, normal

# Column edges nearer than this (points) are the same column on two pages.
SAME_EDGE = 3.0
# A continuation shares this part of its column edges with the form so far.
SHARED_EDGES = 0.6
# A blank cell narrower than this (points) holds no character: two borders, a box that a browser draws for input.
NARROWEST = 6.0
# On a page of another size the same columns are known by their shares of the width, if at least so many lie between.
FEWEST_INNER = 3
# A form's header has at most so many rows.
LONGEST_HEADER = 6
# Lines nearer than this (points) to each other's height are in the same place on two pages.
SAME_PLACE = 6.0

_PAGE_NUMBER = re.compile(r"[-—–·.\s]*第?\d{1,4}页?(?:[/／共]\d{1,4}页?)?[-—–·.\s]*")
_TITLE_END = re.compile(r"(?<![制填列如])表(?:[(（].*[)）])?$")


@dataclass(frozen=True, slots=True)
class Row:
    """One band of a grid: the cells that cover it, from the left; ``first`` and ``last`` say that it is at the
    upper or lower edge of its page's grid."""

    page: int
    cells: tuple[Cell, ...]
    box: Box
    first: bool = False
    last: bool = False


@dataclass(slots=True)
class Form:
    """A form as one logical table: its rows over all pages and the lines of text printed above and below it."""

    lines: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    edges: list[float] = field(default_factory=list)
    open: bool = True

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(sorted({row.page for row in self.rows}))

    @property
    def title(self) -> str | None:
        """The line that names the form; of several the one nearest to the table."""
        named = [line for line in self.lines if is_self_evaluation(line) or is_other_form(line)]
        tables = [line for line in self.lines if _is_title(line)]
        return next(iter((named or tables)[::-1]), None)


def forms(contents: Sequence[PageContent]) -> list[Form]:
    """The forms of a document, in reading order; ``contents`` are its read pages in order."""
    found: list[Form] = []
    overleaf: list[Line] = []  # what stands below the last table of the page before
    previous: PageContent | None = None
    for content in contents:
        running = _running(previous, content)
        if previous is not None and content.page != previous.page + 1:
            overleaf = []
            _close(found)
        previous = content
        for above, grid in _blocks(content):
            if grid is None:
                overleaf = above
                if found and found[-1].rows[-1].page == content.page:
                    found[-1].below = [line.text for line in above]
                continue
            for segment in _segments(_rows(grid)):
                between = [line.text for line in (*overleaf, *above) if line.text not in running]
                here = [line.text for line in above if line.text not in running]
                if _continues(found, segment, grid, between, here):
                    found[-1].lines += here  # a caption may name the unit
                    _extend(found[-1], segment, grid)
                else:
                    _close(found)
                    found.append(Form([line.text for line in (*overleaf, *above)] + _full_width_texts(segment)))
                    _extend(found[-1], segment, grid)
                above = overleaf = []
    return found


def _running(previous: PageContent | None, content: PageContent) -> set[str]:
    """Texts of running heads and feet: in the same place on this page and the one before, the same but for digits."""
    if previous is None:
        return set()

    def key(line: Line) -> tuple[str, int]:
        return re.sub(r"\d+", "", normal(line.text)), round(line.box.top / SAME_PLACE)

    before = {key(line) for line in previous.lines}
    repeated = [line.text for line in content.lines if key(line) in before]
    keys = {key(line) for line in content.lines}
    return {*repeated, *(line.text for line in previous.lines if key(line) in keys)}


def runs_on(content: PageContent) -> bool:
    """Whether a form on this page may go on overleaf: its last grid is not followed by text, nor ends in a total."""
    if not content.grids:
        return False
    last = content.grids[-1]
    below = [
        line
        for line in content.lines
        if line.box.top > last.box.bottom and not _PAGE_NUMBER.fullmatch(normal(line.text))
    ]
    return len(below) <= 2 and not _ends(_rows(last))


def _close(found: list[Form]) -> None:
    if found:
        found[-1].open = False


def _blocks(content: PageContent) -> Iterator[tuple[list[Line], Grid | None]]:
    """Yield each grid of a page with the lines above it, and last the lines below them all; no page numbers.

    A line belongs to the next grid below it. Of two grids side by side each has the lines over its own width.
    """
    lines = [line for line in content.lines if not _PAGE_NUMBER.fullmatch(normal(line.text))]
    for position, grid in enumerate(content.grids):
        beside = [other for other in content.grids[position + 1 :] if other.box.top < grid.box.bottom]
        above = [
            line
            for line in lines
            if line.box.top < grid.box.top and (not beside or line.box.x0 < min(other.box.x0 for other in beside))
        ]
        lines = [line for line in lines if line not in above or any(line.box.x1 > other.box.x0 for other in beside)]
        yield above, grid
    lowest = max((grid.box.bottom for grid in content.grids), default=0.0)
    yield [line for line in lines if line.box.top > lowest], None


def _rows(grid: Grid) -> list[Row]:
    """The bands of a grid, each with every cell that covers it."""
    bands = len(grid.row_edges) - 1
    seen = [cell for cell in grid.cells if cell.lines or cell.box.x1 - cell.box.x0 >= NARROWEST]
    rows = []
    for band in range(bands):
        cells = tuple(
            sorted(
                (cell for cell in seen if cell.row <= band < cell.row + cell.row_span),
                key=lambda cell: cell.box.x0,
            )
        )
        box = Box(grid.box.x0, grid.row_edges[band], grid.box.x1, grid.row_edges[band + 1])
        rows.append(Row(grid.page, cells, box, band == 0, band == bands - 1))
    return rows


def _segments(rows: Sequence[Row]) -> list[list[Row]]:
    """Cut the rows of one grid where a further form begins inside it."""
    segments: list[list[Row]] = [[]]
    body = False  # whether the segment has got beyond a form's title and header
    for row in rows:
        if body and _begins(row):
            title = _trailing_titles(segments[-1])
            del segments[-1][len(segments[-1]) - len(title) :]
            segments.append(title)
            body = False
        segments[-1].append(row)
        body = body or not (len(row.cells) == 1 or _is_header(row))
    return segments


def _is_header(row: Row) -> bool:
    first = next((text for cell in row.cells if (text := cell_text(cell))), "")
    return field_of("header", first) is not None


def _trailing_titles(rows: Sequence[Row]) -> list[Row]:
    """The full-width rows at the end of a segment: title, year and unit of the form that follows."""
    titles: list[Row] = []
    for row in reversed(rows):
        if len(row.cells) > 1 or is_total(cell_text(row.cells[0])):
            break
        titles.insert(0, row)
    return titles


def _full_width_texts(segment: Sequence[Row]) -> list[str]:
    """The texts of the rows at the top of a form that are one cell wide: a title printed inside the table."""
    texts = []
    for row in segment:
        if len(row.cells) > 1:
            break
        texts.append(cell_text(row.cells[0]))
    return [text for text in texts if text]


_OPENING = ("project", "project_code", "department", "department_name", "unit")


def _begins(row: Row) -> bool:
    """Whether a row opens a form: its first label is one of a form's header."""
    labels = [text for cell in row.cells if (text := cell_text(cell))]
    return len(labels) > 1 and field_of("header", labels[0]) in _OPENING


def _project(rows: Sequence[Row]) -> str | None:
    """The name beside the first project label."""
    for row in rows:
        for label, value in pairwise(cell_text(cell) for cell in row.cells):
            if field_of("header", label) == "project":
                return value
    return None


def _continues(
    found: Sequence[Form], segment: Sequence[Row], grid: Grid, between: Sequence[str], above: Sequence[str]
) -> bool:
    """Whether a stretch of rows goes on with the form before it. ``between`` is the text that parts them, ``above``
    what of it stands on the same page (a fragment of a label that runs over the table's end, at most)."""
    if not found or not found[-1].open or not segment:
        return False
    form = found[-1]
    titles = [line for line in (*between, *_full_width_texts(segment)) if _is_title(line) and line != form.title]
    begins = any(_begins(row) for row in segment[:4])
    if titles or (begins and not _repeats_header(form, segment) and not _completes_header(form, segment)):
        return False
    texts = [line for line in above if len(line) > 2]  # one or two letters are a fragment of a label
    return len(texts) <= 1 and (_fit(form, grid) is not None or _is_next_section(form, segment, grid))


def _repeats_header(form: Form, segment: Sequence[Row]) -> bool:
    """Whether a stretch opens with the form's own header, which a spreadsheet prints again on every page."""
    name = _project(segment[:LONGEST_HEADER])
    return (
        name is not None
        and name == _project(form.rows)
        and segment[0].page != form.rows[-1].page
        and not any(field_of("fund", cell_text(cell)) == "executed" for row in segment for cell in row.cells)
    )


def _completes_header(form: Form, segment: Sequence[Row]) -> bool:
    """Whether a stretch opens with the rest of a header of which the form has the first rows and nothing more: on
    the page before, or above its first known label."""
    return (
        (form.title is not None or all(len(row.cells) == 1 or _is_header(row) for row in form.rows))
        and len(form.rows) <= LONGEST_HEADER
        and not any(field for _, field in _heads(form.rows))
        and not _header_fields(form.rows) & _header_fields(segment[:4])
    )


def _header_fields(rows: Sequence[Row]) -> set[str]:
    return {field for row in rows for cell in row.cells if (field := field_of("header", cell_text(cell)))}


def _is_title(line: str) -> bool:
    return _TITLE_END.search(normal(line)) is not None


def _is_next_section(form: Form, segment: Sequence[Row], grid: Grid) -> bool:
    """Whether a table of other columns is the form's next section: it opens with its heads, and it is as wide as the
    form, or (on a page of another size) the form still lacks its indicators."""
    if _has_indicators(segment[:3]) and not _has_indicators(form.rows):
        return True
    same_width = abs(grid.box.x0 - form.edges[0]) <= SAME_EDGE and abs(grid.box.x1 - form.edges[-1]) <= SAME_EDGE
    wanted = {("fund", "executed"), ("objective", "actual"), ("indicator", "level3")}
    return same_width and bool(_heads(segment[:3]) & wanted)


def _has_indicators(rows: Sequence[Row]) -> bool:
    return ("indicator", "level3") in _heads(rows)


def _heads(rows: Sequence[Row]) -> set[tuple[str, str | None]]:
    labels = {cell_text(cell) for row in rows for cell in row.cells if cell.lines}
    return {(kind, field_of(kind, label)) for kind in ("fund", "objective", "indicator") for label in labels}


class _Fit(NamedTuple):
    """How a grid's columns are moved sideways to meet a form's: stretched, then shifted (points)."""

    stretch: float = 1.0
    shift: float = 0.0

    def moved(self, edges: Sequence[float]) -> list[float]:
        return [edge * self.stretch + self.shift for edge in edges]


def _fit(form: Form, grid: Grid) -> _Fit | None:
    """How to move a grid so that its columns meet the form's; None where they do not."""
    left, right = form.edges[0], form.edges[-1]
    fits = (_Fit(), _Fit(shift=left - grid.box.x0), _Fit(shift=right - grid.box.x1))
    best = max(fits, key=lambda fit: _met(fit.moved(grid.column_edges), form.edges))
    moved = best.moved(grid.column_edges)
    if _met(moved, form.edges) >= SHARED_EDGES:
        return best
    if grid.page == form.rows[-1].page:
        return None
    if not _has_indicators(form.rows) and _met(form.edges, moved) >= SHARED_EDGES:
        return best
    stretch = (right - left) / (grid.box.x1 - grid.box.x0)
    stretched = _Fit(stretch, left - grid.box.x0 * stretch)
    inner = stretched.moved(grid.column_edges[1:-1])
    return stretched if len(inner) >= FEWEST_INNER and _met(inner, form.edges) >= SHARED_EDGES else None


def _met(edges: Sequence[float], others: Sequence[float]) -> float:
    """The share of some column edges that are among others."""
    return sum(any(abs(edge - other) <= SAME_EDGE for other in others) for edge in edges) / len(edges)


def _extend(form: Form, segment: Sequence[Row], grid: Grid) -> None:
    if form.rows and _repeats_header(form, segment):
        opening = max(n for n, row in enumerate(segment[:LONGEST_HEADER]) if _begins(row))
        segment = segment[opening + 1 :]
    fit = (_fit(form, grid) if form.edges else None) or _Fit()
    form.rows += segment if fit == _Fit() else [_moved(row, fit) for row in segment]
    form.edges = sorted({*form.edges, *fit.moved(grid.column_edges)})
    form.open = bool(form.rows) and not _ends(form.rows)


def _ends(rows: Sequence[Row]) -> bool:
    """Whether the last of some rows is the total that closes a form; a total under the heads of the money is not."""
    if not any(is_total(cell_text(cell)) for cell in rows[-1].cells[:2]):
        return False
    heads = (_heads([row]) for row in reversed(rows))
    return next((kind != "fund" for kind in map(_kind, heads) if kind), True)


def _kind(heads: set[tuple[str, str | None]]) -> str | None:
    if ("indicator", "level3") in heads:
        return "indicator"
    return "fund" if ("fund", "executed") in heads else None


def _moved(row: Row, fit: _Fit) -> Row:
    return replace(row, cells=tuple(replace(cell, box=_moved_box(cell.box, fit)) for cell in row.cells))


def _moved_box(box: Box, fit: _Fit) -> Box:
    x0, x1 = fit.moved((box.x0, box.x1))
    return box._replace(x0=x0, x1=x1)


def with_lines(cell: Cell, below: Sequence[Cell]) -> Cell:
    """A cell that goes on overleaf: its lines and those of the cells that continue it; judged by its last part."""
    if not below:
        return cell
    lines = cell.lines + tuple(line for part in below for line in part.lines)
    hidden = cell.hidden + tuple(line for part in below for line in part.hidden)
    return replace(cell, lines=lines, hidden=hidden, clipped=below[-1].clipped)


def joined(row: Row, rest: Row) -> Row:
    """One row of two parts: each cell of the first part with the lines of the cell below it."""
    cells = []
    for cell in row.cells:
        below = [c for c in rest.cells if abs(c.box.x0 - cell.box.x0) < 3 and abs(c.box.x1 - cell.box.x1) < 3]
        cells.append(with_lines(cell, below))
    return Row(row.page, tuple(cells), row.box, row.first, row.last)


def rejoined(rows: Iterable[Row], whole: Callable[[Row, Row], Row | None]) -> Iterator[Row]:
    """The rows, those that a page end cut put together again: ``whole`` makes one of the last row of a page and the
    first of the next, or says that they are two."""
    waiting: Row | None = None
    for row in rows:
        if waiting and waiting.last and row.first and row.page != waiting.page and (one := whole(waiting, row)):
            waiting = one
            continue
        if waiting:
            yield waiting
        waiting = row
    if waiting:
        yield waiting
