"""What must add up within one filing, as equations over its fields: the proof of a reading while it is being read.

The checks that are stored and reported are SQL (sql/checks); these serve the choice between two readings of a form
and between two candidates for a digit. Both judge alike, with the same tolerances, and a test compares them. Here fewer
are judged, since what holds proves its figures: no sum of which a figure was not read, no sum of zeros, and no weights
of which that of the execution is not printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import groupby

from extractors.records import Filing, Fund, Indicator
from extractors.values import currency_factor

# (table, seq, field); seq is None for the filing itself.
Term = tuple[str, int | None, str]

SCORE_SLACK = Decimal("0.1")
POINTS_SLACK = Decimal("0.01")
LIMIT_SLACK = Decimal("0.001")
RATE_SLACK = Decimal("0.0001")
MONEY_SLACK = Decimal("0.01")  # of the printed unit

# Levels of government: their rows may break down 财政拨款 once more (sql/macros/is_level.sql).
LEVELS = frozenset({"central", "provincial", "municipal", "county", "superior"})

_ROUNDING = Context(prec=1000, rounding=ROUND_HALF_UP)  # room for any number that fits a cell


@dataclass(frozen=True, slots=True)
class Equation:
    """One statement about figures of a filing: its rule (named as in sql/checks), its fields, whether it holds."""

    rule: str
    terms: tuple[Term, ...]
    holds: bool


def equations(filing: Filing) -> list[Equation]:
    """Every equation that the filing's figures allow; one that lacks a figure is left out."""
    return [*_rates(filing), *_fund_totals(filing), *_weights(filing), *_level1_weights(filing), *_scores(filing)]


def _rates(filing: Filing) -> Iterator[Equation]:
    """Execution rate = executed / full budget, to a hundredth of a percent, or rounded to a tenth or a whole one."""
    for fund in filing.funds:
        if fund.execution_rate is not None and fund.full_budget and fund.executed is not None:
            rate, printed = _rounded(fund.executed / fund.full_budget, 6), fund.execution_rate
            holds = abs(rate - printed) <= RATE_SLACK or printed in (_rounded(rate, 3), _rounded(rate, 2))
            yield Equation(
                "execution_rate", _terms("fund", fund.seq, "full_budget", "executed", "execution_rate"), holds
            )


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), context=_ROUNDING)


def _fund_totals(filing: Filing) -> Iterator[Equation]:
    """The source rows sum to the total row, column by column; or without the levels of government, or those behind a
    first one that is the total itself. Terms are what adds up; where nothing does, all of them."""
    slack = MONEY_SLACK * currency_factor(filing.currency_unit)
    for field in ("initial_budget", "full_budget", "executed"):
        amounts = {fund.seq: amount for fund in filing.funds if (amount := getattr(fund, field)) is not None}
        whole = next((fund for fund in filing.funds if fund.source == "total" and fund.seq in amounts), None)
        parts = [fund for fund in filing.funds if fund.source != "total"]
        if whole is None or amounts[whole.seq] <= 0 or any(_is_unread(fund, field) for fund in parts):
            continue
        parts = [fund for fund in parts if fund.seq in amounts]
        sums = [parts, [fund for fund in parts if fund.source not in LEVELS]]
        if parts and amounts[parts[0].seq] == amounts[whole.seq]:
            sums.append(parts[1:])
        holding = [summed for summed in sums if abs(sum(amounts[f.seq] for f in summed) - amounts[whole.seq]) <= slack]
        if parts:
            terms = tuple(("fund", fund.seq, field) for fund in (whole, *(holding[0] if holding else parts)))
            yield Equation("fund_total", terms, bool(holding))


def _weights(filing: Filing) -> Iterator[Equation]:
    """Indicator weights and the execution weight make 100, or the indicator weights alone; so does a printed total."""
    weighted = [row for row in filing.indicators if row.weight is not None]
    rows: tuple[Indicator | Fund, ...] = (*filing.indicators, *filing.funds)
    if not weighted or any(_is_unread(row, "weight") for row in rows):
        return
    own = _sum(weighted, "weight")
    execution = _execution(filing, "weight")
    scored = _execution(filing, "score")
    if scored and not execution and _sum(scored, "score") <= 100 - own > POINTS_SLACK:
        return  # what the indicators leave of 100 may be the weight of the execution
    sums = (own, own + _sum(execution, "weight"))
    terms = _terms_of(weighted, execution, "weight")
    yield Equation("weights_total", terms, any(abs(total - 100) <= POINTS_SLACK for total in sums))
    if filing.total_weight is not None:
        printed = any(abs(total - filing.total_weight) <= POINTS_SLACK for total in sums)
        yield Equation("weights_total", (*terms, ("filing", None, "total_weight")), printed)


