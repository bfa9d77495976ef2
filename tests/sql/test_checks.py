"""Every rule of sql/checks on a filing that passes and one that fails, and on what it must leave alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from extractors import values
from extractors.records import Decision, Filing, Indicator, Objective, Page
from flows import checks
from tests.forms import filing, fund, indicator, reading, sound_indicators
from tests.sql.conftest import Filled, rows

# rule: (what passes, what fails, figures that the message must name)
Case = tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]

PARTS = (fund("其中：当年财政拨款", "appropriation", full_budget="60000", executed="50000", execution_rate="0.8333"),)
FIRST, *OTHERS = sound_indicators()
SHORT = replace(FIRST, score=indicator(score="20").score)

CASES: dict[str, Case] = {
    "amount_unit": (
        {},
        {"funds": (fund(initial_budget="8", full_budget="10", executed="9"),)},
        ("10.00", "元"),
    ),
    "duplicate_indicator": (
        {"indicators": (FIRST, *OTHERS)},
        {"indicators": (FIRST, FIRST, *OTHERS)},
        ("培训人次",),
    ),
    "execution_rate": (
        {"funds": (fund(execution_rate="0.9"),)},
        {"funds": (fund(execution_rate="0.99"),)},
        ("99.00%", "90.00%", "90,000.00", "100,000.00"),
    ),
    "execution_score": ({"funds": (fund(score="9"),)}, {"funds": (fund(score="10"),)}, ("10", "90.00%", "9")),
    "fiscal_year": ({}, {"fiscal_year": None}, ("自评表/0.pdf",)),
    "fund_points": (
        {"funds": (fund(), fund("当年财政拨款", "appropriation", weight="10"))},
        {"funds": (fund(), fund("当年财政拨款", "appropriation", weight="1"))},
        ("分值 10", "合计 1"),
    ),
    "fund_total": ({}, {"funds": (fund(), *PARTS)}, ("全年预算数", "100,000.00", "60,000.00")),
    "fund_total_blank": (
        {},
        {"funds": (fund(full_budget="0"), fund("当年财政拨款", "appropriation"))},
        ("全年预算数", "0.00", "100,000.00"),
    ),
    "grade": ({"grade": "优秀"}, {"grade": "良"}, ("良", "99", "优")),
    "level1_scores": (
        {"indicators": (replace(FIRST, weight=None), *OTHERS)},
        {"indicators": tuple(replace(row, weight=None, level1_weight=row.score and row.score / 2) for row in OTHERS)},
        ("产出指标", "10", "20"),
    ),
    "level1_weights": (
        {},
        {"indicators": (replace(FIRST, weight=indicator(weight="31").weight), *OTHERS)},
        ("产出指标", "50", "51"),
    ),
    "level2_weights": (
        {"indicators": (indicator(level2_weight="30", weight="30"),)},
        {"indicators": (indicator(level2_weight="30", weight="20"),)},
        ("数量指标", "30", "20"),
    ),
    "missed_target": (
        {"indicators": (indicator(actual="80人次", actual_value="80", score="8"),)},
        {"indicators": (indicator(actual="80人次", actual_value="80"),)},
        ("培训人次", "≥100人次", "80人次", "10"),
    ),
    "missed_target_share": (
        {"indicators": (indicator(actual="80人次", actual_value="80", score="8"),)},
        {"indicators": (indicator(actual="80人次", actual_value="80", score="9"),)},
        ("培训人次", "≥100人次", "80人次", "9", "8"),
    ),
    "score_within_weight": (
        {},
        {"indicators": (replace(FIRST, score=indicator(score="300").score), *OTHERS)},
        ("培训人次", "300", "30"),
    ),
    "scores_total": ({}, {"total_score": "98"}, ("98", "90", "9", "99")),
    "shortfall_reason": (
        {"indicators": (replace(SHORT, deviation="教师调动"), *OTHERS)},
        {"indicators": (replace(SHORT, deviation="无"), *OTHERS)},
        ("1 项", "培训人次", "30", "20"),
    ),
    "weights_total": (
        {},
        {"indicators": (replace(FIRST, weight=indicator(weight="41").weight), *OTHERS)},
        ("100", "111"),
    ),
    "year_in_path": ({}, {"fiscal_year": 2019}, ("2019", "2021", "2021/0.pdf")),
    "ocr_proof": (
        {"source": "ocr"},
        {"source": "ocr", "funds": (fund(), *PARTS)},
        ("金额：全年预算数", "金额：全年执行数"),
    ),
}


def verdicts(filled: Filled, form: Filing, paths: dict[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """The check results of one filing by rule."""
    return {row["rule"]: row for row in rows(filled(reading(form), paths=paths), "FROM check_result")}


def test_every_rule_has_a_case() -> None:
    """But those that take more than a filing: their tests are below."""
    assert {rule.rule for rule in checks.rules()} == CASES.keys() | {"department_missing", "unread_pages"}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_passes_what_adds_up(filled: Filled, rule: str) -> None:
    passing, _, _ = CASES[rule]
    assert verdicts(filled, filing(**passing))[rule]["passed"]


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_fails_what_does_not_and_names_the_figures(filled: Filled, rule: str) -> None:
    _, failing, figures = CASES[rule]
    paths = {reading().document_id: "自评表/0.pdf"} if rule == "fiscal_year" else None
    verdict = verdicts(filled, filing(**failing), paths)[rule]
    assert not verdict["passed"]
    assert verdict["severity"] == next(r.severity for r in checks.rules() if r.rule == rule)
    assert [figure for figure in figures if figure not in verdict["message"]] == [], verdict["message"]


def test_a_sound_filing_fails_nothing(filled: Filled) -> None:
    failed = [rule for rule, verdict in verdicts(filled, filing()).items() if not verdict["passed"]]
    assert failed == []


@pytest.mark.parametrize("printed", ["0.9962", "0.9963", "0.996", "1.00"])
def test_a_rate_may_be_rounded_or_cut(filled: Filled, printed: str) -> None:
    """6,793,831.00 of 6,819,631.00 元 is 99.6217 %: the units print 99.62, 99.63 (rounded up), 99.6 or 100."""
    row = fund(full_budget="6819631.00", executed="6793831.00", execution_rate=printed)
    assert verdicts(filled, filing(funds=(row,)))["execution_rate"]["passed"]


@pytest.mark.parametrize("printed", ["0.9972", "0.9862", "0.99", "0.62", "0.9926"])
def test_a_misread_rate_is_not_a_rounded_one(filled: Filled, printed: str) -> None:
    row = fund(full_budget="6819631.00", executed="6793831.00", execution_rate=printed)
    assert not verdicts(filled, filing(funds=(row,)))["execution_rate"]["passed"]


def test_the_rate_is_never_of_the_initial_budget(filled: Filled) -> None:
    row = fund(initial_budget="45000", execution_rate="2.00")
    assert not verdicts(filled, filing(funds=(row,)))["execution_rate"]["passed"]


def test_weights_may_make_100_without_execution(filled: Filled) -> None:
    form = filing(
        indicators=(indicator(weight="60", score="55"), indicator("满意度", weight="40", score="40")), total_score="95"
    )
    results = verdicts(filled, form)
    assert results["weights_total"]["passed"]
    assert results["scores_total"]["passed"]


def test_the_weight_of_execution_may_be_unsaid_where_its_score_proves_it(filled: Filled) -> None:
    """Money with a column 得分 and none for its points: they are what the indicators leave of 100."""

    def verdict(score: str, **changes: Any) -> bool | None:
        form = filing(funds=(fund(weight=None, score=score),), **changes)
        return verdicts(filled, form).get("weights_total", {}).get("passed")

    assert verdict("9") is True
    assert verdict("9", total_weight="90") is True
    assert verdict("8") is None
    assert verdict("11") is False
    assert verdict("9", total_weight="99") is False


def test_a_printed_total_weight_must_be_one_of_the_sums(filled: Filled) -> None:
    assert verdicts(filled, filing(total_weight="90"))["weights_total"]["passed"]
    assert not verdicts(filled, filing(total_weight="99"))["weights_total"]["passed"]


def test_a_form_without_weights_and_scores_is_not_judged_by_them(filled: Filled) -> None:
    """Transfer funds have neither: that is no failure, and money alone reconciles such a form."""
    bare = tuple(replace(row, weight=None, score=None, level1_weight=None) for row in sound_indicators())
    form = filing(
        indicators=bare,
        total_weight=None,
        total_score=None,
        funds=(fund(weight=None, score=None), fund("中央资金", "central")),
    )
    results = verdicts(filled, form)
    assert results.keys() & {"weights_total", "scores_total", "level1_weights", "score_within_weight"} == set()
    assert results["execution_rate"]["passed"]


def test_a_hubei_form_reconciles_without_a_weight_column(filled: Filled) -> None:
    """20 points for execution, 80 in the level-1 labels, printed once for each of two objectives."""
    first = indicator("新增资源", weight=None, score="40", level1_weight="40")
    second = indicator("读者满意度", weight=None, score="39", level1="满意度指标", level1_weight="40")
    form = filing(
        indicators=(first, second),
        funds=(fund(weight=None, score="18"),),
        total_weight=None,
        total_score="97",
    )
    connection = filled(reading(form))
    results = {row["rule"]: row["passed"] for row in rows(connection, "FROM check_result")}
    assert results["level1_scores"] and results["scores_total"]
    assert "weights_total" not in results
    assert rows(connection, "SELECT reconciled FROM filing") == [{"reconciled": True}]


def test_a_level_printed_once_for_every_objective_is_summed_by_run(filled: Filled) -> None:
    one = (
        indicator("甲", level1_weight="25", weight="25", score="25"),
        indicator("乙", level1="效益指标", level1_weight="20", weight="20", score="20"),
    )
    form = filing(indicators=(*one, *one))
    assert verdicts(filled, form)["level1_weights"]["passed"]


def test_points_of_execution_may_be_split_over_the_parts(filled: Filled) -> None:
    """A department's form gives 基本支出 and 项目支出 points of their own."""
    funds = (
        fund(weight=None, score=None),
        fund("基本支出", "basic", full_budget="60000", executed="54000", weight="4", score="3.6"),
        fund("项目支出", "project", full_budget="40000", executed="36000", weight="6", score="5.4"),
    )
    results = verdicts(filled, filing(funds=funds))
    assert results["weights_total"]["passed"] and results["scores_total"]["passed"]


