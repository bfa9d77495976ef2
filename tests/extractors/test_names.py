"""Cut names: restored with evidence, or marked; whole names left alone. Forms as published are at the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import read_document, values
from extractors.endings import fold
from extractors.names import repair
from extractors.records import Filing, Indicator, Objective
from tests.benchmarks.names import as_printed, judged
from tests.comparing import PRINTED, sample, truths
from tests.forms import filing, indicator

CUT = ("level3",)
LAB = "运行维护海智工作室（创新创业平"
EXPECTED = "\n".join(
    (
        f"1.举办3场创新周主题活动、{LAB}台）1个；",
        "2.引进人才和项目团队5个，建立5个海外人才工作站，完成单位年度财务审计；引进人才留用率达到85%。",
    )
)


def named(level2: str, *names: str, target: str = "100%", clipped: tuple[str, ...] = ()) -> list[Indicator]:
    unit = values.target(target).unit
    return [
        indicator(name, level2=level2, target=target, target_value=None, target_unit=unit, clipped=clipped)
        for name in names
    ]


def form(*rows: list[Indicator], expected: str | None = EXPECTED) -> Filing:
    indicators = tuple(row for group in rows for row in group)
    return filing(indicators=indicators, objectives=(Objective(1, expected, None),))


def last(form: Filing) -> Indicator:
    return repair(form).indicators[-1]


QUANTITY = named("数量指标", "举办创新周主题活动", "引进人才和项目团队", "年度财务审计", target="1次")
QUALITY = named("质量指标", "举办创新周主题活动完成率", "引进人才和项目团队完成率", "年度财务审计完成率")


@pytest.mark.parametrize(
    ("rows", "cut", "whole", "method"),
    [
        # the objectives give the thing, the group its ending; the bracket is closed
        ([*QUANTITY, *QUALITY], named("质量指标", LAB), LAB + "台）完成率", "objective"),
        # 数量 names its things bare in this form, so this one is bare as well
        (QUANTITY, named("数量指标", LAB, target="1个"), LAB + "台）", "objective"),
        # the count inside the phrase of the objectives is not part of the name
        (QUALITY, named("质量指标", "建立海外人才工作"), "建立海外人才工作站完成率", "objective"),
        # a row of another group has the thing; the ending has begun
        (
            [*named("数量指标", "更新常设展厅展品", target="5件"), *QUALITY],
            named("质量指标", "更新常设展厅展品完"),
            "更新常设展厅展品完成率",
            "sibling",
        ),
        # nothing is known of the thing, but the group shows how the ending goes on
        (QUALITY, named("质量指标", "组织青少年科普活动完成"), "组织青少年科普活动完成率", "sibling"),
        # the last letters are no word
        ([], named("社会效益指标", "科技交流项目保障情", target="有效保障"), "科技交流项目保障情况", "vocabulary"),
        # the last letters are the target
        ([], named("时效指标", "科技专家学术活动及时", target="及时"), "科技专家学术活动及时性", "vocabulary"),
        # the last letters go on in one way where the target is measured so
        ([], named("质量指标", "工程一次性验收合", target="≥98%"), "工程一次性验收合格率", "vocabulary"),
        ([], named("数量指标", "高标准农田建设面", target="≥2万亩"), "高标准农田建设面积", "vocabulary"),
        ([], named("数量指标", "小型水库安全巡查次", target="≥12次"), "小型水库安全巡查次数", "vocabulary"),
        ([], named("数量指标", "改造排水泵站座", target="≥12座"), "改造排水泵站座数", "vocabulary"),
        ([], named("数量指标", "清理枯死松树株", target="≥2.1万株"), "清理枯死松树株数", "vocabulary"),
        ([], named("数量指标", "举办就业技能培训场", target="≥12场"), "举办就业技能培训场次", "vocabulary"),
        # the objectives print the name with its ending
        ([], named("质量指标", "引进人才留", target="≥85%"), "引进人才留用率", "objective"),
        # cut in the brackets that close what the objectives count
        ([], named("数量指标", LAB, target="1个"), LAB + "台）", "objective"),
        # one name of the group has the ending that the target asks for
        (
            [*QUANTITY, *named("时效指标", "年度财务审计及时性", target="及时")],
            named("时效指标", "引进人才和项", target="及时"),
            "引进人才和项目团队及时性",
            "objective",
        ),
    ],
)
def test_a_cut_name_is_restored(rows: list[Indicator], cut: list[Indicator], whole: str, method: str) -> None:
    row = last(form(rows, [replace(cut[0], clipped=CUT)]))
    assert (row.level3, row.name_status, row.name_method) == (whole, "restored", method)
    assert row.level3_printed == cut[0].level3
    assert row.name_evidence
    assert row.name_confidence is not None and 0.7 <= row.name_confidence <= 1
    assert "level3" not in row.clipped


@pytest.mark.parametrize(
    ("rows", "cut", "evidence"),
    [
        ([], named("数量指标", "中国科技创新活动周及科技"), "未找到依据"),
        ([], named("数量指标", "运行维护实验室（开放平"), "缺“)”"),
        # one sibling ends in 完成率, one in 完成度
        (
            named("质量指标", "项目一验收完成率", "项目二验收完成率", "项目三验收完成度", "项目四验收完成度"),
            named("质量指标", "组织青少年科普活动完成"),
            "完成度",
        ),
        # the thing is known, the ending is anybody's guess
        ([], named("质量指标", LAB), "未找到依据"),
        # one sibling is no habit when the target does not ask for its ending
        (
            named("数量指标", "培训科技辅导员人数", target="20名"),
            named("数量指标", "引进人才和项目团队人", target="5个"),
            "未找到依据",
        ),
        # a row of another group has the thing, the target asks for an ending; no name of the group shows it
        (QUANTITY, named("时效指标", "引进人才和项", target="及时"), "未找到依据"),
        # the objectives would make it the name of a row of another group as well
        (
            [replace(row, clipped=CUT) for row in named("时效指标", "引进人才留", target="≥80%")],
            named("质量指标", "引进人才留", target="≥85%"),
            "不止一行会补全为此",
        ),
        # nor when one letter of it is there
        (
            [*QUANTITY, *named("质量指标", "科普设施完好率")],
            named("质量指标", "引进人才和项目团队完"),
            "未找到依据",
        ),
        # 满意 goes on with 率 as well, and 次 with 满 beside another unit
        ([], named("服务对象满意度指标", "服务对象回访满意", target="≥95%"), "未找到依据"),
        ([], named("数量指标", "供水管网二次", target="≥5座"), "未找到依据"),
        # 场 also ends 专场, 个 another word beside another unit
        ([], named("数量指标", "举办就业招聘专场", target="≥12场"), "未找到依据"),
        ([], named("数量指标", "慰问困难家庭每个", target="≥12户"), "未找到依据"),
        # 情 alone also ends 疫情
        ([], named("社会效益指标", "有效防控重大动物疫情"), "未找到依据"),
    ],
)
def test_without_sufficient_evidence_a_name_is_marked_and_left(
    rows: list[Indicator], cut: list[Indicator], evidence: str
) -> None:
    row = last(form(rows, [replace(cut[0], clipped=CUT)]))
    assert (row.level3, row.name_status, row.clipped) == (cut[0].level3, "truncated", CUT)
    assert evidence in (row.name_evidence or "")


COUNTED = (
    "组织科普报告会及互动体验活动12场；更新常设展厅展品45件；举办3场创新周主题活动，开发科学课程20门；培训辅导员60名。"
)
EXHIBITS = named("数量指标", "更新常设展厅展品", target="≥45件")
COURSES = named("数量指标", "开发科学课程", target="20门")
TALKS = named("数量指标", "组织科普报告会", target="12场", clipped=CUT)


def test_a_thing_that_the_objectives_count_as_the_row_does_is_bare_where_all_such_names_are() -> None:
    row = last(form(EXHIBITS, COURSES, TALKS, expected=COUNTED))
    assert (row.level3, row.name_method) == ("组织科普报告会及互动体验活动", "objective")
    assert "“12场”即本行指标值" in (row.name_evidence or "")


@pytest.mark.parametrize(
    "rows",
    [
        [*EXHIBITS, *TALKS],  # a single witness
        [*EXHIBITS, *COURSES, *named("数量指标", "培训辅导员人数", target="60名"), *TALKS],  # not all are bare
        [
            *EXHIBITS,
            *COURSES,
            *named("数量指标", "组织科普报告会", target="13场", clipped=CUT),
        ],  # counts something else
    ],
)
def test_a_count_alone_does_not_say_how_a_name_ends(rows: list[Indicator]) -> None:
    assert last(form(rows, expected=COUNTED)).name_status == "truncated"


def test_a_number_of_the_next_phrase_counts_nothing_before_it() -> None:
    objectives = COUNTED.replace("活动12场", "活动，巡展12场")
    assert last(form(EXHIBITS, COURSES, TALKS, expected=objectives)).name_status == "truncated"


def test_a_number_inside_a_phrase_counts_its_thing() -> None:
    cut = named("数量指标", "举办创新周主", target="3场", clipped=CUT)
    assert last(form(EXHIBITS, COURSES, cut, expected=COUNTED)).level3 == "举办创新周主题活动"


@pytest.mark.parametrize(
    ("objective", "name"),
    [
        ("运行维护科普平台", "运行维护科普平台完成率"),
        ("另有（运行维护科普平台）", "运行维护科普平台完成率"),
        ("运行维护科普平台（含移动端", "运行维护科普平"),
    ],
)
def test_a_restored_name_has_no_bracket_open_and_no_stray_one(objective: str, name: str) -> None:
    cut = named("质量指标", "运行维护科普平", clipped=CUT)
    assert last(form(QUANTITY, QUALITY, cut, expected=EXPECTED + objective)).level3 == name


def test_a_word_of_the_target_that_ends_in_other_ways_too_proves_nothing() -> None:
    row = last(form([], named("可持续影响指标", "就业援助服务制度完善", target="完善", clipped=CUT)))
    assert row.name_status == "truncated"


def test_two_conclusions_that_differ_are_both_named() -> None:
    objectives = "建立海外人才工作站5个；建立海外人才工作组3个。"
    row = last(
        form(QUANTITY, QUALITY, named("质量指标", "建立海外人才工作", clipped=CUT), expected=EXPECTED + objectives)
    )
    assert row.name_status == "truncated"
    assert "建立海外人才工作站完成率" in (row.name_evidence or "")
    assert "建立海外人才工作组完成率" in (row.name_evidence or "")


def test_rows_of_one_group_that_were_cut_at_the_same_place_stay_marked() -> None:
    cut = named("质量指标", LAB, clipped=CUT)
    rows = repair(form(QUANTITY, QUALITY, cut, cut)).indicators[-2:]
    assert {row.name_status for row in rows} == {"truncated"}


def test_the_thing_of_a_restored_name_is_evidence_for_the_next() -> None:
    (hidden,) = named("数量指标", "举办人才洽谈暨招", target="4场", clipped=CUT)
    hidden = replace(hidden, hidden=(("level3", "举办人才洽谈暨招聘活动"),))
    cut = named("质量指标", "举办人才洽谈暨招", clipped=CUT)
    assert last(form([hidden], QUANTITY, QUALITY, cut)).level3 == "举办人才洽谈暨招聘活动完成率"


def test_a_name_restored_by_a_habit_is_no_witness_of_it() -> None:
    """Two whole names end in 完成率, three in 完成度: what one cut name made of that says nothing to the next."""
    group = named("质量指标", "项目一完成率", "项目二完成率", "项目三完成度", "项目四完成度", "项目五完成度")
    restored = replace(named("质量指标", "引进人才和项目团队完成度")[0], name_status="restored")
    row = last(form(QUANTITY, group, [restored], named("质量指标", "年度财务审计完成", clipped=CUT)))
    assert (row.name_status, "（3/5）" in (row.name_evidence or "")) == ("truncated", True)


@pytest.mark.parametrize("others", [[], named("时效指标", "困难学生补助发放及时率", target="≥98%")])
def test_a_rate_that_no_name_of_the_form_ends_in_is_not_invented(others: list[Indicator]) -> None:
    """发放 may go on as 发放率, 发放准确率, 发放及时率: a percentage as target does not say."""
    thing = named("数量指标", "困难学生补助", target="800人")
    row = last(form(thing, others, named("质量指标", "困难学生补助发放", clipped=CUT)))
    assert row.name_status == "truncated"


def test_a_counted_thing_that_is_printed_whole_is_whole_although_its_cell_is_full() -> None:
    row = last(
        form(
            EXHIBITS,
            COURSES,
            named("数量指标", "组织科普报告会及互动体验活动", target="12场", clipped=CUT),
            expected=COUNTED,
        )
    )
    assert (row.level3, row.name_status, row.clipped) == ("组织科普报告会及互动体验活动", "joined", ())


def test_words_behind_a_bracket_that_was_open_belong_to_nobody() -> None:
    cut = named("数量指标", "扶持文艺团队（含民俗", target="18支", clipped=CUT)
    objectives = COUNTED + "扶持18支文艺团队（含民俗表演队）开展活动。"
    assert last(form(EXHIBITS, COURSES, cut, expected=objectives)).name_status == "truncated"


@pytest.mark.parametrize(
    ("rest", "level3", "status"),
    [
        ("▯台▯率▯", LAB + "台）完成率", "restored"),
        ("▯台）完▯", LAB + "台）完成率", "restored"),
        ("▯大▯型▯", LAB, "truncated"),
    ],
)
def test_what_is_left_of_hidden_lines_seconds_a_conclusion_or_refutes_it(rest: str, level3: str, status: str) -> None:
    (cut,) = named("质量指标", LAB, clipped=CUT)
    row = last(form(QUANTITY, QUALITY, [replace(cut, hidden=(("level3", LAB + rest),))]))
    assert (row.level3, row.name_status) == (level3, status)


@pytest.mark.parametrize("printed", ["一体化平台（含移动端", "移动端）年度可用率"], ids=["below", "above"])
def test_lines_behind_a_clip_path_are_the_best_evidence(printed: str) -> None:
    """They lie below what is shown or, in cells aligned at the bottom, above it, whatever its ending."""
    whole = "一体化平台（含移动端）年度可用率"
    (cut,) = named("质量指标", printed, clipped=CUT)
    row = last(form(QUALITY, [replace(cut, hidden=(("level3", whole),))]))
    assert (row.level3, row.name_method, row.name_confidence) == (whole, "text layer", 1.0)


def test_a_name_that_fills_its_cell_and_closes_with_an_ending_is_whole() -> None:
    row = last(form(QUALITY, named("质量指标", "组织青少年科普活动完成率", clipped=CUT)))
    assert (row.level3, row.name_status, row.clipped) == ("组织青少年科普活动完成率", "joined", ())


def test_names_that_go_on_behind_one_ending_say_nothing_of_another() -> None:
    """成功率 went on as 成功率提升: 数量 at the end of a full cell is still an end."""
    others = named("社会效益指标", "院前心脏骤停抢救成功率提升", target="≥1个百分点")
    row = last(form(others, named("数量指标", "新增急救站点数量", target="≥4个", clipped=CUT)))
    assert (row.name_status, row.clipped) == ("joined", ())


def test_where_names_go_on_with_a_bracket_behind_their_ending_an_ending_proves_nothing() -> None:
    others = named("质量指标", "绿化带养护合格率（第1标段）", "护栏清洗粉刷合格率（第2标", target="≥95%")
    others[1] = replace(others[1], clipped=CUT)
    for name in ("架空线缆整理合格率", "公厕提标改造合格"):
        row = last(form(others, named("质量指标", name, target="≥95%", clipped=CUT)))
        assert (row.level3, row.name_status) == (name, "truncated")


def test_a_change_in_points_is_not_the_rate_itself() -> None:
    row = last(form([], named("社会效益指标", "院前心脏骤停抢救成功率", target="≥1个百分点", clipped=CUT)))
    assert (row.name_status, row.clipped) == ("truncated", CUT)


def test_a_count_is_no_end_of_a_name_that_is_measured_in_percent() -> None:
    row = last(form([], named("社会效益指标", "经常参加体育锻炼人数", target="≥42%", clipped=CUT)))
    assert (row.name_status, row.clipped) == ("truncated", CUT)


def test_a_cut_reason_is_said_whole_beside_the_printed_one() -> None:
    reason = "由于换届方案待确定，需等换届完成后开展"
    rows = [indicator("甲", deviation=reason), indicator("乙", deviation=reason[:14], clipped=("deviation",))]
    row = last(form(rows))
    assert row.deviation == reason[:14]
    assert [(found.field, found.after) for found in row.repairs] == [("deviation", reason)]
    assert row.clipped == ("deviation",)


def test_a_text_that_closes_its_sentence_is_whole() -> None:
    assert last(form([indicator(deviation="因疫情原因未开展。", clipped=("deviation",))])).clipped == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["数量指标", "质量指标", "时效指标"]),
            st.text(alphabet="举办创新活动海智平台（）完成率及时性数量", min_size=1, max_size=18),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_repair_touches_nothing_but_cut_names_and_only_adds_to_them(rows: list[tuple[str, str, bool]]) -> None:
    before = form([replace(named(level2, name)[0], clipped=CUT if cut else ()) for level2, name, cut in rows])
    after = repair(before)
    for old, new in zip(before.indicators, after.indicators, strict=True):
        if old.clipped:
            assert fold(new.level3 or "").startswith(fold(old.level3 or ""))
            assert (new.name_status == "truncated") == ("level3" in new.clipped)
            assert (new.name_status == "restored") == (new.level3 != old.level3)
        else:
            assert new == replace(old, name_ending=new.name_ending)
    assert repair(after) == after


@pytest.mark.parametrize("name", [name for name in PRINTED if truths()[name].get("expect", "loaded") == "loaded"])
def test_names_of_published_forms(name: str) -> None:
    """None restored wrongly, no cut name taken for whole, no whole name marked, but for one that is whole nowhere."""
    outcomes = judged(as_printed(truths()[name]), read_document(sample(name)).filings)
    assert [found for found in outcomes if found.outcome in ("wrong", "alarm")] in (
        [],
        [found for found in outcomes if found.printed == "中国(深圳)科技创新活动周及科技"],
    )
