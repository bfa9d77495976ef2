"""The second opinion on characters: pdfium's reading of the page beside pdfplumber's.

pdfplumber loses single characters that pdfium reads (``·`` in a font without an embedded program), or gives a code
instead of a character. Where only one reader has a character, it is taken; where both have one in the same place and
they differ, the dispute is kept and its cell is in doubt.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.clip import displayed, displayed_box
from extractors.frame import Frame
from extractors.glyphs import NO_MEANING, Glyph, plain
from extractors.records import Cell, Grid

# Two readers place the middle of one glyph within this share of its size of each other.
SAME_PLACE = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """The characters after both readers were heard, and the places (middles, points) that stay disputed."""

    glyphs: list[Glyph]
    disputed: list[tuple[float, float]]


def settle(glyphs: list[Glyph], hidden: Sequence[Glyph], text: str, page: pdfium.PdfPage, frame: Frame) -> Heard:
    """Compare the characters of a page (shown and hidden) with pdfium's ``text``; return the shown ones, settled.

    Places are looked at only where the counts of the two readers differ, and only characters that are missing from
    the count are added: the readers may place a glyph of an unembedded font differently.
    """
    first = _count(g.text for g in (*glyphs, *hidden))
    second = _count(plain(c) for c in text)
    if not second - first:
        return Heard(glyphs, _without_meaning(glyphs))
    textpage = page.get_textpage()
    try:
        heard = _compare(glyphs, hidden, list(_second(page, textpage, frame)), first - second, second - first)
    finally:
        textpage.close()
    return Heard(heard.glyphs, heard.disputed + _without_meaning(heard.glyphs))


def _without_meaning(glyphs: Sequence[Glyph]) -> list[tuple[float, float]]:
    """Where glyphs stand of which neither reader knows the character."""
    return [glyph.middle for glyph in glyphs if glyph.text.startswith(NO_MEANING)]


def _count(texts: Iterator[str]) -> Counter[str]:
    return Counter(c for text in texts for c in _same(text) if not c.isspace())


def _same(text: str) -> str:
    """Characters that the two readers spell differently without disagreeing."""
    return unicodedata.normalize("NFKC", text).replace("\ufffe", "-").replace("\x02", "-")


def _compare(
    glyphs: Sequence[Glyph],
    hidden: Sequence[Glyph],
    second: Sequence[Glyph],
    surplus: Counter[str],
    missing: Counter[str],
) -> Heard:
    """Match the glyphs by place. ``surplus`` counts what only pdfplumber has, ``missing`` what only pdfium has."""
    unmatched: defaultdict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in second:
        unmatched[_square(*glyph.middle)].append(glyph)
    for glyph in hidden:
        _take(unmatched, glyph, any_text=False)
    result: list[Glyph] = []
    disputed: list[tuple[float, float]] = []
    for glyph in glyphs:
        # A character that both have equally often is undisputed, though the readers may place it differently.
        other = None if glyph.text.isspace() else _take(unmatched, glyph, any_text=bool(surplus[_same(glyph.text)]))
        if other is None or _same(other.text) == _same(glyph.text) or not _is_text(other.text):
            result.append(glyph)
        elif not _is_text(glyph.text):
            result.append(glyph._replace(text=other.text))
        else:
            result.append(glyph)
            disputed.append(glyph.middle)
    missed = [g for rest in unmatched.values() for g in rest if _is_text(g.text) and missing[_same(g.text)]]
    return Heard(result + [_before_its_place(g) for g in missed], disputed)


def _before_its_place(glyph: Glyph) -> Glyph:
    """A reader that loses a glyph may lose its width too and put the next one in its place: this one comes first."""
    return glyph._replace(box=glyph.box._replace(x0=glyph.box.x0 - 0.1))


def _square(x: float, y: float) -> tuple[int, int]:
    return int(x // 10), int(y // 10)


def _take(unmatched: defaultdict[tuple[int, int], list[Glyph]], glyph: Glyph, *, any_text: bool) -> Glyph | None:
    """Take the other reader's character in the place of a glyph: the same one, or (``any_text``) else another."""
    x, y = glyph.middle
    column, row = _square(x, y)
    near = [
        (
            _same(other.text) != _same(glyph.text),
            abs(other.middle[0] - x) + abs(other.baseline - glyph.baseline),
            square,
            other,
        )
        for square in [(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        for other in unmatched.get(square, ())
        if abs(other.middle[0] - x) <= SAME_PLACE * glyph.size
        and abs(other.baseline - glyph.baseline) <= SAME_PLACE * glyph.size
        and (any_text or _same(other.text) == _same(glyph.text))
    ]
    if not near:
        return None
    _, _, square, other = min(near, key=lambda item: item[:2])
    unmatched[square].remove(other)
    return other


def _is_text(text: str) -> bool:
    return (
        bool(text)
        and not text.startswith(NO_MEANING)
        and all(unicodedata.category(c) not in ("Co", "Cn", "Cc", "Cs") and c != "\ufffd" for c in text)
    )


def _second(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, frame: Frame) -> Iterator[Glyph]:
    """Yield pdfium's characters that stand on the page (not those it adds), in the reading frame."""
    x, y = ctypes.c_double(), ctypes.c_double()
    width, height = frame.size
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) == 1 or not code or chr(code).isspace():
            continue
        box = frame.box_of_display(displayed_box(page, textpage.get_charbox(index, loose=True)))
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        if 0 <= box.x0 <= width and 0 <= box.top <= height:
            origin = frame.of_display(*displayed(page, x.value, y.value))
            yield Glyph(plain(chr(code)), box, origin, max(box.bottom - box.top, 1.0))


def doubt(grids: Sequence[Grid], disputed: Sequence[tuple[float, float]]) -> tuple[Grid, ...]:
    """Mark the cells in which something stands that can be read in two ways."""
    if not disputed:
        return tuple(grids)
    return tuple(replace(grid, cells=tuple(_doubted(cell, disputed) for cell in grid.cells)) for grid in grids)


def _doubted(cell: Cell, disputed: Sequence[tuple[float, float]]) -> Cell:
    inside = any(cell.box.x0 <= x <= cell.box.x1 and cell.box.top <= y <= cell.box.bottom for x, y in disputed)
    return replace(cell, doubt="the text layer can be read in two ways") if inside else cell