def test_levels_of_government_may_break_down_the_appropriation(filled: Filled) -> None:
    parts = (
        fund("财政拨款", "appropriation"),
        fund(
            "其中：中央资金",
            "central",
            initial_budget="50000",
            full_budget="60000",
            executed="55000",
            execution_rate=None,
        ),
        fund(
            "省级资金", "provincial", initial_budget="30000", full_budget="40000", executed="35000", execution_rate=None
        ),
    )
    assert verdicts(filled, filing(funds=(fund(), *parts)))["fund_total"]["passed"]


def test_parts_in_ten_thousands_may_be_rounded(filled: Filled) -> None:
    total = fund(initial_budget=None, full_budget="1000000", executed=None, execution_rate=None)
    parts = (
        fund(
            "财政拨款", "appropriation", initial_budget=None, full_budget="666600", executed=None, execution_rate=None
        ),
        fund("其他资金", "other", initial_budget=None, full_budget="333300", executed=None, execution_rate=None),
    )
    form = {"funds": (total, *parts)}
    assert verdicts(filled, filing(currency_unit="万元", **form))["fund_total"]["passed"]
    assert not verdicts(filled, filing(currency_unit="元", **form))["fund_total"]["passed"]


@pytest.mark.parametrize(
    ("unit", "passes"), [("元", False), ("千元", True), ("百万元", True), ("亿元", True), (None, False)]
)
def test_parts_may_be_rounded_in_the_unit_they_are_printed_in(filled: Filled, unit: str | None, passes: bool) -> None:
    form = filing(currency_unit=unit, funds=(fund(), fund("财政拨款", "appropriation", full_budget="100010")))
    assert verdicts(filled, form)["fund_total"]["passed"] is passes


