"""The characters of a page: what stands where, from pdfplumber's parse of it, in the page's reading frame."""

from __future__ import annotations

import itertools
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from pdfminer.layout import LTChar, LTContainer, LTCurve

from extractors.frame import Frame
from extractors.records import Box
from extractors.vocabulary import load

# The share of a Chinese character's size that stands above its baseline (0.88 in the common fonts).
ASCENT = 0.88
# Baselines nearer than this share of the type size are one line; a line's leading is at least the type size.
SAME_LINE = 0.45
# A gap wider than this share of the type size ends a run of characters that were set together.
RUN_GAP = 0.6
# A patch that hides letters is thicker than this (points).
PATCH = 3.0
# The same character twice within this share of its size is one; the narrowest letters advance by a fifth.
SAME_STRIKE = 0.1
# What pdfminer gives for a glyph whose font does not say which character it is.
NO_MEANING = "(cid:"


class Glyph(NamedTuple):
    """One character: its box, the origin on its baseline (points from the top left), its type size, and the quarter
    turns clockwise by which it is set (0, or 1 and 3 in labels set sideways)."""

    text: str
    box: Box
    origin: tuple[float, float]
    size: float
    turn: int = 0

    @property
    def middle(self) -> tuple[float, float]:
        x0, top, x1, bottom = self.box
        return (x0 + x1) / 2, (top + bottom) / 2

    @property
    def baseline(self) -> float:
        return self.origin[1]


def leaves(layout: Iterable[Any]) -> Iterator[Any]:
    """The items of a layout (pdfplumber's ``page.layout``) in the order in which they were drawn."""
    for item in layout:
        if isinstance(item, LTContainer):
            yield from leaves(item)
        else:
            yield item


class Printed(NamedTuple):
    """The glyphs of a page in the content's order: those seen as its text, each once, those set sideways (a label
    beside its rows; or a watermark), and those left out."""

    seen: list[Glyph]
    sideways: list[Glyph]
    unseen: list[Glyph]


def printed(items: Sequence[Any], frame: Frame) -> Printed:
    """Part the glyphs of a page.

    Left out are what the crop box cuts off, letters of a layer that is off, invisible letters (unless most of the page
    are: the text of a picture that somebody else's OCR laid over it), white letters on white paper, what a white
    patch was laid over, watermarks that run askew, and the second strike of letters drawn twice (a bold face made of
    two, a searchable layer upon the print).
    """
    fills = [(n, item) for n, item in enumerate(items) if isinstance(item, LTCurve) and item.fill]
    dark = [frame.box_of_layout(*shape.bbox) for _, shape in fills if not is_white_shape(shape.non_stroking_color)]
    patches = {
        n: frame.box_of_layout(*shape.bbox)
        for n, shape in fills
        if min(shape.width, shape.height) > PATCH and _may_be_white(shape.non_stroking_color)
    }
    order, boxes = list(patches), list(patches.values())
    page = (Box(0, 0, *frame.size),)
    is_white: dict[tuple[str, int], bool] = {}  # by colour space and colour, which the letters of a string share
    seen: list[Glyph] = []
    sideways: list[Glyph] = []
    unseen: list[Glyph] = []
    chars = [(n, item) for n, item in enumerate(items) if isinstance(item, LTChar)]
    invisible = {n for n, char in chars if hasattr(char, "is_invisible")}
    if 2 * len(invisible) > len(chars):
        invisible = set()
    for n, char in chars:
        turn = frame.turn_of(char.matrix)
        one = glyph(char, frame, turn or 0)
        space, color = getattr(char.ncs, "name", ""), char.graphicstate.ncolor
        ink = space, id(color)
        if ink not in is_white:
            is_white[ink] = _is_white_ink(space, color)
        shown = (
            turn in (0, 1, 3)
            and not hasattr(char, "is_off")
            and n not in invisible
            and _is_within(one, page)
            and (not is_white[ink] or _is_within(one, dark))
            and not _is_within(one, boxes[bisect(order, n) :])
        )
        (unseen if not shown else sideways if turn else seen).append(one)
    again = _second_strikes(seen)
    unseen += [seen[i] for i in sorted(again)]
    return Printed([one for i, one in enumerate(seen) if i not in again], sideways, unseen)


