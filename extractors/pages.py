"""A PDF → what its pages show. Opens and decrypts, decides page by page what is worth reading and by which reader.

pdfium looks at every page first; only a page with a word of a form's table, or one that a form may run
on to, is read by pdfplumber and camelot. A page without a usable text layer is read by OCR.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO

import pdfplumber.pdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors import clip, ocr, opinion
from extractors.content import layout_of, prepare
from extractors.errors import EmptyFile, Encrypted, Malformed, NotAPdf, OcrMissing
from extractors.fit import clipped_cells
from extractors.frame import frame_of
from extractors.glyphs import leaves, printed
from extractors.grid import combined_grids, vector_grids
from extractors.layers import layers_of
from extractors.records import Grid, PageContent, Role, Source
from extractors.stitch import runs_on
from extractors.text import fill
from extractors.vocabulary import may_hold_form

# pdfminer warns of every font it has to guess at; what matters is counted in PageContent.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# A PDF says within its first bytes that it is one (ISO 32000-1, 7.5.2; viewers search a kilobyte).
_HEADER_WITHIN = 1024


@dataclass(frozen=True, slots=True)
class Glance:
    """What pdfium sees of a page before anything costly: its text, and by which reader it can be read."""

    page: int
    text: str
    source: Source
    promising: bool

    @property
    def role(self) -> Role:
        return "text" if self.text.strip() or self.source == "ocr" else "blank"


@dataclass
class Document:
    """An open PDF. ``password`` is the one that opened it."""

    data: bytes
    pdfium: pdfium.PdfDocument
    password: str = ""
    _opened: list[pdfplumber.pdf.PDF] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.pdfium)

    @cached_property
    def plumber(self) -> pdfplumber.pdf.PDF:
        """pdfplumber's view, opened only when a page is read."""
        self._opened.append(pdfplumber.open(BytesIO(self.data), password=self.password))
        prepare(self._opened[0])
        return self._opened[0]

    @property
    def metadata(self) -> dict[str, str]:
        return dict(self.pdfium.get_metadata_dict())

    def close(self) -> None:
        for opened in self._opened:
            opened.close()
        self.pdfium.close()


@contextmanager
def open_document(data: bytes, passwords: Sequence[str] = ()) -> Iterator[Document]:
    """Open a PDF from its bytes. Raises EmptyFile, NotAPdf, Encrypted or Malformed."""
    if not data.strip():
        raise EmptyFile("The file is empty; fetch it again from its source.")
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        raise NotAPdf("The file is not a PDF (it does not begin with %PDF-); it may be a saved web page.")
    end = data.rfind(b"%%EOF")
    if end < 0 or b" obj" in data[end:]:
        raise Malformed("The file is cut off: its end (%%EOF) is missing; fetch it again from its source.")
    document = _open(data, passwords)
    try:
        if len(document) == 0:
            raise Malformed("The file has no pages that can be read; fetch it again from its source.")
        yield document
    finally:
        document.close()


def _open(data: bytes, passwords: Sequence[str]) -> Document:
    for password in ("", *passwords):
        try:
            return _flattened(Document(data, pdfium.PdfDocument(data, password=password or None), password))
        except pdfium.PdfiumError as error:
            if "password" not in str(error).lower():
                raise Malformed(f"The file is damaged ({_sentence(error)}); fetch it again from its source.") from error
    raise Encrypted("The file needs a password; add it to JIXIAO_PASSWORDS and run again with --retry-quarantined.")


def _flattened(document: Document) -> Document:
    """A document whose filled-in form fields are print like any other: a fillable PDF keeps its figures in them."""
    if document.pdfium.get_formtype() == raw.FORMTYPE_NONE:
        return document
    document.pdfium.init_forms()
    for number in range(len(document)):
        page = document.pdfium[number]
        page.flatten()
        page.close()
    buffer = BytesIO()
    document.pdfium.save(buffer, flags=raw.FPDF_REMOVE_SECURITY)
    document.close()
    return Document(buffer.getvalue(), pdfium.PdfDocument(buffer.getvalue()))