@pytest.mark.parametrize(("unit", "passes"), [("元", False), ("千元", True), ("万元", True), (None, False)])
def test_a_small_amount_is_suspect_where_no_larger_unit_is_printed(
    filled: Filled, unit: str | None, passes: bool
) -> None:
    form = filing(currency_unit=unit, funds=(fund(initial_budget="8", full_budget="900", executed="810"),))
    assert verdicts(filled, form)["amount_unit"]["passed"] is passes


def measured(target: str, actual: str, **changes: Any) -> Indicator:
    """A row with this target and actual value as they are printed, taken apart."""
    wanted = values.target(target)
    reached = values.actual(actual, wanted.unit)
    return indicator(
        target=target,
        target_operator=wanted.operator,
        target_value=wanted.value,
        target_unit=wanted.unit,
        actual=actual,
        actual_value=reached.value,
        actual_unit=reached.unit,
        **changes,
    )


@pytest.mark.parametrize(
    ("target", "actual", "passed"),
    [
        ("≥5000人", "0.6万人", True),
        ("≥5000人", "0.4万人", False),
        ("≥0.5万人次", "5200人次", True),
        ("≥12次", "11次/年", False),
        ("≥12次", "11", False),
        ("≥12次", "3个村", None),
        ("≥95%", "0.96", None),
        ("≤50万元", "60万元", False),
        ("≥25年", "23年", False),
        ("≤30日", "28日", True),
        ("95%以上", "94%", False),
        ("≥95%", "95%以上", True),
        ("≥95%", "94%（详见佐证材料3）", False),
        ("≥百分之九十五", "百分之八十", False),
        ("≥百分之九十五", "95.5%", True),
        ("≥十二点五公里", "12.1公里", False),
        ("≥3次", "两次", False),
        ("≤5万元", "六万元", False),
        ("三级以上", "二级", None),
        ("5天内", "6天", False),
        ("90%-95%", "80%", None),
        ("12.31前", "11.30", None),
    ],
)
def test_numbers_are_compared_in_one_unit_or_not_at_all(
    filled: Filled, target: str, actual: str, passed: bool | None
) -> None:
    found = verdicts(filled, filing(indicators=(measured(target, actual),))).get("missed_target")
    assert (found and found["passed"]) is passed


