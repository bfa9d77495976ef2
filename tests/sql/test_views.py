"""The views and worked questions: what they count, under re-submissions, gaps, renamings and mixed units."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.errors import Unreadable
from extractors.records import Fund
from flows import schema
from tests.forms import filing, fund, indicator, reading, sound_indicators
from tests.sql.conftest import Filled, rows

VIEWS = [path.stem for path in schema.files("views")]
CHINESE = [path.stem for path in schema.files("views/zh")]

UNIT_SUMMARY = (
    "fiscal_year department unit filings initial_budget full_budget executed execution_rate mean_score "
    "budget_weighted_score lowest_score excellent good fair poor indicators indicators_short points_lost "
    "unexplained_shortfalls reconciled_filings"
)

FIRST, *OTHERS = sound_indicators()


def test_unit_summary_has_the_columns_of_the_contract(filled: Filled) -> None:
    description = filled().execute("FROM unit_summary").description
    assert " ".join(str(column[0]) for column in description or ()) == UNIT_SUMMARY


def test_prints_of_one_unit_that_differ_in_brackets_are_one_unit(filled: Filled) -> None:
    wide, narrow = (filing(unit=f"安平县教育局{level}", project_name=level) for level in ("（本级）", "(本级)"))
    assert [row["filings"] for row in rows(filled(reading(wide, narrow)), "FROM unit_summary")] == [2]


def test_unit_summary_adds_up_a_unit(filled: Filled) -> None:
    short = (replace(FIRST, score=Decimal(20), deviation="教师调动"), *OTHERS)
    large = filing(
        project_name="校舍维修",
        funds=(fund(full_budget="300000", executed="150000", execution_rate="0.5", score="5"),),
        indicators=short,
        total_score="85",
    )
    (unit,) = rows(filled(reading(filing(), large)), "FROM unit_summary")
    assert unit == {
        "fiscal_year": 2021,
        "department": "安平县教育局",
        "unit": "安平县教师进修学校",
        "filings": 2,
        "initial_budget": Decimal("160000.00"),
        "full_budget": Decimal("400000.00"),
        "executed": Decimal("240000.00"),
        "execution_rate": Decimal("0.6000"),
        "mean_score": Decimal("92.00"),
        "budget_weighted_score": Decimal("88.50"),  # (99 × 100,000 + 85 × 300,000) ÷ 400,000
        "lowest_score": Decimal("85"),
        "excellent": 1,
        "good": 1,
        "fair": 0,
        "poor": 0,
        "indicators": 8,
        "indicators_short": 1,
        "points_lost": Decimal("10"),
        "unexplained_shortfalls": 0,
        "reconciled_filings": 2,
    }


def test_a_weight_without_a_score_lost_all_its_points(filled: Filled) -> None:
    """As in the seed: unscored rows are what the printed total lacks. A form without any scores lost nothing."""
    unscored = (replace(FIRST, score=None), *OTHERS)
    silent = tuple(replace(row, score=None) for row in sound_indicators())
    forms = (
        filing(indicators=unscored, total_score="69"),
        filing(project_name="转移支付", indicators=silent, total_score=None),
    )
    connection = filled(reading(*forms))
    (unit,) = rows(connection, "SELECT indicators_short, points_lost, unexplained_shortfalls FROM unit_summary")
    assert unit == {"indicators_short": 1, "points_lost": Decimal(30), "unexplained_shortfalls": 1}
    lost = rows(connection, "SELECT level3, score, points_lost, deviation FROM indicator_shortfall")
    assert lost == [{"level3": "培训人次", "score": None, "points_lost": Decimal(30), "deviation": None}]


@pytest.mark.parametrize(("doubtful", "total"), [(("score",), "99"), (("score",), "68"), ((), "99"), ((), None)])
def test_a_score_that_was_not_read_lost_nothing_that_is_known(
    filled: Filled, doubtful: tuple[str, ...], total: str | None
) -> None:
    """Its cell is in doubt, or the printed total does not prove that it is worth nothing."""
    unread = (replace(FIRST, score=None, doubtful=doubtful), replace(OTHERS[0], score=Decimal(19)), *OTHERS[1:])
    connection = filled(reading(filing(indicators=unread, total_score=total)))
    (unit,) = rows(connection, "SELECT indicators_short, points_lost, unexplained_shortfalls FROM unit_summary")
    assert unit == {"indicators_short": 1, "points_lost": Decimal(1), "unexplained_shortfalls": 1}
    assert rows(connection, "SELECT level3, points_lost FROM indicator_shortfall") == [
        {"level3": "培训合格率", "points_lost": Decimal(1)}
    ]


def test_budgets_of_zero_and_none_divide_nothing(filled: Filled) -> None:
    zero = fund(full_budget="0", executed="0", execution_rate=None)
    none = fund(full_budget=None, executed=None, execution_rate=None)
    forms = (filing(funds=(zero,)), filing(project_name="乙", funds=(none,)), filing(project_name="丙", funds=()))
    (unit,) = rows(filled(reading(*forms)), "FROM unit_summary")
    assert (unit["execution_rate"], unit["budget_weighted_score"], unit["filings"]) == (None, None, 3)


def test_a_rate_uses_only_filings_with_both_figures(filled: Filled) -> None:
    unspent = fund(executed=None, execution_rate=None)
    (unit,) = rows(filled(reading(filing(), filing(project_name="乙", funds=(unspent,)))), "FROM unit_summary")
    assert unit["full_budget"] == Decimal("200000.00")
    assert unit["execution_rate"] == Decimal("0.9000")


def test_money_in_the_source_rows_counts_where_the_total_prints_nothing(filled: Filled) -> None:
    funds = (
        fund(full_budget="0", executed=None, execution_rate=None),
        fund("财政拨款", "appropriation", full_budget="70000", executed="60000", execution_rate=None),
        fund("其中：中央", "central", full_budget="70000", executed="60000", execution_rate=None),
        fund("其他资金", "other", full_budget="5000", executed="4000", execution_rate=None),
    )
    (unit,) = rows(filled(reading(filing(funds=funds))), "FROM unit_summary")
    assert (unit["full_budget"], unit["executed"]) == (Decimal("75000.00"), Decimal("64000.00"))


@pytest.mark.parametrize("total", [[fund(full_budget="0", executed=None, execution_rate=None)], []])
@pytest.mark.parametrize(
    ("appropriation", "level", "found"),
    [
        ("70000", "30000", None),  # 100,000 or 70,000
        ("70000", "70000", Decimal(75_000)),  # the same money once more
        ("70000", None, Decimal(75_000)),
        (None, "30000", Decimal(35_000)),  # breaks down nothing
    ],
)
def test_levels_of_government_that_may_be_money_of_their_own_are_no_guess(
    filled: Filled, total: list[Fund], appropriation: str | None, level: str | None, found: Decimal | None
) -> None:
    def source(label: str, source: str, budget: str | None) -> Fund:
        return fund(label, source, initial_budget=None, full_budget=budget, executed=budget, execution_rate=None)

    funds = (
        *total,
        source("财政拨款", "appropriation", appropriation),
        source("上级补助资金", "superior", level),
        source("其他资金", "other", "5000"),
    )
    connection = filled(reading(filing(funds=funds)))
    assert rows(connection, "SELECT full_budget FROM filing") == [{"full_budget": found}]
    warned = rows(connection, "SELECT message FROM failed_check WHERE rule = 'fund_total_blank'")
    assert len(warned) == (1 if total or found is None else 0)
    if found is None:
        assert "105,000.00" in warned[0]["message"] and "75,000.00" in warned[0]["message"]
        assert rows(connection, "SELECT reconciled FROM filing") == [{"reconciled": False}]


def test_a_departments_own_form_does_not_double_its_projects(filled: Filled) -> None:
    whole = filing(
        form_type="department_self_evaluation", project_name=None, unit=None, funds=(fund(full_budget="900000"),)
    )
    project = filing(unit="安平县教育局")
    alone = replace(whole, department="安平县水利局")
    connection = filled(reading(whole, project, alone))
    summary = rows(connection, "SELECT unit, filings, full_budget FROM unit_summary ORDER BY unit")
    assert summary == [
        {"unit": "安平县教育局", "filings": 2, "full_budget": Decimal("100000.00")},
        {"unit": "安平县水利局", "filings": 1, "full_budget": Decimal("900000.00")},
    ]


def test_department_summary_counts_its_units(filled: Filled) -> None:
    forms = (
        filing(),
        filing(unit="安平县第一中学", department_code="101"),
        filing(unit="安平县第一中学", project_name="乙"),
    )
    (department,) = rows(
        filled(reading(*forms)), "SELECT department, units, filings, full_budget FROM department_summary"
    )
    assert department == {"department": "安平县教育局", "units": 2, "filings": 3, "full_budget": Decimal("300000.00")}


WHOLE = {"form_type": "department_self_evaluation", "project_name": None}


def test_a_unit_with_its_whole_form_only_is_part_of_its_department(filled: Filled) -> None:
    """Also where another unit has projects. What the department itself states as a whole contains both."""
    project = filing(unit="甲校")
    whole = filing(unit="乙校", **WHOLE, funds=(fund(full_budget="50000"),))
    above = filing(unit=None, **WHOLE, funds=(fund(full_budget="900000"),))
    connection = filled(reading(project, whole, above))
    assert rows(connection, "SELECT unit, full_budget FROM unit_summary ORDER BY unit") == [
        {"unit": "乙校", "full_budget": Decimal(50_000)},
        {"unit": "安平县教育局", "full_budget": Decimal(900_000)},
        {"unit": "甲校", "full_budget": Decimal(100_000)},
    ]
    (department,) = rows(connection, "SELECT units, filings, full_budget FROM department_summary")
    assert department == {"units": 3, "filings": 3, "full_budget": Decimal(150_000)}


def test_without_projects_a_departments_own_form_is_its_money(filled: Filled) -> None:
    whole = filing(unit="乙校", **WHOLE, funds=(fund(full_budget="50000"),))
    above = filing(unit=None, **WHOLE, funds=(fund(full_budget="900000"),))
    (department,) = rows(filled(reading(whole, above)), "SELECT units, filings, full_budget FROM department_summary")
    assert department == {"units": 2, "filings": 2, "full_budget": Decimal(900_000)}


def test_the_money_of_a_row_is_all_of_one_kind(filled: Filled) -> None:
    """What the projects do not print is not taken from the whole department's form."""
    project = filing(funds=(fund(initial_budget=None),))
    whole = filing(**WHOLE, funds=(fund(initial_budget="900000", full_budget="900000", executed="900000"),))
    connection = filled(reading(project, whole))
    for view in ("unit_summary", "department_summary"):
        assert rows(connection, f"SELECT initial_budget, full_budget, executed, execution_rate FROM {view}") == [
            {
                "initial_budget": None,
                "full_budget": Decimal(100_000),
                "executed": Decimal(90_000),
                "execution_rate": Decimal("0.9"),
            }
        ]


