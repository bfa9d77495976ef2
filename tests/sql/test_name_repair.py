"""Names cut in one filing and whole in another of the same unit: sql/repair, in a real warehouse."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from extractors.records import Indicator, Reading
from flows import warehouse
from tests.forms import filing, indicator, reading
from tests.sql.conftest import Filled

CUT = "举办粤港澳大湾区科技交"
THING = "举办粤港澳大湾区科技交流活动"
WHOLE = "举办粤港澳大湾区科技交流活动完成率"


def cut(name: str = CUT, **changes: Any) -> Indicator:
    return indicator(name, level2="质量指标", name_status="truncated", clipped=("level3",), **changes)


def whole(name: str = WHOLE, **changes: Any) -> Indicator:
    return indicator(name, level2="质量指标", name_status="joined", **changes)


def year(fiscal_year: int, *rows: Indicator, project: str = "业务培训") -> Reading:
    form = filing(fiscal_year=fiscal_year, project_name=project, indicators=rows)
    return reading(form, name=f"{fiscal_year}{project}")


def names(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """What the warehouse says of every name, by year and row."""
    return connection.execute(
        "SELECT fiscal_year, seq, level3, name_status, name_method, name_evidence, name_confidence, clipped "
        "FROM indicator JOIN filing USING (filing_id) ORDER BY ALL"
    ).fetchall()


def test_a_later_year_restores_an_earlier_one(filled: Filled) -> None:
    alone = names(filled(year(2021, cut())))
    both = names(filled(year(2022, whole())))
    assert alone[0][2:4] == (CUT, "truncated")
    assert both[0][2:5] == (WHOLE, "restored", "filing")
    assert "2022年" in both[0][5]
    assert both[0][7] == []


def test_neither_the_order_of_loading_nor_what_is_gone_makes_a_difference(filled: Filled) -> None:
    readings = [year(2021, cut()), year(2022, whole()), year(2023, whole(), cut("年度财务审"), project="其他")]
    together = names(filled(*readings))
    for order in (readings[::-1], readings[1:] + readings[:1]):
        warehouse.forget(filled(), [one.document_id for one in readings])
        for one in order:
            connection = filled(one)
        assert names(connection) == together
    warehouse.forget(connection, [readings[1].document_id, readings[2].document_id])
    assert [row[2:] for row in names(filled())] == [(CUT, "truncated", None, None, None, ["level3"])]


def test_a_name_that_another_year_cuts_at_the_same_place_is_not_whole(filled: Filled) -> None:
    row = names(filled(year(2021, cut()), year(2022, whole(CUT, name_fills_cell=True, name_ending="交"))))[0]
    assert row[2:4] == (CUT, "truncated")


@pytest.mark.parametrize(("shown", "status"), [(THING, "truncated"), (THING + "完成情", "restored")])
def test_an_ending_that_comes_and_goes_with_the_years_must_have_begun(filled: Filled, shown: str, status: str) -> None:
    loose = whole(THING + "完成情况", name_ending="完成情况")
    row = names(filled(year(2021, cut(shown)), year(2022, loose)))[0]
    assert row[3] == status
    assert THING + "完成情况" in row[5]


def test_a_name_that_counts_in_another_unit_is_no_evidence(filled: Filled) -> None:
    people = whole("举办粤港澳大湾区科技交流活动人数", target="≥300人", target_unit="人")
    row = names(filled(year(2021, cut(target="≥300人次", target_unit="人次")), year(2022, people)))[0]
    assert row[2:4] == (CUT, "truncated")


def test_years_that_disagree_leave_the_name_marked_and_are_both_named(filled: Filled) -> None:
    other = "举办粤港澳大湾区科技交流活动合格率"
    row = names(filled(year(2021, cut()), year(2022, whole()), year(2023, whole(other))))[0]
    assert row[2:4] == (CUT, "truncated")
    assert WHOLE in row[5]
    assert other in row[5]


def test_a_name_that_another_year_prints_alike_in_a_roomy_cell_is_whole(filled: Filled) -> None:
    row = names(filled(year(2021, cut()), year(2022, whole(CUT))))[0]
    assert (row[2], row[3], row[7]) == (CUT, "joined", [])


@pytest.mark.parametrize(
    ("printed", "said"),
    [(WHOLE, (CUT, "truncated", ["level3"])), (THING, (THING, "restored", []))],
)
def test_a_conclusion_is_kept_unless_another_year_contradicts_it(
    filled: Filled, printed: str, said: tuple[str, str, list[str]]
) -> None:
    concluded = indicator(
        THING,
        level2="质量指标",
        level3_printed=CUT,
        name_status="restored",
        name_method="objective",
        name_evidence="预期目标",
        name_confidence=0.7,
    )
    row = names(filled(year(2021, concluded), year(2022, whole(printed))))[0]
    assert (row[2], row[3], row[7]) == said


@pytest.mark.parametrize(
    ("rows", "evidence"),
    [
        ([cut(), cut()], whole()),  # two rows have the same claim
        ([cut(), whole()], whole()),  # another row of the form has that name already
        ([cut()], cut(WHOLE)),  # cut as well, further on
        ([cut("举办粤")], whole()),  # too short to be this name and no other
        ([cut()], indicator(WHOLE, level2="时效指标")),  # another group ends its names in another way
    ],
)
def test_weak_evidence_restores_nothing(filled: Filled, rows: list[Indicator], evidence: Indicator) -> None:
    assert names(filled(year(2021, *rows), year(2022, evidence)))[0][3] == "truncated"


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([whole()], (WHOLE, "restored", "filing", [])),
        ([whole(), whole(WHOLE + "情况", name_fills_cell=True)], (WHOLE, "restored", "filing", [])),
        ([whole(), whole(CUT)], (CUT, "printed", None, [])),  # it is printed alike with room to spare
        ([whole(CUT, name_fills_cell=True), whole()], (WHOLE, "restored", "filing", [])),
        ([whole(), whole(THING + "合格率")], (CUT, "truncated", None, ["level3"])),
        ([whole(name_fills_cell=True)], (CUT, "printed", None, [])),  # may be cut itself
    ],
)
def test_a_name_that_fills_its_cell_is_cut_where_only_longer_ones_have_room(
    filled: Filled, others: list[Indicator], said: tuple[str, str, str | None, list[str]]
) -> None:
    full = indicator(CUT, level2="质量指标", name_fills_cell=True)
    connection = filled(year(2020, full), *(year(2021 + n, other) for n, other in enumerate(others)))
    row = names(connection)[0]
    assert (row[2], row[3], row[4], row[7]) == said


def test_a_name_that_fills_its_cell_is_no_evidence_and_needs_its_own_project(filled: Filled) -> None:
    full = indicator(CUT, level2="质量指标", name_fills_cell=True)
    connection = filled(year(2021, cut()), year(2022, full), year(2023, whole(), project="其他"))
    assert [row[2:4] for row in names(connection)[:2]] == [(WHOLE, "restored"), (CUT, "printed")]


def test_a_full_name_that_was_cut_in_another_year_is_marked_as_well(filled: Filled) -> None:
    full = indicator(CUT, level2="质量指标", name_fills_cell=True)
    before = names(filled(year(2022, full)))
    assert before[0][3] == "printed"
    row = names(filled(year(2021, cut())))[1]
    assert (row[2], row[3], row[7]) == (CUT, "truncated", ["level3"])
    assert "2021年" in row[5]
    assert names(filled(year(2023, whole(CUT))))[1][3] == "printed", "with room to spare, so it is whole"


def test_a_reason_printed_whole_in_another_year_is_said_beside_the_cut_one(filled: Filled) -> None:
    short, long = "由于换届方案待确定，需等换届", "由于换届方案待确定，需等换届完成后开展。"
    connection = filled(
        year(2021, whole(deviation=short, clipped=("deviation",))),
        year(2022, whole(deviation=long)),
    )
    found = connection.execute("SELECT field, before, after, method FROM text_repair").fetchall()
    assert found == [("deviation", short, long, "filing")]
