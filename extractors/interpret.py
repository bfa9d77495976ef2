"""A stitched form → a Filing: header fields, money, objectives, indicators, total. By label, never by position."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors import figures, indicators, values
from extractors.records import Cell, Filing, FormType, Fund, Objective
from extractors.sections import Section, sections
from extractors.stitch import Form, Row
from extractors.text import cell_text
from extractors.vocabulary import (
    brackets,
    field_of,
    fund_source,
    is_department_form,
    is_grade,
    is_other_form,
    is_self_evaluation,
    key,
    normal,
)

_PROJECT_CODE = re.compile(r"([0-9A-Z]{8,30})[-—_:：\s]*(?=[^0-9A-Z\-—_])(.+)", re.DOTALL)
_CODE_BEFORE = re.compile(
    r"[\[(（【]\s*(\d{3,}[0-9A-Za-z]*)\s*[\])）】]\s*[-—_]?\s*(.+)|(\d{3,})\s*[-—_]\s*(.+)|(\d{6,})(\D.+)", re.DOTALL
)
_CODE_AFTER = re.compile(r"(.+?)\s*[\[(（【]\s*(\d{3,}[0-9A-Za-z]*)\s*[\])）】]", re.DOTALL)
_LABELLED = re.compile(r"([^\s:：]{2,14})[:：]\s*(\S[^:：]*?)(?=\s{2,}|\s+[^\s:：]{2,14}[:：]|$)")


@dataclass(slots=True)
class Header:
    """What the form prints about itself, as labelled: field → text."""

    texts: dict[str, str]

    def text(self, field: str) -> str | None:
        text = self.texts.get(field)
        return None if values.is_blank(text) else text


def is_filing(form: Form) -> bool:
    """Whether a form is a self-evaluation: its title says so, or without a title its columns do."""
    title = form.title
    if title is not None and (is_self_evaluation(title) or is_other_form(title)):
        return is_self_evaluation(title) and _has_indicators(form)
    return _has_indicators(form) and any(
        section.column("actual") for section in sections(form.rows) if section.kind == "indicator"
    )


def _has_indicators(form: Form) -> bool:
    return any(section.kind == "indicator" for section in sections(form.rows))


def interpret(form: Form, ordinal: int) -> Filing:
    """Read a form as a Filing; ``ordinal`` counts the filings of a document from 1."""
    parts = sections(form.rows)
    header = _header(form, parts)
    unit = _currency_unit(form, parts)
    title = form.title
    funds = tuple(_funds(parts, unit))
    objectives = tuple(_objectives(parts))
    rows, total, decisions = indicators.read(parts)
    department_form = is_department_form(title or "") or (
        "department_name" in header.texts and "project" not in header.texts
    )
    project_code, project = _project(header.text("project"))
    department_code, department = _coded(
        header.text("department") or header.text("department_name") or header.text("central_department")
    )
    unit_code, unit_name = _coded(header.text("unit") or _unit_beside(header))
    total_score = total.score if total.score is not None else values.number(header.text("total_score"))
    form_type: FormType = "department_self_evaluation" if department_form else "project_self_evaluation"
    return Filing(
        ordinal=ordinal,
        page_first=form.pages[0],
        page_last=form.pages[-1],
        form_type=form_type,
        title=title,
        fiscal_year=_fiscal_year(form, header),
        project_code=project_code or header.text("project_code"),
        project_name=None if department_form else project,
        department_code=department_code,
        department=department,
        unit_code=unit_code,
        unit=unit_name,
        currency_unit=unit,
        total_weight=total.weight,
        total_score=total_score,
        grade=total.grade or _grade(header.text("grade")),
        funds=funds,
        objectives=objectives,
        indicators=rows,
        complete=bool(rows and (project or department_form) and (funds or objectives)),
        doubtful=total.doubtful,
        decisions=decisions,
    )


def _header(form: Form, parts: Sequence[Section]) -> Header:
    """Label and value pairs: of the cells before the first heads, of the lines above the table, of any later row."""
    texts: dict[str, str] = {}
    for line in form.lines:
        for label, value in _LABELLED.findall(line):
            field = field_of("header", label)
            if field and field != "other":
                texts.setdefault(field, value.strip())
    for section in parts:
        for row in section.rows if section.kind == "header" else ():
            for field, value in _pairs(row):
                texts.setdefault(field, value)
    for section in parts:
        for row in section.rows if section.kind != "header" else ():
            for field, value in _pairs(row):
                if field in ("total_score", "grade"):
                    texts.setdefault(field, value)
    return Header(texts)


def _pairs(row: Row) -> Iterator[tuple[str, str]]:
    """Labels of a row with the value to their right, and labels that hold their value behind a colon."""
    texts = [cell_text(cell) for cell in row.cells]
    for position, text in enumerate(texts):
        field = field_of("header", text) if text else None
        if field and field != "other" and position + 1 < len(texts):
            value = texts[position + 1]
            if field_of("header", value) is None or field in ("total_score", "grade"):
                yield field, value
        elif text:
            for label, value in _LABELLED.findall(text):
                inner = field_of("header", label)
                if inner and inner != "other":
                    yield inner, value.strip()


def _unit_beside(header: Header) -> str | None:
    """In a project's form a 单位名称 in the header is the unit, not the department."""
    return header.text("department_name") if "department" in header.texts else None


