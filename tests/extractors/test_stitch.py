"""Forms over page ends, on pages of bare grids."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from extractors.interpret import interpret, is_filing, is_remainder
from extractors.records import Box, Cell, Grid, Line, PageContent
from extractors.stitch import Form, forms

TITLE = "项目支出绩效自评表"
HEADER = ["项目名称", "水库除险加固", "主管部门", "江城市水利局", "", ""]
MONEY_HEADS = ["项目资金", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"]
TOTAL = ["合计", "100", "100", "90", "10", "9"]
SOURCE = ["财政拨款", "100", "100", "90", "-", "-"]
HEADS = ["一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
INDICATOR = ["产出指标", "加固水库座数", "≥12座", "12座", "90", "90"]
SUM = ["总分", "", "", "", "100", "99"]


def page(number: int, rows: Sequence[Sequence[str]], lines: Sequence[str] = (), width: float = 80.0) -> PageContent:
    """A page of one table with columns of a ``width``; ``lines`` stand above it."""
    columns = tuple(accumulate([width] * len(rows[0]), initial=40.0))
    bands = tuple(100.0 + 20 * n for n in range(len(rows) + 1))

    def cell(row: int, column: int, text: str) -> Cell:
        box = Box(columns[column], bands[row], columns[column + 1], bands[row + 1])
        return Cell(row, column, 1, 1, box, (Line(text, box),) if text else ())

    cells = tuple(cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    above = tuple(Line(text, Box(40, 20 + 20 * n, 300, 30 + 20 * n)) for n, text in enumerate(lines))
    grid = Grid(number, Box(columns[0], bands[0], columns[-1], bands[-1]), bands, columns, cells)
    return PageContent(number, 595, 842, "text", "vector", (grid,), above)


def joined(*pages: PageContent) -> Form:
    (form,) = forms(pages)
    return form


def test_a_total_of_the_money_closes_no_form() -> None:
    form = joined(page(1, [HEADER, MONEY_HEADS, TOTAL], [TITLE]), page(2, [SOURCE, HEADS, INDICATOR, SUM]))
    filing = interpret(form, 1)
    assert [fund.label for fund in filing.funds] == ["合计", "财政拨款"]
    assert (len(filing.indicators), str(filing.total_score)) == (1, "99")


def test_a_total_of_the_indicators_closes_the_form() -> None:
    whole = [HEADER, MONEY_HEADS, TOTAL, HEADS, INDICATOR, SUM]
    assert [form.pages for form in forms([page(1, whole, [TITLE]), page(2, [INDICATOR, SUM])])] == [(1,), (2,)]


def test_a_page_may_end_within_the_header() -> None:
    first = [HEADER[:2]]
    rest = [["主管部门", "江城市水利局"], *[row[:2] for row in (MONEY_HEADS, TOTAL)]]
    assert joined(page(1, first, [TITLE]), page(2, rest)).pages == (1, 2)
    assert len(forms([page(1, first, [TITLE]), page(2, [["项目名称", "另一项目"], *rest])])) == 2


def test_a_page_of_another_size_shows_the_same_columns_wider() -> None:
    first = page(1, [HEADER, MONEY_HEADS, TOTAL, HEADS, INDICATOR], [TITLE])
    filing = interpret(joined(first, page(2, [INDICATOR, SUM], width=120.0)), 1)
    assert [row.actual for row in filing.indicators] == ["12座", "12座"]
    assert str(filing.total_score) == "99"


def test_a_reason_that_reaches_down_beside_the_money_is_no_head() -> None:
    label, reason = Box(40, 100, 120, 140), Box(440, 100, 520, 140)
    content = page(
        1, [["年度预算数", "总额", "100", "90", "9", ""], ["", "专户资金", "", "", "", ""], HEADS, INDICATOR]
    )
    texts = {label: "年度预算数", reason: "执行率低的原因说明"}
    tall = tuple(Cell(0, column, 2, 1, box, (Line(texts[box], box),)) for column, box in ((0, label), (5, reason)))
    rest = tuple(cell for cell in content.grids[0].cells if cell.column not in (0, 5) or cell.row > 1)
    grid = content.grids[0]
    grid = Grid(1, grid.box, grid.row_edges, grid.column_edges, (*tall, *rest))
    form = joined(PageContent(1, 595, 842, "text", "vector", (grid,), ()))
    assert [row.level3 for row in interpret(form, 1).indicators] == ["加固水库座数"]


def test_a_header_may_open_with_a_label_that_nobody_knows() -> None:
    unknown = ["事项全称", "水库除险加固", "", "", "", ""]
    form = joined(page(1, [unknown, [*HEADER[2:], "", ""], MONEY_HEADS, TOTAL, HEADS, INDICATOR, SUM], [TITLE]))
    filing = interpret(form, 1)
    assert (filing.title, filing.department, len(filing.indicators)) == (TITLE, "江城市水利局", 1)


def test_a_form_that_was_begun_or_only_ended_does_not_vanish() -> None:
    begun = joined(page(1, [HEADER, MONEY_HEADS, TOTAL], [TITLE]))
    assert is_filing(begun)
    assert not interpret(begun, 1).complete
    levels = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"]
    ended = joined(page(1, [levels, ["产出指标", "数量指标", "加固水库座数", "≥12座", "12座", "90"]]))
    assert is_remainder(ended)
    assert not is_filing(ended)