def test_a_score_rounded_to_one_decimal_is_no_more_than_its_share(filled: Filled) -> None:
    row = measured("≥100户", "95户", weight="7", score="6.7")
    assert verdicts(filled, filing(indicators=(row,)))["missed_target_share"]["passed"]


def test_a_source_may_be_split_once_more_below_itself(filled: Filled) -> None:
    split = [fund("其中：财政拨款", "appropriation"), fund("一般公共预算", "appropriation")]
    assert verdicts(filled, filing(funds=(fund(), *split)))["fund_total"]["passed"]
    assert not verdicts(filled, filing(funds=(fund(), *split, fund("其他资金", "other"))))["fund_total"]["passed"]


def test_an_execution_score_may_be_rounded_to_one_decimal(filled: Filled) -> None:
    def verdict(score: str) -> bool:
        money = fund(full_budget="100000", executed="84590", execution_rate="0.8459", score=score)
        return bool(verdicts(filled, filing(funds=(money,)))["execution_score"]["passed"])

    assert verdict("8.5") and verdict("8.46")
    assert not verdict("8.4") and not verdict("8")


def test_a_total_of_the_indicators_points_may_stand_over_a_score_with_the_execution(filled: Filled) -> None:
    assert verdicts(filled, filing(total_weight="90", total_score="99"))["score_within_weight"]["passed"]
    assert not verdicts(filled, filing(total_weight="90", total_score="101"))["score_within_weight"]["passed"]


@pytest.mark.parametrize("spent", [{"full_budget": "0", "executed": "0"}, {"full_budget": None, "executed": None}])
def test_an_execution_that_is_unknown_is_none_of_100_percent(filled: Filled, spent: dict[str, Any]) -> None:
    money = fund(weight=None, execution_rate=None, score="10", **spent)
    results = verdicts(filled, filing(funds=(money,), total_weight=None, total_score="100"))
    assert "execution_score" not in results
    assert "weights_total" not in results


