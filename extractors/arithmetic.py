"""What must add up within one filing, as equations over its fields: the proof of a reading while it is being read.

The checks that are stored and reported are SQL (sql/checks); these serve the choice between two readings of a form
and between two candidates for a digit. Rules and tolerances are those of the printed forms: rates are rounded to the
places they show, sums of scores to a tenth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.records import Filing, Fund, Indicator

# (table, seq, field); seq is None for the filing itself.
Term = tuple[str, int | None, str]

SCORE_SLACK = Decimal("0.1")
POINTS_SLACK = Decimal("0.01")


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
    """Execution rate = executed / full budget, to the places printed."""
    for fund in filing.funds:
        if fund.execution_rate is not None and fund.full_budget and fund.executed is not None:
            # A rate in percent has two places less than its fraction; whole percents are rounded to one.
            slack = Decimal(1).scaleb(min(int(fund.execution_rate.as_tuple().exponent), -2))
            holds = abs(fund.executed / fund.full_budget - fund.execution_rate) <= slack
            yield Equation(
                "execution_rate", _terms("fund", fund.seq, "full_budget", "executed", "execution_rate"), holds
            )


def _fund_totals(filing: Filing) -> Iterator[Equation]:
    """The source rows sum to the total row, column by column."""
    total = next((fund for fund in filing.funds if fund.source == "total"), None)
    parts = [fund for fund in filing.funds if fund is not total]
    if total is None or not parts:
        return
    for field in ("initial_budget", "full_budget", "executed"):
        whole = getattr(total, field)
        known = [fund for fund in parts if getattr(fund, field) is not None]
        if whole and known and not any(_is_unread(fund, field) for fund in parts):
            terms = ("fund", total.seq, field), *(("fund", fund.seq, field) for fund in known)
            holds = abs(sum(getattr(fund, field) for fund in known) - whole) <= _money_slack(filing)
            yield Equation("fund_total", terms, holds)


def _money_slack(filing: Filing) -> Decimal:
    """Amounts printed in 万元 are rounded, mostly to a hundredth: 100 元 a figure."""
    return Decimal(200) if filing.currency_unit == "万元" else Decimal(1)


def _weights(filing: Filing) -> Iterator[Equation]:
    """Indicator weights and the execution weight make 100, or the indicator weights alone."""
    weighted = [row for row in filing.indicators if row.weight is not None]
    rows: tuple[Indicator | Fund, ...] = (*filing.indicators, *filing.funds)
    if not weighted or any(_is_unread(row, "weight") for row in rows):
        return
    own = sum((row.weight for row in weighted if row.weight), Decimal(0))
    execution = _execution(filing)
    extra = execution.weight if execution and execution.weight else Decimal(0)
    holds = any(abs(total - 100) <= POINTS_SLACK for total in (own, own + extra))
    terms = [("indicator", row.seq, "weight") for row in weighted]
    terms += [("fund", execution.seq, "weight")] if execution and execution.weight else []
    yield Equation("weights_total", tuple(terms), holds)
    if filing.total_weight is not None:
        printed = any(abs(total - filing.total_weight) <= POINTS_SLACK for total in (own, own + extra))
        yield Equation("weights_total", (*terms, ("filing", None, "total_weight")), printed)


def _level1_weights(filing: Filing) -> Iterator[Equation]:
    """The weights under a level-1 label make the points printed in it."""
    for label in dict.fromkeys((row.level1, row.level1_weight) for row in filing.indicators if row.level1_weight):
        rows = [row for row in filing.indicators if (row.level1, row.level1_weight) == label and row.weight is not None]
        if rows and not any(_is_unread(row, "weight") for row in filing.indicators):
            terms = tuple(("indicator", row.seq, field) for row in rows for field in ("weight", "level1_weight"))
            holds = abs(sum((row.weight for row in rows if row.weight), Decimal(0)) - (label[1] or 0)) <= POINTS_SLACK
            yield Equation("level1_weights", terms, holds)


def _scores(filing: Filing) -> Iterator[Equation]:
    """Indicator scores and the execution score make the total; no score is above its weight, nor the total."""
    scored = [row for row in filing.indicators if row.score is not None]
    execution = _execution(filing)
    counted: tuple[Indicator | Fund, ...] = (*filing.indicators, execution) if execution else filing.indicators
    if scored and filing.total_score is not None and not any(_is_unread(row, "score") for row in counted):
        own = sum((row.score for row in scored if row.score), Decimal(0))
        extra = execution.score if execution and execution.score else Decimal(0)
        terms = [("indicator", row.seq, "score") for row in scored]
        terms += [("fund", execution.seq, "score")] if execution and execution.score else []
        holds = any(abs(total - filing.total_score) <= SCORE_SLACK for total in (own, own + extra))
        yield Equation("scores_total", (*terms, ("filing", None, "total_score")), holds)
    if filing.total_weight is not None and filing.total_score is not None:
        totals = ("filing", None, "total_weight"), ("filing", None, "total_score")
        yield Equation("score_within_weight", totals, filing.total_score <= filing.total_weight)
    rows: tuple[Indicator | Fund, ...] = (*scored, *filing.funds)
    for row in rows:
        if row.weight is not None and row.score is not None:
            table = "fund" if isinstance(row, Fund) else "indicator"
            yield Equation("score_within_weight", _terms(table, row.seq, "weight", "score"), row.score <= row.weight)


def _is_unread(row: Fund | Indicator, field: str) -> bool:
    """Whether a figure stands on the page and not in the row: its characters are in doubt, or its points lack a score.
    What lacks it can be no sum, and chooses none."""
    return getattr(row, field) is None and (field in row.doubtful or (field == "score" and bool(row.weight)))


def _execution(filing: Filing) -> Fund | None:
    """The money row that carries the points for execution: the total row, or the only one with a score."""
    return next((fund for fund in filing.funds if fund.score is not None or fund.weight is not None), None)


def _terms(table: str, seq: int, *fields: str) -> tuple[Term, ...]:
    return tuple((table, seq, field) for field in fields)