def _coded(text: str | None) -> tuple[str | None, str | None]:
    """A name and the code printed with it: ``[155]石桥市民政局`` and ``402001-安平县交通运输局``."""
    if text is None:
        return None, None
    bare = text.strip()
    if found := _CODE_BEFORE.fullmatch(bare):
        groups = [group for group in found.groups() if group]
        return groups[0], groups[1].strip()
    if found := _CODE_AFTER.fullmatch(bare):
        return found.group(2), found.group(1).strip()
    return None, bare


def _project(text: str | None) -> tuple[str | None, str | None]:
    if text is None:
        return None, None
    found = _PROJECT_CODE.fullmatch(text.strip())
    return (found.group(1), found.group(2).strip()) if found else (None, text.strip())


def _fiscal_year(form: Form, header: Header) -> int | None:
    """The year that the header names, else the title, else a line above the table."""
    own = header.text("year")
    if own and (found := re.search(r"(?:19|20)\d{2}", normal(own))):
        return int(found.group())
    lines = ([form.title] if form.title else []) + form.lines[::-1]
    return next((year for line in lines if (year := values.year_in(line))), None)


def _grade(text: str | None) -> str | None:
    return text if text and is_grade(text) else None


def _currency_unit(form: Form, parts: Sequence[Section]) -> str | None:
    """元 or 万元: from the money block, else from a note above the table, else from any label of the header."""
    texts = [
        cell_text(cell) for part in parts if part.kind == "fund" for cell in (part.head.cells if part.head else ())
    ]
    texts += [cell_text(cell) for part in parts if part.kind == "fund" for row in part.rows for cell in row.cells]
    texts += form.lines
    texts += [cell_text(cell) for part in parts if part.kind == "header" for row in part.rows for cell in row.cells]
    return next((unit for text in texts if (unit := values.currency_unit(text))), None)


def _funds(parts: Sequence[Section], unit: str | None) -> Iterator[Fund]:
    seq = 0
    for section in parts:
        if section.kind != "fund":
            continue
        for row in _fund_rows(section):
            label = _fund_label(section, row)
            if label:
                seq += 1
                yield _fund(section, row, seq, label, unit)


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
        cells.append(indicators.with_lines(cell, below))
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
    cells = {field: section.cells(row, field) for field in _FUND_NUMBERS}
    texts = {field: _text(found) for field, found in cells.items()}
    cut = {field: text for field, text in texts.items() if text and any(map(figures.is_cut, cells[field]))}

    def money(field: str) -> Decimal | None:
        column = section.column(field)
        own = values.currency_unit(column.head) if column else None
        return None if field in cut else values.amount(texts[field], own or unit)

    rate_column = section.column("execution_rate")
    percent_head = rate_column is not None and _says_percent(rate_column.head)
    unread = (field for field, text in texts.items() if not values.is_blank(text) and values.amount(text, None) is None)
    doubted = (field for field, found in cells.items() if any(cell.doubt for cell in found))
    return Fund(
        seq=seq,
        label=label,
        source=fund_source(label),
        initial_budget=money("initial_budget"),
        full_budget=money("full_budget"),
        executed=money("executed"),
        weight=values.number(texts["weight"]),
        execution_rate=values.rate(texts["execution_rate"], percent_head=percent_head),
        score=values.number(texts["score"]),
        page=row.page,
        box=row.box,
        doubtful=tuple(sorted({*unread, *doubted, *cut})),
        printed=tuple(cut.items()),
    )


_FUND_NUMBERS = ("initial_budget", "full_budget", "executed", "weight", "execution_rate", "score")


def _says_percent(head: str) -> bool:
    return any("%" in inside and "/" not in inside for inside in brackets(head)) or "%" in key(head)


def _text(cells: Sequence[Cell]) -> str | None:
    return "".join(cell_text(cell) for cell in cells) or None


def _objectives(parts: Sequence[Section]) -> Iterator[Objective]:
    seq = 0
    for section in parts:
        if section.kind != "objective":
            continue
        expected: list[str] = []
        actual: list[str] = []
        for row in section.rows:
            if any(field_of("header", cell_text(cell)) for cell in row.cells if cell.lines):
                continue
            pair = (_text(section.cells(row, "expected")), _text(section.cells(row, "actual")))
            rest = bool(expected or actual) and row.first
            if not any(pair):
                continue
            if (expected or actual) and not rest:
                seq += 1
                yield _objective(seq, expected, actual)
                expected, actual = [], []
            expected += [pair[0]] if pair[0] else []
            actual += [pair[1]] if pair[1] else []
        if expected or actual:
            seq += 1
            yield _objective(seq, expected, actual)


def _objective(seq: int, expected: Sequence[str], actual: Sequence[str]) -> Objective:
    def whole(texts: Sequence[str]) -> str | None:
        text = "".join(texts)
        return None if values.is_blank(text) else text

    return Objective(seq, whole(expected), whole(actual))