def test_a_leap_of_ten_thousand_between_years_is_suspect(filled: Filled) -> None:
    before = filing(
        fiscal_year=2020, currency_unit="万元", funds=(fund(full_budget="1000000000", executed="900000000"),)
    )
    connection = filled(reading(filing(), name="今年"), reading(before, name="去年"))
    leaps = rows(connection, "SELECT fiscal_year, passed, message FROM check_result JOIN filing USING (filing_id) "
                             "WHERE rule = 'amount_unit' ORDER BY fiscal_year")  # fmt: skip
    assert [row["passed"] for row in leaps] == [False, False]
    assert "一万倍" in leaps[1]["message"] and "2020" in leaps[1]["message"]


@pytest.mark.parametrize(
    ("bare", "passes"),
    [({}, False), ({"project_name": "校舍维修"}, True), ({"fiscal_year": 2020}, True), ({"unit": "甲校"}, True)],
)
def test_a_form_printed_once_without_its_department_is_suspect(
    filled: Filled, bare: dict[str, Any], passes: bool
) -> None:
    """Both stay current: units of two departments may bear one name."""
    one, other = reading(filing(department=None, **bare), name="一"), reading(filing(), name="二")
    connection = filled(one, other)
    assert rows(connection, "SELECT DISTINCT is_current FROM filing") == [{"is_current": True}]
    (verdict,) = rows(connection, "FROM check_result WHERE rule = 'department_missing'")
    assert (verdict["passed"], verdict["severity"]) == (passes, "warning")
    if not passes:
        assert "2021/1.pdf" in verdict["message"] and "安平县教育局" in verdict["message"]


def amounts(filled: Filled, *money: tuple[str, str]) -> list[bool]:
    """What amount_unit says of projects of one unit and year, each its unit and the amount in it."""
    scale = {"元": 1, "万元": 10_000}
    forms = [
        filing(
            project_name=f"项目{number}",
            currency_unit=unit,
            funds=(fund(full_budget=Decimal(amount) * scale[unit], executed="0", execution_rate="0"),),
        )
        for number, (unit, amount) in enumerate(money)
    ]
    verdict = (
        "SELECT passed FROM check_result JOIN filing USING (filing_id) WHERE rule = 'amount_unit' ORDER BY ordinal"
    )
    return [row["passed"] for row in rows(filled(reading(*forms)), verdict)]


def test_a_million_yuan_printed_under_ten_thousands_is_suspect(filled: Filled) -> None:
    assert amounts(filled, ("万元", "1000000"), ("万元", "999999.99"), ("元", "10000000000")) == [False, True, True]


def test_an_amount_in_ten_thousands_beyond_all_other_projects_of_the_unit_is_suspect(filled: Filled) -> None:
    assert amounts(filled, ("万元", "80000"), ("万元", "12"), ("万元", "25")) == [False, True, True]


@pytest.mark.parametrize(
    "money",
    [
        [("万元", "80000"), ("万元", "12"), ("万元", "26")],
        [("万元", "9999"), ("万元", "3")],
        [("元", "800000000"), ("元", "120000")],
    ],
)
def test_a_large_project_beside_small_ones_is_plausible(filled: Filled, money: list[tuple[str, str]]) -> None:
    assert all(amounts(filled, *money))


NO_MONEY: dict[str, Any] = {"initial_budget": "0", "full_budget": "0", "executed": "0", "execution_rate": None}


def test_money_of_zero_is_proved_by_its_parts(filled: Filled) -> None:
    funds = (fund(score="10", **NO_MONEY), *(fund(name, "other", **NO_MONEY) for name in ("财政拨款", "其他资金")))
    connection = filled(reading(filing(funds=funds, total_score="100")))
    assert rows(connection, "SELECT reconciled FROM filing") == [{"reconciled": True}]


@pytest.mark.parametrize(
    ("total", "part"),
    [
        ({}, {"initial_budget": None, "full_budget": None, "executed": None}),
        ({"initial_budget": None, "full_budget": None, "executed": None}, {}),
        ({"full_budget": "100"}, {"full_budget": None}),
        ({}, {"full_budget": "100"}),
    ],
)
def test_a_blank_is_no_zero_and_no_zero_proves_money(
    filled: Filled, total: dict[str, Any], part: dict[str, Any]
) -> None:
    funds = (fund(score="10", **NO_MONEY | total), fund("财政拨款", "other", **NO_MONEY | part))
    results = verdicts(filled, filing(funds=funds, total_score="100"))
    assert "fund_total" not in results


