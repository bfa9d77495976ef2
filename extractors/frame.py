"""Where things are: from a PDF's own space to points from the top left of the page, the way its text reads.

Three things move a page's content before a person sees it: the crop box cuts the media box, ``/Rotate`` turns the
page, and some programs draw a landscape table sideways on a portrait page. pdfminer's layout has the rotation in it
but not the crop box; pdfium's page coordinates have both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pdfminer.layout import LTChar

from extractors.records import Box

# Text that runs in one direction on this share of a page's characters is how the page is meant to be read.
DOMINANT = 0.8
# Text that rises by more than this part of its run is askew: two degrees.
ASKEW = 0.035


@dataclass(frozen=True, slots=True)
class Frame:
    """The page as displayed (``width`` × ``height`` points), the corner of its crop box in the media box as displayed,
    the media box's height, and the quarter turns clockwise that make its text run from left to right."""

    width: float
    height: float
    left: float
    top: float
    media_height: float
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it reads."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)

    def of_layout(self, x: float, y: float) -> tuple[float, float]:
        """A point of pdfminer's layout (from the bottom left of the media box) as it reads, from the top left."""
        return self.of_display(x - self.left, self.media_height - y - self.top)

    def of_display(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as displayed (from its top left) as it reads."""
        return turned(x, y, self.width, self.height, self.turn)

    def turn_of(self, matrix: tuple[float, float, float, float, float, float]) -> int | None:
        """The quarter turns clockwise by which text of a matrix is set on the page as it reads: 0 runs on from left to
        right, 1 downwards, 3 upwards. None for text askew, as watermarks are."""
        a, b, *_ = matrix
        along, across = ((a, b), (b, -a), (-a, -b), (-b, a))[self.turn]
        if abs(across) <= ASKEW * abs(along):
            return 0 if along > 0 else 2
        if abs(along) <= ASKEW * abs(across):
            return 3 if across > 0 else 1
        return None

    def box_of_layout(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        if not self.turn and x0 <= x1 and y0 <= y1:  # nearly always, and every glyph and rule passes here
            top, bottom = self.media_height - y1 - self.top, self.media_height - y0 - self.top
            return Box(x0 - self.left, top, x1 - self.left, bottom)
        return _box(self.of_layout(x0, y0), self.of_layout(x1, y1))

    def box_of_display(self, box: Box) -> Box:
        return _box(self.of_display(box.x0, box.top), self.of_display(box.x1, box.bottom))


def as_displayed(box: Box, width: float, height: float, turn: int) -> Box:
    """A box of a page as it reads (``width`` × ``height``, turned by ``turn`` quarters), on the page as displayed."""
    return turned_box(box, width, height, -turn % 4)


def frame_of(page: pdfium.PdfPage, media: Sequence[float], items: Iterable[Any]) -> Frame:
    """The frame of a page. ``media`` is its media box as pdfminer has it, which gave its layout: pdfium does not look
    for one that all pages share. ``items`` is what is drawn on the page."""
    crop = page.get_bbox()
    # Margins between the two boxes in the order in which a clockwise turn moves them on: left, bottom, right, top.
    margins = [crop[0] - media[0], crop[1] - media[1], media[2] - crop[2], media[3] - crop[3]]
    quarters = page.get_rotation() // 90
    left, top = margins[quarters % 4], margins[(quarters + 3) % 4]
    width, height = page.get_size()
    media_height = media[2] - media[0] if quarters % 2 else media[3] - media[1]
    turn = _reading_turn(item for item in items if isinstance(item, LTChar))
    # pdfium's boxes are of single precision, pdfminer's are not.
    return Frame(width, height, round(max(left, 0.0), 3), round(max(top, 0.0), 3), media_height, turn)


def _reading_turn(chars: Iterable[LTChar]) -> int:
    """Quarter turns clockwise by which the page's text would run from left to right."""
    turns = Counter(_turn_of(char.matrix) for char in chars if not char.get_text().isspace())
    if not turns:
        return 0
    turn, count = turns.most_common(1)[0]
    return turn if count >= DOMINANT * turns.total() else 0


def _turn_of(matrix: tuple[float, float, float, float, float, float]) -> int:
    a, b, *_ = matrix
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def turned_box(box: Box, width: float, height: float, quarters: int) -> Box:
    """A box of an area of ``width`` × ``height`` points, after so many quarter turns clockwise."""
    return _box(turned(box.x0, box.top, width, height, quarters), turned(box.x1, box.bottom, width, height, quarters))


def turned(x: float, y: float, width: float, height: float, quarters: int) -> tuple[float, float]:
    if quarters == 1:
        return height - y, x
    if quarters == 2:
        return width - x, height - y
    if quarters == 3:
        return y, width - x
    return x, y


def _box(one: tuple[float, float], other: tuple[float, float]) -> Box:
    (ax, ay), (bx, by) = one, other
    return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
