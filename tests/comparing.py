"""Compare filings with ground truth, field by field: for the tests and for tests/benchmarks/accuracy.py.

A truth file (tests/truth/*.json) says what a careful person reads on the page; ``"?"`` stands for what nobody can
know. Codes, grades and the points of a level 2 are in it where they are printed. What the printed targets and actual
values mean stands once for all files in tests/truth/values.csv, checked by hand. Text is compared without white space
and after NFKC, numbers as decimals, and all placeholders are one value.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from extractors.indicators import bare_name
from extractors.records import Filing
from extractors.values import Target, is_blank, operator
from extractors.vocabulary import normal

HERE = Path(__file__).resolve().parent
SAMPLES = (HERE / "samples", HERE.parent / "data" / "archive")

HEADER = (
    "form_type",
    "fiscal_year",
    "project_name",
    "department",
    "unit",
    "currency_unit",
    "total_weight",
    "total_score",
)
CODES = ("project_code", "department_code", "unit_code", "grade")
FUND = ("label", "initial_budget", "full_budget", "executed", "weight", "execution_rate", "score")
OBJECTIVE = ("expected", "actual")
INDICATOR = ("level1", "level1_weight", "level2", "target", "actual", "weight", "score", "deviation")
SURPLUS = 6  # fields that a row counts for which nobody printed


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the truth beside what was read: ``kind`` is table and column, ``where`` the row."""

    kind: str
    where: str
    want: Any
    got: Any
    right: bool


@cache
def truths(folder: Path = HERE / "truth") -> dict[str, dict[str, Any]]:
    """All truth files of a folder by the name of their PDF."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    return {truth["file"]: truth for truth in found}


@cache
def meanings() -> dict[str, Target]:
    """What every text of the samples' targets and actual values with a figure in it means, by that text."""
    with (HERE / "truth" / "values.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["text"]: Target(
                row["operator"] or None, Decimal(row["value"]) if row["value"] else None, row["unit"] or None
            )
            for row in csv.DictReader(file)
        }


@cache
def sample(name: str) -> Path:
    """The path of a sample PDF by its name, wherever it lies."""
    return next(path for folder in SAMPLES for path in folder.rglob("*") if path.name == name)


def compare(truth: dict[str, Any], filings: Sequence[Filing]) -> Iterator[Field]:
    """Every field of a document's truth with what was read in its place; a missing row misses all its fields."""
    for n, form in enumerate(truth["forms"]):
        yield from _filing(form, filings[n] if n < len(filings) else None, f"{truth['file']} form {n + 1}")
    yield from _surplus("filing", truth["file"], len(filings) - len(truth["forms"]))


def _filing(form: dict[str, Any], filing: Filing | None, where: str) -> Iterator[Field]:
    for name in HEADER:
        yield _field(f"filing.{name}", where, form.get(name, "?"), getattr(filing, name, None))
    for name in CODES:
        yield _field(f"filing.{name}", where, form.get(name), getattr(filing, name, None))
    for table, names in (("fund", FUND), ("objective", OBJECTIVE), ("indicator", INDICATOR)):
        rows = getattr(filing, f"{table}s", ())
        for n, want in enumerate(form[f"{table}s"]):
            row = rows[n] if n < len(rows) else None
            for name in names:
                yield _field(f"{table}.{name}", f"{where} {table} {n + 1}", want[name], getattr(row, name, None))
            if table == "indicator":
                yield _name(f"{where} {table} {n + 1}", want, row)
                yield from _parsed(f"{where} {table} {n + 1}", want, row)
        yield from _surplus(table, where, len(rows) - len(form[f"{table}s"]))


def _surplus(table: str, where: str, rows: int) -> Iterator[Field]:
    for _ in range(SURPLUS * max(rows, 0)):
        yield Field(f"{table}.surplus", where, None, "a row that nobody printed", False)


def _field(kind: str, where: str, want: Any, got: Any) -> Field:
    return Field(kind, where, want, got, want == "?" or _same(want, got))


def _name(where: str, want: dict[str, Any], row: Any) -> Field:
    """A clipped name is right when it is restored, or left as printed and marked."""
    whole, printed = _plain_name(want["level3"]), _plain_name(want["level3_printed"])
    got = _plain_name(getattr(row, "level3", None))
    marked = got == printed and getattr(row, "name_status", None) == "truncated"
    return Field("indicator.level3", where, want["level3"], getattr(row, "level3", None), got == whole or marked)


def _parsed(where: str, want: dict[str, Any], row: Any) -> Iterator[Field]:
    """What a row's label, target and actual value were understood to be; words without a figure have no value."""
    yield _field("indicator.level2_weight", where, want.get("level2_weight"), getattr(row, "level2_weight", None))
    for field, parts in (("target", ("operator", "value", "unit")), ("actual", ("value", "unit"))):
        text = want[field] or ""
        meant = meanings().get(text) if has_figure(text) else Target(None if is_blank(text) else "定性", None, None)
        for part in parts if meant else ():
            name = f"{field}_{part}"
            yield _field(f"indicator.{name}", where, getattr(meant, part), getattr(row, name, None))


def has_figure(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _plain_name(text: str | None) -> str:
    return _plain(bare_name(text))


def _same(want: Any, got: Any) -> bool:
    if isinstance(got, Decimal | int) or (isinstance(want, int) and not isinstance(want, bool)):
        return want is not None and got is not None and Decimal(str(want)) == Decimal(str(got))
    if want is not None and got is None:
        return is_blank(str(want))
    return _plain(want) == _plain(got)


def _plain(text: str | None) -> str:
    if is_blank(text):
        return ""
    op, rest = operator(text) if re.match(r"[≥≧>≤≦<=═＝]", normal(text or "")) else (None, normal(text or ""))
    return (op or "") + rest.rstrip(":")


PRINTED = [name for name, truth in truths().items() if not truth.get("scan")]