def test_pages_that_could_not_be_read_are_named_once_a_document(filled: Filled) -> None:
    pages = tuple(
        Page(number, "unread" if number in (2, 11) else "form", "text", "vector", None if number in (2, 11) else 1)
        for number in range(1, 12)
    )
    connection = filled(reading(filing(), filing(project_name="校舍维修"), pages=pages))
    (verdict,) = rows(
        connection, "SELECT * FROM check_result JOIN filing USING (filing_id) WHERE rule = 'unread_pages'"
    )
    assert (verdict["passed"], verdict["severity"], verdict["ordinal"]) == (False, "warning", 1)
    assert "第 2、11 页" in verdict["message"]
    assert verdict["reconciled"], "of its own figures nothing is in doubt"


def test_a_filing_without_amounts_or_rows_is_judged_by_its_year_alone(filled: Filled) -> None:
    form = filing(
        funds=(), indicators=(), objectives=(), total_weight=None, total_score=None, fiscal_year=None, unit=None
    )
    connection = filled(reading(form), paths={reading(form).document_id: "a.pdf"})
    assert rows(connection, "SELECT rule FROM check_result") == [{"rule": "fiscal_year"}]
    assert rows(connection, "SELECT unproved FROM filing") == [{"unproved": ["没有可作的核对"]}]
    assert rows(connection, "SELECT reconciled FROM filing") == [{"reconciled": False}]


UNRECONCILED: dict[str, dict[str, Any]] = {
    "incomplete": {"complete": False},
    "doubtful total": {"doubtful": ("total_score",)},
    "doubtful amount": {"funds": (fund(doubtful=("executed",)),)},
    "doubtful weight": {"indicators": (replace(FIRST, doubtful=("weight",)), *OTHERS)},
    "doubtful objective": {"objectives": (Objective(1, "培训教师100人次", "培训", doubtful=("actual",)),)},
    "digit chosen by arithmetic": {
        "decisions": (Decision("indicator", 1, "weight", "150", "1.50", "arithmetic", "weights_total"),)
    },
    "rule fails": {"total_score": "98"},
    "soft rule fails": {"funds": (fund(score="10"),), "total_score": "100"},
    "scores without a total": {"total_score": None},
    "points without any score": {
        "indicators": tuple(replace(row, score=None) for row in sound_indicators()),
        "total_score": None,
    },
    "points of execution without their score": {"funds": (fund(score=None),), "total_score": "90"},
    "no actual value at all": {"indicators": tuple(replace(row, actual=None) for row in sound_indicators())},
    "no target at all": {"indicators": tuple(replace(row, target=None) for row in sound_indicators())},
    "money that nothing adds up": {"funds": (fund(execution_rate=None),)},
}


def test_a_score_that_is_not_there_is_no_shortfall(filled: Filled) -> None:
    rows_ = (replace(FIRST, score=None), *OTHERS)
    assert verdicts(filled, filing(indicators=rows_))["shortfall_reason"]["passed"]


def test_a_score_that_is_nothing_by_the_total_wants_a_reason(filled: Filled) -> None:
    """The rule and the views agree on what was lost."""
    verdict = verdicts(filled, filing(indicators=(replace(FIRST, score=None), *OTHERS), total_score="69"))
    assert not verdict["shortfall_reason"]["passed"]
    assert "分值 30，得分 未填" in verdict["shortfall_reason"]["message"]


