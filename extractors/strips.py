"""Where text stands in an image, and the strips of it that a recogniser reads.

An area's ink is cut into lines; a line's picture keeps the height of a character around it, so that a dash or a
point is not blown up into something else; short lines of one cell are laid side by side, so that a wrapped
``100.0`` / ``0%`` is read as the one number it is. All in pixels of the deskewed page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from extractors.picture import Area, Image, ink_of
from extractors.raster import runs

SPECK = 0.8  # pt; smaller ink is dust
CHARACTER = (5.0, 30.0)  # pt between which a line's height says something about the size of print
LONE_SPECK = 0.22  # ems; nobody prints a point alone in a cell
USUAL = 10.0  # pt; size of print where a page has too little to tell
TOGETHER = 12.0  # ems of text that are read as one strip, whatever lines they stand on
SCRAP = 3.0  # ems; a shorter line is read with the one before it, for alone it lacks context
LONGEST = 40.0  # ems in one strip


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture of one or several lines of one area, side by side.

    ``spans`` are the pieces (start, stop) of the picture's width, 0 to 1, that belong to ``lines``.
    """

    image: Image
    lines: tuple[Area, ...]
    spans: tuple[tuple[float, float], ...]


def text_of(grey: Image, scale: float) -> Image:
    """The ink (0 or 1) of an image without rules, and without dust."""
    ink = ink_of(grey)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    keep = (stats[:, cv2.CC_STAT_AREA] >= (SPECK * scale) ** 2).astype(np.uint8)
    keep[0] = 0
    clean: Image = keep[labels]
    return clean


def size_of_print(ink: Image, areas: Iterable[Area], scale: float) -> float:
    """The usual height of a line of text in the areas, in pixels."""
    low, high = (size * scale for size in CHARACTER)
    heights = [
        stop - start
        for area in areas
        for start, stop in runs(np.atleast_1d(area.cut(ink).any(axis=1)))
        if low <= stop - start <= high
    ]
    return float(np.median(heights)) if heights else USUAL * scale


def lines_in(ink: Image, area: Area, em: float) -> list[Area]:
    """The lines of text in an area, from top to bottom, each the box of its ink; a lone speck is none."""
    part = area.cut(ink)
    profile = part.sum(axis=1)
    found = []
    for start, stop in _whole_lines(runs(profile > 0), em):
        for top, bottom in _split(profile, start, stop, em):
            columns = np.flatnonzero(part[top:bottom].any(axis=0))
            if columns.size:
                x0, x1 = int(columns[0]), int(columns[-1]) + 1
                found.append(Area(area.x0 + x0, area.top + top, area.x0 + x1, area.top + bottom))
    if len(found) == 1 and max(found[0].width, found[0].height) < LONE_SPECK * em:
        return []
    return found


def _whole_lines(pieces: Sequence[tuple[int, int]], em: float) -> list[tuple[int, int]]:
    """Join the bars of ``=``, ``二``, ``≥``: pieces that are no line of their own and together are one."""
    lines: list[tuple[int, int]] = []
    for start, stop in pieces:
        low = lines and min(stop - start, lines[-1][1] - lines[-1][0]) < 0.6 * em
        if low and stop - lines[-1][0] <= 1.25 * em and start - lines[-1][1] < 0.5 * em:
            lines[-1] = (lines[-1][0], stop)
        else:
            lines.append((start, stop))
    return lines


def _split(
    profile: np.ndarray[tuple[int], np.dtype[np.int64]], start: int, stop: int, em: float
) -> list[tuple[int, int]]:
    """Cut a block of lines that touch each other at its emptiest rows."""
    count = round((stop - start) / (1.2 * em))
    if stop - start < 1.6 * em or count < 2:
        return [(start, stop)]
    usual = profile[start:stop].mean()
    cuts = [start]
    for n in range(1, count):
        middle, slack = start + (stop - start) * n // count, round(0.35 * em)
        cut = middle - slack + int(profile[middle - slack : middle + slack].argmin())
        if profile[cut] < 0.3 * usual and cut - cuts[-1] > 0.5 * em:
            cuts.append(cut)
    return list(pairwise([*cuts, stop]))


