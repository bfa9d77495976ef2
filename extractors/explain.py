"""The pages as pictures with what was understood laid over them: why a value is what it is, in five seconds.

Every cell is tinted by its role, every indicator and money row carries its number, and a name that was not simply
printed, or a cell in doubt, has a frame of its own colour. The legend stands at the foot of each picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from extractors import Understood, ocr, understand
from extractors.pages import Document, open_document
from extractors.records import Box, Cell, Filing, PageContent
from extractors.sections import Section, sections
from extractors.stitch import Form
from extractors.text import cell_text
from extractors.vocabulary import field_of, is_total

Mark = Literal["label", "section", "head", "value", "total", "unused", "joined", "restored", "truncated", "doubtful"]

SCALE = 2.0  # pixels a point: 144 dpi shows eight-point type clearly
TINTS: dict[Mark, tuple[int, int, int]] = {
    "label": (66, 133, 244),
    "section": (156, 39, 176),
    "head": (0, 150, 136),
    "value": (255, 193, 7),
    "total": (121, 85, 72),
    "unused": (158, 158, 158),
}
FRAMES: dict[Mark, tuple[int, int, int]] = {
    "joined": (76, 175, 80),
    "restored": (33, 150, 243),
    "truncated": (255, 87, 34),
    "doubtful": (213, 0, 0),
}
_TINT_STRENGTH = 60  # of 255: the print stays legible


@dataclass(frozen=True, slots=True)
class Overlay:
    """One thing to draw on a page: a box in points with its mark, or the number of a row."""

    page: int
    box: Box
    mark: Mark | None = None
    number: str | None = None


class NoSuchPage(ValueError):
    """The file has no such page; the message says how many it has."""


def explain(
    source: Path, *, out: Path, pages: Iterable[int] | None = None, passwords: Sequence[str] = ()
) -> list[Path]:
    """Draw the pages that hold tables (or those asked for) into ``out`` as ``NAME-PAGE.png``; return their paths.

    Raises errors.Unreadable as read_document does, NoSuchPage for a page that the file does not have.
    """
    with open_document(source.read_bytes(), passwords) as document:
        wanted = set(pages or ())
        if missing := sorted(number for number in wanted if not 1 <= number <= len(document)):
            pages_it_has = "1 page" if len(document) == 1 else f"{len(document)} pages"
            raise NoSuchPage(f"{source.name} has {pages_it_has}; there is no page {missing[0]}.")
        understood = understand(document)
        overlays = list(_overlays(understood))
        out.mkdir(parents=True, exist_ok=True)
        contents = {content.page: content for content in understood.contents}
        paths = []
        for number in sorted(wanted or {page for page, content in contents.items() if content.grids}):
            picture = _draw(document, number, contents.get(number), [o for o in overlays if o.page == number])
            paths.append(out / f"{source.stem}-{number}.png")
            picture.save(paths[-1])
        return paths


def _overlays(understood: Understood) -> Iterator[Overlay]:
    for content in understood.contents:
        for grid in content.grids:
            yield from (Overlay(grid.page, cell.box, "doubtful") for cell in grid.cells if cell.doubt)
    for form, filing in zip(understood.filed, understood.filings, strict=True):
        yield from _form_overlays(form)
        yield from _filing_overlays(form, filing)


def _form_overlays(form: Form) -> Iterator[Overlay]:
    """The role of every cell of a form; a cell over several bands is drawn once."""
    seen: set[tuple[int, Box]] = set()
    for section in sections(form.rows):
        for row in (*([section.head] if section.head else ()), *section.rows):
            for position, cell in enumerate(row.cells):
                if (row.page, cell.box) not in seen:
                    seen.add((row.page, cell.box))
                    yield Overlay(row.page, cell.box, _role(section, row.cells, position, row is section.head))


def _role(section: Section, cells: Sequence[Cell], position: int, is_head: bool) -> Mark:
    cell = cells[position]
    text = cell_text(cell)
    if is_head:
        return "head" if text and field_of(section.kind, text) else "section"
    if not text:
        return "unused"
    if section.kind == "header":
        return "label" if field_of("header", text) else "value"
    if section.kind == "indicator" and any(is_total(cell_text(other)) for other in cells[:2]):
        return "total"
    fields = [column.field for column in section.columns if column.holds(cell)]
    if not fields:
        return "section"
    return "label" if set(fields) & {"level1", "level2"} else "unused" if fields == ["ignored"] else "value"


def _filing_overlays(form: Form, filing: Filing) -> Iterator[Overlay]:
    """The number of every row, and frames around what was joined, restored, cut or left in doubt."""
    for fund in filing.funds:
        yield Overlay(fund.page, fund.box, "doubtful" if fund.doubtful else None, f"f{fund.seq}")
    names = {
        (row.page, round(row.box.top)): [cell for cell in section.cells(row, "level3") if cell.lines]
        for section in sections(form.rows)
        if section.kind == "indicator"
        for row in section.rows
    }
    for indicator in filing.indicators:
        yield Overlay(indicator.page, indicator.box, "doubtful" if indicator.doubtful else None, str(indicator.seq))
        if indicator.name_status != "printed":
            for cell in names.get((indicator.page, round(indicator.box.top)), ()):
                yield Overlay(indicator.page, cell.box, indicator.name_status)


def _draw(document: Document, number: int, content: PageContent | None, overlays: Sequence[Overlay]) -> Image.Image:
    page = document.pdfium[number - 1]
    picture, scale = _picture(page, content)
    tints = Image.new("RGBA", picture.size)
    tint, frame = ImageDraw.Draw(tints), ImageDraw.Draw(picture)
    font = ImageFont.load_default(round(7 * scale))
    for overlay in overlays:
        x0, top, x1, bottom = (round(side * scale) for side in overlay.box)
        if overlay.mark in TINTS:
            tint.rectangle((x0, top, x1, bottom), (*TINTS[overlay.mark], _TINT_STRENGTH), (*TINTS[overlay.mark], 255))
        elif overlay.mark in FRAMES:
            frame.rectangle((x0 + 1, top + 1, x1 - 1, bottom - 1), outline=FRAMES[overlay.mark], width=round(scale))
        if overlay.number:
            frame.text((x0 - 2 * scale, top), overlay.number, fill=(0, 0, 0), font=font, anchor="ra")
    picture = Image.alpha_composite(picture.convert("RGBA"), tints).convert("RGB")
    _legend(picture, font, content)
    return picture


def _picture(page: pdfium.PdfPage, content: PageContent | None) -> tuple[Image.Image, float]:
    """The page as its coordinates mean it, and the pixels a point: a recognised page upright and deskewed."""
    if content is not None and content.source == "ocr":
        sheet = ocr.upright(page)
        return Image.fromarray(sheet.grey).convert("RGB"), sheet.scale
    return page.render(scale=SCALE).to_pil().convert("RGB"), SCALE


def _legend(
    picture: Image.Image, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, content: PageContent | None
) -> None:
    draw = ImageDraw.Draw(picture)
    size = round(getattr(font, "size", 14))
    x, y = size, picture.height - 2 * size
    for mark, color in (TINTS | FRAMES).items():
        draw.rectangle((x, y, x + size, y + size), fill=color)
        draw.text((x + size * 1.3, y), mark, fill=(0, 0, 0), font=font)
        x += round(size * 1.9 + draw.textlength(mark, font=font))
    if content is not None:
        account = (
            f"{content.route}: {content.characters} characters, {content.outside} outside, {content.disputed} disputed"
        )
        draw.text((x, y), account, fill=(0, 0, 0), font=font)
