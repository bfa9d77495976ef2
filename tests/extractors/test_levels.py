"""Labels of level 1 and level 2 that stand beside many rows, over page ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.levels import carried, split_points
from extractors.records import Box, Cell, Line


def cell(row: int, text: str) -> Cell:
    box = Box(0, 20 * row, 60, 20 * row + 20)
    return Cell(row, 0, 1, 1, box, (Line(text, box),) if text else ())


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("产出指标（50分）", ("产出指标", 50)),
        ("满意度指标（1\u00a00分）", ("满意度指标", 10)),
        ("效益指标", ("效益指标", None)),
        ("满意度指标（10", ("满意度指标", None)),
    ],
)
def test_the_points_of_a_level(label: str, parts: tuple[str, int | None]) -> None:
    assert split_points(label) == parts


@pytest.mark.parametrize(
    ("first", "second", "labels"),
    [
        ("产出指标", "", ["产出指标", "产出指标"]),
        ("", "产出指标", ["产出指标", "产出指标"]),
        ("服务对象满", "意度指标", ["服务对象满意度指标", "服务对象满意度指标"]),
        ("满意度指标（15", "分）", ["满意度指标（15分）", "满意度指标（15分）"]),
        ("产出指标", "效益指标", ["产出指标", "效益指标"]),
        ("产出指标", "产出指标（50分）", ["产出指标（50分）", "产出指标（50分）"]),
        ("产出指标（50", "产出指标（50分）", ["产出指标（50分）", "产出指标（50分）"]),
    ],
)
def test_a_label_cut_by_a_page_end_is_one(first: str, second: str, labels: list[str]) -> None:
    assert carried([(cell(0, first), 1), (cell(0, second), 2)]) == labels


def test_a_label_printed_on_one_of_its_pages_is_that_of_all() -> None:
    cells = [(cell(0, text), page) for page, text in enumerate(["", "", "产出指标", ""], 1)]
    assert carried([*cells, (cell(1, "效益指标"), 4)]) == ["产出指标"] * 4 + ["效益指标"]
    assert carried([(cell(0, "产出指标"), 1), (cell(1, ""), 1), (cell(0, ""), 2), (cell(0, "效益指标"), 3)]) == [
        "产出指标",
        *["效益指标"] * 3,
    ]


def test_no_label_is_carried_beyond_the_level_above() -> None:
    cells = [(cell(0, "数量指标"), 1), (cell(1, ""), 1), (cell(2, ""), 1)]
    assert carried(cells, ["产出指标", "产出指标", "效益指标"]) == ["数量指标", "数量指标", None]


def test_the_hidden_rest_of_the_points_is_no_label() -> None:
    rest = replace(cell(0, ""), hidden=(Line("分）", Box(0, 0, 20, 10)),))
    assert carried([(cell(0, "效益指标（30分）"), 1), (rest, 2)]) == ["效益指标（30分）"] * 2


def test_a_row_without_a_cell_has_no_label() -> None:
    assert carried([(cell(0, "数量指标"), 1), (None, 1)]) == ["数量指标", None]
