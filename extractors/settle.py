"""Doubt about a recognised form's figures, settled by arithmetic where exactly one reading adds up.

Two steps, both over the equations of arithmetic.py. A figure in doubt that stands in an equation which holds as it
was read is *proved*: the doubt goes, nothing was chosen. Where an equation does not hold and exactly one likely
misreading of one of its figures makes it hold, that one is *chosen*, and a Decision names the rule that took part:
it proves nothing about the figure afterwards (sql/conclude/reconciled.sql). What neither step settles stays doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from extractors.arithmetic import Equation, Term, equations
from extractors.confusions import alike
from extractors.records import Decision, Filing, Fund, Indicator

# A sum shows every figure of its terms; a rate shows four figures of an amount, and a limit none.
PROVING = {"fund_total", "weights_total", "level1_weights", "scores_total"}
AMOUNTS = ("initial_budget", "full_budget", "executed")
POINTS = ("weight", "score", "total_weight", "total_score")


def settle(filing: Filing) -> Filing:
    """Prove, then choose, as long as a choice is found; then mark every figure of an equation that still fails."""
    filing = _proved(filing)
    for _ in range(_count(filing)):
        chosen = _choice(filing)
        if chosen is None:
            break
        filing = _proved(chosen)
    return filing


def _count(filing: Filing) -> int:
    return 1 + sum(len(fund.doubtful) for fund in filing.funds) + len(filing.indicators)


# -- Terms -------------------------------------------------------------------------------------------------------


def _row(filing: Filing, term: Term) -> Filing | Fund | Indicator:
    table, seq, _ = term
    rows: tuple[Fund | Indicator, ...] = filing.funds if table == "fund" else filing.indicators
    return filing if seq is None else next(row for row in rows if row.seq == seq)


def _value(filing: Filing, term: Term) -> Decimal | None:
    value: Decimal | None = getattr(_row(filing, term), term[2])
    return value


def _in_doubt(filing: Filing, term: Term) -> bool:
    return term[2] in _row(filing, term).doubtful


def _changed(filing: Filing, term: Term, **changes: Any) -> Filing:
    """The filing with fields of the term's row replaced."""
    table, seq, _ = term
    if seq is None:
        return replace(filing, **changes)
    if table == "fund":
        return replace(filing, funds=tuple(replace(f, **changes) if f.seq == seq else f for f in filing.funds))
    rows = tuple(replace(row, **changes) if row.seq == seq else row for row in filing.indicators)
    return replace(filing, indicators=rows)


def _without_doubt(filing: Filing, term: Term) -> Filing:
    doubtful = tuple(field for field in _row(filing, term).doubtful if field != term[2])
    return _changed(filing, term, doubtful=doubtful)


# -- Prove -------------------------------------------------------------------------------------------------------


def _proved(filing: Filing) -> Filing:
    for equation in equations(filing):
        if not equation.holds:
            continue
        for term in equation.terms:
            if _in_doubt(filing, term) and _proves(filing, equation, term):
                filing = _without_doubt(filing, term)
    return filing


def _proves(filing: Filing, equation: Equation, term: Term) -> bool:
    """Whether an equation that holds shows that a figure of it was read right.

    A total of one part is the same figure printed twice: what misread the one misread the other.
    """
    if equation.rule == "fund_total":
        return sum(bool(_value(filing, other)) for other in equation.terms) > 2
    return equation.rule in PROVING or (equation.rule, term[2]) == ("execution_rate", "execution_rate")


# -- Choose ------------------------------------------------------------------------------------------------------


def _choice(filing: Filing) -> Filing | None:
    """The filing after the first choice that an equation allows, or None."""
    for equation in equations(filing):
        if equation.holds:
            continue
        fits = [
            (term, value)
            for term in equation.terms
            for value in dict.fromkeys(_candidates(filing, term))
            if _reconciles(filing, equation, term, value)
        ]
        if len(fits) == 1:
            return _decided(filing, equation, *fits[0])
    return None


def _candidates(filing: Filing, term: Term) -> Iterator[Decimal]:
    """What a figure may have been before it was misread: likely misreadings only, most of them only under doubt."""
    value = _value(filing, term)
    if value is None:
        return
    if term[2] in POINTS and value == value.to_integral_value():
        yield from (value / 100, value / 10)  # a lost point: 1.50 read as 150
    if not _in_doubt(filing, term):
        return
    if term[2] in AMOUNTS:
        printed = f"{value.normalize():f}"
        for other in _amounts(filing):
            if other != value and f"{other.normalize():f}".endswith(printed):
                yield other  # figures cut off at the left, printed whole elsewhere
    yield from (Decimal(text) for text in alike(f"{value:f}"))


def _amounts(filing: Filing) -> Iterator[Decimal]:
    for fund in filing.funds:
        for field in AMOUNTS:
            if (amount := getattr(fund, field)) is not None:
                yield amount


def _reconciles(filing: Filing, equation: Equation, term: Term, value: Decimal) -> bool:
    """Whether with this value the equation holds, and every other one that has the figure and no other in doubt."""
    after = [e for e in equations(_changed(filing, term, **{term[2]: value})) if term in e.terms]
    if not any(e.holds for e in after if (e.rule, e.terms) == (equation.rule, equation.terms)):
        return False
    return all(e.holds or any(_in_doubt(filing, other) for other in e.terms if other != term) for e in after)


def _decided(filing: Filing, equation: Equation, term: Term, value: Decimal) -> Filing:
    table, seq, field = term
    before = str(_value(filing, term))
    decision = Decision(table, seq, field, before, str(value), "arithmetic", equation.rule)  # type: ignore[arg-type]
    filing = _without_doubt(_changed(filing, term, **{field: value}), term)
    return replace(filing, decisions=(*filing.decisions, decision))
