"""Readings to Arrow tables, one per table of the warehouse, without a loop over fields.

The tables' own columns say what is taken: a column is filled from the record's attribute of the same name. Adding a
field to a record and a column to its table is all that a new fact needs.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple

import pyarrow as pa

from extractors.records import Filing, Reading
from flows.clock import beijing

# Columns whose attribute has another name.
_ATTRIBUTES = {
    "x0": "box.x0",
    "top": "box.top",
    "x1": "box.x1",
    "bottom": "box.bottom",
    "grade_printed": "grade",
    "table_name": "table",
    "level3_own": "level3",
    "name_status_own": "name_status",
    "name_method_own": "name_method",
    "name_evidence_own": "name_evidence",
    "name_confidence_own": "name_confidence",
}
# Columns that are concluded in SQL (sql/conclude) or generated, not read.
_CONCLUDED = {
    "filing": {
        "grade", "initial_budget", "full_budget", "executed", "execution_weight", "execution_score",
        "computed_weight", "computed_score", "reconciled", "is_current", "superseded_by", "unproved",
    },
    "fund": {"computed_rate"},
}  # fmt: skip
# Columns that come before the record's own in every row of a table.
_KEYS = {
    "document": (
        "document_id", "file_name", "path", "path_year", "ingested_at", "run_id",
        "created_at", "gone_at", "replaced_by",
    ),
    "page": ("document_id", "filing_id"),
    "filing": ("filing_id", "document_id", "year_source"),
    "fund": ("filing_id",),
    "objective": ("filing_id",),
    "indicator": ("filing_id",),
    "text_repair": ("filing_id", "seq"),
    "decision": ("filing_id",),
}  # fmt: skip
TABLES = tuple(_KEYS)


def filing_id(document_id: str, ordinal: int) -> str:
    """The identity of a form: the same on every rebuild, whatever else the archive holds."""
    return f"{document_id[:16]}-{ordinal}"


def creation(text: str | None) -> datetime | None:
    """A PDF's creation date (ISO 8601) as the warehouse stores it; None where it is no date."""
    try:
        return beijing(datetime.fromisoformat(text)) if text else None
    except ValueError:
        return None


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: walking millions of living records over and over takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Tabulator:
    """Turns readings into Arrow tables of the given schemas: column names and types as the warehouse has them."""

    def __init__(self, schemas: Mapping[str, pa.Schema]) -> None:
        self._schemas = {table: _stored(table, schema) for table, schema in schemas.items()}

    @_uncollected()
    def tables(self, readings: Iterable[tuple[Reading, Mapping[str, Any]]]) -> dict[str, pa.Table]:
        """Arrow tables by table name, for readings each with the facts of its document that no reading knows.

        Those facts are file_name, path, path_year, ingested_at and run_id.
        """
        rows = {table: _Rows([], []) for table in TABLES}
        for reading, facts in readings:
            _add_document(rows, reading, facts)
        return {table: _arrow(rows[table], schema) for table, schema in self._schemas.items()}


class _Rows(NamedTuple):
    """The rows of one table: what stands before each record, and the record."""

    keys: list[tuple[Any, ...]]
    records: list[Any]

    def add(self, key: tuple[Any, ...], records: Sequence[Any]) -> None:
        self.keys.extend(repeat(key, len(records)))
        self.records.extend(records)


def _add_document(rows: Mapping[str, _Rows], reading: Reading, facts: Mapping[str, Any]) -> None:
    known = {**facts, "created_at": creation(reading.created_at), "document_id": reading.document_id}
    known |= {"gone_at": None, "replaced_by": None}
    rows["document"].add(tuple(known[name] for name in _KEYS["document"]), [reading])
    for page in reading.pages:
        of = None if page.ordinal is None else filing_id(reading.document_id, page.ordinal)
        rows["page"].add((reading.document_id, of), [page])
    for filing in reading.filings:
        _add_filing(rows, reading.document_id, filing)


def _add_filing(rows: Mapping[str, _Rows], document_id: str, filing: Filing) -> None:
    key = filing_id(document_id, filing.ordinal)
    rows["filing"].add((key, document_id, None if filing.fiscal_year is None else "form"), [filing])
    rows["fund"].add((key,), filing.funds)
    rows["objective"].add((key,), filing.objectives)
    rows["indicator"].add((key,), filing.indicators)
    rows["decision"].add((key,), filing.decisions)
    for indicator in filing.indicators:
        if indicator.repairs:
            rows["text_repair"].add((key, indicator.seq), indicator.repairs)


def _stored(table: str, schema: pa.Schema) -> pa.Schema:
    """The columns that loading fills: the keys first, then those of the record."""
    keys = _KEYS[table]
    taken = [name for name in schema.names if name not in keys and name not in _CONCLUDED.get(table, ())]
    return pa.schema([schema.field(name) for name in (*keys, *taken)])


def _arrow(rows: _Rows, schema: pa.Schema) -> pa.Table:
    """Column by column: a table of millions of cells is no place for a loop over rows."""
    if not rows.records:
        return schema.empty_table()
    keys = [_column(values, kind) for values, kind in zip(zip(*rows.keys, strict=True), schema.types, strict=False)]
    attributes = {name: _ATTRIBUTES.get(name, name) for name in schema.names[len(keys) :]}
    kinds = {attribute: schema.field(name).type for name, attribute in attributes.items()}
    taken = {name: _column(list(map(attrgetter(name), rows.records)), kind) for name, kind in kinds.items()}
    return pa.table(keys + [taken[attribute] for attribute in attributes.values()], schema=schema)


def _column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, UnicodeEncodeError, OverflowError):
        return pa.array([_fitting(value, kind) for value in values], kind)


def _fitting(value: Any, kind: pa.DataType) -> Any:
    """A value as its column can hold it: rounded to its scale, None when too large, text without lone surrogates."""
    if isinstance(value, Decimal):
        return _rounded(value, kind)
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, tuple):
        return [_fitting(item, kind.value_type) for item in value]
    return value


def _rounded(value: Decimal, kind: pa.Decimal128Type) -> Decimal | None:
    if not value.is_finite() or value.adjusted() >= kind.precision - kind.scale:
        return None
    rounded = value.quantize(Decimal(1).scaleb(-kind.scale), ROUND_HALF_UP)
    return rounded if rounded.adjusted() < kind.precision - kind.scale else None
