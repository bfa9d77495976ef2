"""The rows of 项目资金: under their heads, or as labels and figures side by side; amounts in 元."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractors import figures, values
from extractors.indicators import with_lines
from extractors.records import Cell, Fund
from extractors.sections import Column, Section
from extractors.stitch import Row
from extractors.text import cell_text
from extractors.vocabulary import brackets, field_of, fund_source, normal


def read(parts: Sequence[Section], unit: str | None) -> tuple[Fund, ...]:
    """The money rows of a form, in order; ``unit`` is the currency unit that the form names."""
    return tuple(_under_heads(parts, unit)) or tuple(_fund_in_a_row(parts, unit))


def _under_heads(parts: Sequence[Section], unit: str | None) -> Iterator[Fund]:
    seq = 0
    for section in parts:
        if section.kind != "fund":
            continue
        for row in _fund_rows(section):
            label = _fund_label(section, row)
            if label and _is_fund(section, row, label):
                seq += 1
                yield _fund(section, row, seq, label, unit)


def _is_fund(section: Section, row: Row, label: str) -> bool:
    """Whether a row under the money heads is about money: known by its label, or by a figure and no words."""
    texts = [text for field in _FUND_NUMBERS if (text := _text(section.cells(row, field)))]
    figures = [text for text in texts if values.is_blank(text) or values.amount(text, None) is not None]
    return fund_source(label) is not None or (bool(figures) and len(figures) == len(texts))


def _fund_rows(section: Section) -> Iterator[Row]:
    """The rows of the money block, a row cut by a page end put together again."""
    waiting: Row | None = None
    for row in section.rows:
        if waiting and row.page != waiting.page and row.first and waiting.last and _is_rest(section, waiting, row):
            waiting = _joined(waiting, row)
            continue
        if waiting:
            yield waiting
        waiting = row
    if waiting:
        yield waiting


def _fund_in_a_row(parts: Sequence[Section], unit: str | None) -> Iterator[Fund]:
    """Money printed as labels and figures side by side in one row, without heads."""
    for row in (row for section in parts for row in section.rows):
        pairs = {
            field: value
            for label, value in pairwise(row.cells)
            if (field := field_of("fund", cell_text(label))) and values.number(cell_text(value)) is not None
        }
        if len(pairs.keys() & {"initial_budget", "full_budget", "executed"}) >= 2:
            heads = tuple(Column(field, "", cell.box.x0, cell.box.x1) for field, cell in pairs.items())
            label = next((cell_text(cell) for cell in row.cells if field_of("section", cell_text(cell)) == "funds"), "")
            own = next((u for cell in row.cells if (u := values.currency_unit(cell_text(cell)))), unit)
            yield _fund(Section("fund", heads, (row,), None), row, 1, label or "项目资金", own)
            return


def _is_rest(section: Section, row: Row, rest: Row) -> bool:
    """Whether the first row of a page is the rest of the last row before it: no column has a number in both."""
    return not any(
        _text(section.cells(row, column.field)) and _text(section.cells(rest, column.field))
        for column in section.columns
    ) or not any(_text(section.cells(rest, column.field)) for column in section.columns)


def _joined(row: Row, rest: Row) -> Row:
    """One row of two parts: each cell of the first part with the lines of the cell below it."""
    cells = []
    for cell in row.cells:
        below = [c for c in rest.cells if abs(c.box.x0 - cell.box.x0) < 3 and abs(c.box.x1 - cell.box.x1) < 3]
        cells.append(with_lines(cell, below))
    return Row(row.page, tuple(cells), row.box, row.first, row.last)


def _fund_label(section: Section, row: Row) -> str | None:
    """The label of a money row: the cell left of the figures that is not the block's own title."""
    first = min(column.x0 for column in section.columns)
    left = [cell for cell in row.cells if (cell.box.x0 + cell.box.x1) / 2 < first]
    title = {_place(cell) for cell in section.head.cells} if section.head else set()
    labels = [cell_text(cell) for cell in left if _place(cell) not in title]
    labels = [label for label in labels if label and not field_of("section", label)]
    return "".join(labels) or None


def _place(cell: Cell) -> tuple[float, float, float, float]:
    return cell.box


def _fund(section: Section, row: Row, seq: int, label: str, unit: str | None) -> Fund:
    # A cell merged over several rows is printed for the first of them.
    cells = {
        field: [cell for cell in section.cells(row, field) if cell.box.top >= row.box.top - 1]
        for field in _FUND_NUMBERS
    }
    texts = {field: _text(found) for field, found in cells.items()}
    unsure = {field: text for field, text in texts.items() if text and not _is_figure(cells[field])}
    certain = {field: None if field in unsure else text for field, text in texts.items()}

    def money(field: str) -> Decimal | None:
        column = section.column(field)
        own = values.currency_unit(column.head) if column else None
        return values.amount(certain[field], own or unit)

    rate_column = section.column("execution_rate")
    percent_head = rate_column is not None and _says_percent(rate_column.head)
    unread = (field for field, text in texts.items() if not values.is_blank(text) and values.amount(text, None) is None)
    doubted = (field for field, found in cells.items() if any(cell.doubt for cell in found))
    return Fund(
        seq=seq,
        label=label,
        source=fund_source(label) or "other",
        initial_budget=money("initial_budget"),
        full_budget=money("full_budget"),
        executed=money("executed"),
        weight=values.number(certain["weight"]),
        execution_rate=values.rate(certain["execution_rate"], percent_head=percent_head),
        score=values.number(certain["score"]),
        page=row.page,
        box=row.box,
        doubtful=tuple(sorted({*unread, *doubted, *unsure})),
        printed=tuple(unsure.items()),
    )


def _is_figure(cells: Sequence[Cell]) -> bool:
    """Whether a cell shows one figure, and all of it."""
    return figures.is_one(cells) and not any(map(figures.is_cut, cells))


_FUND_NUMBERS = ("initial_budget", "full_budget", "executed", "weight", "execution_rate", "score")


def _says_percent(head: str) -> bool:
    return any("%" in inside and "/" not in inside for inside in brackets(head)) or normal(head).endswith("%")


def _text(cells: Sequence[Cell]) -> str | None:
    return "".join(cell_text(cell) for cell in cells) or None
