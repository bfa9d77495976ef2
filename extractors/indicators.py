"""The rows of 绩效指标: levels, names, values, scores, and the total row under them.

One indicator is one cell in the column of level-3 names, with whatever stands beside it. A row cut by a page end is
put together again; level-1 and level-2 labels, printed once for many rows, on one page or again on each, are carried
to every row they span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from extractors import figures, values
from extractors.cut import mark_cut_names
from extractors.levels import carried, is_whole_level, split_points
from extractors.records import Box, Cell, Decision, Indicator
from extractors.sections import Section
from extractors.stitch import Row, with_lines
from extractors.text import cell_text, join_lines
from extractors.vocabulary import fund_source, is_direction, is_grade, is_level, is_subtotal, is_total, key, normal

_NAME_PREFIX = re.compile(r"(?:[★☆＊*]+|指标\s*\d+\s*[:：.、]?\s*)+")
_TOTAL_WITH_SCORE = re.compile(r"\D+?[:：为](\d+(?:\.\d+)?)分?")
_TEXT_FIELDS = ("level2", "level3", "target", "actual", "deviation")
_NUMBERS = ("weight", "score")
# A line that fills this share of its cell's width may go on in the next line.
_FULL_LINE = 0.6


@dataclass(frozen=True, slots=True)
class Total:
    """What the total row prints: points, score, grade."""

    weight: Decimal | None = None
    score: Decimal | None = None
    grade: str | None = None
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Raw:
    """One indicator row before its values are read: its bands and, for each field, its cells."""

    section: Section
    rows: tuple[Row, ...]
    cells: dict[str, tuple[Cell, ...]]

    @cached_property
    def texts(self) -> dict[str, str]:
        return {field: text for field, cells in self.cells.items() if (text := "".join(map(cell_text, cells)))}

    @property
    def page(self) -> int:
        return self.rows[0].page

    def has(self, *fields: str) -> bool:
        return any(field in self.texts for field in fields)


def read(parts: Sequence[Section]) -> tuple[tuple[Indicator, ...], Total, tuple[Decision, ...]]:
    """The indicators of all indicator sections, in order, the total, and the decisions that recognition made."""
    raws: list[_Raw] = []
    total = Total()
    for section in parts:
        if section.kind == "indicator":
            body, found = _body(section)
            raws += body
            total = found or total
        elif raws and section.kind == "fund" and section.rows and not _is_money(section.rows[-1]):
            total = _total(_raw(section, section.rows[-1:])) or total
    upper = carried([(_level_cell(raw, "level1"), raw.page) for raw in raws])
    lower = carried([(_level_cell(raw, "level2"), raw.page) for raw in raws], uppers=upper)
    rows = tuple(
        _indicator(seq, raw, level1, level2)
        for seq, (raw, level1, level2) in enumerate(zip(raws, upper, lower, strict=True), 1)
    )
    rows = mark_cut_names(rows, [raw.cells.get("level3", ()) for raw in raws])
    return rows, total, tuple(d for seq, raw in enumerate(raws, 1) for d in _decisions(seq, raw))


def _body(section: Section) -> tuple[list[_Raw], Total | None]:
    """The rows of a section and its total. A total with indicators below it was that of a group."""
    raws: list[_Raw] = []
    total: Total | None = None
    banner: Cell | None = None
    for raw in _raw_rows(section):
        if (found := _total(raw)) is not None:
            total = found
        elif any(is_subtotal(cell_text(cell)) for cell in raw.rows[0].cells):
            continue
        elif (label := _banner(raw)) is not None:
            banner = label
        elif raws and _is_rest(raws[-1], raw):
            raws[-1] = _joined(raws[-1], raw)
        elif not _is_note(raw) and (total is None or _has_number(raw)):
            raws.append(_under(raw, banner))
    return [raw for raw in raws if _is_used(raw)], total


def _is_money(row: Row) -> bool:
    """Whether a row of a money block that stands below the indicators is of money; else it may be the form's total."""
    return any(fund_source(cell_text(cell)) for cell in row.cells if is_total(cell_text(cell)))


