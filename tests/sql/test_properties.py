"""What must hold for any numbers on a page, sensible or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from extractors.records import Filing
from flows import schema, warehouse
from tests.forms import filing, fund, indicator, reading

VIEWS = [path.stem for path in schema.files("views")] + [f"zh.{path.stem}" for path in schema.files("views/zh")]

# The largest that the columns hold.
POINTS, MONEY = Decimal("9999999999.9999"), Decimal("9999999999999999.99")
points = st.none() | st.decimals(-1, 110, places=2) | st.sampled_from([Decimal(0), POINTS, -POINTS])
amounts = st.none() | st.decimals(0, 10**7, places=2) | st.sampled_from([Decimal(0), MONEY, -MONEY])
rates = st.none() | st.decimals(0, 2, places=4)
funds = st.builds(
    fund,
    source=st.sampled_from(["total", "appropriation", "carryover", "central", "other"]),
    initial_budget=amounts,
    full_budget=amounts,
    executed=amounts,
    execution_rate=rates,
    weight=points,
    score=points,
)
indicators = st.builds(
    indicator,
    name=st.none() | st.sampled_from(["甲", "乙", "不适用"]),
    level1=st.none() | st.sampled_from(["产出指标", "效益指标"]),
    level1_weight=points,
    level2_weight=points,
    target_operator=st.sampled_from(["≥", "≤", "=", None]),
    target_value=points,
    actual_value=points,
    weight=points,
    score=points,
    deviation=st.sampled_from([None, "无", "疫情"]),
)
filings = st.builds(
    filing,
    form_type=st.sampled_from(["project_self_evaluation", "department_self_evaluation"]),
    source=st.sampled_from(["text", "ocr"]),
    fiscal_year=st.none() | st.integers(2019, 2021),
    project_name=st.none() | st.sampled_from(["甲", "乙"]),
    unit=st.none() | st.just("甲校"),
    department=st.none() | st.just("甲局"),
    total_weight=points,
    total_score=points,
    grade=st.sampled_from([None, "优", "一般"]),
    funds=st.lists(funds, max_size=4).map(tuple),
    indicators=st.lists(indicators, max_size=5).map(tuple),
)


def judged(*forms: Filing) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    schema.create(connection)
    document = reading(*forms)
    places = [warehouse.Document(document.document_id, ("2021/甲.pdf",))]
    warehouse.load(connection, places, [document], "run", datetime(2024, 1, 1))
    warehouse.check(connection)
    return connection


# Without shrinking: an example makes a warehouse, and the filing at fault is named by what fails anyway.
@settings(max_examples=10, phases=[Phase.generate])
@given(st.lists(filings, min_size=10, max_size=20))
def test_any_numbers_can_be_judged_and_shown(forms: list[Filing]) -> None:
    """No rule and no view fails on what a page may hold, and no filing is reconciled against a rule."""
    with closing(judged(*forms)) as connection:
        for view in VIEWS:
            connection.execute(f"FROM {view}").fetchall()
        for question in schema.files("queries"):
            connection.execute(question.read_text(encoding="utf-8")).fetchall()
        contradicted = """
            FROM filing JOIN check_result USING (filing_id) JOIN check_rule USING (rule)
            WHERE reconciled AND arithmetic AND NOT passed
        """
        assert connection.execute(contradicted).fetchall() == []
        judged_twice = "SELECT filing_id FROM check_result GROUP BY filing_id, rule HAVING count(*) > 1"
        assert connection.execute(judged_twice).fetchall() == []
        current = "SELECT (SELECT count(*) FROM filing WHERE is_current)"
        counted = "SELECT (SELECT coalesce(sum(filings), 0) FROM unit_summary)"
        assert connection.execute(current).fetchall() == connection.execute(counted).fetchall()


def spoilt(place: int, digit: int) -> list[Filing]:
    """The sound form, read from a scan, with one digit of one number changed: one form for every number on it."""
    form = filing(source="ocr")
    return [
        *(replace(form, funds=rows) for rows in _spoilt_rows(form.funds, FUND_NUMBERS, place, digit)),
        *(replace(form, indicators=rows) for rows in _spoilt_rows(form.indicators, INDICATOR_NUMBERS, place, digit)),
        replace(form, total_weight=misread(Decimal(100), place, digit)),
        replace(form, total_score=misread(Decimal(99), place, digit)),
    ]


FUND_NUMBERS = ("initial_budget", "full_budget", "executed", "weight", "execution_rate", "score")
INDICATOR_NUMBERS = ("weight", "score", "level1_weight")


def _spoilt_rows(rows: Sequence[Any], fields: Sequence[str], place: int, digit: int) -> Iterator[tuple[Any, ...]]:
    for at, row in enumerate(rows):
        for field in fields:
            if (value := getattr(row, field)) is not None:
                yield (*rows[:at], replace(row, **{field: misread(value, place, digit)}), *rows[at + 1 :])


def misread(value: Decimal, place: int, digit: int) -> Decimal:
    """The number with the digit at a place (counted around) replaced by another digit."""
    text = str(value)
    places = [index for index, character in enumerate(text) if character.isdigit()]
    at = places[place % len(places)]
    return Decimal(text[:at] + str((int(text[at]) + digit) % 10) + text[at + 1 :])


@settings(max_examples=10)
@given(st.integers(0, 8), st.integers(1, 9))
def test_no_misread_digit_of_a_scan_is_reconciled(number: int, digit: int) -> None:
    """Every single number of the form, one at a time, with one digit wrong."""
    with closing(judged(*spoilt(number, digit))) as connection:
        assert connection.execute("SELECT ordinal FROM filing WHERE reconciled").fetchall() == []
