"""A stitched form → a Filing: header fields, money, objectives, indicators, total. By label, never by position."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extractors import funds, indicators, objectives, values
from extractors.glyphs import NO_MEANING
from extractors.records import Cell, Filing, FormType, Fund
from extractors.sections import AMOUNTS, Section, sections
from extractors.stitch import Form, Row
from extractors.text import HOLE, cell_text, join_lines
from extractors.vocabulary import (
    LONGEST_TITLE,
    field_of,
    header_labels,
    is_department_form,
    is_grade,
    is_other_form,
    is_self_evaluation,
    normal,
)

# A name that begins with a Latin letter is known by the dash before it; digits behind a dash may be a date's.
_PROJECT_CODE = re.compile(r"([0-9A-Z]{8,30})(?:[-—_:：\s]+(?=[^0-9\-—_])|(?=[^0-9A-Z\-—_]))(.+)", re.DOTALL)
_CODE_BEFORE = re.compile(
    r"[\[(（【]\s*(\d{3,}[0-9A-Za-z]*)\s*[\])）】]\s*[-—_]?\s*(.+)|(\d{3,})\s*[-—_]\s*(.+)|(\d{6,})(\D.+)", re.DOTALL
)
_CODE_AFTER = re.compile(r"(.+?)\s*[\[(（【]\s*(\d{3,}[0-9A-Za-z]*)\s*[\])）】]|(.*\D)\s*[-—_/]\s*(\d{3,})", re.DOTALL)

_AMOUNT_AT_END = re.compile(r"\d[\d,]*[,.]\d+$")
_TOTALS = ("total_score", "grade")
# The filer's own department before the one above it.
_DEPARTMENTS = ("department", "higher_department", "department_name", "central_department")
# Where a header's field is a filing's under another name.
_COLUMN = {
    "project": "project_name",
    "department_name": "department",
    "higher_department": "department",
    "central_department": "department",
    "year": "fiscal_year",
}


@dataclass(slots=True)
class Header:
    """What the form prints about itself, as labelled: field → text."""

    texts: dict[str, str]

    def text(self, field: str) -> str | None:
        text = values.without_note(self.texts.get(field, ""))
        return None if values.is_blank(text) or not re.search(r"\w", text) else text


def is_filing(form: Form) -> bool:
    """Whether a form is a self-evaluation: its title says so; without a title, its header and its columns do.

    One that names its project and its money has begun, even if its indicators were not found: it is not complete.
    """
    title = form.title
    parts = sections(form.rows)
    if title is not None and (is_self_evaluation(title) or is_other_form(title)):
        has_indicators = any(part.kind == "indicator" for part in parts)
        return is_self_evaluation(title) and (has_indicators or _has_begun(form, parts))
    return _is_named(parts) and _has_results(parts)


def is_remainder(form: Form) -> bool:
    """Whether a table is the end of a self-evaluation whose beginning was not found: scored results of nobody."""
    parts = sections(form.rows)
    scored = any(part.column("score") and part.column("level2") for part in parts)
    return form.title is None and not _is_named(parts) and _has_results(parts) and scored


def _is_named(parts: Sequence[Section]) -> bool:
    return any(field for part in parts if part.kind == "header" for row in part.rows for field, _ in _pairs(row))


def _has_results(parts: Sequence[Section]) -> bool:
    return any(part.kind == "indicator" and part.column("actual") for part in parts)


def _has_begun(form: Form, parts: Sequence[Section]) -> bool:
    money = any(part.kind == "fund" and part.column("executed") and part.rows for part in parts)
    return money and _header(form, parts).text("project") is not None


def is_blank(filing: Filing) -> bool:
    """Whether nobody filled the form in: a template."""
    return not (filing.project_name or filing.indicators or any(fund.full_budget for fund in filing.funds))


def interpret(form: Form, ordinal: int) -> Filing:
    """Read a form as a Filing; ``ordinal`` counts the filings of a document from 1."""
    parts = sections(form.rows)
    header = _header(form, parts)
    unit = _currency_unit(form, parts)
    title = form.title
    money = funds.read(parts, unit)
    goals = objectives.read(parts)
    rows, total, decisions = indicators.read(parts)
    department_form = is_department_form(title or "") or (
        "department_name" in header.texts and "project" not in header.texts
    )
    project_code, project = _project(header.text("project"))
    department_code, department = _coded(next((text for field in _DEPARTMENTS if (text := header.text(field))), None))
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
        funds=money,
        objectives=goals,
        indicators=rows,
        complete=bool(rows and (project or department_form) and (money or goals)),
        doubtful=tuple(dict.fromkeys((*total.doubtful, *_doubtful(header, parts, unit, money)))),
        decisions=decisions,
    )


def _doubtful(header: Header, parts: Sequence[Section], unit: str | None, money: Sequence[Fund]) -> Iterator[str]:
    """The currency unit if none is printed, money that the form names and of which nothing was read, header fields
    with a character that has no meaning, and the tables with a head that cannot be relied on: in doubt, unknown
    over figures of money, or with an amount run into it, as where the rule between is lost."""
    if not unit:
        yield "currency_unit"
    if _names_money(parts) and not any(getattr(row, field) is not None for row in money for field in AMOUNTS):
        yield "fund"
    yield from (_COLUMN.get(field, field) for field, text in header.texts.items() if NO_MEANING in text)
    for part in parts:
        for cell in part.head.cells if part.head and part.kind != "header" else ():
            text = cell_text(cell)
            label = _AMOUNT_AT_END.sub("", text)
            if cell.doubt or (label != text and field_of(part.kind, label)) or _is_unknown_figure(part, cell):
                yield part.kind


def _is_unknown_figure(part: Section, head: Cell) -> bool:
    """Whether a head of the money that nobody knows stands over figures: one that is wanted may be among them."""
    text = cell_text(head)
    if part.kind != "fund" or not text or field_of("section", text) or text in (column.head for column in part.columns):
        return False
    below = (
        cell for row in part.rows for cell in row.cells if (cell.box.x0, cell.box.x1) == (head.box.x0, head.box.x1)
    )
    return any(values.number(cell_text(cell)) is not None for cell in below)


def _names_money(parts: Sequence[Section]) -> bool:
    """Whether a form has a label of its money block; what stands among the indicators may be one of them."""
    texts = [
        cell_text(cell) for part in parts if part.kind != "indicator" for row in _all_rows(part) for cell in row.cells
    ]
    return any(field_of("fund", text) in AMOUNTS or field_of("section", text) == "funds" for text in texts)


def _all_rows(part: Section) -> tuple[Row, ...]:
    return (part.head, *part.rows) if part.head else part.rows


def _header(form: Form, parts: Sequence[Section]) -> Header:
    """Label and value pairs: of the cells before the first heads, of the lines above the table, of any later row."""
    texts: dict[str, str] = {}
    for line in form.lines:
        for field, value in _labelled(line):
            texts.setdefault(field, value)
    for section in parts:
        if section.kind == "header":
            for row, below in zip_longest(section.rows, section.rows[1:]):
                for field, value in _pairs(row, below):
                    texts.setdefault(field, value)
    # The total may stand anywhere beside its label, and below the table.
    totals = [pair for section in parts if section.kind != "header" for row in section.rows for pair in _pairs(row)]
    totals += [pair for line in form.below for pair in _labelled(line)]
    for field, value in totals:
        if field in _TOTALS:
            texts.setdefault(field, value)
    return Header(texts)


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """Labels with their value behind a colon, several in one line: ``自评得分：98.5分 自评等级：优``."""
    found = list(header_labels().finditer(text))
    for label, following in zip_longest(found, found[1:]):
        field = field_of("header", label.group(1))
        if field and field != "other":
            yield field, text[label.end() : following.start() if following else None].strip()


def _pairs(row: Row, below: Row | None = None) -> Iterator[tuple[str, str]]:
    """Labels of a row with their values: to the right, behind a colon, or (a row of labels only) in the row below."""
    texts = [cell_text(cell) for cell in row.cells]
    fields = [field_of("header", text) if text else None for text in texts]
    if below is not None and len(texts) > 1 and all(fields):
        for cell, field in zip(row.cells, fields, strict=True):
            middle = (cell.box.x0 + cell.box.x1) / 2
            value = next((cell_text(c) for c in below.cells if c.box.x0 <= middle <= c.box.x1), "")
            if field and field != "other" and field_of("header", value) is None:
                yield field, value
        return
    for position, (text, field) in enumerate(zip(texts, fields, strict=True)):
        if field is None:
            yield from _labelled(text)
        elif field != "other" and (position + 1 < len(texts) and (fields[position + 1] is None or field in _TOTALS)):
            yield field, texts[position + 1]


def _unit_beside(header: Header) -> str | None:
    """In a project's form a 单位名称 in the header is the unit, not the department."""
    return header.text("department_name") if {"department", "higher_department"} & header.texts.keys() else None