def runs(glyphs: Sequence[Glyph]) -> Iterator[list[int]]:
    """Stretches of glyphs (their indexes) that follow one another on one baseline without a gap, as they were set."""
    run: list[int] = []
    for i, one in enumerate(glyphs):
        if run:
            last = glyphs[run[-1]]
            gap = one.box.x0 - last.box.x1
            if not (
                abs(one.baseline - last.baseline) <= SAME_LINE * last.size
                and -SAME_LINE * last.size <= gap <= RUN_GAP * last.size
            ):
                yield run
                run = []
        run.append(i)
    if run:
        yield run


def _is_within(one: Glyph, boxes: Iterable[Box]) -> bool:
    x, y = one.middle
    return any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for box in boxes)


def glyph(char: LTChar, frame: Frame, turn: int = 0) -> Glyph:
    """A character of the layout in the page's reading frame.

    Its height is set about the baseline, because a font's own ascent and descent may be anything.
    """
    x0, top, x1, bottom = frame.box_of_layout(*char.bbox)
    origin = frame.of_layout(*char.matrix[4:])
    if turn % 2:
        return Glyph(plain(char.get_text()), Box(x0, top, x1, bottom), origin, x1 - x0, turn)
    size = bottom - top
    box = Box(x0, origin[1] - ASCENT * size, x1, origin[1] + (1 - ASCENT) * size)
    return Glyph(plain(char.get_text()), box, origin, size)


def _is_white_ink(space: str, color: object) -> bool:
    """Whether a letter has the colour of the paper; in a spot colour 1 is full ink, so the colour space is asked."""
    parts = _components(color)
    if len(parts) == 4:
        return max(parts) <= 0.01
    return space in _LIGHT_SPACES and len(parts) in (1, 3) and min(parts) >= 0.99


_LIGHT_SPACES = ("DeviceGray", "DeviceRGB", "CalGray", "CalRGB", "ICCBased")


def is_white_shape(color: object) -> bool:
    """Whether a shape surely has the colour of the paper (RGB or CMYK; of one component nobody knows the space)."""
    parts = _components(color)
    return (len(parts) == 3 and min(parts) >= 0.99) or (len(parts) == 4 and max(parts) <= 0.01)


def _may_be_white(color: object) -> bool:
    return is_white_shape(color) or _components(color) in ([1], [1.0])


def _components(color: object) -> list[float]:
    return [part for part in (color if isinstance(color, tuple) else (color,)) if isinstance(part, int | float)]


def _second_strikes(glyphs: Sequence[Glyph]) -> set[int]:
    """Runs of which every character stands in the same place already. Strings that merely overlap are not struck
    twice: a font that gives wrong widths lets one run into the next."""
    again: set[int] = set()
    places: set[tuple[str, int, int]] = set()
    for run in runs(glyphs):
        marks = [_mark(glyphs[i]) for i in run if not glyphs[i].text.isspace()]
        if marks and all(any((text, x + dx, y + dy) in places for dx in _NEAR for dy in _NEAR) for text, x, y in marks):
            again |= set(run)
        places.update(marks)
    return again


_NEAR = (-1, 0, 1)


def _mark(one: Glyph) -> tuple[str, int, int]:
    """A character and its place in steps within which it is the same one."""
    step = max(SAME_STRIKE * one.size, 0.01)
    return one.text, round(one.origin[0] / step), round(one.origin[1] / step)


@cache
def _forms() -> dict[int, str]:
    forms = itertools.chain(range(0x2F00, 0x2FD6), range(0xFE10, 0xFE1A), range(0xFE30, 0xFE45))
    usual = {code: unicodedata.normalize("NFKC", chr(code)) for code in forms}
    usual |= {0x2015: "—", 0x301C: "～"}  # a font has one glyph for both, and readers name it differently
    usual |= {0x2E3A: "——", 0x2E3B: "———"}  # a font draws two dashes as one glyph
    return usual | {ord(radical): ideograph for radical, ideograph in load("radicals")["radical"].items()}


@cache
def plain(text: str) -> str:
    """A text with radicals turned into the ideographs they stand for, brackets of vertical writing into the usual ones,
    and no control characters."""
    folded = text.translate(_forms())
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf") or c in "\t\n")