def _has_number(raw: _Raw) -> bool:
    return any(values.number(raw.texts.get(field)) is not None for field in _NUMBERS)


def _banner(raw: _Raw) -> Cell | None:
    """The level label that is a row of its own, over all columns: level 1 of the rows below it."""
    return next((cell for cell in raw.rows[0].cells if is_level(cell_text(cell))), None) if _is_note(raw) else None


def _under(raw: _Raw, banner: Cell | None) -> _Raw:
    """A row below a banner, in a table without a column for level 1."""
    if banner is None or raw.section.column("level1"):
        return raw
    return replace(raw, cells={**raw.cells, "level1": (banner,)})


def _is_note(raw: _Raw) -> bool:
    """Whether a row is a remark under the table: one cell, one over the names and their values, or one over all values
    (that of a row named 不适用 in the column of names is no remark)."""
    names = set(raw.cells.get("level3", ()))
    if len(raw.rows[0].cells) == 1 or names & _common(raw, "target", "actual"):
        return True
    values_of_row = [field for field in ("target", "actual", *_NUMBERS, "deviation") if raw.section.column(field)]
    merged = [text for cell in _common(raw, *values_of_row[:3]) if (text := cell_text(cell))]
    of_levels = names & _common(raw, "level2")
    return any(of_levels or not (values.is_blank(text) or values.is_not_applicable(text)) for text in merged)


def _common(raw: _Raw, *fields: str) -> set[Cell]:
    """The cells of a row that stand under each of some heads."""
    return set.intersection(*(set(raw.cells.get(field, ())) for field in fields))


def _raw_rows(section: Section) -> Iterator[_Raw]:
    """Bands that share their level-3 cell, put together."""
    bands: list[Row] = []
    name: tuple[Cell, ...] = ()
    for row in section.rows:
        cells = tuple(section.cells(row, "level3"))
        same = bands and cells and cells == name and row.page == bands[-1].page
        if bands and (not same or _has_figures_of_its_own(section, bands[-1], row)):
            yield _raw(section, bands)
            bands = []
        bands.append(row)
        name = cells
    if bands:
        yield _raw(section, bands)


def _has_figures_of_its_own(section: Section, above: Row, row: Row) -> bool:
    """Whether a band beside the same name has other figures than the band above: an indicator of its own."""
    for field in _NUMBERS if section.column("weight") or section.column("score") else ("target",):
        upper, lower = section.cells(above, field), section.cells(row, field)
        if upper != lower and any(map(cell_text, upper)) and any(map(cell_text, lower)):
            return True
    return False


def _raw(section: Section, bands: Sequence[Row]) -> _Raw:
    cells: dict[str, tuple[Cell, ...]] = {}
    for field in {column.field for column in section.columns}:
        found = [cell for row in bands for cell in section.cells(row, field)]
        cells[field] = tuple(dict.fromkeys(found))
    adjusted = cells.pop("adjusted_target", ())
    if any(not values.is_blank(cell_text(cell)) for cell in adjusted):
        cells["target"] = adjusted
    return _Raw(section, tuple(bands), cells)


def _total(raw: _Raw) -> Total | None:
    """What a total row prints, None for any other row: points and score by their columns, or behind the label
    (``总分：98.11分``), or, where the total row has columns of its own, its numbers in order."""
    row = raw.rows[0]
    printed = [cell for cell in row.cells if cell.lines]
    label = next((cell for cell in printed[:2] if is_total(cell_text(cell))), None)
    if label is None:
        return None
    behind = _TOTAL_WITH_SCORE.fullmatch(normal(cell_text(label)))
    if behind and not any(values.number(cell_text(cell)) is not None for cell in printed if cell != label):
        return Total(score=Decimal(behind.group(1)))
    cells = {field: [cell for cell in raw.cells.get(field, ()) if cell != label] for field in _NUMBERS}
    if cells["weight"] == cells["score"]:
        cells["weight"] = []  # one cell under both heads is the score
    weight, score = (values.number("".join(map(cell_text, cells[field]))) for field in _NUMBERS)
    if weight is None and score is not None and raw.section.column("weight"):
        left = [cell for cell in printed if cell != label and cell.box.x1 <= cells["score"][0].box.x0 + 1]
        figures_left = [number for cell in left if (number := values.number(cell_text(cell))) is not None]
        weight = figures_left[0] if len(figures_left) == 1 else None
    if score is None:
        numbers = [values.number(cell_text(cell)) for cell in printed if cell != label]
        last = next((number for number in reversed(numbers) if number is not None), None)
        score = last if last != weight else None
    grade = next((normal(cell_text(cell)) for cell in printed if is_grade(cell_text(cell))), None)
    doubtful = tuple(f"total_{field}" for field in _NUMBERS if any(cell.doubt for cell in cells[field]))
    return Total(weight, score, grade, doubtful)


