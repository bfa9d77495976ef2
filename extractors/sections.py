"""The anatomy of a form: where its header, money block, objectives and indicators are, found by their labels.

A section begins at the row of its column heads. A column is the stretch of the page under its head: a value
belongs to the head above it, wherever the grid's own columns run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.records import Cell
from extractors.stitch import Row, joined, rejoined
from extractors.text import cell_text
from extractors.values import number, year_in
from extractors.vocabulary import FEWEST_HEADS, HEADS, Kind, field_of, is_fund_source, is_named

# What 数值 and 单位 mean under 实际完成值.
_PARTS_OF_ACTUAL = {"target": "actual", "target_unit": "ignored"}

# The amounts of a money row.
AMOUNTS = ("initial_budget", "full_budget", "executed")


@dataclass(frozen=True, slots=True)
class Column:
    """A head, its field, and the stretch of x (points) under it; ``source`` is the source of money that the head
    names, where these stand across: 财政拨款 under 年初预算数, or (field ``source``) over rows named 年初预算数 …"""

    field: str
    head: str
    x0: float
    x1: float
    source: str | None = None

    def holds(self, cell: Cell) -> bool:
        return self.x0 <= (cell.box.x0 + cell.box.x1) / 2 <= self.x1

    def is_under(self, cell: Cell) -> bool:
        return cell.box.x0 <= (self.x0 + self.x1) / 2 <= cell.box.x1


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of rows of one kind: its columns, its rows (heads left out), the row that held its heads."""

    kind: Kind
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: Row | None

    def column(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)

    def cells(self, row: Row, field: str) -> list[Cell]:
        """The cells of a row under the head of a field, from the left; a wider cell counts where it covers the head."""
        column = self.column(field)
        return self.under(row, column) if column else []

    def under(self, row: Row, column: Column) -> list[Cell]:
        """The cells of a row under a head."""
        held = [cell for cell in row.cells if column.holds(cell) and self._nearest(cell) == column]
        return [self._part(cell, column) for cell in held or row.cells if held or column.is_under(cell)]

    def _part(self, cell: Cell, column: Column) -> Cell:
        """Of a cell under several heads, without a rule between them, what stands under one; else the whole cell."""
        over = [c for c in self.columns if cell.box.x0 <= c.x0 + 1 and c.x1 - 1 <= cell.box.x1]
        if len(over) < 2 or len(cell.lines) < 2:
            return cell
        places = [
            next((c for c in over if c.x0 - 1 <= line.box.x0 and line.box.x1 <= c.x1 + 1), None) for line in cell.lines
        ]
        if None in places or len(set(places)) < 2:
            return cell
        lines = tuple(line for line, place in zip(cell.lines, places, strict=True) if place == column)
        return replace(cell, box=cell.box._replace(x0=column.x0, x1=column.x1), lines=lines)

    def _nearest(self, cell: Cell) -> Column | None:
        middle = (cell.box.x0 + cell.box.x1) / 2
        held = [column for column in self.columns if column.holds(cell)]
        return min(held, key=lambda column: abs((column.x0 + column.x1) / 2 - middle), default=None)


def sections(rows: Sequence[Row]) -> list[Section]:
    """Cut a form's rows into sections; rows before the first head are its header."""
    found: list[Section] = []
    kind: Kind = "header"
    columns: tuple[Column, ...] = ()
    head: Row | None = None
    body: list[Row] = []
    rows = list(rejoined(rows, _whole_heads))
    position = 0
    opens = False  # whether the next row is the first under heads printed again at the top of a page
    while position < len(rows):
        start = _head(rows, position)
        if start is None:
            are_heads = (rows[position].first or opens) and _is_rest_of_heads(kind, rows[position])
            if not are_heads and not _leads_to_heads(rows, position):
                body.append(replace(rows[position], first=True) if opens else rows[position])
            opens = are_heads
            position += 1
            continue
        opens = rows[position].first
        next_kind, next_columns, depth = start
        if next_kind != kind or not _is_repeated(next_columns, columns):
            found.append(Section(kind, columns, tuple(body), head))
            kind, columns, body = next_kind, next_columns, []
            head = rows[position]
        position += depth
    found.append(Section(kind, columns, tuple(body), head))
    return [_weighted(section) for section in found if section.rows or section.columns]


def _whole_heads(row: Row, rest: Row) -> Row | None:
    """A row of heads that a page end cut, put together again, if more of its parts are heads then."""
    if _has_figures(row) or _has_figures(rest):
        return None
    whole = joined(row, rest)
    return whole if _heads_in(whole) > max(_heads_in(row), _heads_in(rest), 1) else None


def _heads_in(row: Row) -> int:
    texts = [text for cell in row.cells if (text := cell_text(cell))]
    return max(sum(field_of(kind, text) is not None for text in texts) for kind in HEADS)


