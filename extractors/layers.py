"""What a page holds and a viewer does not show: layers that are off (optional content, ISO 32000-1, 8.11), and text
drawn invisibly (text rendering modes 3 and 7, 9.3.6).

pdfminer and pdfium read it like any other. What the page draws of it is left out, and its characters are marked, so
that they are known where pdfium has them (opinion.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pdfplumber.pdf
from pdfminer.converter import PDFPageAggregator
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import literal_name

# Text rendering modes that paint nothing.
INVISIBLE = (3, 7)


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a document that are off, by the numbers of their objects: those named, or (``but``) all others.

    ``unclear``: a viewer may switch some by its zoom, language or purpose, and nobody can tell what was meant.
    """

    named: frozenset[int] = frozenset()
    but: bool = False
    unclear: bool = False

    def __bool__(self) -> bool:
        return bool(self.named or self.but)

    def hide(self, content: Any) -> bool:
        """Whether content that belongs to a layer (or to several, by their policy) is not shown."""
        rule = resolve1(content)
        if not isinstance(rule, dict) or _name(rule.get("Type")) != "OCMD":
            return self._is_off(content)
        members = resolve1(rule.get("OCGs"))
        members = members if isinstance(members, list) else [rule.get("OCGs")]
        off = [self._is_off(member) for member in members if resolve1(member)]
        policy = _name(rule.get("P")) or "AnyOn"
        shown = {"AllOn": not any(off), "AnyOff": any(off), "AllOff": all(off)}.get(policy, not all(off))
        return bool(off) and not shown

    def _is_off(self, layer: Any) -> bool:
        return isinstance(layer, PDFObjRef) and (layer.objid in self.named) != self.but


def layers_of(pdf: pdfplumber.pdf.PDF) -> Layers:
    """The layers that a document's default configuration switches off."""
    properties = resolve1(pdf.doc.catalog.get("OCProperties"))
    default = resolve1(properties.get("D")) if isinstance(properties, dict) else None
    if not isinstance(default, dict):
        return Layers()
    but = _name(default.get("BaseState")) == "OFF"
    named = resolve1(default.get("ON" if but else "OFF"))
    numbers = frozenset(one.objid for one in named or () if isinstance(one, PDFObjRef))
    layers = Layers(numbers, but)
    return Layers(numbers, but, unclear=bool(layers and resolve1(default.get("AS"))))


def _name(value: Any) -> str | None:
    found = resolve1(value)
    return None if found is None else str(literal_name(found))


class Device(PDFPageAggregator):
    """pdfminer's layout of a page, in which invisible characters have ``is_invisible``."""

    def render_string(self, textstate: Any, *args: Any) -> None:
        items: list[Any] = self.cur_item._objs
        before = len(items)
        super().render_string(textstate, *args)
        if textstate.render in INVISIBLE:
            for item in items[before:]:
                item.is_invisible = True


class LayeredDevice(Device):
    """The same for documents with layers: characters of one that is off have ``is_off``, and nothing else of it is
    drawn."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.marks: list[bool] = []  # of every marked content that is open: whether its layer is off

    def render_char(self, *args: Any, **named: Any) -> float:
        advance = super().render_char(*args, **named)
        if any(self.marks):
            self.cur_item._objs[-1].is_off = True  # type: ignore[attr-defined]
        return advance

    def paint_path(self, *args: Any, **named: Any) -> None:
        if not any(self.marks):
            super().paint_path(*args, **named)

    def render_image(self, *args: Any, **named: Any) -> None:
        if not any(self.marks):
            super().render_image(*args, **named)
