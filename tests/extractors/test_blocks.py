"""The blocks of a form in the shapes that they are printed in, each as a grid of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from extractors import funds, objectives
from extractors.indicators import Total
from extractors.indicators import read as rows_of
from extractors.interpret import interpret
from extractors.records import Box, Cell, Fund, Grid, Line, Objective, PageContent
from extractors.sections import sections
from extractors.stitch import Form, Row, forms

WIDTH, HEIGHT = 60, 20  # of a column and of a row, in points


def table(*rows: str) -> list[Row]:
    """Rows of cells parted by ``|``; ``<`` goes on with the cell on its left, ``^`` with the cell above."""
    grid = [[text.strip() for text in row.split("|")] for row in rows]
    cells = [
        _cell(grid, top, left)
        for top, texts in enumerate(grid)
        for left, text in enumerate(texts)
        if text not in ("<", "^")
    ]
    return [
        Row(
            1,
            tuple(
                sorted((c for c in cells if c.row <= band < c.row + c.row_span), key=lambda cell: cell.box.x0),
            ),
            Box(0, band * HEIGHT, len(grid[0]) * WIDTH, (band + 1) * HEIGHT),
        )
        for band in range(len(grid))
    ]


def _cell(grid: Sequence[Sequence[str]], top: int, left: int) -> Cell:
    right, bottom = left + 1, top + 1
    while right < len(grid[top]) and grid[top][right] == "<":
        right += 1
    while bottom < len(grid) and left < len(grid[bottom]) and grid[bottom][left] == "^":
        bottom += 1
    box = Box(left * WIDTH, top * HEIGHT, right * WIDTH, bottom * HEIGHT)
    text = grid[top][left]
    inside = Box(box.x0 + 4, box.top + 4, box.x0 + 4 + len(text), box.top + 14)
    return Cell(top, left, bottom - top, right - left, box, (Line(text, inside),) if text else ())


def figures(fund: Fund) -> tuple[str | None, ...]:
    """Label and figures of a money row, as text."""
    found = (fund.initial_budget, fund.full_budget, fund.executed, fund.weight, fund.execution_rate, fund.score)
    return fund.label, *(None if figure is None else f"{figure:f}" for figure in found)


def money(*rows: str) -> list[tuple[str | None, ...]]:
    return [figures(fund) for fund in funds.read(sections(table(*rows)), "元")]


def test_sources_stand_across_and_amounts_down() -> None:
    assert money(
        "项目资金 | 资金来源   | 年度资金总额 | 其中：财政拨款 | 其他资金 | 执行率 | 分值 | 得分",
        "^        | 年初预算数 | 368          | 312            | 56       | 93.00% | 10   | 9.3",
        "^        | 全年预算数 | 356          | 300            | 56       | ^      | ^    | ^",
        "^        | 全年执行数 | 331.08       | 279            | -        | ^      | ^    | ^",
    ) == [
        ("年度资金总额", "368", "356", "331.08", "10", "0.9300", "9.3"),
        ("其中：财政拨款", "312", "300", "279", None, None, None),
        ("其他资金", "56", "56", None, None, None, None),
    ]


def test_each_amount_is_split_into_its_sources() -> None:
    """No row is the sum: the points are kept once, and the rate of the sum is that of no source."""
    assert money(
        "项目资金 | 年初预算数 | <        | 全年预算数 | <        | 全年执行数 | <        | 分值 | 执行率 | 得分",
        "^        | 财政拨款   | 其他资金 | 财政拨款   | 其他资金 | 财政拨款   | 其他资金 | ^    | ^      | ^",
        "^        | 22.69      | 7.56     | 28.36      | 9.45     | 27.06      | 9.02     | 10   | 95.42% | 9.54",
    ) == [
        ("财政拨款", "22.69", "28.36", "27.06", "10", None, "9.54"),
        ("其他资金", "7.56", "9.45", "9.02", None, None, None),
    ]


def test_labels_and_figures_stand_side_by_side_in_several_rows() -> None:
    rows = (
        "自评得分 | 98.5   | 主管部门       | 民政局 |          |",
        "年初预算数 | 119.36 | 其中：财政拨款 | 95.49 | 其他资金 | 23.87",
        "全年预算数 | 119.36 | 其中：财政拨款 | 95.49 | 其他资金 | 23.87",
        "全年执行数 | 84.34  | 其中：财政拨款 | 67.47 | 其他资金 | 16.87",
        "预算执行率 | 70.66% | 分值           | 10    | 得分     | 7.07",
    )
    assert money(*rows) == [
        ("项目资金", "119.36", "119.36", "84.34", "10", "0.7066", "7.07"),
        ("其中：财政拨款", "95.49", "95.49", "67.47", None, None, None),
        ("其他资金", "23.87", "23.87", "16.87", None, None, None),
    ]
    assert [fund.source for fund in funds.read(sections(table(*rows)), "元")] == ["total", "appropriation", "other"]


def test_a_label_may_hold_its_figure() -> None:
    assert money("项目资金（万元） | 全年预算数 | 86.00 | 全年执行数 | 84.28 | 执行率 | 98.00% | 得分：9.8") == [
        ("项目资金（万元）", None, "860000.00", "842800.00", None, "0.9800", "9.8")
    ]


def test_a_block_without_labels_is_its_one_row_of_figures() -> None:
    heads = "经费情况 | 年初预算数 | 全年预算数 | 执行数 | 执行率（%） | 得分 | 权重"
    assert money(heads, "^ | 588.96 | 588.96 | 554.03 | 94.07 | 9.41 | 10") == [
        ("经费情况", "588.96", "588.96", "554.03", "10", "0.9407", "9.41")
    ]
    assert money(heads, "^ | 1 | 2 | 3 | 4 | 5 | 6", "^ | 588.96 | 588.96 | 554.03 | 94.07 | 9.41 | 10") == []


def test_the_total_may_stand_below_the_money_that_stands_below_the_indicators() -> None:
    indicators = [
        "一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分",
        "产出指标 | 数量指标 | 养护里程 | ≥612公里 | 612公里 | 90 | 87",
    ]
    block = ["资金 | < | 年初预算数 | 全年预算数 | 执行数 | 分值 | 得分", "^ | 合计 | 23.29 | 25.88 | 25.88 | 10 | 10"]
    _, total, _ = rows_of(sections(table(*indicators, *block, "总分 | < | < | < | < | 100 | 97")))
    assert total == Total(Decimal(100), Decimal(97))
    _, total, _ = rows_of(sections(table(*indicators, *block)))
    assert total == Total()


@pytest.mark.parametrize(
    ("weights", "own"), [(("20 | 甲", "30 | 乙"), True), (("50 | 甲", "^ | 乙"), False)], ids=["each", "of level 2"]
)
def test_weights_beside_level_2_are_those_of_the_rows_if_they_change_with_them(
    weights: tuple[str, str], own: bool
) -> None:
    first, second = weights
    rows, _, _ = rows_of(
        sections(
            table(
                "一级指标 | 二级指标 | 分值 | 三级指标 | 目标值 | 完成值 | 得分",
                f"产出指标 | 数量指标 | {first} | 2 | 2 | 20",
                f"^ | ^ | {second} | 3 | 3 | 30",
            )
        )
    )
    assert [row.weight for row in rows] == ([20, 30] if own else [None, None])
    assert [row.level2_weight for row in rows] == ([None, None] if own else [50, 50])


def test_a_target_adjusted_in_the_year_is_the_target() -> None:
    rows, _, _ = rows_of(
        sections(
            table(
                "指标名称 | 年初指标值 | 调整指标值 | 全年完成值 | 指标权重 | 指标得分",
                "维修学校数量 | 18所 | 17所 | 17所 | 20 | 20",
                "维修面积 | 4.3万平方米 | - | 4.36万平方米 | 10 | 10",
            )
        )
    )
    assert [row.target for row in rows] == ["17所", "4.3万平方米"]


@pytest.mark.parametrize(
    ("heads", "figures", "score"),
    [("分值 | 单项得分", "20 | 18.5", "18.5"), ("分值 | 单项得分 | 加权得分", "20 | 92.5 | 18.5", "18.5")],
)
def test_the_score_before_its_conversion_is_the_score_where_no_other_is(heads: str, figures: str, score: str) -> None:
    rows, _, _ = rows_of(
        sections(
            table(
                f"一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | {heads}",
                f"产出指标 | 数量指标 | 养护里程 | 186公里 | 172公里 | {figures}",
            )
        )
    )
    assert [(row.weight, row.score) for row in rows] == [(Decimal(20), Decimal(score))]


def test_a_remark_beside_its_label_is_no_indicator() -> None:
    rows, total, _ = rows_of(
        sections(
            table(
                "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分",
                "产出指标 | 数量指标 | 养护里程 | 186公里 | 186公里 | 90 | 90",
                "成本指标 | 经济成本指标 | 不适用 | 不适用 | < | < | <",
                "其他需要说明事项 | < | < | 无 | < | < | <",
                "说明 | < | < | 计划年中调减。 | < | < | <",
                "总分 | < | < | 100 | < | < | 95.61",
            )
        )
    )
    assert [row.level3 for row in rows] == ["养护里程", "不适用"]
    assert total == Total(Decimal(100), Decimal("95.61"))


def test_a_sections_title_beside_the_heads_is_none_of_them() -> None:
    """In Sichuan 年度预算数 stands where the labels of the rows stand."""
    assert money(
        "年度预算数（万元） | <    | 年初预算 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分",
        "预算执行情况（10分） | 总额 | 186.00 | 180.00       | 174.60     | 97.00%     | 10   | 9.7",
    ) == [("总额", "186.00", "180.00", "174.60", "10", "0.9700", "9.7")]


def test_names_may_stand_under_the_sections_title_where_there_are_no_levels() -> None:
    """In Chongqing the heads are 绩效指标 | 指标性质 | 指标值 …, beside the section's own label."""
    rows = table(
        "年度绩效指标 | 绩效指标     | 指标性质 | 指标值 | 计量单位 | 实际完成值 | 指标权重（分） | 指标得分（分）",
        "^            | 消防站数量   | =        | 4      | 个       | 4          | 7              | 7",
        "^            | 器材完好率   | ≥        | 97     | %        | 98         | 8              | 8",
    )
    found, _, _ = rows_of(sections(rows))
    assert [(row.level3, row.level1, row.target, row.score) for row in found] == [
        ("消防站数量", None, "=4个", Decimal(7)),
        ("器材完好率", None, "≥97%", Decimal(8)),
    ]


