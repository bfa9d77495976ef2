"""A PDF → what its pages show. Opens and decrypts, decides page by page what is worth reading and by which reader.

pdfium looks at every page first; only a page with a word of a form's table, or one that a form may run
on to, is read by pdfplumber and camelot. A page without a usable text layer is read by OCR.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO

import pdfplumber.pdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pdfplumber.utils.exceptions import PdfminerException

from extractors import clip, legible, ocr, opinion
from extractors.content import layout_of, prepare
from extractors.errors import EmptyFile, Encrypted, Malformed, NotAPdf
from extractors.fit import clipped_cells
from extractors.frame import frame_of
from extractors.glyphs import leaves, printed
from extractors.grid import combined_grids, open_grids, vector_grids
from extractors.layers import layers_of
from extractors.records import Grid, PageContent, Role, Source
from extractors.stitch import runs_on
from extractors.text import fill
from extractors.vocabulary import may_hold_form

# pdfminer warns of every font it has to guess at; what matters is counted in PageContent.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# A PDF says within its first bytes that it is one (ISO 32000-1, 7.5.2; viewers search a kilobyte).
_HEADER_WITHIN = 1024
_ZIP = b"PK\x03\x04"  # how a ZIP begins


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
    """An open PDF. ``password`` is the one that opened it; ``is_flat`` says that form fields and notes are print."""

    data: bytes
    pdfium: pdfium.PdfDocument
    password: str = ""
    is_flat: bool = False

    def __len__(self) -> int:
        return len(self.pdfium)

    @cached_property
    def plumber(self) -> pdfplumber.pdf.PDF:
        """pdfplumber's view, opened only when a page is read."""
        try:
            opened = pdfplumber.open(BytesIO(self.data), password=self.password)
        except PdfminerException:  # its table of objects is damaged, which pdfium mends
            self.data, self.password = _saved(self.pdfium), ""
            opened = pdfplumber.open(BytesIO(self.data))
        prepare(opened)
        return opened

    def flatten(self, *, scans: bool) -> None:
        """Make form fields that are filled in, and notes, print like any other: they may hold the figures.

        Notes on scans are let be: such a page shows them to the recogniser, and with text of its own were no scan.
        """
        self.pdfium.init_forms()
        for number in range(len(self)):
            page = self.pdfium[number]
            flat = raw.FLATTEN_NOTHINGTODO
            if scans or not legible.is_scanned(page):
                flat = raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            if flat == raw.FLATTEN_FAIL:
                raise Malformed(f"Page {number + 1} of the file is damaged; fetch the file again from its source.")
        data = _saved(self.pdfium)
        self.close()
        self.__dict__.pop("plumber", None)
        self.data, self.pdfium, self.password, self.is_flat = data, pdfium.PdfDocument(data), "", True

    def as_it_reads(self, number: int, turn: int) -> bytes:
        """A copy without a password in which a page is displayed as it reads, ``turn`` quarters clockwise, and has
        nothing beyond its crop box: for a reader that knows of none of these."""
        with closing(pdfium.PdfDocument(self.data, password=self.password or None)) as copy:
            page = copy[number - 1]
            page.set_mediabox(*page.get_bbox())
            page.set_rotation((page.get_rotation() + 90 * turn) % 360)
            return _saved(copy)

    @property
    def metadata(self) -> dict[str, str]:
        return dict(self.pdfium.get_metadata_dict())

    def close(self) -> None:
        self.pdfium.close()  # pdfplumber's holds nothing but the bytes; its pages are closed when they are read


def _saved(document: pdfium.PdfDocument) -> bytes:
    buffer = BytesIO()
    document.save(buffer, flags=raw.FPDF_REMOVE_SECURITY)
    return buffer.getvalue()


