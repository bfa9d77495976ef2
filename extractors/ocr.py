"""A page without a usable text layer: the same grids and lines, recognised from its picture.

The page is rendered, turned upright and deskewed (raster.py); every cell's text is cut out by itself (strips.py) and
recognised in batches by rapidocr's recogniser alone, so that neighbouring columns never merge and empty cells cost
nothing. Everything leaves in points of the upright page. Without rapidocr (the extra ``ocr``) ``available()`` is
false and only the helpers that judge pages work.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from statistics import fmean
from typing import Any

import cv2
import pypdfium2
import pypdfium2.raw as pdfium

from extractors import raster, strips, vocabulary
from extractors.raster import Area, Image, RuledGrid
from extractors.settle import settle as settle
from extractors.records import Box, Cell, Grid, Line, PageContent
from extractors.strips import Strip

BATCH = 8  # strips of alike width recognised together; more only costs memory
NARROWEST = 96  # px to which a strip is padded; the recogniser's own 320 wastes half of its time on cells
UNSURE = 0.8  # certainty of the least certain character below which a number is in doubt
PROBES = 10  # cells that are read to see whether a page is upright
PROBE_WIDTH = 7  # ems; labels are shorter
UPRIGHT = 1.8  # legibility that no turned page has
COVERING = 0.6  # part of the page's area that the picture of a scan covers
ILLEGIBLE = 0.1  # part of a page's characters that may be no characters


def available() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


# -- Does a page need it? ----------------------------------------------------------------------------------------


def text_is_garbage(text: str) -> bool:
    """Whether a text layer holds codes instead of characters: a font without a Unicode map.

    Replacement, private-use, unassigned and control characters are no text (NUL, which pdfium puts for unmapped
    glyphs, among them).
    """
    characters = [c for c in text if not c.isspace()]
    strange = sum(c == "\ufffd" or unicodedata.category(c) in ("Cc", "Co", "Cn", "Cs") for c in characters)
    return strange > ILLEGIBLE * len(characters)


def is_scanned(page: pypdfium2.PdfPage) -> bool:
    """Whether the page is the picture of a page: an image covers it, and no text is visible upon the image."""
    covered, text_above = 0.0, False
    width, height = page.get_size()
    for item in page.get_objects(max_depth=3):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            area = max(min(right, width) - max(left, 0), 0) * max(min(top, height) - max(bottom, 0), 0)
            covered += area / (width * height)
            text_above = text_above and area < COVERING * width * height
        elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            invisible = pdfium.FPDFTextObj_GetTextRenderMode(item.raw) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            text_above = text_above or not invisible
    return covered >= COVERING and not text_above


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
    return Recognised(tuple((t, tuple(c)) for t, c in zip(texts, certainties, strict=True)))


def _distance(span: tuple[float, float], place: float) -> float:
    start, stop = span
    return max(start - place, place - stop, 0.0)


# -- A page ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's picture, upright and deskewed: its grey, its ink without rules, its grids, and the size of print."""

    grey: Image
    ink: Image
    scale: float
    grids: tuple[RuledGrid, ...]
    em: float


def read_page(page: pypdfium2.PdfPage, number: int) -> PageContent:
    """Recognise a page. Boxes are points of the upright, deskewed page, origin at its top left."""
    sheet = upright(page)
    height, width = (side / sheet.scale for side in sheet.grey.shape)
    areas = [cell.area for grid in sheet.grids for cell in grid.cells]
    inside = _read_areas(sheet, areas)
    outside = strips.lines_outside(sheet.ink, [grid.area for grid in sheet.grids], sheet.em)
    loose = recognise([strip for line in outside for strip in strips.strips(sheet.grey, line, [line], sheet.em)])
    lines = tuple(
        Line(read.text, _points(area, sheet.scale)) for area, read in zip(outside, loose, strict=True) if read.text
    )
    grids = tuple(_grid(grid, number, inside, sheet.scale) for grid in sheet.grids)
    within = sum(len(line.text) for grid in grids for cell in grid.cells for line in cell.lines)
    beyond = sum(len(line.text) for line in lines)
    return PageContent(number, width, height, "ocr", "ocr", grids, lines, characters=within + beyond, outside=beyond)