def test_a_sections_title_beside_a_blank_row_makes_no_heads() -> None:
    rows = table(
        "项目名称           | 送戏下乡 | <        | <            | <          | <",
        "预算执行情况       | <        | 年初预算 | 调整后预算数 | 预算执行数 | 原因",
        "^                  | 总额     | 186.00   | 180.00       | 174.60     | ",
        "年度预算数（万元） | 其他资金 |          |              |            | 应说明理由",
    )
    assert [section.kind for section in sections(rows)] == ["header", "fund"]


@pytest.mark.parametrize(
    "rows",
    [
        ("年度目标 | 演出80场。 | 目标完成情况 | 演出85场。",),
        ("年度总目标 | 演出80场。 | < | <", "自评时间节点目标完成情况 | 演出85场。 | < | <"),
    ],
)
def test_objectives_stand_beside_their_labels(rows: tuple[str, ...]) -> None:
    parts = sections(table(*rows, "一级指标 | 三级指标 | 目标值 | 完成值"))
    assert objectives.read(parts) == (Objective(1, "演出80场。", "演出85场。"),)


def test_figures_under_plan_and_done_are_no_objectives() -> None:
    assert objectives.read(sections(table("投资 | 计划 | 完成", "^ | 640.16 | 559.18"))) == ()
    assert objectives.read(sections(table("目标 | 计划 | 完成", "^ | 新建6处 | 新建5处"))) == (
        Objective(1, "新建6处", "新建5处", ()),
    )


