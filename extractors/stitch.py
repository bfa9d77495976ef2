"""Pages → forms: the grids of consecutive pages joined, split where one form ends and the next begins.

A form begins at the row that names its project (or, in a whole-department form, its department), or under a title.
It goes on over a page end while the next page begins with a grid of the same columns and neither a title nor a new
beginning stands in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.records import Box, Cell, Grid, Line, PageContent
from extractors.text import cell_text
from extractors.vocabulary import field_of, is_other_form, is_self_evaluation, is_total, normal

# Column edges nearer than this (points) are the same column on two pages.
SAME_EDGE = 3.0
# A continuation shares this part of its column edges with the form so far.
SHARED_EDGES = 0.6

_PAGE_NUMBER = re.compile(r"[-—–·.\s]*第?\d{1,4}页?(?:[/／共]\d{1,4}页?)?[-—–·.\s]*")
_TITLE_END = re.compile(r"表(?:[(（].*[)）])?$")


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
    """A form as one logical table: its rows over all pages and the lines of text printed above it."""

    lines: list[str] = field(default_factory=list)
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


def forms(contents: Iterable[PageContent]) -> list[Form]:
    """The forms of a document, in reading order; ``contents`` are its read pages in order."""
    found: list[Form] = []
    overleaf: list[str] = []  # what stands below the last table of the page before
    previous_page = None
    for content in contents:
        if previous_page is not None and content.page != previous_page + 1:
            overleaf = []
            _close(found)
        previous_page = content.page
        for lines, grid in _blocks(content):
            above = [line.text for line in lines if not _PAGE_NUMBER.fullmatch(normal(line.text))]
            if grid is None:
                overleaf = above
                continue
            for segment in _segments(_rows(grid)):
                if _continues(found, segment, grid, above, overleaf):
                    _extend(found[-1], segment, grid)
                else:
                    _close(found)
                    found.append(Form(overleaf + above + _full_width_texts(segment)))
                    _extend(found[-1], segment, grid)
                above = overleaf = []
    return found


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
    return len(below) <= 1 and not any(is_total(cell_text(cell)) for cell in _rows(last)[-1].cells)


def _close(found: list[Form]) -> None:
    if found:
        found[-1].open = False


def _blocks(content: PageContent) -> Iterator[tuple[list[Line], Grid | None]]:
    """Yield each grid of a page with the lines above it, and last the lines below them all."""
    lines = list(content.lines)
    for grid in content.grids:
        above = [line for line in lines if line.box.top < grid.box.top]
        lines = [line for line in lines if line.box.top >= grid.box.top]
        yield above, grid
    yield [line for line in lines if not content.grids or line.box.top > content.grids[-1].box.bottom], None


def _rows(grid: Grid) -> list[Row]:
    """The bands of a grid, each with every cell that covers it."""
    bands = len(grid.row_edges) - 1
    rows = []
    for band in range(bands):
        cells = tuple(
            sorted(
                (cell for cell in grid.cells if cell.row <= band < cell.row + cell.row_span),
                key=lambda cell: cell.box.x0,
            )
        )
        box = Box(grid.box.x0, grid.row_edges[band], grid.box.x1, grid.row_edges[band + 1])
        rows.append(Row(grid.page, cells, box, band == 0, band == bands - 1))
    return rows


def _segments(rows: Sequence[Row]) -> list[list[Row]]:
    """Cut the rows of one grid where a further form begins inside it."""
    segments: list[list[Row]] = [[]]
    body = False  # whether the segment has got beyond its header
    for row in rows:
        if body and _begins(row):
            title = _trailing_titles(segments[-1])
            del segments[-1][len(segments[-1]) - len(title) :]
            segments.append(title)
            body = False
        segments[-1].append(row)
        body = body or any(field_of("indicator", cell_text(cell)) == "level3" for cell in row.cells)
    return segments


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


def _begins(row: Row) -> bool:
    """Whether a row opens a form: its first label names the project or the department of a whole-department form."""
    labels = [text for cell in row.cells if (text := cell_text(cell))]
    return len(labels) > 1 and field_of("header", labels[0]) in ("project", "department_name")


def _continues(
    found: Sequence[Form], segment: Sequence[Row], grid: Grid, above: Sequence[str], overleaf: Sequence[str]
) -> bool:
    """Whether a stretch of rows goes on with the form before it. ``above`` stands between them on the same page,
    ``overleaf`` below the form on the page before (fragments of a label that runs over the table's end, mostly)."""
    if not found or not found[-1].open or not segment:
        return False
    if any(_begins(row) for row in segment[:4]) or any(map(_is_title, (*above, *overleaf))):
        return False
    return len(above) <= 1 and (_shift(found[-1], grid) is not None or _is_next_section(found[-1], segment, grid))


def _is_next_section(form: Form, segment: Sequence[Row], grid: Grid) -> bool:
    """Whether a table of other columns but the same width is the form's next section: it opens with its heads."""
    same_width = abs(grid.box.x0 - form.edges[0]) <= SAME_EDGE and abs(grid.box.x1 - form.edges[-1]) <= SAME_EDGE
    heads = {field_of("indicator", cell_text(cell)) for row in segment[:3] for cell in row.cells if cell.lines}
    return same_width and "level3" in heads


def _is_title(line: str) -> bool:
    return _TITLE_END.search(normal(line)) is not None


def _shift(form: Form, grid: Grid) -> float | None:
    """By how much to move a grid sideways so that its columns meet the form's; None where they do not."""
    best: tuple[float, float] | None = None
    for shift in (0.0, form.edges[0] - grid.box.x0, form.edges[-1] - grid.box.x1):
        met = sum(any(abs(edge + shift - known) <= SAME_EDGE for known in form.edges) for edge in grid.column_edges)
        share = met / len(grid.column_edges)
        if best is None or share > best[0]:
            best = share, shift
    return best[1] if best and best[0] >= SHARED_EDGES else None


def _extend(form: Form, segment: Sequence[Row], grid: Grid) -> None:
    shift = (_shift(form, grid) or 0.0) if form.edges else 0.0
    form.rows += [_moved(row, shift) for row in segment] if shift else segment
    form.edges = sorted({*form.edges, *(edge + shift for edge in grid.column_edges)})
    # A total row at the end closes the form; what follows belongs to another.
    form.open = bool(form.rows) and not any(is_total(cell_text(cell)) for cell in form.rows[-1].cells[:2])


def _moved(row: Row, shift: float) -> Row:
    return replace(row, cells=tuple(replace(cell, box=_moved_box(cell.box, shift)) for cell in row.cells))


def _moved_box(box: Box, shift: float) -> Box:
    return box._replace(x0=box.x0 + shift, x1=box.x1 + shift)