def _level1_weights(filing: Filing) -> Iterator[Equation]:
    """The weights under a level-1 label make the points printed in it: each time that it is printed, or in all."""
    if any(_is_unread(row, "weight") for row in filing.indicators):
        return
    weighted = [row for row in filing.indicators if row.weight is not None]
    for label, run in groupby(filing.indicators, _level1):
        points = label[1]
        here = [row for row in run if row.weight is not None]
        everywhere = [row for row in weighted if _level1(row) == label]
        if points is None or not here:
            continue
        holding = [rows for rows in (here, everywhere) if abs(_sum(rows, "weight") - points) <= POINTS_SLACK]
        rows = holding[0] if holding else here
        terms = tuple(("indicator", row.seq, field) for row in rows for field in ("weight", "level1_weight"))
        yield Equation("level1_weights", terms, bool(holding))


def _level1(row: Indicator) -> tuple[str | None, Decimal | None]:
    return row.level1, row.level1_weight


def _scores(filing: Filing) -> Iterator[Equation]:
    """Indicator scores and the execution score make the total, or, where their weights make 100, the indicators' alone;
    no score is below 0 or above its weight, nor the total above 100."""
    scored = [row for row in filing.indicators if row.score is not None]
    execution = _execution(filing, "score")
    counted: tuple[Indicator | Fund, ...] = (*filing.indicators, *execution, *_execution(filing, "weight"))
    if scored and filing.total_score is not None and not any(_is_unread(row, "score") for row in counted):
        own = _sum(scored, "score")
        sums = [own + _sum(execution, "score")]
        if abs(_sum(filing.indicators, "weight") - 100) <= POINTS_SLACK:
            sums.append(own)
        holds = any(abs(total - filing.total_score) <= SCORE_SLACK for total in sums)
        terms = _terms_of(scored, execution, "score")
        yield Equation("scores_total", (*terms, ("filing", None, "total_score")), holds)
    if filing.total_score is not None:
        # A total of 90 points may be printed that leaves the execution out, over a score that has it in.
        terms = _terms("filing", None, *["total_weight"] * (filing.total_weight is not None), "total_score")
        most = max(filing.total_weight or 0, Decimal(100))
        yield Equation("score_within_weight", terms, 0 <= filing.total_score <= most + LIMIT_SLACK)
    rows: tuple[Indicator | Fund, ...] = (*scored, *filing.funds)
    for row in rows:
        if row.weight is not None and row.score is not None:
            table = "fund" if isinstance(row, Fund) else "indicator"
            holds = 0 <= row.score <= row.weight + LIMIT_SLACK
            yield Equation("score_within_weight", _terms(table, row.seq, "weight", "score"), holds)


def _is_unread(row: Fund | Indicator, field: str) -> bool:
    """Whether a figure stands on the page and not in the row: its characters are in doubt, or its points lack a score.
    What lacks it can be no sum, and chooses none."""
    return getattr(row, field) is None and (field in row.doubtful or (field == "score" and bool(row.weight)))


def _execution(filing: Filing, field: str) -> list[Fund]:
    """The money rows whose points (``weight`` or ``score``) are those of the execution: the total row, or all sources
    that print any, which share them (sql/conclude/totals.sql)."""
    printed = [fund for fund in filing.funds if getattr(fund, field) is not None]
    return [fund for fund in printed if fund.source == "total"][:1] or printed


def _sum(rows: Sequence[Indicator | Fund], field: str) -> Decimal:
    return sum((getattr(row, field) or Decimal(0) for row in rows), Decimal(0))


def _terms_of(indicators: Sequence[Indicator], funds: Sequence[Fund], field: str) -> tuple[Term, ...]:
    return (*(("indicator", row.seq, field) for row in indicators), *(("fund", row.seq, field) for row in funds))


def _terms(table: str, seq: int | None, *fields: str) -> tuple[Term, ...]:
    return tuple((table, seq, field) for field in fields)
