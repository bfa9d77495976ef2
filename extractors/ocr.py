"""A page without a usable text layer: the same grids and lines, recognised from its picture.

The page is rendered, turned upright and deskewed (picture.py); every cell's text is cut out by itself (strips.py) and
recognised in batches by rapidocr's recogniser alone, so that neighbouring columns never merge and empty cells cost
nothing. Everything leaves in points of the upright page. Which pages need it, legible.py tells. Without rapidocr (the
extra ``ocr``) ``available()`` is false and nothing else here works.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from itertools import islice
from statistics import fmean, median
from typing import Any

import cv2
import pypdfium2

from extractors import confusions, raster, strips, vocabulary
from extractors.picture import Area, Image, Picture, render
from extractors.raster import RuledCell, RuledGrid
from extractors.records import Box, Cell, Grid, Line, PageContent
from extractors.strips import Strip

BATCH = 2  # strips of alike width recognised together; more cost memory and save no time
NARROWEST = 96  # px to which a strip is padded; the recogniser's own 320 wastes half of its time on cells
OVERRUN = (0.45, 0.2)  # ems left and right within which an amount ends that runs over its cell; padding is wider
PER_MILLE = re.compile(r"(?<=\d)%[oO0](?![\d.%])")  # after a percent sign nobody prints a ring or a nought
LONG_AMOUNT = re.compile(r"[\d.,]{7,}")
PROBES = 10  # cells that are read to see whether a page is upright
PROBE_WIDTH = 7  # ems; labels are shorter
UPRIGHT = 1.8  # legibility that no turned page has


def available() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


# -- The recogniser ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recognised:
    """A strip's characters with the certainty of each, by line of the strip."""

    lines: tuple[tuple[str, tuple[float, ...]], ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.lines)

    @property
    def certainties(self) -> tuple[float, ...]:
        return tuple(certainty for _, line in self.lines for certainty in line)


@cache
def _recogniser() -> Any:
    """rapidocr's recogniser with the model of its wheel, once a process.

    One thread: workers are processes, one a core.
    """
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": BATCH,
            "Rec.rec_img_shape": [3, 48, NARROWEST],
        }
    )
    return engine._load_rec_model()  # type: ignore[no-untyped-call]


def recognise(pictures: Sequence[Strip]) -> list[Recognised]:
    """The text of each strip, by its lines."""
    if not pictures:
        return []
    from rapidocr.ch_ppocr_rec import TextRecInput

    colour = [cv2.cvtColor(strip.image, cv2.COLOR_GRAY2BGR) for strip in pictures]
    output = _recogniser()(TextRecInput(img=colour, return_word_box=True))
    return [
        _by_line(strip, text, words)
        for strip, text, words in zip(pictures, output.txts, output.word_results, strict=True)
    ]


def _by_line(strip: Strip, text: str, words: Any) -> Recognised:
    """Give each character to the line of the strip in whose span it was seen."""
    steps = [column for word in words.word_cols for column in word]
    length = max(words.line_txt_len, 1)
    texts: list[str] = [""] * len(strip.lines)
    certainties: list[list[float]] = [[] for _ in strip.lines]
    seen = iter(steps)
    for character, certainty in zip(text, words.confs, strict=False):
        if character.isspace():
            continue
        place = (next(seen, 0) + 0.5) / length
        line = min(range(len(strip.spans)), key=lambda n: _distance(strip.spans[n], place))
        texts[line] += character
        certainties[line].append(certainty)
    return Recognised(tuple(_per_mille(t, tuple(c)) for t, c in zip(texts, certainties, strict=True)))


def _per_mille(text: str, certainties: tuple[float, ...]) -> tuple[str, tuple[float, ...]]:
    """A line in which ``‰`` is one character: the recogniser takes its rings for a letter or a nought."""
    for found in reversed(list(PER_MILLE.finditer(text))):
        start, stop = found.span()
        text = f"{text[:start]}‰{text[stop:]}"
        certainties = (*certainties[:start], min(certainties[start:stop]), *certainties[stop:])
    return text, certainties


def _distance(span: tuple[float, float], place: float) -> float:
    start, stop = span
    return max(start - place, place - stop, 0.0)


