"""Ruled lines → merged cells, and the size of a skew."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import raster
from extractors.picture import Picture, render, skew
from tests.comparing import sample
from tests.scanning import Scanner, scan


@st.composite
def _rules(draw: st.DrawFn) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    below = draw(st.lists(st.booleans(), min_size=(rows - 1) * columns, max_size=(rows - 1) * columns))
    right = draw(st.lists(st.booleans(), min_size=rows * (columns - 1), max_size=rows * (columns - 1)))
    return (
        np.array(below, dtype=bool).reshape(rows - 1, columns),
        np.array(right, dtype=bool).reshape(rows, columns - 1),
    )


@given(_rules())
def test_cells_tile_the_grid_whatever_rules_are_missing(rules: tuple[npt.NDArray[Any], npt.NDArray[Any]]) -> None:
    below, right = rules
    covered = np.zeros((right.shape[0], below.shape[1]), dtype=int)
    for row, column, row_span, column_span in raster.merge_cells(below, right):
        covered[row : row + row_span, column : column + column_span] += 1
    assert (covered == 1).all()


def test_fields_without_a_rule_between_them_are_one_cell() -> None:
    below = np.array([[True, False], [True, True]])
    right = np.array([[True], [True], [False]])
    assert raster.merge_cells(below, right) == [(0, 0, 1, 1), (0, 1, 2, 1), (1, 0, 1, 1), (2, 0, 1, 2)]


def test_a_thin_rule_of_which_a_fax_has_left_pieces_is_a_rule() -> None:
    grey = np.full((400, 900), 255, np.uint8)
    for x in (50, 300, 850):
        grey[50:350, x : x + 3] = 0
    for y in (50, 350):
        grey[y : y + 3, 50:853] = 0
    for x in range(50, 850, 12):
        grey[200:202, x : x + 7] = 0
    (grid,) = raster.find_grids(raster.rules(Picture(grey, np.zeros_like(grey), 200 / 72)), 200 / 72)
    assert len(grid.rows) == 3


def test_strokes_that_all_but_fill_a_tight_row_are_no_rules_and_short_rules_are() -> None:
    """Rows 30 px (11 points) high; characters end 2 px before the rules, one above a border of other rows."""
    grey = np.full((400, 900), 255, np.uint8)
    for y in (50, 80, 110, 350):
        grey[y : y + 3, 50:853] = 0
    for x, top, bottom in ((50, 50, 350), (200, 50, 110), (500, 110, 350), (850, 50, 350)):
        grey[top:bottom, x : x + 3] = 0
    for x in (400, 500, 600):
        grey[55:78, x : x + 3] = 0
        grey[64:66, x : x + 12] = 0
    (grid,) = raster.find_grids(raster.rules(Picture(grey, np.zeros_like(grey), 200 / 72)), 200 / 72)
    shape = [(cell.row, cell.column, cell.column_span) for cell in grid.cells]
    assert shape == [(0, 0, 1), (0, 1, 2), (1, 0, 1), (1, 1, 2), (2, 0, 2), (2, 2, 1)]


@pytest.mark.parametrize("degrees", [-3.0, -0.4, 1.3, 3.0])
def test_skew_is_measured_to_a_tenth_of_a_degree(degrees: float) -> None:
    page = pypdfium2.PdfDocument(sample("2022_江城市图书馆_共享工程.pdf"))[0]
    scanned = pypdfium2.PdfDocument(scan(page, Scanner(dpi=150, skew=degrees, noise=6)))[0]
    assert skew(render(scanned).grey) == pytest.approx(degrees, abs=0.1)


def test_a_stamp_is_lifted_and_its_place_is_known() -> None:
    page = pypdfium2.PdfDocument(sample("2022_江城市图书馆_共享工程.pdf"))[0]
    plain, stamped = (render(pypdfium2.PdfDocument(scan(page, Scanner(stamp=stamp)))[0]) for stamp in (False, True))
    assert not plain.stamp.any()
    under = stamped.stamp > 0
    assert 0.005 < under.mean() < 0.1
    bare_paper = under & (plain.grey > 240)
    assert np.median(stamped.grey[bare_paper]) > 230


def test_a_shape_is_the_same_grid_skewed_noisy_and_stamped() -> None:
    page = pypdfium2.PdfDocument(sample("2022_江城市图书馆_共享工程.pdf"))[0]
    scanners = (Scanner(), Scanner(dpi=150, skew=2.5, noise=8, paper=225), Scanner(skew=-1.1, stamp=True, blur=0.6))
    shapes = []
    for scanner in scanners:
        picture = render(pypdfium2.PdfDocument(scan(page, scanner))[0]).deskewed()
        grids = raster.find_grids(raster.rules(picture), picture.scale)
        shapes.append([[(c.row, c.column, c.row_span, c.column_span) for c in grid.cells] for grid in grids])
    assert shapes[0] == shapes[1] == shapes[2]
    assert len(shapes[0]) == 1