def test_trend_compares_with_the_year_before(filled: Filled) -> None:
    before = filing(
        fiscal_year=2020, funds=(fund(full_budget="80000", executed="80000", execution_rate="1"),), total_score="95"
    )
    connection = filled(reading(before, filing()))
    trend = rows(
        connection,
        "SELECT fiscal_year, former_name, full_budget_before, budget_growth, execution_rate_change, mean_score_change "
        "FROM unit_year_trend ORDER BY fiscal_year",
    )
    empty = dict.fromkeys(trend[0]) | {"fiscal_year": 2020}
    assert trend == [
        empty,
        {
            "fiscal_year": 2021,
            "former_name": None,
            "full_budget_before": Decimal("80000.00"),
            "budget_growth": Decimal("0.2500"),
            "execution_rate_change": Decimal("-0.1000"),
            "mean_score_change": Decimal("4.00"),
        },
    ]


def before_of(filled: Filled, before: dict[str, str], now: dict[str, str]) -> object:
    """The budget of the year before that the trend finds for this year's unit."""
    past = filing(fiscal_year=2020, funds=(fund(full_budget="80000"),), **before)
    connection = filled(reading(past, filing(**now)))
    return connection.execute("SELECT full_budget_before FROM unit_year_trend WHERE fiscal_year = 2021").fetchall()


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({"unit_code": "101001"}, {"unit_code": "202002"}),  # another code, the same name
        ({"unit_code": "101001", "unit": "县进修校"}, {"unit_code": "101001"}),  # another name, the same code
        ({"department": "安平县教育体育局"}, {}),  # the department was reorganised, the unit's name is the only one
        ({"unit": "安平县教师 进修学校"}, {}),  # spacing
    ],
)
def test_trend_knows_a_unit_by_name_or_code(filled: Filled, before: dict[str, str], now: dict[str, str]) -> None:
    assert before_of(filled, before, now) == [(Decimal("80000.00"),)]


