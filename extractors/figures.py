"""Amounts that a cell's border cut: found by geometry, restored only where arithmetic leaves one possibility.

A spreadsheet that prints a number wider than its cell drops the glyphs that lie outside: ``11,800,000.00`` becomes
``1,800,000.00``, a wrong number that looks right. Such a figure touches the border on its left while figures that
fit keep the cell's padding. It is never loaded as it looks: it stays doubtful and its visible digits are kept. An
amount is filled in only where a single number makes the row's execution rate: of those that end in the visible digits,
the one with the fewest digits before them. A cut rate counts as printed only where the row's amounts make it. Either is
a Decision: the equation proves nothing about the figure afterwards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractors.records import Cell, Decision, Filing, Fund
from extractors.values import currency_factor, number, rate
from extractors.vocabulary import normal

# A figure that fits keeps this distance (points) to the border on its left; cut ones start at it or across it.
CLEARANCE = 0.3
# More digits than these are not guessed back.
LOST_DIGITS = 3

# A line with more room than two digits and this (points, the cell's padding) did not wrap for want of it.
PADDING = 9.0


def is_cut(cell: Cell) -> bool:
    """Whether a cell shows the end of a figure whose beginning its left border cut off."""
    if len(cell.lines) != 1:
        return False
    text = normal(cell.lines[0].text)
    if text.startswith(","):
        return True
    if not text[:1].isdigit() or number(text) is None:
        return False
    gap = cell.lines[0].box.x0 - cell.box.x0
    glyph = (cell.lines[0].box.x1 - cell.lines[0].box.x0) / len(text)
    # A figure that sticks out by more than one glyph is printed whole, across the border.
    return -glyph < gap <= CLEARANCE


def is_one(cells: Sequence[Cell]) -> bool:
    """Whether the lines of a figure's cell are one figure that wrapped, not several figures in one cell.

    A figure wraps where the next digit has no room, behind ￥, at its point and before its percent sign; figures beside
    one another or in short lines are several.
    """
    for cell in cells:
        for line, below in pairwise(cell.lines):
            if line.text in "¥￥" or (below.text.endswith(("%", "％")) and not line.text.endswith(("%", "％"))):
                continue
            if line.text.endswith((".", ",")) or below.text.startswith((".", ",")):
                continue
            glyph = (line.box.x1 - line.box.x0) / max(len(line.text), 1)
            free = (cell.box.x1 - cell.box.x0) - (line.box.x1 - line.box.x0)
            is_beside = line.box.top - glyph < below.box.top < line.box.bottom - glyph  # above it: overleaf
            if is_beside or free > 2 * glyph + PADDING:
                return False
    return sum(bool(cell.lines) for cell in cells) <= 1


def restore(filing: Filing) -> Filing:
    """Fill in the amounts and rates of the money rows that a border cut, where only one number reconciles."""
    funds: list[Fund] = []
    decisions: list[Decision] = []
    for fund in filing.funds:
        found = _restored(fund, currency_factor(filing.currency_unit))
        funds.append(
            replace(
                fund,
                full_budget=found.get("full_budget", fund.full_budget),
                executed=found.get("executed", fund.executed),
                execution_rate=found.get("execution_rate", fund.execution_rate),
            )
        )
        decisions += (
            Decision("fund", fund.seq, field, dict(fund.printed)[field], str(value), "arithmetic", "execution_rate")
            for field, value in found.items()
        )
    return replace(filing, funds=tuple(funds), decisions=filing.decisions + tuple(decisions)) if decisions else filing


def _restored(fund: Fund, factor: int) -> Mapping[str, Decimal]:
    """The cut figures of a row: its amounts if its execution rate admits one pair of budget and execution only, its
    rate if it is that of its amounts."""
    cut = dict(fund.printed)
    if "execution_rate" in cut:
        shown = rate(cut["execution_rate"]) if cut["execution_rate"].endswith(("%", "％")) else None
        if shown is None or not fund.full_budget or fund.executed is None:
            return {}
        return {"execution_rate": shown} if _making(shown, fund.full_budget, [fund.executed]) else {}
    if not fund.execution_rate or fund.execution_rate < 0 or not {"full_budget", "executed"} & cut.keys():
        return {}
    budgets = _candidates(fund.full_budget, cut.get("full_budget"), factor)
    executions = sorted(_candidates(fund.executed, cut.get("executed"), factor))
    share = fund.execution_rate
    pairs = [(budget, executed) for budget in budgets if budget for executed in _making(share, budget, executions)]
    # Of pairs of different length the shortest is meant: a column is a glyph too narrow, not three.
    shortest = min((_digits(pair) for pair in pairs), default=0)
    pairs = [pair for pair in pairs if _digits(pair) == shortest]
    if len(pairs) != 1:
        return {}
    found = {"full_budget": pairs[0][0], "executed": pairs[0][1]}
    return {field: value for field, value in found.items() if field in cut}


def _digits(pair: tuple[Decimal, Decimal]) -> int:
    return sum(value.adjusted() for value in pair)


def _candidates(read: Decimal | None, printed: str | None, factor: int) -> list[Decimal]:
    """The numbers that a figure can be: the one that was read, or all that end in the visible digits."""
    if printed is None:
        return [read] if read else []
    return [value * factor for value in _completions(normal(printed))]


def _completions(visible: str) -> Iterator[Decimal]:
    """Yield the numbers that end in the visible digits; commas say how many digits the first group lacks."""
    groups = visible.split(",")
    first = groups[0]
    rest = "".join(groups[1:])
    if not rest.replace(".", "").isdigit() and rest:
        return
    if first == "":
        yield from (Decimal(f"{lost}{rest}") for lost in range(1, 10**LOST_DIGITS))
        return
    if (value := number(visible)) is not None:
        yield value
        room = 3 - len(first.split(".")[0]) if rest else LOST_DIGITS
        yield from (Decimal(f"{lost}{first}{rest}") for lost in range(1, 10**room))


def _making(share: Decimal, budget: Decimal, executions: Sequence[Decimal]) -> Sequence[Decimal]:
    """Those of the executions, ascending, whose share of a budget is the one printed, rounded in its last place."""
    half = Decimal(1).scaleb(int(share.as_tuple().exponent)) / 2
    low, high = sorted((budget * (share - half), budget * (share + half)))
    return executions[bisect_left(executions, low) : bisect_right(executions, high)]