def upright(page: pypdfium2.PdfPage) -> Sheet:
    """The page's picture deskewed, and turned until it reads."""
    grey, scale = raster.render(page)
    grey = raster.rotate(grey, raster.skew(grey))
    best, best_legibility = _sheet(grey, scale), -1.0
    for quarters in range(4):
        sheet = _sheet(raster.turn(grey, quarters), scale) if quarters else best
        legibility = _legibility(sheet)
        if legibility > best_legibility:
            best, best_legibility = sheet, legibility
        if legibility >= UPRIGHT:
            break
    return best


def _sheet(grey: Image, scale: float) -> Sheet:
    found = raster.rules(grey, scale)
    grids = tuple(raster.find_grids(found, scale))
    bare = raster.erase(grey, found, grids, scale)
    ink = strips.text_of(bare, scale)
    areas = [cell.area for grid in grids for cell in grid.cells] or [Area(0, 0, grey.shape[1], grey.shape[0])]
    return Sheet(bare, ink, scale, grids, strips.size_of_print(ink, areas, scale))


def _legibility(sheet: Sheet) -> float:
    """How well a page reads as it lies: the mean certainty of some lines, and one more for two of them being labels.

    Turned characters alone are read with some certainty, words are not. An empty page is as upright as can be.
    """
    areas = [cell.area for grid in sheet.grids for cell in grid.cells]
    lines = [line for area in areas for line in strips.lines_in(sheet.ink, area, sheet.em)]
    lines = lines or strips.lines_outside(sheet.ink, [], sheet.em)
    short = sorted((line for line in lines if line.width < PROBE_WIDTH * sheet.em), key=lambda line: -line.width)
    reads = recognise([strip for line in short[:PROBES] for strip in strips.strips(sheet.grey, line, [line], sheet.em)])
    if not reads:
        return 2.0
    certainty = sum(fmean(read.certainties or [0.0]) for read in reads) / len(reads)
    return certainty + (sum(_is_label(read.text) for read in reads) >= 2)


def _is_label(text: str) -> bool:
    sections = ("header", "section", "fund", "objective", "indicator")
    return vocabulary.is_level(text) or any(vocabulary.field_of(section, text) for section in sections)


def _read_areas(sheet: Sheet, areas: Iterable[Area]) -> dict[Area, list[tuple[Line, float]]]:
    """The lines of each area, with the certainty of each line's least certain character."""
    found: dict[Area, list[tuple[Line, float]]] = {}
    pictures: list[tuple[Area, Strip]] = []
    for area in areas:
        lines = strips.lines_in(sheet.ink, area, sheet.em)
        mark = strips.mark_of(sheet.ink, lines[0], sheet.em) if len(lines) == 1 else None
        if mark:
            found[area] = [(Line(mark, _points(lines[0], sheet.scale)), 1.0)]
        else:
            pictures += [(area, strip) for strip in strips.strips(sheet.grey, area, lines, sheet.em)]
    for (area, strip), read in zip(pictures, recognise([strip for _, strip in pictures]), strict=True):
        for box, (text, certainties) in zip(strip.lines, read.lines, strict=True):
            if text:
                line = Line(text, _points(box, sheet.scale))
                found.setdefault(area, []).append((line, min(certainties)))
    return found


def _grid(grid: RuledGrid, page: int, inside: dict[Area, list[tuple[Line, float]]], scale: float) -> Grid:
    return Grid(
        page,
        _points(grid.area, scale),
        tuple(row / scale for row in grid.rows),
        tuple(column / scale for column in grid.columns),
        tuple(_cell(cell, inside.get(cell.area, []), scale) for cell in grid.cells),
    )


def _cell(cell: raster.RuledCell, lines: Sequence[tuple[Line, float]], scale: float) -> Cell:
    confidence = min((certainty for _, certainty in lines), default=1.0)
    return Cell(
        cell.row,
        cell.column,
        cell.row_span,
        cell.column_span,
        _points(cell.area, scale),
        lines=tuple(line for line, _ in lines),
        confidence=confidence,
    )


def _points(area: Area, scale: float) -> Box:
    return Box(*(side / scale for side in area))