def test_trend_does_not_mix_units_of_one_name_in_two_departments(filled: Filled) -> None:
    """机关服务中心 is in every department: only the department tells them apart."""
    name = "机关服务中心"
    past = [
        filing(fiscal_year=2020, unit=name, department=d, funds=(fund(full_budget=b),))
        for d, b in (("甲局", "1000"), ("乙局", "2000"))
    ]
    now = [filing(unit=name, department=d) for d in ("甲局", "丙局")]
    found = rows(
        filled(reading(*past, *now)),
        "SELECT department, full_budget_before FROM unit_year_trend WHERE fiscal_year = 2021 ORDER BY department",
    )
    assert found == [
        {"department": "丙局", "full_budget_before": None},
        {"department": "甲局", "full_budget_before": Decimal("1000.00")},
    ]


def test_views_count_current_filings_only(filled: Filled) -> None:
    bad = filing(
        total_score="98", grade="差", indicators=(replace(FIRST, name_status="joined", score=Decimal(20)), *OTHERS)
    )
    old = reading(bad, name="旧", created_at="2022-01-01T00:00:00+08:00")
    connection = filled(old, reading(filing(), name="新"))
    assert rows(connection, "SELECT filings, mean_score FROM unit_summary") == [
        {"filings": 1, "mean_score": Decimal("99.00")}
    ]
    for view in ("failed_check", "indicator_shortfall", "name_repair"):
        assert rows(connection, f"FROM {view}") == [], view
    assert len(rows(connection, "FROM fund_execution")) == 2
    assert {row["judged"] for row in rows(connection, "FROM data_quality")} == {1}