def test_columns_of_the_indicators_are_none_of_the_objectives() -> None:
    (section,) = sections(
        table("一级指标 | 二级指标 | 三级指标 | 年度目标 | 完成情况", "产出指标 | 数量指标 | 演出场次 | ≥80场 | 85场")
    )
    assert [column.field for column in section.columns] == ["level1", "level2", "level3", "target", "actual"]


INDICATORS = (
    "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分",
    "产出指标 | 数量指标 | 演出场次 | ≥80场      | 85场       | 90   | 90",
)


def test_money_that_is_named_and_not_read_is_in_doubt() -> None:
    """In a shape that nobody knows: a form without money may be reconciled, one whose money was missed may not."""
    lines = ["项目支出绩效自评表", "单位：元"]
    header = "项目名称 | 送戏下乡 | 主管部门 | 文化局 | < | < | <"
    missed = "项目资金 | 预算为3万元，已支出2万元 | < | < | < | < | <"
    assert interpret(Form(lines, rows=table(header, missed, *INDICATORS)), 1).doubtful == ("fund",)
    assert interpret(Form(lines, rows=table(header, *INDICATORS)), 1).doubtful == ()


@pytest.mark.parametrize(("head", "doubtful"), [("拨付到位数", True), ("调整预算数", False)])
def test_a_head_nobody_knows_over_figures_puts_the_money_in_doubt(head: str, doubtful: bool) -> None:
    rows = (
        "项目名称 | 防汛 | <          | <",
        f"项目资金（元） | | {head}     | 全年执行数",
        "^        | 年度资金总额 | 368 | 331",
    )
    filing = interpret(Form(lines=["项目支出绩效自评表"], rows=table(*rows)), 1)
    assert ("fund" in filing.doubtful) is doubtful