def _weighted(section: Section) -> Section:
    """A section whose only weights stand beside level 2 but change from indicator to indicator: they are these'."""
    weights = section.column("level2_weight")
    if weights is None or section.column("weight"):
        return section
    beside = [(section.cells(row, "level2"), section.cells(row, "level2_weight")) for row in section.rows]
    if all(a[0] != b[0] or a[1] == b[1] for a, b in pairwise(beside)):
        return section
    columns = tuple(replace(c, field="weight") if c is weights else c for c in section.columns)
    return replace(section, columns=columns)


def _has_figures(row: Row) -> bool:
    """A row of heads has none; labels and figures side by side are pairs."""
    return any(number(cell_text(cell)) is not None for cell in row.cells)


def _has_figures_under(columns: Sequence[Column], row: Row) -> bool:
    """Whether figures stand under 计划 and 完成: these are no objectives then."""
    texts = [column for column in columns if column.field != "ignored"]
    return any(number(cell_text(cell)) is not None for cell in row.cells if any(c.holds(cell) for c in texts))


def _are_pairs(row: Row) -> bool:
    """Whether the label of what was expected has its text beside it: 年度目标 | … | 目标完成情况 | …"""
    texts = [cell_text(cell) for cell in row.cells if cell.lines]
    labels = [field_of("objective", text) or field_of("section", text) for text in texts]
    return any(label == "expected" and beside is None for label, beside in pairwise(labels))


def _beginning(row: Row) -> list[Cell]:
    """The cells of a row that do not reach into it from the row above."""
    return [cell for cell in row.cells if cell.box.top >= row.box.top - 1]


def _is_rest_of_heads(kind: Kind, row: Row) -> bool:
    """Whether a row at the top of a page has nothing but some of the heads of its section, printed again, and its title
    (绩效指标 over the levels)."""
    texts = [text for cell in row.cells if (text := cell_text(cell))]
    heads = [text for text in texts if field_of(kind, text)]
    titled = all(text in heads or field_of("section", text) for text in texts)
    are_heads = kind in ("fund", "indicator") and titled
    return are_heads and (len(heads) > 1 or any(is_named(kind, text) for text in heads))


def _leads_to_heads(rows: Sequence[Row], position: int) -> bool:
    """Whether a row is the upper band of the heads of the indicators in the row below: 绩效指标 | 年度指标值 | …"""
    upper = _is_rest_of_heads("indicator", rows[position])
    below = _head(rows, position + 1) if upper and position + 1 < len(rows) else None
    return below is not None and below[0] == "indicator"


def _is_repeated(heads: Sequence[Column], columns: Sequence[Column]) -> bool:
    """Whether heads are those of the section already open, printed again on a new page (one may be illegible there)."""
    known = {(column.field, column.source): column for column in columns}
    return all(
        (before := known.get((head.field, head.source))) is not None
        and (head.field == "ignored" or before.x0 < (head.x0 + head.x1) / 2 < before.x1)
        for head in heads
    )


def _head(rows: Sequence[Row], position: int) -> tuple[Kind, tuple[Column, ...], int] | None:
    """The section whose heads stand at a row, with its columns and the number of rows that the heads take."""
    for kind, required in HEADS.items():
        columns = list(_columns(kind, rows[position].cells))
        fields = {column.field for column in columns} - {"ignored"}
        # A title that is also a head's name (年度预算数) stands beside the rows as well as beside the heads.
        own = {column.field for column in columns if kind != "fund" or field_of("section", column.head) is None}
        if len(fields) < FEWEST_HEADS or not own & required or _has_figures(rows[position]):
            continue
        if kind == "objective" and _are_pairs(rows[position]):
            continue
        if not any(column.field in required for column in _columns(kind, _beginning(rows[position]))):
            continue
        depth = _depth(kind, rows, position)
        if kind == "objective" and any(_has_figures_under(columns, row) for row in rows[position + depth :][:1]):
            continue
        if depth > 1:
            columns = _leaves(kind, rows[position : position + depth])
        return kind, tuple(_distinct(kind, columns)), depth
    return ("fund", crosswise, 1) if (crosswise := _crosswise(rows, position)) else None


def _crosswise(rows: Sequence[Row], position: int) -> tuple[Column, ...]:
    """The heads of a money block with its sources across: two sources at least, over a row that names an amount."""
    columns = []
    for cell in rows[position].cells:
        text = cell_text(cell)
        field = field_of("fund", text) if text else None
        if field in AMOUNTS:
            return ()
        if field:
            columns.append(Column(field, text, cell.box.x0, cell.box.x1))
        elif text and is_fund_source(text):
            columns.append(Column("source", text, cell.box.x0, cell.box.x1, text))
    sources = [column for column in columns if column.source]
    if len(sources) < 2 or position + 1 == len(rows) or _has_figures(rows[position]):
        return ()
    left = [cell for cell in rows[position + 1].cells if cell.box.x1 <= sources[0].x0 + 1]
    return tuple(columns) if any(field_of("fund", cell_text(cell)) in AMOUNTS for cell in left) else ()