def _coded(text: str | None) -> tuple[str | None, str | None]:
    """A name and the code printed with it: ``[155]石桥市民政局`` and ``402001-安平县交通运输局``."""
    if text is None:
        return None, None
    bare = text.strip()
    if found := _CODE_BEFORE.fullmatch(bare):
        groups = [group for group in found.groups() if group]
        return groups[0], groups[1].strip()
    if found := _CODE_AFTER.fullmatch(bare):
        name, code = (group for group in found.groups() if group)
        return code, name.strip()
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
    place = form.lines.index(form.title) if form.title in form.lines else 0
    lines = [form.title or "", *form.lines[place:], *form.lines[:place][::-1]]
    lines = [line for line in lines if len(line) <= LONGEST_TITLE and "。" not in line]
    lines.sort(key=lambda line: "年度" not in normal(line))  # what says 年度 is about the fiscal year
    return next((year for line in lines if (year := values.year_in(line))), None)


def _grade(text: str | None) -> str | None:
    return text if text and is_grade(text) else None


def _currency_unit(form: Form, parts: Sequence[Section]) -> str | None:
    """The unit of the amounts: from the money block, else from the nearest note above, else from the header, else from
    a label of the money block of which the page shows only a part."""
    texts = [cell for part in parts if part.kind == "fund" for cell in (part.head.cells if part.head else ())]
    texts += [cell for part in parts if part.kind == "fund" for row in part.rows for cell in row.cells]
    header = [cell for part in parts if part.kind == "header" for row in part.rows for cell in row.cells]
    own = form.lines[form.lines.index(form.title) :] if form.title in form.lines else form.lines
    cut = [join_lines([line.text.strip(HOLE) for line in (*cell.lines, *cell.hidden)]) for cell in texts if cell.hidden]
    notes = (*map(cell_text, texts), *own[::-1], *map(cell_text, header), *cut)
    return next((unit for text in notes if (unit := values.currency_unit(text))), None)
