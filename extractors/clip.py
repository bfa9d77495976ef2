"""Characters that a page holds but does not show: outside the clip path they were drawn under.

A spreadsheet that prints to PDF may write every line of a wrapped cell into the text layer and let a clip path
hide those that do not fit the row. The hidden lines then lie *inside the neighbouring row*, where a reader that
knows no clip paths (pdfplumber) finds them. pdfium keeps the clip path of every text object
(``FPDFPageObj_GetClipPath``), and both readers place a glyph's origin alike: that is where they meet.

What is hidden was never printed, so it belongs to no cell's printed text; but it is the best evidence there is
for what the cell would have said (see names.py).
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.drawn import drawn
from extractors.frame import Frame
from extractors.glyphs import Glyph, plain
from extractors.records import Box

Area = tuple[float, float, float, float]  # left, bottom, right, top in the page's own space

Place = tuple[int, int]  # an origin in steps of the tolerance below, in the page's reading frame

# Points by which text may stick out of its clip path and still be shown: half a hairline, the overshoot of round
# glyphs. Without it every cell of a tight table would be examined character by character.
SLACK = 0.5

# PageToDevice answers in whole numbers, so it is asked in hundredths of a point.
FINE = 100

# Two readers' origins of one glyph differ by rounding only (largest difference seen: 1 hundredth), while the lines
# of two rows may overlap with 0.4 points between them.
SAME_PLACE = 5


class Hidden(NamedTuple):
    """A character that is not shown, and the area (points, as the page reads) that its text was cut to."""

    glyph: Glyph
    clip: Box


class _Seen(NamedTuple):
    """A character as pdfium has it, and the visible area of its text where that hides it; None where it is shown."""

    text: str
    clip: Box | None


def split(glyphs: Sequence[Glyph], page: pdfium.PdfPage, frame: Frame) -> tuple[list[Glyph], list[Hidden]]:
    """Part the characters of ``page`` into those that are shown and those that a clip path hides."""
    seen = _seen_where_hidden(page, frame)
    at: defaultdict[Place, list[int]] = defaultdict(list)
    for index, glyph in enumerate(glyphs) if seen else ():
        if place := _near(seen, glyph.origin[0], glyph.origin[1]):
            at[place].append(index)
    clips: dict[int, Box] = {}
    for place, there in at.items():
        found = _clips([glyphs[index].text for index in there], seen[place])
        clips |= {index: clip for index, clip in zip(there, found, strict=True) if clip}
    shown = [glyph for index, glyph in enumerate(glyphs) if index not in clips]
    return shown, [Hidden(glyphs[index], clip) for index, clip in sorted(clips.items())]


def _clips(texts: Sequence[str], seen: Sequence[_Seen]) -> list[Box | None]:
    """What hides each of the characters at one place, by what pdfium sees there. Two may share it: a line that hides
    in the row below lies now and then right behind that row's own."""
    left = list(seen)
    found: dict[int, Box | None] = {}
    for index in sorted(range(len(texts)), key=lambda index: texts[index] not in [one.text for one in seen]):
        match = next((one for one in left if one.text == texts[index]), left[0] if left else seen[-1])
        found[index] = match.clip
        left = [one for one in left if one is not match]
    return [found[index] for index in range(len(texts))]


def _near(places: Container[Place], x: float, y: float) -> Place | None:
    """Which of some places an origin (points) is: one of the at most four multiples of the tolerance around it."""
    around = ((column, row) for column in _steps(x * FINE) for row in _steps(y * FINE))
    return next((place for place in around if place in places), None)


def _steps(value: float) -> set[int]:
    return {round(value / SAME_PLACE - 0.25), round(value / SAME_PLACE + 0.25)}


def _seen_where_hidden(page: pdfium.PdfPage, frame: Frame) -> dict[Place, list[_Seen]]:
    """What pdfium sees, hidden or shown, at every place where a character is hidden."""
    cut = dict(_cut_objects(page))
    if not cut:
        return {}
    text = page.get_textpage()
    seen: dict[Place, list[_Seen]] = {}
    shown: list[int] = []
    for index in range(text.count_chars()):
        area = cut.get(_address(raw.FPDFText_GetTextObject(text, index)))
        if area is None or _is_shown(text.get_charbox(index, loose=True), area):
            shown.append(index)
            continue
        character, left, top = _character(text, index, page, frame)
        place = round(left * FINE / SAME_PLACE), round(top * FINE / SAME_PLACE)
        seen.setdefault(place, []).append(_Seen(character, frame.box_of_display(displayed_box(page, area))))
    for index in shown if seen else ():
        character, left, top = _character(text, index, page, frame)
        shared = _near(seen, left, top)
        if shared and not character.isspace():
            seen[shared].append(_Seen(character, None))
    return seen


def _character(text: pdfium.PdfTextPage, index: int, page: pdfium.PdfPage, frame: Frame) -> tuple[str, float, float]:
    """A character as pdfium has it, and its origin as the page reads."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    left, top = frame.of_display(*displayed(page, x.value, y.value))
    return plain(chr(raw.FPDFText_GetUnicode(text, index))), left, top


def _cut_objects(page: pdfium.PdfPage) -> Iterator[tuple[int, Area]]:
    """Yield text objects (by address) that reach beyond their clip path, with the area that stays visible."""
    for item in (item for kind, item in drawn(page) if kind == raw.FPDF_PAGEOBJ_TEXT):
        area = _clip_area(item)
        if area is not None and not _contains(area, pdfium.PdfObject(item, page=page).get_bounds()):
            yield _address(item), area


def _clip_area(item: Any) -> Area | None:
    """Return the common part of the bounding boxes of an object's clip paths; None where nothing clips it."""
    path = raw.FPDFPageObj_GetClipPath(item)
    boxes = [_path_area(path, index) for index in range(raw.FPDFClipPath_CountPaths(path))] if path else []
    if not boxes:
        return None
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return max(lefts), max(bottoms), min(rights), min(tops)


def _path_area(path: Any, index: int) -> Area:
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for number in range(raw.FPDFClipPath_CountPathSegments(path, index)):
        raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(path, index, number), x, y)
        points.append((x.value, y.value))
    if not points:  # an empty path hides everything under it
        return 0.0, 0.0, 0.0, 0.0
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _contains(area: Area, box: Area) -> bool:
    return (
        box[0] >= area[0] - SLACK
        and box[1] >= area[1] - SLACK
        and box[2] <= area[2] + SLACK
        and box[3] <= area[3] + SLACK
    )


def _is_shown(box: Area, area: Area) -> bool:
    """A character counts as shown while the middle of its box is: a reader completes half a glyph, not less.

    The box of the font, not of the ink: all characters of a line are shown, or none.
    """
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _address(handle: Any) -> int:
    """Return where an object lives, 0 for none (characters that pdfium adds: spaces and line ends)."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def displayed(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Turn a point of the page's own space into points from the top left of the page as displayed."""
    width, height = round(page.get_width() * FINE), round(page.get_height() * FINE)
    left, top = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, left, top)
    return left.value / FINE, top.value / FINE


def displayed_box(page: pdfium.PdfPage, area: Area) -> Box:
    (x0, y0), (x1, y1) = displayed(page, area[0], area[1]), displayed(page, area[2], area[3])
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