@pytest.mark.parametrize(
    ("header", "department"),
    [
        ("中央主管部门 | 教育部 | 省级主管部门 | 省教育厅 | 市县主管部门 | 县教育局", "县教育局"),
        ("中央主管部门 | 教育部 | 省级主管部门 | 省教育厅 | 实施单位     | 一中", "省教育厅"),
        ("主管部门     | 文化局 | 单位名称     | 文化馆   | 联系人       | 张三", "文化局"),
    ],
)
def test_the_department_is_the_filers_own(header: str, department: str) -> None:
    form = Form(["项目支出绩效自评表"], rows=table("项目名称 | 送戏下乡 | < | < | < | <", header, *INDICATORS))
    assert interpret(form, 1).department == department


@pytest.mark.parametrize(
    ("printed", "code", "name"),
    [
        ("51082122R000007311999-IPv6规模部署", "51082122R000007311999", "IPv6规模部署"),
        ("51082122R000007311999-送戏下乡", "51082122R000007311999", "送戏下乡"),
        ("51082122R000007311999送戏下乡", "51082122R000007311999", "送戏下乡"),
        ("20220101-20221231送戏下乡", None, "20220101-20221231送戏下乡"),
    ],
)
def test_a_projects_code_is_parted_from_its_name(printed: str, code: str | None, name: str) -> None:
    form = Form(["项目支出绩效自评表"], rows=table(f"项目名称 | {printed} | < | <", *INDICATORS))
    filing = interpret(form, 1)
    assert (filing.project_code, filing.project_name) == (code, name)


def page(title: str, rows: Sequence[Row], edges: tuple[float, ...]) -> PageContent:
    cells = tuple(dict.fromkeys(cell for row in rows for cell in row.cells))
    box = Box(0, 0, edges[-1], len(rows) * HEIGHT)
    grid = Grid(1, box, tuple(HEIGHT * n for n in range(len(rows) + 1)), edges, cells)
    line = Line(title, Box(0, -20, 100, -10))
    return PageContent(1, 500, 500, "text", "vector", (grid,), (line,))


def test_a_form_keeps_its_title_whatever_its_first_label_is() -> None:
    rows = table("申报事项 | 送戏下乡", "主管部门 | 文化局", "三级指标 | 完成值", "演出场次 | 85场")
    (form,) = forms([page("2022年度项目支出绩效自评表", rows, (0, WIDTH, 2 * WIDTH))])
    assert (form.title, len(form.rows)) == ("2022年度项目支出绩效自评表", 4)


def test_the_strip_between_two_borders_is_no_cell() -> None:
    """A browser prints a box for input inside the cell of the table."""
    (row,) = table("主管部门 | | 文化局")
    label, strip, value = row.cells
    strip = replace(strip, box=strip.box._replace(x1=WIDTH + 5))
    value = replace(value, box=value.box._replace(x0=WIDTH + 5))
    (form,) = forms([page("自评表", [replace(row, cells=(label, strip, value))], (0, WIDTH, WIDTH + 5, 3 * WIDTH))])
    assert form.rows[0].cells == (label, value)
