"""Can a page be read by its text layer, or must its picture be recognised? Asked of every page, by a look of pdfium's.

A scan has no text that shows, a damaged text layer holds codes instead of characters, and some programs draw
characters as outlines.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extractors import confusions
from extractors.drawn import drawn

COVERING = 0.6  # part of the page's area that the picture of a scan covers
OUTLINE = 8  # segments that no rule or rectangle has, but a character's outline
DRAWN = 50  # outlines that make a page of drawn characters
FIGURES = 10  # outlines that may be figures of a form whose labels are text
PER_DIGIT = 4  # and as many for every digit that is text
LONG_TEXT = 40  # characters after which a text must have some of those of the labels
DEEPEST = 2  # forms within forms that are looked into
STRAY = 2  # letters of other alphabets among ideographs that betray a damaged text layer
# A letter with an accent that touches an ideograph and no Latin word; Ø and Å are signs and units too.
STRAY_LETTER = re.compile(r"[À-ÄÆ-ÖÙ-öø-\u024f](?:(?<=[\u4e00-\u9fff].)(?![A-Za-z])|(?<![A-Za-z].)(?=[\u4e00-\u9fff]))")
ILLEGIBLE = 0.02  # part of a page's characters that may be no characters


def text_is_garbage(text: str) -> bool:
    """Whether a text layer holds codes instead of characters: a font without a Unicode map, or with a wrong one.

    Replacement, private-use, unassigned and control characters are no text (but for the hyphen that pdfium gives as
    U+0002). Nor is a text of any length that has next to none of the characters of which the forms' labels are made,
    as every Chinese page has, unless it is in Latin letters. Nor is one in which letters with accents stand among
    ideographs, where a damaged map has a few characters wrong: the wrong ones that are ideographs, nobody can tell.
    """
    kinds: Counter[str] = Counter()
    for character, number in Counter(text).items():
        kinds[_kind(character)] += number
    characters = kinds.total() - kinds["blank"]
    if kinds["strange"] > ILLEGIBLE * characters or len(STRAY_LETTER.findall(text)) >= STRAY:
        return True
    return characters > LONG_TEXT and kinds["latin"] < characters / 2 and kinds["common"] < ILLEGIBLE * characters


@lru_cache(maxsize=10_000)
def _kind(character: str) -> str:
    """What a character tells of a text layer: whether it is one, a Latin letter, one of those of the labels."""
    if character.isspace() or character.isdigit() or character == "\x02":
        return "blank"
    if character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn", "Cs"):
        return "strange"
    if character.isascii() and character.isalpha():
        return "latin"
    return "common" if character in _label_characters() else "other"


@cache
def _label_characters() -> frozenset[str]:
    return frozenset("".join(confusions.labels())) - frozenset("()/")


def is_scanned(page: pypdfium2.PdfPage) -> bool:
    """Whether the page is the picture of a page: an image covers it, or curves draw its characters, and no text.

    Invisible text does not count, nor text under the image: it is what another OCR thought. So the first text from
    above decides, unless the image comes before it: most pages are done with after a look or two.
    """
    covered, curves = 0.0, 0
    width, height = page.get_size()
    for kind, item in drawn(page, DEEPEST):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if pdfium.FPDFTextObj_GetTextRenderMode(item) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                return False
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = pypdfium2.PdfObject(item, page=page).get_bounds()
            area = max(min(right, width) - max(left, 0), 0) * max(min(top, height) - max(bottom, 0), 0)
            if area >= COVERING * width * height:
                return True
            covered += area / (width * height)
        elif _is_outline(kind, item):
            curves += 1
    return covered >= COVERING or curves > DRAWN


def figures_are_drawn(page: pypdfium2.PdfPage, text: str) -> bool:
    """Whether a page of text has outlines and next to no digits: its figures are drawn."""
    digits = sum(character.isdigit() for character in text)
    fewest = max(FIGURES, PER_DIGIT * digits)
    return digits < DRAWN and sum(_is_outline(*one) for one in drawn(page, DEEPEST)) > fewest


def _is_outline(kind: int, item: Any) -> bool:
    return kind == pdfium.FPDF_PAGEOBJ_PATH and bool(pdfium.FPDFPath_CountSegments(item) > OUTLINE)