def test_quarantine_lists_what_could_not_be_read(filled: Filled) -> None:
    broken = reading(name="坏", status="quarantined", cause="encrypted", reason="有密码。", pages=(), page_count=None)
    connection = filled(broken, reading(filing()))
    assert rows(connection, "SELECT path, cause, reason FROM quarantine") == [
        {"path": "2021/0.pdf", "cause": "encrypted", "reason": "有密码。"}
    ]
    assert connection.execute("SELECT 隔离类别 FROM zh.隔离清单").fetchall() == [("有密码",)]


CAUSES = [Unreadable.cause, *(kind.cause for kind in Unreadable.__subclasses__()), "timeout", "memory", "crash"]


@pytest.mark.parametrize("cause", CAUSES)
def test_the_chinese_quarantine_says_why_in_chinese(filled: Filled, cause: str) -> None:
    broken = reading(name="坏", status="quarantined", cause=cause, reason="It is broken.", pages=(), page_count=None)
    connection = filled(broken)
    assert rows(connection, "SELECT reason FROM quarantine") == [{"reason": "It is broken."}]
    ((reason,),) = connection.execute("SELECT 原因 FROM zh.隔离清单").fetchall()
    assert reason.endswith("。")


def test_name_repair_says_before_after_and_why(filled: Filled) -> None:
    row = replace(
        FIRST,
        level3="培训人次完成率",
        level3_printed="培训人次完成",
        name_status="restored",
        name_method="objective",
        name_evidence="培训人次完成率",
        name_confidence=0.9,
    )
    (repair,) = rows(filled(reading(filing(indicators=(row, *OTHERS)))), "FROM name_repair")
    assert (repair["before"], repair["after"], repair["status"]) == ("培训人次完成", "培训人次完成率", "restored")
    assert (repair["evidence"], repair["page"]) == ("培训人次完成率", 1)


def test_every_view_has_a_chinese_face_of_the_same_width(filled: Filled) -> None:
    connection = filled(reading(filing()))
    faces = dict(connection.execute("SELECT view_name, sql FROM duckdb_views() WHERE schema_name = 'zh'").fetchall())
    for view in VIEWS:
        (face,) = [name for name, sql in faces.items() if sql.rstrip().endswith(f"FROM {view};")]
        shown, original = (connection.execute(f"DESCRIBE {name}").fetchall() for name in (f"zh.{face}", view))
        assert len(shown) == len(original)
        assert not any(column[0].isascii() for column in shown)
    assert len(CHINESE) == len(VIEWS)


@pytest.mark.parametrize("view", CHINESE)
def test_a_chinese_heading_is_the_label_of_its_comment(filled: Filled, view: str) -> None:
    """Where the label has a longer form the heading may be its beginning (优, 数据核平)."""
    found = filled().execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = 'zh' AND table_name = ?", [view]
    )
    for heading, comment in found.fetchall():
        label = comment.partition("：")[0].partition("［")[0]
        assert heading in (label, label.removeprefix("本文档")), (heading, label)


@pytest.mark.parametrize("question", [path.stem for path in schema.files("queries")])
def test_a_worked_question_has_an_answer(filled: Filled, question: str) -> None:
    """Over a small warehouse in which every question has something to find."""
    years = []
    for year, budget in ((2020, "80000"), (2021, "100000")):
        low = filing(
            fiscal_year=year,
            project_name="维修",
            funds=(
                fund(
                    full_budget=budget, executed="50000", execution_rate=str(round(50000 / int(budget), 4)), score="5"
                ),
                fund("上年结转资金", "carryover", full_budget="1000", executed="1000", execution_rate="1"),
            ),
            indicators=(replace(FIRST, score=Decimal(29), actual_value=Decimal(200)), *OTHERS),
            total_score="94",
        )
        full = filing(
            fiscal_year=year,
            unit="安平县第一中学",
            funds=(fund(full_budget=budget, executed=budget, execution_rate="1", score="10"),),
            indicators=(
                *sound_indicators()[:3],
                indicator("学员满意度", level1="满意度指标", target_unit="%", actual_value="95"),
            ),
            total_score="100",
        )
        years += [reading(low, full, name=f"{year}"), reading(low, name=f"{year}旧", created_at="2019-01-01")]
    answer = filled(*years).execute(schema.text(f"queries/{question}"))
    assert answer.fetchall()
    assert all(not str(column[0]).isascii() for column in answer.description or ())
