"""OCR measured: time beside one whole-page pass of the same engine, and grids beside camelot's raster engine.

    python -m tests.benchmarks.ocr [PDF …]        (default: the scans among data/archive and tests/samples)

Processor seconds of one thread, models loaded before. `whole` is rapidocr's own pass over the rendered page
(detection, direction, recognition), `cells` is read_page with everything in it. The grid columns show rows × columns
and seconds on the deskewed page. Camelot refuses a page without text and drops empty tables, so for it the page is
strewn with invisible points (whose placing takes most of its time).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import pypdfium2
from camelot.io import read_pdf
from PIL import Image
from rapidocr import RapidOCR
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console
from rich.table import Table

from extractors import legible, ocr, raster
from extractors.picture import Picture, render

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 1.5  # whole-page passes that reading a page by its cells may cost


def main(paths: list[Path]) -> None:
    table = Table("page", "whole s", "cells s", "cells/whole", "OpenCV grid", "camelot raster grid")
    engine = _whole_page_engine()
    ratios = []
    for name, page in _pages(paths):
        picture = render(page)
        _, whole = _timed(engine, cv2.cvtColor(picture.grey, cv2.COLOR_GRAY2BGR))
        _, cells = _timed(ocr.read_page, page, 1)
        ratios.append(cells / whole)
        table.add_row(name, f"{whole:.1f}", f"{cells:.1f}", f"{cells / whole:.2f}", *_grids(picture.deskewed()))
    Console(width=160).print(table)
    print(f"worst ratio {max(ratios):.2f} of at most {LIMIT}")


def _pages(paths: list[Path]) -> Iterator[tuple[str, pypdfium2.PdfPage]]:
    """Every page that is read by OCR."""
    for path in paths:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            continue
        for number, page in enumerate(document, 1):
            if legible.is_scanned(page) or legible.text_is_garbage(page.get_textpage().get_text_bounded()):
                yield f"{path.stem} {number}", page


def _whole_page_engine() -> Any:
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    engine = RapidOCR(params={"Global.log_level": "critical", **threads})
    for _, page in _pages(sorted((ROOT / "data/archive").rglob("*扫描件.pdf"))):
        engine(page.render(scale=1).to_numpy())  # loads the models
    return engine


def _timed(run: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    start = time.process_time()
    result = run(*arguments)
    return result, time.process_time() - start


def _grids(picture: Picture) -> tuple[str, str]:
    """What the two finders of ruled lines make of the same deskewed picture."""
    grids, own = _timed(lambda: raster.find_grids(raster.rules(picture), picture.scale))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        _strewn(picture, path)
        tables, theirs = _timed(
            lambda: read_pdf(str(path), flavor="lattice", engine="raster", layout_kwargs={"boxes_flow": None})
        )
    return (
        f"{_shape([(len(grid.rows) - 1, len(grid.columns) - 1) for grid in grids])} {own:.1f} s",
        f"{_shape([(len(table.rows), len(table.cols)) for table in tables])} {theirs:.1f} s",
    )


def _strewn(picture: Picture, path: Path) -> None:
    """The picture as a PDF with an invisible point every 6 pt."""
    height, width = (side / picture.scale for side in picture.grey.shape)
    canvas = Canvas(str(path), pagesize=(width, height))
    canvas.drawInlineImage(Image.fromarray(picture.grey), 0, 0, width, height)
    for y in range(0, int(height), 6):
        points = canvas.beginText(0, y)
        points.setTextRenderMode(3)
        points.setFont("Courier", 5, 6)
        points.setCharSpace(3)
        points.textLine("." * int(width / 6))
        canvas.drawText(points)
    canvas.save()


def _shape(sizes: list[tuple[int, int]]) -> str:
    return ", ".join(f"{rows}×{columns}" for rows, columns in sizes) or "none"


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given or sorted((*(ROOT / "data/archive").rglob("*.pdf"), *(ROOT / "tests/samples").rglob("*.pdf"))))
