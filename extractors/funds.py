"""The rows of 项目资金: under their heads, with the sources across, or as pairs of label and figure; in 元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors import figures, values
from extractors.records import Box, Cell, Fund
from extractors.sections import AMOUNTS, Section
from extractors.stitch import Row, joined, rejoined
from extractors.text import cell_text
from extractors.vocabulary import brackets, field_of, fund_source, is_fund_source, normal

_POINTS = ("weight", "execution_rate", "score")
_NUMBERS = (*AMOUNTS, *_POINTS)
_LABELLED = re.compile(r"([^:：]+)[:：]\s*(.+)", re.DOTALL)


_Cells = Mapping[str, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of money before its figures are read: for each field the label that names it and its cells.

    ``source`` and ``unit`` (of the currency) are set where the label does not say them.
    """

    label: str
    heads: Mapping[str, str]
    cells: _Cells
    page: int
    box: Box
    source: str | None = None
    unit: str | None = None


def read(parts: Sequence[Section], unit: str | None) -> tuple[Fund, ...]:
    """The money rows of a form, in order; ``unit`` is the currency unit that the form names."""
    blocks = [section for section in parts if section.kind == "fund"]
    entries = [entry for section in blocks for entry in _entries(section)] or list(_in_pairs(parts))
    return tuple(_fund(seq, entry, entry.unit or unit) for seq, entry in enumerate(entries, 1))


def _entries(section: Section) -> Iterator[_Entry]:
    if section.column("source"):
        yield from _crosswise(section)
    elif any(column.source for column in section.columns):
        for row in _fund_rows(section):
            yield from _sources_in_a_row(section, row)
    else:
        rows = [(_fund_label(section, row), row) for row in _fund_rows(section)]
        labelled = [_entry(section, label, row) for label, row in rows if label and _is_fund(section, row, label)]
        yield from labelled or _only_row(section, [row for label, row in rows if label is None])


def _entry(section: Section, label: str, row: Row, source: str | None = None) -> _Entry:
    heads = {column.field: column.head for column in section.columns}
    # A cell merged over several rows is printed for the first of them.
    cells = {
        field: [cell for cell in _behind_label(section.cells(row, field)) if cell.box.top >= row.box.top - 1]
        for field in _NUMBERS
    }
    return _Entry(label, heads, cells, row.page, row.box, source)