# -- A page ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's picture, upright and deskewed: grey and ink without rules, stamps, grids, the size of print, and the
    quarters clockwise by which the page as displayed was turned for it."""

    grey: Image
    ink: Image
    stamp: Image
    scale: float
    grids: tuple[RuledGrid, ...]
    em: float
    turn: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of a cell as recognised: where its ink is, its text, the certainty of each character."""

    area: Area
    text: str
    certainties: tuple[float, ...]


def read_page(page: pypdfium2.PdfPage, number: int) -> PageContent:
    """Recognise a page. Boxes are points of the upright, deskewed page, origin at its top left; nobody turns them back
    by the skew, of five degrees at most."""
    sheet = upright(page)
    height, width = (side / sheet.scale for side in sheet.grey.shape)
    seen = _read_areas(sheet, [cell.area for grid in sheet.grids for cell in grid.cells])
    lines = _read_outside(sheet)
    grids = tuple(_with_overhang(_grid(sheet, grid, number, seen), lines) for grid in sheet.grids)
    held = {line for grid in grids for cell in grid.cells for line in cell.lines}
    lines = tuple(line for line in lines if line not in held)
    within = sum(len(line.text) for grid in grids for cell in grid.cells for line in cell.lines)
    beyond = sum(len(line.text) for line in lines)
    return PageContent(
        number,
        width,
        height,
        "ocr",
        "ocr",
        grids,
        lines,
        characters=within + beyond,
        outside=beyond,
        turn=sheet.turn,
    )


def upright(page: pypdfium2.PdfPage) -> Sheet:
    """The page's picture deskewed, and turned until it reads."""
    picture = render(page).deskewed()
    best = _sheet(picture)
    best_legibility = _legibility(best)
    for quarters in (2, 1, 3) if _lies_flat(best) else (1, 3, 2):
        if best_legibility >= UPRIGHT:
            break
        sheet = _sheet(picture, quarters)
        legibility = _legibility(sheet)
        if legibility > best_legibility:
            best, best_legibility = sheet, legibility
    return best


def _lies_flat(sheet: Sheet) -> bool:
    """Whether lines of text are wider than high, as they are upright and upside down but not sideways."""
    lines = _lines(sheet)
    return not lines or median(line.width for line in lines) > 1.5 * sheet.em


def _lines(sheet: Sheet) -> list[Area]:
    areas = [cell.area for grid in sheet.grids for cell in grid.cells]
    lines = [line for area in areas for line in strips.lines_in(sheet.ink, area, sheet.em)]
    return lines or strips.lines_outside(sheet.ink, [], sheet.em)


def _sheet(picture: Picture, turn: int = 0) -> Sheet:
    picture = picture.turned(turn)
    found, scale = raster.rules(picture), picture.scale
    grids = tuple(raster.find_grids(found, scale))
    bare = raster.erase(picture.grey, found, grids, scale)
    ink = strips.text_of(bare, scale)
    areas = [cell.area for grid in grids for cell in grid.cells] or [Area(0, 0, bare.shape[1], bare.shape[0])]
    return Sheet(bare, ink, picture.stamp, scale, grids, strips.size_of_print(ink, areas, scale), turn)


def _legibility(sheet: Sheet) -> float:
    """How well a page reads as it lies: the mean certainty of some lines, and one more for two of them being labels.

    Turned characters alone are read with some certainty, words are not. An empty page is as upright as can be.
    """
    short = sorted(
        (line for line in _lines(sheet) if line.width < PROBE_WIDTH * sheet.em),
        key=lambda line: -int(line.cut(sheet.ink).sum()),  # a row of a fax's specks is as wide as a label
    )
    reads = recognise([strip for line in short[:PROBES] for strip in strips.strips(sheet.grey, line, [line], sheet.em)])
    if not reads:
        return 2.0
    certainty = sum(fmean(read.certainties or [0.0]) for read in reads) / len(reads)
    return certainty + (sum(_is_label(read.text) for read in reads) >= 2)


def _is_label(text: str) -> bool:
    sections = ("header", "section", "fund", "objective", "indicator")
    return vocabulary.is_level(text) or any(vocabulary.field_of(section, text) for section in sections)


def _read_outside(sheet: Sheet) -> tuple[Line, ...]:
    """The lines outside every grid: title, year, unit of money, prose."""
    areas = strips.lines_outside(sheet.ink, [grid.area for grid in sheet.grids], sheet.em)
    read = recognise([strip for line in areas for strip in strips.strips(sheet.grey, line, [line], sheet.em)])
    return tuple(
        Line(found.text, _points(area, sheet.scale)) for area, found in zip(areas, read, strict=True) if found.text
    )