@contextmanager
def open_document(data: bytes, passwords: Sequence[str] = ()) -> Iterator[Document]:
    """Open a PDF from its bytes. Raises EmptyFile, NotAPdf, Encrypted or Malformed."""
    if not data.strip():
        raise EmptyFile("The file is empty; fetch it again from its source.")
    if data.startswith(_ZIP):  # a PDF that it holds unpacked may begin within its first bytes
        raise NotAPdf(
            "The file is not a PDF but a ZIP archive, as Word's and OFD's files are too: name it .zip so that the PDFs "
            "in it are read, or save the document as PDF."
        )
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
            document = Document(data, pdfium.PdfDocument(data, password=password or None), password)
            if document.pdfium.get_formtype() != raw.FORMTYPE_NONE:
                document.flatten(scans=True)
            return document
        except pdfium.PdfiumError as error:
            if "password" not in str(error).lower():
                raise Malformed(f"The file is damaged ({_sentence(error)}); fetch it again from its source.") from error
    raise Encrypted("The file needs a password; add it to JIXIAO_PASSWORDS and run again with --retry-quarantined.")


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
    promising = may_hold_form(text)
    if (
        legible.is_scanned(page)
        or legible.text_is_garbage(text)
        or (promising and legible.figures_are_drawn(page, text))
    ):
        return Glance(number, text, "ocr", True)
    return Glance(number, text, "text", promising)


def _has_notes(page: pdfium.PdfPage) -> bool:
    """Whether text stands on the page as notes (annotations of free text) that a viewer shows."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        kind, flags = raw.FPDFAnnot_GetSubtype(note), raw.FPDFAnnot_GetFlags(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind == raw.FPDF_ANNOT_FREETEXT and not flags & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW):
            return True
    return False


def read_pages(document: Document) -> tuple[list[Glance], list[PageContent]]:
    """Look at every page in order; read those that can hold a form, and those that a form may run on to."""
    looks: list[Glance] = []
    contents: list[PageContent] = []
    running = False
    for number in range(1, len(document) + 1):
        with _opened(document, number) as page:
            look = glance(page, number)
            looks.append(look)
            is_read = (look.promising or (running and look.role != "blank")) and can_be_read(look)
            is_noted = is_read and look.source == "text" and not document.is_flat and _has_notes(page)
            if is_read and not is_noted:
                above = contents[-1].grids[-1] if running and contents[-1].route == "open" else None
                contents.append(_read(document, page, look, "vector", above))
            running = is_read and not is_noted and runs_on(contents[-1])
        if is_noted:
            document.flatten(scans=False)
            return read_pages(document)
    return looks, contents


def can_be_read(look: Glance) -> bool:
    """Whether the recogniser is there that a page needs."""
    return look.source == "text" or ocr.available()


def read_again(document: Document, look: Glance) -> PageContent:
    """Read a page by its text layer once more, its grid by camelot's ``combined`` route."""
    with _opened(document, look.page) as page:
        return _read(document, page, look, "combined")


def _read(document: Document, page: pdfium.PdfPage, look: Glance, route: str, above: Grid | None = None) -> PageContent:
    """Read a page by its text layer (``vector`` or ``combined`` grid) or by OCR; ``above`` is a table without upright
    rules on the page before, which may go on."""
    is_scan = look.source == "ocr"
    content = ocr.read_page(page, look.page) if is_scan else _by_text(document, page, look, route, above)
    return replace(content, grids=tuple(_marked(grid) for grid in content.grids))


def _by_text(document: Document, page: pdfium.PdfPage, look: Glance, route: str, above: Grid | None) -> PageContent:
    number = look.page
    if number > len(document.plumber.pages):
        raise Malformed("The file's page tree is damaged: its readers count different pages; fetch it again.")
    plumbed = document.plumber.pages[number - 1]
    try:
        items = list(leaves(layout_of(plumbed)))
        frame = frame_of(page, plumbed.page_obj.mediabox, items)
        seen, sideways, unseen = printed(items, frame)
        if route == "combined":
            grids = combined_grids(number, document.as_it_reads(number, frame.turn), frame.size[1])
        else:
            grids = vector_grids(number, items, frame)
            if not grids and (grids := open_grids(number, items, frame, seen, above)):
                route = "open"
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
