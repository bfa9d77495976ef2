"""How well cut names are restored: every form of a folder of truth files, its names cut at several widths.

    python tests/benchmarks/names.py tests/truth [--show]

Each form is printed again and again as a column of ``width`` characters with two lines would print it: a name that
is longer than ``2 × width`` loses its rest. What repair makes of the cut names is counted, by width:
``restored`` as in the truth, ``marked`` truncated, ``wrong`` (another name, or a cut name taken for whole); and of
whole names that fill their cell to the last place, ``alarm``: marked or changed though nothing is missing.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from extractors.names import repair
from extractors.records import Box, Filing, Indicator, Objective

WIDTHS = range(4, 11)
LINES = 2


def forms(folder: Path) -> Iterator[tuple[str, Filing]]:
    """Yield every form of a folder's truth files as the Filing that a perfect reader would give."""
    for path in sorted(folder.glob("*.json")):
        for ordinal, form in enumerate(json.loads(path.read_text()).get("forms", []), 1):
            yield f"{path.stem}#{ordinal}", as_filing(form, ordinal)


def as_filing(form: dict[str, Any], ordinal: int) -> Filing:
    return Filing(
        ordinal=ordinal,
        page_first=1,
        page_last=1,
        form_type="project_self_evaluation",
        title=None,
        fiscal_year=None,
        project_code=None,
        project_name=form["project_name"],
        department_code=None,
        department=form["department"],
        unit_code=None,
        unit=form["unit"],
        currency_unit=None,
        total_weight=None,
        total_score=None,
        grade=None,
        funds=(),
        objectives=tuple(
            Objective(seq, objective["expected"], objective["actual"])
            for seq, objective in enumerate(form["objectives"], 1)
        ),
        indicators=tuple(as_indicator(row, seq) for seq, row in enumerate(form["indicators"], 1)),
    )


def as_indicator(row: dict[str, Any], seq: int) -> Indicator:
    name = re.sub(r"^(?:★|指标\d+[:：]?)+", "", row["level3"] or "")
    return Indicator(
        seq=seq,
        level1=row["level1"],
        level1_weight=None,
        level2=row["level2"],
        level2_weight=None,
        level3=name,
        level3_printed=name,
        target=row["target"],
        target_operator=None,
        target_value=None,
        target_unit=None,
        actual=row["actual"],
        actual_value=None,
        weight=None,
        score=None,
        deviation=row["deviation"],
        page=1,
        box=Box(0, 0, 0, 0),
    )


def cut_off(filing: Filing, room: int) -> Filing:
    """The filing as a column with room for so many characters prints it: the fullest cells look cut."""
    rows = []
    for row in filing.indicators:
        name = (row.level3 or "")[:room]
        clipped = ("level3",) if len(name) == room else ()
        rows.append(replace(row, level3=name, level3_printed=name, clipped=clipped))
    return replace(filing, indicators=tuple(rows))


def outcomes(filing: Filing, room: int) -> Iterator[tuple[str, Indicator, str]]:
    """Yield (outcome, repaired row, true name) for every name that looks cut in a column of that room."""
    printed = cut_off(filing, room)
    repaired = repair(printed)
    for whole, row, cut in zip(filing.indicators, repaired.indicators, printed.indicators, strict=True):
        if not cut.clipped:
            continue
        true = whole.level3 or ""
        if row.name_status == "truncated":
            yield ("alarm" if row.level3 == true else "marked"), row, true
        elif row.level3 != true:
            yield ("alarm" if cut.level3 == true else "wrong"), row, true
        else:
            yield ("kept" if cut.level3 == true else "restored"), row, true


def main() -> None:
    folder, show = Path(sys.argv[1]), "--show" in sys.argv
    print("room  restored  marked  wrong    kept  alarm")
    for width in WIDTHS:
        count: Counter[str] = Counter()
        for where, filing in forms(folder):
            for outcome, row, true in outcomes(filing, LINES * width):
                count[outcome] += 1
                if show and outcome == "wrong":
                    print(f"  {where} {row.seq} {true} → {row.level3} | {row.name_evidence}")
        print(
            f"{LINES * width:4}  {count['restored']:8}  {count['marked']:6}  {count['wrong']:5}"
            f"  {count['kept']:6}  {count['alarm']:5}"
        )


if __name__ == "__main__":
    main()
