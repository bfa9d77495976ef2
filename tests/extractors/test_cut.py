"""Which names of a form were cut, by all of them together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.cut import mark_cut_names
from extractors.records import Box, Cell, Indicator, Line
from tests.forms import indicator

ROOM = 8  # characters that a line of the cells below holds
SIZE = 10.0  # of a character, in points


def cell(seq: int, *texts: str, lines: int = 1) -> Cell:
    """A name's cell, as high as so many lines."""
    top = 100.0 * seq
    shown = tuple(
        Line(text, Box(4, top + 2 + n * 12, 4 + SIZE * len(text), top + 12 + n * 12)) for n, text in enumerate(texts)
    )
    return Cell(seq, 0, 1, 1, Box(0, top, ROOM * SIZE + 8, top + 4 + 12 * lines), shown)


def cut(*names: tuple[Indicator, Cell]) -> list[str | None]:
    """The names among some that count as cut."""
    marked = mark_cut_names([row for row, _ in names], [(found,) for _, found in names])
    return [row.level3 for row in marked if "level3" in row.clipped]


def named(
    seq: int, text: str, level2: str = "质量指标", unit: str | None = "%", lines: int = 1
) -> tuple[Indicator, Cell]:
    texts = [text[start : start + ROOM] for start in range(0, len(text), ROOM)]
    row = indicator(text, seq=seq, level2=level2, target_unit=unit)
    return row, cell(seq, *texts, lines=max(lines, len(texts)))


SHORT = [named(1, "列养率"), named(2, "群众满意度")]
LONG = named(3, "改善沿线群众出行条件受益人口", unit="人", lines=2)  # in a row that another cell made taller


def test_one_full_name_is_no_sign() -> None:
    assert cut(*SHORT, LONG, named(4, "带动农产品外运增")) == []


def test_what_may_be_cut_is_known_beside_what_was() -> None:
    names = [*SHORT, LONG, named(4, "带动农产品外运增"), named(5, "公路养护质量合格率")]
    marked = mark_cut_names([row for row, _ in names], [(found,) for _, found in names])
    assert [row.level3 for row in marked if row.name_fills_cell] == ["带动农产品外运增"]
    assert not any(row.clipped for row in marked)


@pytest.mark.parametrize(
    "sure",
    [
        [named(4, "硬化工程项目验收合")],  # two lines: nothing is full
        [named(4, "公路硬化工程验合")],
    ],
)
def test_an_end_that_is_no_sign_beside_room_for_more(sure: list[tuple[Indicator, Cell]]) -> None:
    assert cut(*SHORT, LONG, *sure, named(5, "带动农产品外运增")) == []


def test_a_full_name_that_ends_inside_a_word_shows_that_rows_do_not_grow() -> None:
    names = [named(4, "硬化工程一次验收"), named(5, "农村公路交工检合"), named(6, "带动农产品外运增")]
    assert cut(*SHORT, LONG, *names[:1], *names[2:]) == []
    assert cut(*SHORT, LONG, *names) == ["硬化工程一次验收", "农村公路交工检合", "带动农产品外运增"]


def test_a_full_name_that_stands_twice_was_cut_in_both_places() -> None:
    names = [named(4, "公路安全生命防护"), named(5, "公路安全生命防护", level2="数量指标")]
    assert cut(*SHORT, LONG, *names) == ["公路安全生命防护"] * 2
    assert cut(*SHORT, LONG, names[0], named(5, "公路安全生命防护")) == []  # in one group it is a name printed twice


def test_a_full_name_whose_thing_goes_on_elsewhere_was_cut() -> None:
    sibling = named(4, "维护剧场灯光音响系统完好率", lines=2)
    assert cut(*SHORT, LONG, sibling, named(5, "维护活动剧场灯光", level2="数量指标")) == []
    assert cut(*SHORT, LONG, sibling, named(5, "维护剧场灯光音响", level2="数量指标")) == ["维护剧场灯光音响"]
    bare = named(4, "维护剧场灯光音响完好率", lines=2)  # the thing, and an ending: it may be the bare name
    assert cut(*SHORT, LONG, bare, named(5, "维护剧场灯光音响", level2="数量指标")) == []


def test_a_bracket_closes_a_name_behind_an_ending_only() -> None:
    sure = named(4, "硬化工程一次验收"), named(5, "农村公路交工检合")
    assert cut(*SHORT, *sure, named(6, "投放点改造（亭）", level2="数量指标"))[-1] == "投放点改造（亭）"
    assert "补助标准（每年）" not in cut(*SHORT, *sure, named(6, "补助标准（每年）", level2="成本指标", unit="元"))


def test_names_that_never_wrap_are_full_with_their_line() -> None:
    lines = ["改造供水管网里程", "更换远传智能水表", "改造二次供水泵房", "管道水压试验一次", "小区居民满意度"]
    names = [named(seq, name, lines=2 + seq % 2) for seq, name in enumerate(lines, 4)]
    assert cut(*SHORT, *names) == lines[1:4]
    assert cut(*SHORT, LONG, *names) == lines[3:4]  # one that wraps: room below a full line is room, but inside a word


