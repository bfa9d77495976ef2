"""The equations that choose between readings (extractors/arithmetic.py) and the rules that are stored judge alike."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extractors.arithmetic import LEVELS, equations
from extractors.records import Filing, Fund, Indicator
from extractors.settle import settle
from extractors.values import currency_factor
from tests.forms import filing, fund, indicator, sound_indicators
from tests.sql.conftest import Filled, rows
from tests.sql.test_properties import judged

RULES = ("execution_rate", "fund_total", "weights_total", "level1_weights", "scores_total", "score_within_weight")
SOURCES = ["appropriation", "carryover", "other", *sorted(LEVELS)]


def by_arithmetic(form: Filing) -> dict[str, bool]:
    """What the equations say of each rule: it holds where all of its equations do."""
    found = equations(form)
    return {rule: all(e.holds for e in found if e.rule == rule) for rule in {e.rule for e in found}}


def by_checks(forms: Sequence[Filing]) -> list[dict[str, bool]]:
    """What the rules of sql/checks say of each of these forms, in their order."""
    verdicts: list[dict[str, bool]] = [{} for _ in forms]
    with closing(judged(*forms)) as connection:
        for ordinal, rule, passed in connection.execute(
            "SELECT ordinal, rule, passed FROM check_result JOIN filing USING (filing_id)"
        ).fetchall():
            if rule in RULES:
                verdicts[ordinal - 1][rule] = passed
    return verdicts


@st.composite
def printed(draw: st.DrawFn) -> Filing:
    """A form as it is printed: sound but for what is rounded, split, repeated, left out, or a little wrong."""
    unit = draw(st.sampled_from([None, "元", "千元", "万元", "亿元"]))
    off = draw(st.sampled_from([Decimal(text) for text in ("0", "0.01", "-0.01", "0.02", "0.005", "1")]))
    weights = draw(
        st.lists(st.sampled_from([Decimal(text) for text in ("10", "20", "30", "7.5")]), min_size=1, max_size=6)
    )
    places = draw(st.integers(1, len(weights)))
    names = ["产出指标" if n < places else "效益指标" for n in range(len(weights))]
    points = {name: draw(st.none() | st.just(_of(names, weights, name))) for name in names}
    rows = [
        indicator(
            f"指标{n}",
            level1=name,
            level1_weight=points[name],
            weight=draw(st.none() | st.just(weight)) if draw(st.booleans()) else weight,
            score=draw(st.sampled_from([weight, weight, weight - 1, weight + off, None])),
        )
        for n, (name, weight) in enumerate(zip(names, weights, strict=True))
    ]
    if draw(st.booleans()):  # each label printed once for each of two objectives
        rows = [*rows, *rows]
    funds = draw(_funds(unit, off, 100 - sum(weights, Decimal(0))))
    scores = [Decimal(0), sum((f.score for f in funds if f.score), Decimal(0))]
    scored = sum((row.score for row in rows if row.score), draw(st.sampled_from(scores)))
    return filing(
        currency_unit=unit,
        funds=funds,
        indicators=tuple(rows),
        total_weight=draw(st.sampled_from([None, Decimal(100), Decimal(90), sum(weights)])),
        total_score=draw(st.sampled_from([None, scored, scored + Decimal("0.1"), scored + Decimal("0.11")])),
    )


def _of(names: Sequence[str], weights: Sequence[Decimal], name: str) -> Decimal:
    return sum((weight for own, weight in zip(names, weights, strict=True) if own == name), Decimal(0))


@st.composite
def _funds(draw: st.DrawFn, unit: str | None, off: Decimal, left: Decimal) -> tuple[Fund, ...]:
    """Money rows: all sources make the total, or the first of them, or those behind it, or none do."""
    sources = draw(st.lists(st.sampled_from(SOURCES), max_size=3))
    amounts = [Decimal(draw(st.integers(0, 2000))) * 100 for _ in sources]
    if draw(st.booleans()) and sources:
        sources, amounts = ["appropriation", *sources], [sum(amounts, Decimal(0)), *amounts]
    summed = draw(st.sampled_from([amounts, amounts[:1], amounts[1:]]))
    total = sum(summed, Decimal(0)) + off * currency_factor(unit)
    rows: list[Fund] = []
    for source, amount in [("total", total), *zip(sources, amounts, strict=True)]:
        executed = draw(st.sampled_from([amount, amount * Decimal("0.285"), amount * Decimal("0.9999")])).quantize(
            Decimal("0.01")
        )
        rate = executed / amount if amount else Decimal(0)
        digits = draw(st.sampled_from(["0.0001", "0.001", "0.01"]))
        rate = rate.quantize(Decimal(digits), draw(st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])))
        weight = draw(st.sampled_from([None, left, left / 2]))
        rows.append(
            fund(
                source,
                source,
                initial_budget=draw(st.sampled_from([None, amount])),
                full_budget=amount,
                executed=executed,
                execution_rate=draw(st.sampled_from([None, rate])),
                weight=weight,
                score=draw(st.sampled_from([None, weight and weight * rate, Decimal(9)])),
            )
        )
    return tuple(rows[draw(st.integers(0, 1)) :])


# Without shrinking: an example makes a warehouse, and the filing at fault is named by what fails anyway.
@settings(max_examples=10, phases=[Phase.generate], deadline=None)
@given(st.lists(printed(), min_size=20, max_size=40))
def test_equations_and_checks_judge_alike(forms: list[Filing]) -> None:
    """Where the equations judge a rule, so does the check of its name, and to the same verdict."""
    for form, checked in zip(forms, by_checks(forms), strict=True):
        own = by_arithmetic(form)
        assert own == {rule: checked.get(rule) for rule in own}, form
        assert {rule for rule in checked.keys() - own.keys() if not _may_be_left_out(form, rule)} == set(), form


def _may_be_left_out(form: Filing, rule: str) -> bool:
    """What the equations do not judge on purpose: see the docstring of extractors/arithmetic.py."""
    points: tuple[Fund | Indicator, ...] = (*form.indicators, *form.funds)
    return {
        "fund_total": not any(f.full_budget or f.executed or f.initial_budget for f in form.funds),
        "weights_total": all(f.weight is None for f in form.funds),
        "scores_total": any(row.weight and row.score is None for row in points),
    }.get(rule, False)


SPLIT: tuple[Any, ...] = (
    fund(weight=None, score=None),
    fund("基本支出", "basic", full_budget="60000", executed="54000", weight="4", score="3.6"),
    fund("项目支出", "project", full_budget="40000", executed="36000", weight="6", score="5.4"),
)
BROKEN_DOWN: tuple[Any, ...] = (
    fund(),
    fund("财政拨款", "appropriation"),
    fund(
        "其中：中央资金", "central", initial_budget="50000", full_budget="60000", executed="55000", execution_rate=None
    ),
)
FIRST, *OTHERS = sound_indicators()


@pytest.mark.parametrize(
    ("rule", "changes", "holds"),
    [
        ("weights_total", {"funds": SPLIT}, True),
        ("scores_total", {"funds": SPLIT}, True),
        ("scores_total", {"total_score": "90"}, False),  # of weights that do not make 100 alone
        ("fund_total", {"funds": BROKEN_DOWN}, True),
        ("score_within_weight", {"total_weight": "90"}, True),
        ("score_within_weight", {"total_weight": None, "total_score": "9900"}, False),
        ("execution_rate", {"funds": (fund(executed="99990", execution_rate="0.99"),)}, False),
        ("execution_rate", {"funds": (fund(executed="28500", execution_rate="0.29"),)}, True),
        ("fund_total", {"funds": (fund(), fund("财政拨款", "appropriation", executed="89999.10"))}, False),
        ("level1_weights", {"indicators": (FIRST, *OTHERS, FIRST, *OTHERS)}, True),
    ],
)
def test_a_verdict_on_which_both_agree(filled: Filled, rule: str, changes: dict[str, Any], holds: bool) -> None:
    form = filing(**changes)
    assert by_arithmetic(form)[rule] is holds
    assert by_checks([form])[0][rule] is holds


def test_levels_of_government_are_the_same_in_both(filled: Filled) -> None:
    listed = rows(filled(), f"SELECT source FROM (SELECT unnest({SOURCES}) AS source) WHERE is_level(source)")
    assert {row["source"] for row in listed} == LEVELS


def test_a_level_beside_the_sum_that_holds_is_not_proved() -> None:
    parts = (*BROKEN_DOWN[1:], fund("其他资金", "other", initial_budget="0", full_budget="0", executed="0"))
    form = filing(funds=(fund(), *(replace(row, doubtful=("executed",)) for row in parts)))
    assert [row.doubtful for row in settle(form).funds[1:]] == [("executed",)] * 3