def _distinct(kind: Kind, columns: Sequence[Column]) -> list[Column]:
    """One column a field (of ``ignored`` fields many): not another year's, not the section's title (年度预算数 beside
    调整后预算数), the one called by its name, the first.

    Heads may carry their year beside last year's or next year's: the year meant is the last that has an actual value.
    In the objectives the last head counts: the section's title beside them reads like one (年度总体目标).
    """
    numbered = [year for column in columns if column.field in ("actual", "executed") and (year := year_in(column.head))]
    meant = max(numbered, default=None)
    plain = any(column.field in ("actual", "executed") and not year_in(column.head) for column in columns)

    def claim(column: Column) -> tuple[bool, bool, bool]:
        year = year_in(column.head)
        of_the_year = year is None if plain else year in (None, meant)
        return of_the_year, field_of("section", column.head) is None, is_named(kind, column.head)

    columns = _level_weights(columns) if kind == "indicator" else columns
    best: dict[tuple[str, str | None], Column] = {}
    for column in columns:
        rival = best.get((column.field, column.source))
        if rival is None or kind == "objective" or claim(column) > claim(rival):
            best[column.field, column.source] = column
    chosen = [c for c in columns if c.field == "ignored" or best[c.field, c.source] is c]
    if any(column.field == "score" for column in chosen):
        return chosen
    return [replace(c, field="score") if c.field == "raw_score" else c for c in chosen]  # never converted


def _level_weights(columns: Sequence[Column]) -> list[Column]:
    """A weight directly right of a level-1 or level-2 head is that level's."""
    result: list[Column] = []
    for column in columns:
        before = result[-1] if result else None
        if column.field == "weight" and before and before.field in ("level1", "level2") and column.x0 - before.x1 < 2:
            column = replace(column, field=f"{before.field}_weight")
        result.append(column)
    return result


def _columns(kind: Kind, cells: Sequence[Cell]) -> Iterator[Column]:
    """The heads among the cells of a row. A section's title beside them reaches further down than they do."""
    heads = [(cell, field) for cell in cells if (text := cell_text(cell)) and (field := field_of(kind, text))]
    if kind == "indicator" and (names := _names_head(cells, {field: cell for cell, field in heads})):
        heads.append((names, "level3"))
    shallowest = min((cell.row_span for cell, _ in heads), default=1)
    for cell, field in heads:
        text = cell_text(cell)
        if cell.row_span == shallowest or field_of("section", text) is None or kind == "indicator":
            yield Column(field, text, cell.box.x0, cell.box.x1)


def _names_head(cells: Sequence[Cell], heads: Mapping[str, Cell]) -> Cell | None:
    """The head of the names where it reads like the title of the section: 绩效指标 between 二级指标 and 指标值, or in a
    form without levels before the first head, and no deeper than that."""
    titles = [cell for cell in cells if field_of("section", cell_text(cell)) == "indicators"]
    if "level3" in heads or not heads:
        return None
    if "level2" in heads:
        return next((cell for cell in titles if abs(cell.box.x0 - heads["level2"].box.x1) < 2), None)
    first = min(heads.values(), key=lambda cell: cell.box.x0)
    beside = (cell for cell in titles if abs(cell.box.x1 - first.box.x0) < 2 and cell.row_span == first.row_span)
    return next(beside, None) if "level1" not in heads else None


def _depth(kind: Kind, rows: Sequence[Row], position: int) -> int:
    """How many bands the heads take: a second one where a head is split in sub-heads below it."""
    tallest = max((cell.row_span for cell in rows[position].cells if field_of(kind, cell_text(cell))), default=1)
    depth = 1
    while (
        depth < min(tallest, 3)
        and position + depth < len(rows)
        and rows[position + depth].page == rows[position].page
        and sum(1 for _ in _columns(kind, rows[position + depth].cells)) >= 2
    ):
        depth += 1
    return depth


def _leaves(kind: Kind, bands: Sequence[Row]) -> list[Column]:
    """The lowest heads of a head in several bands; a sub-head without a meaning of its own has its parent's."""
    columns: list[Column] = []
    for cell in bands[-1].cells:
        text = cell_text(cell)
        source = text if kind == "fund" and text and is_fund_source(text) else None
        field = field_of(kind, text) if text else None
        middle = (cell.box.x0 + cell.box.x1) / 2
        parents = [c for band in bands[:-1] for c in _columns(kind, band.cells) if c.x0 <= middle <= c.x1]
        if field is None and parents:  # 年初数 under 预算数 is 年初数预算数
            field = field_of(kind, text + parents[-1].head) or parents[-1].field
        elif parents and parents[-1].field == "actual" and field in _PARTS_OF_ACTUAL:
            field = _PARTS_OF_ACTUAL[field]
        if field:
            columns.append(Column(field, text, cell.box.x0, cell.box.x1, source))
    return columns