def _sentence(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__


@contextmanager
def _opened(document: Document, number: int) -> Iterator[pdfium.PdfPage]:
    try:
        page = document.pdfium[number - 1]
    except pdfium.PdfiumError as error:
        raise Malformed(f"Page {number} of the file is damaged; fetch the file again from its source.") from error
    try:
        yield page
    finally:
        page.close()


def glance(page: pdfium.PdfPage, number: int) -> Glance:
    """Look at a page through pdfium alone."""
    textpage = page.get_textpage()
    text = textpage.get_text_bounded()
    textpage.close()
    if ocr.is_scanned(page) or ocr.text_is_garbage(text):
        return Glance(number, text, "ocr", True)
    return Glance(number, text, "text", may_hold_form(text))


def read_pages(document: Document) -> tuple[list[Glance], list[PageContent]]:
    """Look at every page in order; read those that can hold a form, and those that a form may run on to."""
    looks: list[Glance] = []
    contents: list[PageContent] = []
    running = False
    for number in range(1, len(document) + 1):
        with _opened(document, number) as page:
            look = glance(page, number)
            looks.append(look)
            if look.promising or (running and look.role != "blank"):
                contents.append(_read(document, page, look, "vector"))
                running = runs_on(contents[-1])
            else:
                running = False
    return looks, contents


def read_again(document: Document, look: Glance) -> PageContent:
    """Read a page by its text layer once more, its grid by camelot's ``combined`` route."""
    with _opened(document, look.page) as page:
        return _read(document, page, look, "combined")


def _read(document: Document, page: pdfium.PdfPage, look: Glance, route: str) -> PageContent:
    """Read a page by its text layer (``vector`` or ``combined`` grid) or by OCR. Raises OcrMissing."""
    content = _by_ocr(page, look.page) if look.source == "ocr" else _by_text(document, page, look, route)
    return replace(content, grids=tuple(_marked(grid) for grid in content.grids))


def _by_ocr(page: pdfium.PdfPage, number: int) -> PageContent:
    if not ocr.available():
        raise OcrMissing(
            f"Page {number} is a scan or its text layer is unusable; install the OCR extra (pip install 'jixiao[ocr]')."
        )
    return ocr.read_page(page, number)


def _by_text(document: Document, page: pdfium.PdfPage, look: Glance, route: str) -> PageContent:
    number = look.page
    if number > len(document.plumber.pages):
        raise Malformed("The file's page tree is damaged: its readers count different pages; fetch it again.")
    plumbed = document.plumber.pages[number - 1]
    try:
        layout = layout_of(plumbed)
        items = list(leaves(layout))
        frame = frame_of(page, layout.height, items)
        seen, sideways, unseen = printed(items, frame)
        if route == "combined":
            grids = combined_grids(number, document.data, document.password, layout.height)
        else:
            grids = vector_grids(number, items, frame)
    finally:
        plumbed.close()
    # Where a viewer switches layers by itself, nobody can tell what is shown.
    unsure = [glyph.middle for glyph in seen] if layers_of(document.plumber).unclear else []
    shown, hidden = clip.split(seen, page, frame)
    heard = opinion.settle(shown, [*unseen, *sideways, *(item.glyph for item in hidden)], look.text, page, frame)
    filled = fill(grids, heard.glyphs, hidden, sideways)
    return PageContent(
        page=number,
        width=frame.size[0],
        height=frame.size[1],
        source="text",
        route=route,
        grids=opinion.doubt(filled.grids, heard.disputed + unsure),
        lines=filled.lines,
        characters=filled.characters,
        outside=filled.outside,
        disputed=len(heard.disputed) + len(unsure),
        turn=frame.turn,
    )


def _marked(grid: Grid) -> Grid:
    """Mark the cells that look too full to show all their text."""
    cut = clipped_cells(grid)
    marked = (replace(cell, clipped=True) if (cell.row, cell.column) in cut else cell for cell in grid.cells)
    return replace(grid, cells=tuple(marked)) if cut else grid