def _read_areas(sheet: Sheet, areas: Iterable[Area]) -> dict[Area, list[Seen]]:
    """What stands in each area, line by line. A lone placeholder is told by its shape."""
    found: dict[Area, list[Seen]] = {}
    pictures: list[tuple[Area, Strip]] = []
    for area in areas:
        boxes = strips.lines_in(sheet.ink, area, sheet.em)
        mark = strips.mark_of(sheet.ink, boxes[0], sheet.em) if len(boxes) == 1 else None
        if mark:
            found[area] = [Seen(boxes[0], mark, (1.0,) * len(mark))]
        else:
            pictures += [(area, strip) for strip in strips.strips(sheet.grey, area, boxes, sheet.em)]
    for (area, strip), read in zip(pictures, recognise([strip for _, strip in pictures]), strict=True):
        lines_read = zip(strip.lines, read.lines, strict=True)
        lines = [Seen(box, text, sure) for box, (text, sure) in lines_read if text]
        if not (len(lines) == 1 and _is_dust(lines[0].text, lines[0].certainties)):
            found.setdefault(area, []).extend(lines)
    return found


def _grid(sheet: Sheet, grid: RuledGrid, page: int, seen: dict[Area, list[Seen]]) -> Grid:
    return Grid(
        page,
        _points(grid.area, sheet.scale),
        tuple(row / sheet.scale for row in grid.rows),
        tuple(column / sheet.scale for column in grid.columns),
        tuple(_cell(sheet, cell, seen.get(cell.area, [])) for cell in grid.cells),
    )


def _with_overhang(grid: Grid, lines: Sequence[Line]) -> Grid:
    """Give the table's first row the line of a merged label that a spreadsheet prints above the page's first rule."""
    return replace(grid, cells=tuple(_headed(cell, lines) if cell.row == 0 else cell for cell in grid.cells))


def _headed(cell: Cell, lines: Sequence[Line]) -> Cell:
    text = "".join(line.text for line in cell.lines)
    for line in lines:
        above = line.box.bottom < cell.box.top + 1 and cell.box.top - line.box.bottom < line.box.bottom - line.box.top
        within = cell.box.x0 <= line.box.x0 and line.box.x1 <= cell.box.x1
        if above and within and vocabulary.is_level(line.text + text) and not vocabulary.is_level(text):
            return replace(cell, lines=(line, *cell.lines))
    return cell


def _cell(sheet: Sheet, cell: RuledCell, seen: Sequence[Seen]) -> Cell:
    certainties = [certainty for line in seen for certainty in line.certainties]
    text = "".join(line.text for line in seen)
    settled = confusions.settle_text(text, certainties)
    characters = iter(settled)
    return Cell(
        cell.row,
        cell.column,
        cell.row_span,
        cell.column_span,
        _points(cell.area, sheet.scale),
        lines=tuple(
            Line("".join(islice(characters, len(line.text))), _points(line.area, sheet.scale)) for line in seen
        ),
        doubt=confusions.doubt_of(settled, certainties) or _doubt_of_place(sheet, cell.area, seen),
        recognised=text if settled != text else None,
    )


def _doubt_of_place(sheet: Sheet, area: Area, seen: Sequence[Seen]) -> str | None:
    """Why a number cannot be trusted where it stands: a stamp lies on it, or it may have been cut off."""
    numbers = [line for line in seen if any(character.isdigit() for character in line.text)]
    if any(line.area.cut(sheet.stamp).any() for line in numbers):
        return "a stamp covers a figure"
    if len(seen) == 1 and LONG_AMOUNT.fullmatch(seen[0].text) and _fills(seen[0].area, area, sheet.em):
        return "an amount fills its cell and may have lost figures at its left"
    return None


def _fills(line: Area, cell: Area, em: float) -> bool:
    """Whether a right-aligned text reaches the left rule of its cell."""
    left, right = OVERRUN
    return line.x0 - cell.x0 < left * em and cell.x1 - line.x1 < right * em


def _is_dust(text: str, certainties: Sequence[float]) -> bool:
    """Whether what was read alone in a cell is a speck: one sign of punctuation, hardly recognised."""
    return len(text) == 1 and unicodedata.category(text).startswith("P") and certainties[0] < confusions.GUESSED


def _points(area: Area, scale: float) -> Box:
    return Box(*(side / scale for side in area))
