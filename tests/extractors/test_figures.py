"""Figures that a border cut: filled in where the row leaves one possibility, with the decision on record."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from extractors.figures import restore
from extractors.records import Filing, Fund
from tests.forms import filing, fund


def row(**printed: str) -> Fund:
    """90,000 of 100,000 元, with some figures cut and set aside."""
    missing: dict[str, Any] = dict.fromkeys(printed)
    whole = fund(execution_rate="0.9000")
    return replace(whole, **missing, doubtful=tuple(printed), printed=tuple(printed.items()))


def restored(found: Fund) -> Filing:
    return restore(filing(funds=(found,)))


@pytest.mark.parametrize(
    ("found", "field", "value"),
    [
        (row(full_budget="00,000.00"), "full_budget", "100000.00"),
        (row(executed=",000.00"), "executed", "90000.00"),
        (row(executed="0,000.00"), "executed", "90000.00"),
        (row(execution_rate="90.00%"), "execution_rate", "0.9000"),
    ],
)
def test_a_cut_figure_is_what_reconciles_with_its_row(found: Fund, field: str, value: str) -> None:
    mended = restored(found)
    assert getattr(mended.funds[0], field) == Decimal(value)
    assert field in mended.funds[0].doubtful
    (decision,) = mended.decisions
    assert (decision.field, decision.rule) == (field, "execution_rate")


@pytest.mark.parametrize(
    "found",
    [
        row(execution_rate="0.00%"),  # 90.00 % with its first digit cut off
        row(execution_rate="90.00"),
        row(execution_rate="90.00%", executed="90,000.00"),
        row(executed="1,234.00"),
    ],
)
def test_a_cut_figure_that_does_not_reconcile_is_left_out(found: Fund) -> None:
    assert restored(found) == filing(funds=(found,))


def test_both_amounts_of_a_row_are_found_without_trying_a_million_pairs() -> None:
    started = time.process_time()
    (mended,) = restored(row(full_budget=",000.00", executed=",000.00")).funds
    assert (mended.full_budget, mended.executed) == (Decimal(10000), Decimal(9000)), "the shortest pair with the rate"
    assert time.process_time() - started < 0.2
