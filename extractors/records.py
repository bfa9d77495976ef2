"""The records that flow through the pipeline, from page to filing.

All are frozen dataclasses of plain values: they compare, pickle and (with msgspec) serialise without help.
Coordinates are PDF points with the origin at the top left of the page: in a ``Reading`` of the page *as displayed*, in
``PageContent`` and what is made of it of the page as its text reads. Amounts are 元 as ``Decimal``, rates are fractions
(99.62 % is ``Decimal("0.9962")``). What was blank on the page is ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Role = Literal["form", "other_form", "unread", "text", "blank"]
Source = Literal["text", "ocr"]
Status = Literal["loaded", "no_form", "quarantined"]
FormType = Literal["project_self_evaluation", "department_self_evaluation"]
NameStatus = Literal["printed", "joined", "restored", "truncated"]


class Box(NamedTuple):
    """A rectangle on a page, in points from its top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box that holds all of these, of which there is one at least."""
        x0, top, x1, bottom = zip(*boxes, strict=True)
        return cls(min(x0), min(top), max(x1), max(bottom))


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of text and the box of its characters."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its place in the grid, its box between the rules, its lines from top to bottom.

    ``hidden`` holds lines that the text layer has and a clip path hides: never printed, but evidence (names.py).
    ``doubt`` is a sentence when the cell's characters are in question: two readers disagree, the recogniser is unsure,
    or a number runs over the cell's border. ``clipped`` says that the cell looks too full to show all its text,
    ``recognised`` keeps OCR's own text where the vocabulary settled it. A cell ``is_open`` whose sides are no rules:
    they were told by the words around it.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: tuple[Line, ...] = ()
    hidden: tuple[Line, ...] = ()
    doubt: str | None = None
    clipped: bool = False
    recognised: str | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table on one page; its cells tile ``row_edges`` × ``column_edges`` without overlap."""

    page: int
    box: Box
    row_edges: tuple[float, ...]
    column_edges: tuple[float, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a reader saw on one page: grids with their text, and the lines outside every grid.

    ``route`` names the reader (``vector``; ``open`` for tables without upright rules; ``combined``, ``ocr``);
    ``characters`` counts the printed characters of the page, ``outside`` those of them that stand in no cell,
    ``disputed`` those that the two text readers (pdfplumber, pdfium) read differently and that stayed undecided. Width,
    height and boxes are those of the page as its text reads: ``turn`` quarters clockwise from the page as displayed.
    """

    page: int
    width: float
    height: float
    source: Source
    route: str
    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    characters: int = 0
    outside: int = 0
    disputed: int = 0
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The account of one page in a Reading: nothing is dropped in silence."""

    page: int
    role: Role
    source: Source
    route: str | None = None
    ordinal: int | None = None  # of the filing that the page (first) belongs to
    characters: int = 0
    outside: int = 0
    disputed: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """A character or digit that was settled by the vocabulary or by arithmetic instead of being read.

    ``rule`` is the check that took part in the choice (it proves nothing about it afterwards), or None where the
    vocabulary decided.
    """

    table: Literal["filing", "fund", "objective", "indicator"]
    seq: int | None
    field: str
    before: str
    after: str
    method: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """What a clipped text other than a name would say; the field itself keeps what is printed (see names.py)."""

    field: str
    before: str
    after: str
    method: str
    evidence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Fund:
    """One row of 项目资金. ``doubtful`` names fields whose characters stayed in doubt, ``printed`` keeps the visible
    text of figures that were not taken for what they look like (field, text)."""

    seq: int
    label: str
    source: str
    initial_budget: Decimal | None
    full_budget: Decimal | None
    executed: Decimal | None
    weight: Decimal | None
    execution_rate: Decimal | None
    score: Decimal | None
    page: int
    box: Box
    doubtful: tuple[str, ...] = ()
    printed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """One pair of 预期目标 and 实际完成情况; paragraphs are separated by newlines.

    ``clipped`` names the fields whose cell lost lines, ``doubtful`` those whose characters are in doubt.
    """

    seq: int
    expected: str | None
    actual: str | None
    clipped: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of 绩效指标.

    ``clipped`` names the fields whose cell shows signs of lost lines (before repair: by geometry; after repair:
    those that stayed cut); ``hidden`` holds, for fields whose cell has clipped lines in the text layer, the text
    with them: (field, text). ``name_method``, ``name_evidence`` and ``name_confidence`` say why ``level3`` differs
    from ``level3_printed`` (see names.py). ``name_fills_cell`` says of a name that counts as whole that its cell has
    no room for more of it (see cut.py), ``name_ending`` with which ending it closes (see endings.py);
    ``name_headless`` says of a cut name that it may lack its beginning.
    """

    seq: int
    level1: str | None
    level1_weight: Decimal | None
    level2: str | None
    level2_weight: Decimal | None
    level3: str | None
    level3_printed: str | None
    target: str | None
    target_operator: str | None
    target_value: Decimal | None
    target_unit: str | None
    actual: str | None
    actual_value: Decimal | None
    actual_unit: str | None
    weight: Decimal | None
    score: Decimal | None
    deviation: str | None
    page: int
    box: Box
    name_status: NameStatus = "printed"
    name_method: str | None = None
    name_evidence: str | None = None
    name_confidence: float | None = None
    name_fills_cell: bool = False
    name_headless: bool = False
    name_ending: str | None = None
    clipped: tuple[str, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    repairs: tuple[Repair, ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """One self-evaluation form as understood.

    ``fiscal_year`` is what the form itself prints (title or header), else None. ``complete`` says that every label
    the form type requires was found.
    """

    ordinal: int
    page_first: int
    page_last: int
    form_type: FormType
    title: str | None
    fiscal_year: int | None
    project_code: str | None
    project_name: str | None
    department_code: str | None
    department: str | None
    unit_code: str | None
    unit: str | None
    currency_unit: str | None
    total_weight: Decimal | None
    total_score: Decimal | None
    grade: str | None
    funds: tuple[Fund, ...]
    objectives: tuple[Objective, ...]
    indicators: tuple[Indicator, ...]
    source: Source = "text"
    complete: bool = True
    doubtful: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one document says: the pure function of its bytes and the reader's version.

    ``cause`` classes a quarantined document (``encrypted``, ``not_pdf``, ``empty``, ``malformed``, ``no_ocr``,
    ``unread_form``, ``timeout``, ``memory``, ``crash``, ``bug``), ``reason`` is the sentence for a person.
    """

    document_id: str
    byte_size: int
    reader: str
    status: Status
    page_count: int | None = None
    producer: str | None = None
    created_at: str | None = None  # ISO 8601 as the PDF says, with its zone where it names one
    cause: str | None = None
    reason: str | None = None
    pages: tuple[Page, ...] = ()
    filings: tuple[Filing, ...] = ()
