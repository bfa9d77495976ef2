"""Doubt proved or settled by arithmetic, only where exactly one reading adds up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractors.arithmetic import equations
from extractors.records import Filing
from extractors.settle import settle
from tests.forms import filing, fund, indicator, sound_indicators


def _with_row(form: Filing, seq: int, **changes: Any) -> Filing:
    rows = tuple(replace(row, **changes) if row.seq == seq else row for row in form.indicators)
    return replace(form, indicators=rows)


def test_what_adds_up_is_left_as_it_is() -> None:
    assert settle(filing()) == filing()


def test_a_doubt_is_proved_by_a_sum_without_a_decision() -> None:
    settled = settle(_with_row(filing(), 2, doubtful=("weight", "target")))
    assert settled.indicators[1].doubtful == ("target",)
    assert settled.decisions == ()


def test_a_lost_point_is_found_by_the_sum_and_on_record() -> None:
    rows = (*sound_indicators()[:3], indicator("学员满意度", level1="满意度指标", weight="8.50", score="8.50"))
    form = filing(indicators=(*rows, indicator("教师满意度", level1="满意度指标", weight="150", score="1.50")))
    settled = settle(form)
    assert settled.indicators[4].weight == Decimal("1.50")
    [decision] = settled.decisions
    assert (decision.field, decision.before, decision.after) == ("weight", "150", "1.5")
    assert decision.rule == "weights_total"


def test_a_misread_figure_in_doubt_is_found_by_the_sum() -> None:
    form = _with_row(filing(), 2, weight=Decimal(26), score=Decimal(26), doubtful=("weight", "score"))
    settled = settle(form)
    assert (settled.indicators[1].weight, settled.indicators[1].score) == (Decimal(20), Decimal(20))
    assert settled.indicators[1].doubtful == ()
    assert {decision.rule for decision in settled.decisions} <= {"level1_weights", "weights_total", "scores_total"}


def test_without_doubt_no_figure_is_changed() -> None:
    form = _with_row(filing(), 2, weight=Decimal(26))
    assert settle(form) == form


def test_two_readings_that_add_up_leave_the_doubt() -> None:
    rows = tuple(replace(row, level1_weight=None) for row in sound_indicators())
    form = filing(indicators=rows)
    form = _with_row(form, 1, weight=Decimal(36), doubtful=("weight",))
    form = _with_row(form, 3, weight=Decimal(36), doubtful=("weight",))
    form = replace(form, total_weight=Decimal(106))  # 36 → 30 in either row makes 106
    settled = settle(form)
    assert settled.decisions == ()
    assert [row.doubtful for row in settled.indicators] == [("weight",), (), ("weight",), ()]


def test_a_total_is_not_chosen_by_scores_of_which_one_is_unread() -> None:
    """A seal hides one score of 10 points: the others make 89, which 99 may have been misread from."""
    form = _with_row(replace(filing(), total_score=Decimal(99), doubtful=("total_score",)), 4, score=None)
    assert settle(form) == form


def test_a_lost_point_of_the_total_is_found_by_its_weight_while_a_score_is_unread() -> None:
    form = _with_row(replace(filing(), total_weight=Decimal(100), total_score=Decimal(9974)), 4, score=None)
    assert settle(form).total_score == Decimal("99.74")


def test_amounts_are_not_chosen_by_a_sum_of_which_one_is_unread() -> None:
    parts = (
        fund("财政拨款", "appropriation", executed="80000.00"),
        fund("其他资金", "other", executed=None, doubtful=("executed",)),
    )
    form = filing(funds=(fund(doubtful=("executed",)), *parts))
    assert settle(form).funds[0] == form.funds[0]


def test_a_total_of_one_part_does_not_prove_the_amount() -> None:
    rows = (fund(doubtful=("executed",)), fund("其中：当年财政拨款", "appropriation", doubtful=("executed",)))
    assert all(row.doubtful == ("executed",) for row in settle(filing(funds=rows)).funds)


@given(st.integers(0, 3), st.sampled_from("0123456789"), st.booleans())
def test_a_settled_form_never_adds_up_less_than_before(seq: int, figure: str, doubt: bool) -> None:
    row = filing().indicators[seq]
    weight = Decimal(figure + f"{row.weight}"[1:])
    form = _with_row(filing(), row.seq, weight=weight, doubtful=("weight",) if doubt else ())
    settled = settle(form)
    assert _holding(settled) >= _holding(form)
    assert settled.indicators[seq].weight in (weight, row.weight)


def _holding(form: Filing) -> int:
    return sum(equation.holds for equation in equations(form))
