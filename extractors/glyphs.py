"""The characters of a page: what stands where, from pdfplumber's parse of it, in the page's reading frame."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pdfminer.layout import LTChar, LTContainer

from extractors.frame import Frame
from extractors.records import Box
from extractors.vocabulary import load


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its box, the origin on its baseline (points from the top left), its type size."""

    text: str
    box: Box
    origin: tuple[float, float]
    size: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.box.x0 + self.box.x1) / 2, (self.box.top + self.box.bottom) / 2

    @property
    def baseline(self) -> float:
        return self.origin[1]


def characters(layout: Iterable[Any]) -> Iterator[LTChar]:
    """The characters of a layout (pdfplumber's ``page.layout``), in the order of the page's content."""
    for item in layout:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTContainer):
            yield from characters(item)


def glyph(char: LTChar, frame: Frame) -> Glyph:
    """A character of the layout in the page's reading frame."""
    box = frame.box_of_layout(*char.bbox)
    return Glyph(plain(char.get_text()), box, frame.of_layout(*char.matrix[4:]), box.bottom - box.top)


@cache
def _radicals() -> dict[int, str]:
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return kangxi | {ord(radical): ideograph for radical, ideograph in load("radicals")["radical"].items()}


@cache
def plain(text: str) -> str:
    """A text with radicals turned into the ideographs they stand for, and no control characters."""
    folded = text.translate(_radicals())
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf") or c in "\t\n")
