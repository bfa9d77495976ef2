"""How right is the reading? Every file and field of a folder of PDFs with truth, beside two baselines.

    python -m tests.benchmarks.accuracy [PDF_FOLDER TRUTH_FOLDER]

The baselines read the same pages with the same care for labels as a script that an analyst would write in an hour:
the text that camelot's lattice and pdfplumber's ``extract_tables`` give for the cells, the indicator head found by
its labels, empty cells filled from above. Compared is what all three have: indicator rows whose name, target, actual
value, weight and score are all right. Without arguments the repository's own samples are read.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
from camelot import io as camelot
from rich.console import Console
from rich.table import Table

from extractors import read_document
from extractors.records import Filing
from extractors.values import year_in_path
from extractors.vocabulary import field_of, normal
from tests.comparing import HERE, SAMPLES, Field, compare, truths

COMPARED = ("level3", "target", "actual", "weight", "score")
Rows = list[list[str | None]]


def main(folders: Sequence[str]) -> None:
    pdfs = [Path(folders[0])] if folders else list(SAMPLES)
    found = truths(Path(folders[1]) if len(folders) > 1 else Path(folders[0]) if folders else HERE / "truth")
    paths = {path.name: path for folder in pdfs for path in folder.rglob("*.pdf")}
    per_file = Table("file", "fields", "right", "rows", "jixiao", "camelot", "pdfplumber", title="by file")
    by_field: Counter[str] = Counter()
    right: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for name, truth in found.items():
        if not truth["forms"] or name not in paths:
            continue
        fields = list(compare(truth, _read(paths[name])))
        by_field.update(field.kind for field in fields)
        right.update(field.kind for field in fields if field.right)
        score = {
            "rows": sum(len(form["indicators"]) for form in truth["forms"]),
            "jixiao": _right_rows(fields),
            "camelot": _naive(truth, _camelot_tables(paths[name])),
            "pdfplumber": _naive(truth, _pdfplumber_tables(paths[name])),
        }
        rows.update(score)
        share = sum(field.right for field in fields) / len(fields)
        per_file.add_row(name, str(len(fields)), f"{share:.2%}", *map(str, score.values()))
    console = Console()
    console.print(per_file)
    console.print(_field_table(by_field, right))
    console.print(_summary(by_field, right, rows))


def _read(path: Path) -> list[Filing]:
    """The filings of a document; a year that the form does not print is that of the path, as in the warehouse."""
    year = year_in_path(path.name)
    return [replace(f, fiscal_year=f.fiscal_year or year) for f in read_document(path).filings]


def _field_table(total: Counter[str], right: Counter[str]) -> Table:
    table = Table("field", "fields", "right", title="by field")
    for kind in sorted(total):
        table.add_row(kind, str(total[kind]), f"{right[kind] / total[kind]:.2%}")
    return table


def _summary(total: Counter[str], right: Counter[str], rows: Counter[str]) -> Table:
    table = Table("reader", "indicator rows wholly right", "fields right", title="in all")
    table.add_row("jixiao", f"{rows['jixiao'] / rows['rows']:.1%}", f"{right.total() / total.total():.2%}")
    for reader in ("camelot", "pdfplumber"):
        table.add_row(reader, f"{rows[reader] / rows['rows']:.1%}", "")
    return table


def _right_rows(fields: Iterable[Field]) -> int:
    """Indicator rows of which every compared field is right."""
    rows: dict[str, bool] = {}
    for field in fields:
        table, _, name = field.kind.partition(".")
        if table == "indicator" and name in COMPARED:
            rows[field.where] = rows.get(field.where, True) and field.right
    return sum(rows.values())


def _camelot_tables(path: Path) -> Iterator[Rows]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for table in camelot.read_pdf(path, pages="all", flavor="lattice", engine="vector", suppress_stdout=True):
            yield table.df.values.tolist()


def _pdfplumber_tables(path: Path) -> Iterator[Rows]:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            yield from page.extract_tables()


def _naive(truth: dict[str, Any], tables: Iterable[Rows]) -> int:
    """How many of a document's true indicator rows a plain reading of its tables' texts gives; names as visible."""
    got = Counter(tuple(row) for row in _naive_rows(tables))
    want = Counter(
        tuple(_plain(row["level3_printed" if name == "level3" else name]) for name in COMPARED)
        for form in truth["forms"]
        for row in form["indicators"]
    )
    return (got & want).total()


def _naive_rows(tables: Iterable[Rows]) -> Iterator[list[str]]:
    columns: dict[str, int] = {}
    for table in tables:
        for row in table:
            heads = {field: n for n, text in enumerate(row) if text and (field := field_of("indicator", text))}
            if "level3" in heads:
                columns = heads
            elif columns and max(columns.values()) < len(row):
                yield [
                    "".join(_plain(row[columns[f]]) for f in _PARTS.get(name, (name,)) if f in columns)
                    for name in COMPARED
                ]


_PARTS = {"target": ("target_operator", "target", "target_unit")}


def _plain(text: str | None) -> str:
    bare = normal(text or "")
    return "" if bare in ("-", "—", "/") else bare


if __name__ == "__main__":
    main(sys.argv[1:])
