"""How cut names fare: on forms as published, and on the same forms printed again in narrow columns.

    python -m tests.benchmarks.names [FOLDER] [--show]

FOLDER holds PDFs with their truth as JSON beside them; without it the repository's samples are taken.

*As published* reads every PDF. Of names that the page cut off: ``restored`` as in the truth, ``marked`` truncated, or
``wrong`` (another name, or the cut one taken for whole). Of names that are whole: ``kept``, or ``alarm`` (marked or
changed though nothing is missing).

*Narrow columns* takes the names from the truth and cuts those that do not fit a cell of so many characters, in every
form. A name of exactly that length looks cut as well, which makes the alarms of this table far more frequent than
in print.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractors import read_document, values
from extractors.endings import fold
from extractors.indicators import bare_name
from extractors.names import repair
from extractors.records import Filing, Indicator, Objective
from tests.comparing import sample, truths
from tests.forms import filing, indicator

ROOMS = range(8, 21, 2)
UNKNOWABLE = "?"  # in a truth file: what nobody can know
OUTCOMES = ("restored", "marked", "wrong", "kept", "alarm")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is and as the page shows it, both folded."""

    whole: str
    printed: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a name."""

    outcome: str
    whole: str
    printed: str
    row: Indicator


def as_printed(truth: dict[str, Any]) -> list[list[Name]]:
    """The names of a document by form, from its truth."""
    return [
        [Name(_bare(row["level3"]), _bare(row["level3_printed"])) for row in form["indicators"]]
        for form in truth["forms"]
    ]


def _bare(name: str | None) -> str:
    return fold(bare_name(name) or "")


def judged(names: Iterable[Sequence[Name]], filings: Iterable[Filing]) -> list[Judged]:
    """The outcome of every name of a document."""
    return [
        Judged(_outcome(name, row), name.whole, name.printed, row)
        for form, read in zip(names, filings, strict=True)
        for name, row in zip(form, read.indicators, strict=True)
        if name.whole != UNKNOWABLE
    ]


def _outcome(name: Name, row: Indicator) -> str:
    got, marked = fold(row.level3 or ""), row.name_status == "truncated"
    if name.whole == name.printed:
        return "kept" if got == name.whole and not marked else "alarm"
    if got == name.whole:
        return "restored"
    return "marked" if marked and got == name.printed else "wrong"


def as_filing(form: dict[str, Any]) -> Filing:
    """A form of a truth file as a perfect reader would give it, whole names and all."""
    rows = (
        indicator(
            bare_name(row["level3"]) or "",
            **{field: row[field] for field in ("level1", "level2", "target", "actual", "deviation")},
            target_unit=values.target(row["target"]).unit,
        )
        for row in form["indicators"]
    )
    objectives = (Objective(seq, text["expected"], text["actual"]) for seq, text in enumerate(form["objectives"], 1))
    return filing(indicators=tuple(rows), objectives=tuple(objectives))


def narrowed(form: Filing, room: int) -> tuple[list[Name], Filing]:
    """The form as cells with room for so many characters print it, and its names."""
    names = [Name(fold(row.level3 or ""), fold(row.level3 or "")[:room]) for row in form.indicators]
    rows = (
        replace(row, level3=name.printed, clipped=("level3",) if len(name.printed) == room else ())
        for row, name in zip(form.indicators, names, strict=True)
    )
    return names, replace(form, indicators=tuple(rows))


def documents(folder: Path | None) -> Iterator[tuple[Path, dict[str, Any]]]:
    """PDFs with their truth."""
    if folder is None:
        found = [(sample(name), truth) for name, truth in truths().items()]
    else:
        found = [(path.with_suffix(".pdf"), json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))]
    return ((path, truth) for path, truth in found if truth.get("forms") and not truth.get("scan"))


def report(title: str, found: Iterable[Judged], show: bool) -> None:
    count: Counter[str] = Counter()
    for name in found:
        count[name.outcome] += 1
        if show and name.outcome in ("wrong", "alarm", "marked"):
            print(f"  {name.outcome}: {name.whole} | {name.printed} | {name.row.level3} | {name.row.name_evidence}")
    print(f"{title:>12}" + "".join(f"{count[outcome]:>10}" for outcome in OUTCOMES))


def main() -> None:
    folders, show = [Path(word) for word in sys.argv[1:] if word != "--show"], "--show" in sys.argv
    corpus = list(documents(folders[0] if folders else None))
    print(f"{'':>12}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES))
    read = [found for path, truth in corpus for found in judged(as_printed(truth), read_document(path).filings)]
    report("as published", read, show)
    forms = [as_filing(form) for _, truth in corpus for form in truth["forms"]]
    for room in ROOMS:
        cut = [narrowed(form, room) for form in forms]
        report(f"room for {room}", judged([names for names, _ in cut], [repair(form) for _, form in cut]), False)


if __name__ == "__main__":
    main()