def lines_outside(ink: Image, grids: Iterable[Area], em: float) -> list[Area]:
    """The lines of text outside every grid; a gap of two characters ends a line."""
    free = ink.copy()
    for area in grids:
        area.cut(free)[:] = 0
    joined = cv2.morphologyEx(free, cv2.MORPH_CLOSE, np.ones((max(round(em / 4), 1), round(2 * em)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    blocks = [Area(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist() if max(w, h) > 0.3 * em]
    lines = [line for block in blocks for line in lines_in(free, block, max(em, min(block.height, 2.5 * em) / 1.5))]
    return sorted(lines, key=lambda line: (line.top, line.x0))


def mark_of(ink: Image, line: Area, em: float) -> str | None:
    """The placeholder that a line's ink is, by its shape alone: ``-``, ``—``, ``/`` or ``……``; else None.

    A recogniser takes a lone dash for 一 and a lone slash for 1.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(line.cut(ink))
    blobs = stats[1:]
    widths, heights = blobs[:, cv2.CC_STAT_WIDTH], blobs[:, cv2.CC_STAT_HEIGHT]
    if len(blobs) >= 3 and max(widths.max(), heights.max()) < 0.25 * em:
        return "……"
    if line.height < 0.25 * em and line.width > 1.6 * line.height and line.width < 4 * em:
        return "-" if line.width < 0.65 * em else "—"
    if len(blobs) == 1 and line.height > 0.5 * em and _is_slanted(line.cut(ink)):
        return "/"
    return None


def _is_slanted(glyph: Image) -> bool:
    """Whether a glyph is one straight stroke that rises to the right, as a slash and not as a 1."""
    y, x = np.nonzero(glyph)
    slope, start = np.polyfit(y, x, 1)
    spread = float(np.abs(x - (slope * y + start)).mean())
    return bool(-0.9 < slope < -0.2 and spread < 0.06 * glyph.shape[0] + 0.5)


def strips(grey: Image, area: Area, lines: Sequence[Area], em: float) -> list[Strip]:
    """The pictures to be recognised for the lines of one area."""
    groups: list[list[Area]] = []
    for line in lines:
        if groups and _reads_on(groups[-1], line, em):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_strip(grey, area, group, em) for group in groups]


def _reads_on(group: Sequence[Area], line: Area, em: float) -> bool:
    width = sum(part.width for part in group)
    if width + line.width <= TOGETHER * em:
        return True
    return min(line.width, width) <= SCRAP * em and width + line.width <= LONGEST * em


def _strip(grey: Image, area: Area, lines: Sequence[Area], em: float) -> Strip:
    margin = round(0.12 * em) + 1
    pictures = [_picture(grey, area, line, em) for line in lines]
    height = max(picture.shape[0] for picture in pictures)
    width = margin + sum(picture.shape[1] + margin for picture in pictures)
    image = np.full((height, width), 255, np.uint8)
    spans, x = [], margin
    for picture in pictures:
        top = (height - picture.shape[0]) // 2
        image[top : top + picture.shape[0], x : x + picture.shape[1]] = picture
        spans.append((x / width, (x + picture.shape[1]) / width))
        x += picture.shape[1] + margin
    return Strip(image, tuple(lines), tuple(spans))


def _picture(grey: Image, area: Area, line: Area, em: float) -> Image:
    """A line with its pale edges, the height of a character, and some paper above and below."""
    x0, x1 = max(line.x0 - 2, area.x0), min(line.x1 + 2, area.x1)
    pale = Area(x0, max(line.top - 2, area.top), x1, min(line.bottom + 2, area.bottom))
    height = round(max(pale.height, em) * 1.2)
    picture = np.full((height, pale.width), 255, np.uint8)
    top = (height - pale.height) // 2
    picture[top : top + pale.height] = pale.cut(grey)
    return picture