def _is_rest(raw: _Raw, rest: _Raw) -> bool:
    """Whether a row at the top of a page is the rest of the row cut by the page end before it.

    A row has its figures once: the parts of one row never both have them, two rows both do. And what goes on in a
    text column goes on from a full line.
    """
    if not (rest.page != raw.rows[-1].page and rest.rows[0].first and raw.rows[-1].last):
        return False
    if not _is_used(raw):
        return _is_beginning(raw) and _is_used(rest)
    if not rest.texts.keys() - {"level1", "level2"}:
        return any(is_level(raw.texts.get(field, "") + text) for field, text in rest.texts.items())
    if not rest.has("level3") and not rest.has(*_NUMBERS):
        return True
    figures = _NUMBERS if raw.section.column("weight") or raw.section.column("score") else ("target", "actual")
    if raw.has(*figures) and rest.has(*figures) and not _is_rest_of_score(raw, rest):
        return False
    if not rest.has("level3"):
        return True
    if values.is_unused_name(rest.texts["level3"]) or not (raw.has(*figures) or rest.has(*figures)):
        return False
    shared = (field for field in _TEXT_FIELDS if field != "level2" and raw.has(field) and rest.has(field))
    return all(_fills_line(raw.cells[field]) for field in shared)


def _is_beginning(raw: _Raw) -> bool:
    """Whether of a row only the first lines of a long reason stand before the page end, and the rest, whose cells are
    shorter and stand in the middle, overleaf."""
    begun = raw.texts.keys() - {"level1", "level2"}
    return bool(begun) and begun <= {"deviation", "remark"} and all(_fills_line(raw.cells[field]) for field in begun)


def _is_rest_of_score(raw: _Raw, rest: _Raw) -> bool:
    """Whether a row has nothing but digits that a score goes on with: ``8.5`` and ``7``, where 8.57 wrapped."""
    return (
        raw.has("target")
        and raw.has("actual")
        and raw.has("weight")
        and raw.has("score")
        and not rest.has("target", "actual", "weight")
        and "." in raw.texts["score"]
        and rest.texts["score"].isdigit()
    )


def _fills_line(cells: Sequence[Cell]) -> bool:
    cell = next((cell for cell in reversed(cells) if cell.lines), None)
    if cell is None:
        return True
    last = cell.lines[-1].box
    return last.x1 - last.x0 >= _FULL_LINE * (cell.box.x1 - cell.box.x0)


def _joined(raw: _Raw, rest: _Raw) -> _Raw:
    """One row of two parts: every text goes on with its rest, a level label only where the whole is a label."""
    cells = {}
    for field, found in raw.cells.items():
        below = [cell for cell in rest.cells.get(field, ()) if cell.lines]
        whole = raw.texts.get(field, "") + rest.texts.get(field, "")
        if field in ("level1", "level2") and (is_whole_level(raw.texts.get(field, "")) or not is_level(whole)):
            below = []
        cells[field] = (with_lines(found[0], [*found[1:], *below]),) if found and below else found
    return _Raw(raw.section, raw.rows + rest.rows, cells)


def _is_used(raw: _Raw) -> bool:
    """Whether a row is an indicator: named, or unnamed but with values (not a template row nobody filled in)."""
    if not values.is_unused_name(raw.texts.get("level3")):
        return True
    return any(not values.is_blank(raw.texts.get(field)) for field in ("target", "actual", "weight", "score"))


# Values


