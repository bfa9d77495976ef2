"""What is drawn on a page, as pdfium's objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw


def drawn(page: pdfium.PdfPage, deepest: int = 0) -> Iterator[tuple[int, Any]]:
    """Yield the kind and the handle of all that is drawn on a page, and in forms drawn on it, ``deepest`` levels down;
    what was drawn last, and lies on top, comes first.

    Without pypdfium2's objects around the handles: every page of an archive passes here.
    """
    counts = (raw.FPDFPage_CountObjects, raw.FPDFFormObj_CountObjects)
    getters = (raw.FPDFPage_GetObject, raw.FPDFFormObj_GetObject)

    def within(holder: Any, depth: int) -> Iterator[tuple[int, Any]]:
        get = getters[depth > 0]
        for index in reversed(range(counts[depth > 0](holder))):
            item = get(holder, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < deepest:
                yield from within(item, depth + 1)
            yield kind, item

    yield from within(page, 0)