def _behind_label(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells under one head without the label that stands before the figure: ``执行数： | 2602.40``."""
    return cells[1:] if len(cells) > 1 and cells[0].lines and not re.search(r"\d", cell_text(cells[0])) else cells


def _only_row(section: Section, rows: Sequence[Row]) -> Iterator[_Entry]:
    """The row of a block without labels: one row of figures, the total, called by the title of the block."""
    figures_only = [row for row in rows if _are_figures(_texts(section, row))]
    title = next((cell_text(cell) for cell in section.head.cells if cell.lines), None) if section.head else None
    if len(figures_only) == 1 and title:
        yield _entry(section, title, figures_only[0], "total")


def _is_fund(section: Section, row: Row, label: str) -> bool:
    """Whether a row under the money heads is about money: known by its label, or by a figure and no words. A task is
    none, nor a row with one text over its amounts."""
    amounts = [cell for field in AMOUNTS for cell in section.cells(row, field) if cell.lines]
    merged = {cell for cell in amounts if amounts.count(cell) > 1}
    if any(values.number(cell_text(cell)) is None for cell in merged):
        return False
    if section.column("task"):
        return fund_source(label) == "total"
    return fund_source(label) is not None or _are_figures(_texts(section, row))


def _texts(section: Section, row: Row) -> list[str]:
    return [text for field in _NUMBERS if (text := _text(_behind_label(section.cells(row, field))))]


def _are_figures(texts: Sequence[str]) -> bool:
    return bool(texts) and all(values.is_blank(text) or values.amount(text, None) is not None for text in texts)


# Sources across


def _sources_in_a_row(section: Section, row: Row) -> Iterator[_Entry]:
    """A row under heads that each amount shares with its sources: 年初预算数 over 财政拨款 and 其他资金."""
    columns = [column for column in section.columns if column.field in _NUMBERS]
    if not _are_figures([text for column in columns if (text := _text(section.under(row, column)))]):
        return
    heads = {column.field: column.head for column in columns}
    common: dict[str, Sequence[Cell]] = {c.field: section.under(row, c) for c in columns if not c.source}
    sources = list(dict.fromkeys(column.source for column in columns if column.source))
    for source in sources:
        cells = {column.field: section.under(row, column) for column in columns if column.source == source}
        yield _Entry(source, heads, _common(common, source, sources) | cells, row.page, row.box)


def _crosswise(section: Section) -> Iterator[_Entry]:
    """A block with a source over each column and an amount at the left of each row."""
    columns = [column for column in section.columns if column.source]
    rows = [(field, label, row) for row in section.rows for field, label in _named(row, columns[0].x0)]
    if not rows:
        return
    heads = {field: label for field, label, _ in rows}
    common: dict[str, Sequence[Cell]] = {
        column.field: list(dict.fromkeys(cell for _, _, row in rows for cell in section.under(row, column)))
        for column in section.columns
        if not column.source
    }
    page = rows[0][-1].page
    bands = [row for row in (section.head, *(row for *_, row in rows)) if row and row.page == page]
    sources = [column.head for column in columns]
    for column in columns:
        cells = _common(common, column.head, sources) | {f: section.under(row, column) for f, _, row in rows}
        box = Box(column.x0, bands[0].box.top, column.x1, bands[-1].box.bottom)
        yield _Entry(column.head, heads, cells, page, box)


def _named(row: Row, right: float) -> Iterator[tuple[str, str]]:
    """The field that a row's label, left of the sources, names."""
    for cell in row.cells:
        field = field_of("fund", cell_text(cell)) if cell.box.x1 <= right + 1 and cell.lines else None
        if field in _NUMBERS:
            yield field, cell_text(cell)


def _common(cells: dict[str, Sequence[Cell]], source: str, sources: Sequence[str]) -> dict[str, Sequence[Cell]]:
    """What of the cells for all sources goes with one: they are the total's. Without a total the points are kept once,
    with the first source; the rate is that of no single source."""
    total = next((one for one in sources if fund_source(one) == "total"), None)
    if source == total:
        return cells
    first = total is None and source == sources[0]
    return {field: found for field, found in cells.items() if first and field != "execution_rate"}


# Labels and figures side by side


def _in_pairs(parts: Sequence[Section]) -> Iterator[_Entry]:
    """Money printed as labels and figures side by side, in one row or several: ``全年预算数 | 86.00``, and for a source
    beside its total ``年初预算数 | 119.36 | 其中：财政拨款 | 95.49``."""
    rows = [row for section in parts if section.kind != "indicator" for row in section.rows if _opens_with_money(row)]
    pairs = [(source, label, cell) for row in rows for source, label, cell in _paired(row)]
    amounts = {field_of("fund", label) for _, label, _ in pairs} & {*AMOUNTS}
    if len(amounts) < 2:
        return
    texts = [cell_text(cell) for row in rows for cell in row.cells]
    titles = (text for text in texts if field_of("section", text) == "funds" and not field_of("fund", text))
    title = next(titles, "项目资金")
    unit = next((unit for text in texts if (unit := values.currency_unit(text))), None)
    box = Box.around(row.box for row in rows if row.page == rows[0].page)
    for source in sorted(dict.fromkeys(source for source, _, _ in pairs), key=bool):
        own = {str(field_of("fund", label)): (label, cell) for by, label, cell in reversed(pairs) if by == source}
        heads = {field: label for field, (label, _) in own.items()}
        cells = {field: [cell] for field, (_, cell) in own.items()}
        yield _Entry(source or title, heads, cells, rows[0].page, box, None if source else "total", unit)


def _opens_with_money(row: Row) -> bool:
    """Whether the first figure of a row is an amount or the rate: a score alone may be the whole form's."""
    return next((field_of("fund", label) for _, label, _ in _paired(row)), None) in (*AMOUNTS, "execution_rate")


def _paired(row: Row) -> Iterator[tuple[str, str, Cell]]:
    """The figures of a row with the source ("" for the total) and the label before them."""
    label = source = ""
    awaited = False
    for cell in (part for whole in row.cells for part in _parts(whole)):
        text = cell_text(cell)
        if field_of("fund", text) in _NUMBERS:
            label, source, awaited = text, "", True
        elif label and text and is_fund_source(text):
            source, awaited = text, True
        elif awaited and values.amount(text, None) is not None:
            yield source, label, cell
            awaited = False
        elif text and not values.is_blank(text):
            label, awaited = "", False


def _parts(cell: Cell) -> tuple[Cell, ...]:
    """A cell with a label and, behind a colon, its figure (``得分：9.8``) as two."""
    found = _LABELLED.fullmatch(cell_text(cell)) if len(cell.lines) == 1 else None
    if found is None or field_of("fund", found.group(1)) is None or values.number(found.group(2)) is None:
        return (cell,)
    return tuple(replace(cell, lines=(replace(cell.lines[0], text=text),)) for text in found.groups())


# Under heads


def _fund_rows(section: Section) -> Iterator[Row]:
    """The rows of the money block, a row cut by a page end put together again."""
    return rejoined(section.rows, lambda row, rest: joined(row, rest) if _is_rest(section, row, rest) else None)


def _is_rest(section: Section, row: Row, rest: Row) -> bool:
    """Whether the first row of a page is the rest of the last row before it: no column has a number in both."""
    return not any(
        _text(section.cells(row, column.field)) and _text(section.cells(rest, column.field))
        for column in section.columns
    ) or not any(_text(section.cells(rest, column.field)) for column in section.columns)


def _fund_label(section: Section, row: Row) -> str | None:
    """The label of a money row: the cell left of the figures that is not the block's own title, or one before the first
    of them under the same head; of a task its name."""
    if section.column("task"):
        return _text(section.cells(row, "task"))
    first = min(column.x0 for column in section.columns)
    left = [
        cell
        for cell in row.cells
        if (cell.box.x0 + cell.box.x1) / 2 < first and not any(column.is_under(cell) for column in section.columns)
    ]
    left = [cell for cell in left if values.number(cell_text(cell)) is None]  # a column whose head nobody knows
    labels = [cell_text(cell) for cell in left if not _is_title(section, cell, first)]
    labels = [label for label in labels if label and not field_of("section", label)]
    under = section.under(row, min(section.columns, key=lambda column: column.x0))
    within = cell_text(under[0]).rstrip("：:") if under and _behind_label(under) != under else None
    return "".join(labels) or within


def _is_title(section: Section, cell: Cell, first: float) -> bool:
    """Whether a cell is the block's title, which stands in the row of the heads as well, or its rest on the next page:
    below a cell of that row that has the head of the labels on its right."""
    left = [head for head in section.head.cells if head.box.x1 <= first + 1] if section.head else []
    left = [head for head in left if not _has_figures_below(section, head)]
    return any(
        cell.box == head.box
        or (head is not left[-1] and abs(cell.box.x0 - head.box.x0) < 2 and abs(cell.box.x1 - head.box.x1) < 2)
        for head in left
    )


def _has_figures_below(section: Section, head: Cell) -> bool:
    below = (cell for row in section.rows for cell in row.cells if abs(cell.box.x0 - head.box.x0) < 2)
    return any(values.number(cell_text(cell)) is not None for cell in below if abs(cell.box.x1 - head.box.x1) < 2)


def _fund(seq: int, entry: _Entry, unit: str | None) -> Fund:
    cells = {field: entry.cells.get(field, ()) for field in _NUMBERS}
    texts = {field: _text(found) for field, found in cells.items()}
    unsure = {field: text for field, text in texts.items() if text and not _is_figure(cells[field])}
    certain = {field: None if field in unsure else text for field, text in texts.items()}

    def money(field: str) -> Decimal | None:
        return values.amount(certain[field], values.currency_unit(entry.heads.get(field, "")) or unit)

    percent_head = _says_percent(entry.heads.get("execution_rate", ""))
    unread = (field for field, text in texts.items() if not values.is_blank(text) and values.amount(text, None) is None)
    doubted = (field for field, found in cells.items() if any(cell.doubt for cell in found))
    return Fund(
        seq=seq,
        label=entry.label,
        source=entry.source or fund_source(entry.label) or "other",
        initial_budget=money("initial_budget"),
        full_budget=money("full_budget"),
        executed=money("executed"),
        weight=values.number(certain["weight"]),
        execution_rate=values.rate(certain["execution_rate"], percent_head=percent_head),
        score=values.number(certain["score"]),
        page=entry.page,
        box=entry.box,
        doubtful=tuple(sorted({*unread, *doubted, *unsure})),
        printed=tuple(unsure.items()),
    )


def _is_figure(cells: Sequence[Cell]) -> bool:
    """Whether a cell shows one figure, and all of it."""
    return figures.is_one(cells) and not any(map(figures.is_cut, cells))


def _says_percent(head: str) -> bool:
    return any("%" in inside and "/" not in inside for inside in brackets(head)) or normal(head).endswith("%")


def _text(cells: Sequence[Cell]) -> str | None:
    return "".join(cell_text(cell) for cell in cells) or None