def _level_cell(raw: _Raw, field: str) -> Cell | None:
    """The cell of a row's level; one that is both levels' names the upper one."""
    cell = next(iter(raw.cells.get(field, ())), None)
    return None if field == "level2" and cell in raw.cells.get("level1", ()) else cell


def _indicator(seq: int, raw: _Raw, level1: str | None, level2: str | None) -> Indicator:
    label1, weight1 = split_points(level1)
    label2, weight2 = split_points(level2)
    texts = raw.texts
    printed = texts.get("level3")
    target = _target(texts)
    parsed = values.target(target)
    reached = values.actual(texts.get("actual"), parsed.unit)
    name_lines = sum(len(cell.lines) for cell in raw.cells.get("level3", ()))
    deviation_field = "deviation" if raw.section.column("deviation") else "remark"
    first_page = [row for row in raw.rows if row.page == raw.page]
    return Indicator(
        seq=seq,
        level1=label1,
        level1_weight=weight1 if weight1 is not None else _figure(raw, "level1_weight"),
        level2=label2,
        level2_weight=weight2 if weight2 is not None else _figure(raw, "level2_weight"),
        level3=bare_name(printed),
        level3_printed=printed,
        target=target,
        target_operator=parsed.operator,
        target_value=parsed.value,
        target_unit=parsed.unit,
        actual=texts.get("actual"),
        actual_value=reached.value,
        actual_unit=reached.unit,
        weight=_figure(raw, "weight"),
        score=_figure(raw, "score"),
        deviation=texts.get(deviation_field),
        page=raw.page,
        box=Box.around(row.box for row in first_page),
        name_status="joined" if name_lines > 1 else "printed",
        clipped=tuple(field for field in _TEXT_FIELDS if any(cell.clipped for cell in raw.cells.get(field, ()))),
        hidden=tuple((field, _with_hidden(field, raw.cells[field])) for field in _TEXT_FIELDS if _hides(raw, field)),
        doubtful=tuple(_doubtful(raw)),
    )


def _figure(raw: _Raw, field: str) -> Decimal | None:
    """The number of a cell that holds one; None where it holds several, or something else."""
    return values.number(raw.texts.get(field)) if figures.is_one(raw.cells.get(field, ())) else None


def bare_name(text: str | None) -> str | None:
    """A name without its ``指标1：`` and ``★``."""
    if text is None:
        return None
    found = _NAME_PREFIX.match(text)
    return (text[found.end() :] if found else text).strip() or None


def _target(texts: dict[str, str]) -> str | None:
    """The target as printed; operator and unit from their own columns joined to it."""
    operator = texts.get("target_operator")
    parts = [None if is_direction(operator or "") else operator, texts.get("target"), texts.get("target_unit")]
    if not (parts[0] or parts[2]):
        return parts[1]
    return "".join(part for part in parts if part and not values.is_blank(part)) or None


def _hides(raw: _Raw, field: str) -> bool:
    return any(cell.hidden for cell in raw.cells.get(field, ()))


def _with_hidden(field: str, cells: Sequence[Cell]) -> str:
    """The text of a field's cells with the lines that are hidden there."""
    lines = [line for cell in cells for line in (*cell.lines, *cell.hidden)]
    text = join_lines([line.text for line in sorted(lines, key=lambda line: line.box.top)])
    return bare_name(text) or "" if field == "level3" else text


def _doubtful(raw: _Raw) -> Iterator[str]:
    """Fields in doubt: their cell says so, or a number's cell holds what is neither number nor placeholder."""
    for field in (*_TEXT_FIELDS, *_NUMBERS, "level1"):
        cells = raw.cells.get(field, ())
        text = raw.texts.get(field)
        unread = field in _NUMBERS and not values.is_blank(text) and _figure(raw, field) is None
        if unread or any(cell.doubt for cell in cells):
            yield field


def _decisions(seq: int, raw: _Raw) -> Iterator[Decision]:
    """What the recogniser's text was before the vocabulary settled it."""
    for field, cells in raw.cells.items():
        for cell in cells:
            if cell.recognised is not None:
                yield Decision("indicator", seq, field, cell.recognised, key(cell_text(cell)), "vocabulary")