@pytest.mark.parametrize("why", UNRECONCILED)
def test_not_reconciled(filled: Filled, why: str) -> None:
    connection = filled(reading(filing(**UNRECONCILED[why])))
    assert rows(connection, "SELECT reconciled FROM filing") == [{"reconciled": False}]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("incomplete", "表格不完整"),
        ("doubtful amount", "有字符存疑"),
        ("digit chosen by arithmetic", "有数字由算术选定"),
        ("rule fails", "核对不符：得分合计"),
        ("points of execution without their score", "预算执行有分值而无得分"),
        ("no target at all", "年度指标值或实际完成值整栏空白"),
        ("money that nothing adds up", "金额没有可作的核对"),
        ("scores without a total", "得分没有可作的核对"),
    ],
)
def test_what_keeps_a_filing_from_being_reconciled_is_said(filled: Filled, why: str, said: str) -> None:
    connection = filled(reading(filing(**UNRECONCILED[why])), reading(filing(project_name="另一项目"), name="二"))
    assert rows(connection, "SELECT unproved FROM filing_summary ORDER BY reconciled") == [
        {"unproved": [said]},
        {"unproved": []},
    ]


def test_reconciled_when_all_holds_whatever_the_vocabulary_settled(filled: Filled) -> None:
    settled = Decision("indicator", 1, "target", "2100人次", "≥100人次", "vocabulary")
    connection = filled(reading(filing(decisions=(settled,))))
    assert rows(connection, "SELECT reconciled FROM filing") == [{"reconciled": True}]


def test_reconciled_when_the_total_proves_that_a_blank_score_is_worth_nothing(filled: Filled) -> None:
    blank = filing(indicators=(replace(FIRST, score=None), *OTHERS), total_score="69")
    connection = filled(reading(blank))
    assert rows(connection, "SELECT reconciled FROM filing") == [{"reconciled": True}]


SCAN_SPOILT: dict[str, dict[str, Any]] = {
    "amount without parts": {"funds": (fund(),)},
    "last digit of a part": {"funds": (fund(), fund("财政拨款", "appropriation", executed="90000.10"))},
    "initial budget without parts": {"funds": (fund(), fund("财政拨款", "appropriation", initial_budget=None))},
    "rate one digit off": {
        "funds": (fund(execution_rate="0.9001"), fund("财政拨款", "appropriation", execution_rate="0.9001"))
    },
    "rate without its decimals": {
        "funds": tuple(
            fund(label, source, executed="89960", execution_rate="0.9")
            for label, source in (("总额", "total"), ("拨款", "unit"))
        )
    },
    "total within the tolerance of 0.1": {"total_score": "99.1"},
    "year that the path does not confirm": {"fiscal_year": 2024},
    "no figure at all": {
        "funds": (),
        "indicators": (indicator(weight=None, score=None),),
        "total_weight": None,
        "total_score": None,
    },
    "points of a level without weights": {
        "indicators": (
            *sound_indicators(),
            indicator("备注项", level1="其他", level1_weight="7", weight=None, score=None),
        )
    },
}


@pytest.mark.parametrize("what", SCAN_SPOILT)
def test_a_scan_is_reconciled_only_when_every_number_is_proved(filled: Filled, what: str) -> None:
    connection = filled(
        reading(filing(source="ocr"), name="好"), reading(filing(source="ocr", **SCAN_SPOILT[what]), name="坏")
    )
    by_document = dict(connection.execute("SELECT document_id, reconciled FROM filing").fetchall())
    assert by_document == {reading(name="好").document_id: True, reading(name="坏").document_id: False}


def test_a_scan_fully_executed_proves_its_amount_by_printing_it_twice(filled: Filled) -> None:
    row = fund(initial_budget=None, full_budget="70000", executed="70000", execution_rate="1", score="10")
    connection = filled(reading(filing(source="ocr", funds=(row,), total_score="100")))
    assert rows(connection, "SELECT reconciled FROM filing") == [{"reconciled": True}]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("-- rule: x\nSELECT 1", "lacks arithmetic, basis, label, severity, tolerance"),
        (
            "-- rule: x\n-- label: x\n-- severity: fatal\n-- arithmetic: yes\n-- tolerance: 0\n-- basis: x",
            "error or warning",
        ),
        ("-- rule: x\n-- label: x\n-- severity: error\n-- arithmetic: yes\n-- tolerance: none\n-- basis: x", "write 0"),
    ],
)
def test_a_rule_with_a_bad_header_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(checks.BadRule, match=complaint):
        checks.parse(text)


def test_a_rule_is_named_as_its_file() -> None:
    from flows import schema

    assert [rule.rule for rule in checks.rules()] == [path.stem for path in schema.files("checks")]