def test_full_lines_with_room_below_are_cut_where_there_are_too_many_or_wider_ones_than_those_that_wrap() -> None:
    texts = ["更换远传智能水表", "改造二次供水泵房", "新建城区调蓄水池", "推广节水型生活器具"[:ROOM]]
    names = [named(seq, text, unit=None, lines=2) for seq, text in enumerate(texts, 4)]
    assert cut(*SHORT, LONG, *names) == texts
    assert cut(*SHORT, LONG, *names[:3]) == []
    row, beside = named(9, "更换远传智能水表", unit=None, lines=2)
    wide = replace(beside, lines=(Line("更换远传智能水表设", Box(4, 902, 94, 912)),))
    assert cut(*SHORT, LONG, (replace(row, level3="更换远传智能水表设"), wide)) == ["更换远传智能水表设"]


@pytest.mark.parametrize("begun", ["暨招商推介活动数", "含慕课）学员结业率"])
def test_where_one_name_lacks_its_beginning_all_without_room_may(begun: str) -> None:
    names = [*SHORT, LONG, named(4, begun), named(5, "公路养护质量合格率"), named(6, "列养率", lines=2)]
    marked = mark_cut_names([row for row, _ in names], [(found,) for _, found in names])
    headless = [row.level3 for row in marked if row.name_headless]
    assert headless == ["列养率", "群众满意度", "改善沿线群众出行条件受益人口", begun, "公路养护质量合格率"]
    assert [row.level3 for row in marked if "level3" in row.clipped] == headless
    assert cut(*SHORT, LONG, named(4, "1）学员结业率提升"), named(5, "公路养护质量合格率")) == []
    assert cut(*SHORT, LONG, named(4, "及时发放补助资金")) == []


def hanging(pair: tuple[Indicator, Cell], lines: int = 2) -> tuple[Indicator, Cell]:
    """A name at the bottom of a cell of so many lines."""
    row, found = pair
    down = 12 * (lines - len(found.lines))
    box = found.box._replace(bottom=found.box.top + 4 + 12 * lines)
    moved = tuple(
        replace(line, box=line.box._replace(top=line.box.top + down, bottom=line.box.bottom + down))
        for line in found.lines
    )
    return row, replace(found, box=box, lines=moved)


def test_at_the_bottom_of_cells_a_name_that_begins_as_another_goes_on_lacks_its_beginning() -> None:
    sibling = named(4, "教师教育技能实训板及录播设备间数", lines=2)
    lost = named(5, "板及录播设备更新开学前投入使用", lines=2)
    short = hanging(named(6, "群众满意度"))
    assert cut(short, sibling, lost) == ["教师教育技能实训板及录播设备间数", "板及录播设备更新开学前投入使用"]
    assert cut(named(6, "群众满意度", lines=2), sibling, lost) == []  # at the top
    assert cut(short, sibling, named(5, "更换板及录播设备")) == []


def test_an_ending_alone_lacks_its_thing_where_no_other_name_of_the_form_does() -> None:
    others = [
        named(seq, name) for seq, name in enumerate(["改造管网里程", "小区居民满意度", "更换智能水表", "泵房完好率"], 1)
    ]
    assert cut(*others, named(5, "合格率")) == ["合格率"]
    assert cut(*others, named(5, "合格率", lines=2)) == []
    assert cut(*others, named(5, "满意度")) == []
    assert cut(*others, named(5, "合格率"), named(6, "及时性")) == []
    assert cut(*others, named(5, "合格率"), named(6, "建档数")) == []


def test_an_ending_that_goes_on_in_the_group_closes_nothing() -> None:
    sure = named(4, "农村公路交工检合")
    number = named(5, "新建消防救援站数", level2="数量指标", unit="座")
    group = named(6, "系统数量", level2="数量指标", unit="个")
    assert cut(*SHORT, LONG, sure, number) == ["农村公路交工检合"]
    assert cut(*SHORT, LONG, sure, number, group) == ["农村公路交工检合", "新建消防救援站数"]


def test_a_row_without_a_name_is_no_sign() -> None:
    assert cut(named(1, ""), named(2, "农村公路交工检合")) == ["农村公路交工检合"]


def test_names_that_close_with_endings_were_made_to_fit() -> None:
    full = ["家庭养老床位数量", "居家上门服务人次", "能力评估完成人数", "任务按期完成率高", "家庭照护压力变化"]
    assert cut(*SHORT, LONG, *(named(seq, name, unit=None) for seq, name in enumerate(full, 4))) == []


def test_too_many_full_names_are_no_chance() -> None:
    full = ["学生营养改善计划", "义务教育学生营养", "补助资金按月拨付", "每生每天补助标准", "学生家庭就餐负担"]
    names = [named(seq, name) for seq, name in enumerate(full, 4)]
    assert cut(*SHORT, LONG, *names[:3]) == []
    assert cut(*SHORT, LONG, *names) == [name for name in full if name != "每生每天补助标准"]  # 标准 may close a name
