"""The pages as pictures with what was understood laid over them: why a value is what it is, in five seconds.

Every cell is tinted by its role, every head carries the field it was taken for, every indicator and money row its
number, and a name that was not simply printed, or a cell in doubt, has a frame of its own colour; a restored name is
written out. The legend stands at the foot of each picture. All of it is Chinese where the machine has a font for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from extractors import Understood, ocr, understand, unread_pages
from extractors.pages import Document, open_document
from extractors.records import Box, Cell, Filing, PageContent
from extractors.sections import Section, sections
from extractors.stitch import Form
from extractors.text import cell_text
from extractors.vocabulary import field_of, is_total

Mark = Literal["label", "section", "head", "value", "total", "unused", "joined", "restored", "truncated", "doubtful"]

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

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
LABELS = {
    "label": "标签",
    "section": "栏目",
    "head": "表头",
    "value": "数据",
    "total": "合计",
    "unused": "未取用",
    "joined": "名称拼接",
    "restored": "名称补全",
    "truncated": "名称不全",
    "doubtful": "存疑",
}
FIELDS = {
    "initial_budget": "年初预算",
    "full_budget": "全年预算",
    "executed": "执行数",
    "execution_rate": "执行率",
    "weight": "分值",
    "score": "得分",
    "raw_score": "折算前得分",
    "reason": "原因",
    "expected": "预期目标",
    "actual": "完成值",
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "target": "目标值",
    "target_operator": "目标值符号",
    "target_unit": "目标值单位",
    "deviation": "偏差原因",
    "remark": "备注",
    "ignored": "未取用",
}
CHINESE_FONTS = ("NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "uming.ttc", "msyh.ttc", "simhei.ttf", "PingFang.ttc")
_TINT_STRENGTH = 60  # of 255: the print stays legible


@dataclass(frozen=True, slots=True)
class Overlay:
    """One thing to draw on a page: a box in points with its mark, a text inside it, the number of a row beside it."""

    page: int
    box: Box
    mark: Mark | None = None
    number: str | None = None
    text: str | None = None


class Picture(NamedTuple):
    """One page: its picture, and in words what it is and why nothing was read where nothing was."""

    path: Path
    account: str


class NoSuchPage(ValueError):
    """The file has no such page; the message says how many it has."""


def explain(
    source: Path, *, out: Path, pages: Iterable[int] | None = None, passwords: Sequence[str] = ()
) -> list[Picture]:
    """Draw every page (or those asked for) into ``out`` as ``NAME-PAGE.png``.

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
        unread = {page: reason for page, (_, reason) in unread_pages(understood).items()}
        pictures = []
        for number in sorted(wanted or range(1, len(document) + 1)):
            drawn = _draw(document, number, contents.get(number), [o for o in overlays if o.page == number])
            pictures.append(Picture(out / f"{source.stem}-{number}.png", _account(understood, unread, number)))
            drawn.save(pictures[-1].path)
        return pictures


def _account(understood: Understood, unread: Mapping[int, str], number: int) -> str:
    content = next((content for content in understood.contents if content.page == number), None)
    role = next(look.role for look in understood.looks if look.page == number)
    ordinal = next((n for n, form in enumerate(understood.filed, 1) if number in form.pages), None)
    if not ordinal and number in unread:
        return f"unread: {unread[number]}"
    if content is None:
        return "blank" if role == "blank" else "text: no word of a self-evaluation form is on it"
    if ordinal:
        return f"form {ordinal}, read by the route {content.route}"
    if any(number in form.pages for form in understood.forms):
        return "other form: no self-evaluation that states figures"
    return "text: its tables are no form" if content.grids else "text: no ruled table was found on it"


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
                    role = _role(section, row.cells, position, row is section.head)
                    field = field_of(section.kind, cell_text(cell)) if role == "head" else None
                    yield Overlay(row.page, cell.box, role, text=field)


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
                is_restored = indicator.name_status == "restored"
                yield Overlay(
                    indicator.page, cell.box, indicator.name_status, text=indicator.level3 if is_restored else None
                )


def _draw(document: Document, number: int, content: PageContent | None, overlays: Sequence[Overlay]) -> Image.Image:
    page = document.pdfium[number - 1]
    picture, scale = _picture(page, content)
    tints = Image.new("RGBA", picture.size)
    tint, frame = ImageDraw.Draw(tints), ImageDraw.Draw(picture)
    font, is_chinese = _font(round(7 * scale))
    for overlay in overlays:
        x0, top, x1, bottom = (round(side * scale) for side in overlay.box)
        if overlay.mark in TINTS:
            tint.rectangle((x0, top, x1, bottom), (*TINTS[overlay.mark], _TINT_STRENGTH), (*TINTS[overlay.mark], 255))
        elif overlay.mark in FRAMES:
            frame.rectangle((x0 + 1, top + 1, x1 - 1, bottom - 1), outline=FRAMES[overlay.mark], width=round(scale))
        if overlay.number:
            frame.text((x0 - 2 * scale, top), overlay.number, fill=(0, 0, 0), font=font, anchor="ra")
    picture = Image.alpha_composite(picture.convert("RGBA"), tints).convert("RGB")
    _texts(picture, scale, overlays)
    _legend(picture, font, is_chinese, content)
    return picture


def _font(size: int) -> tuple[Font, bool]:
    """A font for the notes, and whether it has Chinese characters: none comes with our packages."""
    for name in CHINESE_FONTS:
        try:
            return ImageFont.truetype(name, size), True
        except OSError:
            continue
    return ImageFont.load_default(size), False


def _texts(picture: Image.Image, scale: float, overlays: Sequence[Overlay]) -> None:
    """What is written into boxes, small, at their foot and on white: the fields of heads, restored names."""
    draw = ImageDraw.Draw(picture)
    font, is_chinese = _font(round(5 * scale))
    for overlay in overlays:
        if overlay.text and overlay.mark:
            text = FIELDS.get(overlay.text, overlay.text) if is_chinese else overlay.text
            place = (overlay.box.x0 * scale + 2, overlay.box.bottom * scale - 2)
            draw.rectangle(draw.textbbox(place, text, font=font, anchor="ld"), fill=(255, 255, 255))
            draw.text(place, text, fill=(TINTS | FRAMES)[overlay.mark], font=font, anchor="ld")


def _picture(page: pdfium.PdfPage, content: PageContent | None) -> tuple[Image.Image, float]:
    """The page as it reads, and the pixels a point: turned where its text runs sideways, deskewed where it was
    recognised."""
    if content is not None and content.source == "ocr":
        sheet = ocr.upright(page)
        return Image.fromarray(sheet.grey).convert("RGB"), sheet.scale
    turn = content.turn if content else 0
    return page.render(scale=SCALE, rotation=90 * turn).to_pil().convert("RGB"), SCALE


def _legend(picture: Image.Image, font: Font, is_chinese: bool, content: PageContent | None) -> None:
    draw = ImageDraw.Draw(picture)
    size = round(getattr(font, "size", 14))
    x, y = size, picture.height - 2 * size
    for mark, color in (TINTS | FRAMES).items():
        draw.rectangle((x, y, x + size, y + size), fill=color)
        label = LABELS[mark] if is_chinese else mark
        draw.text((x + size * 1.3, y), label, fill=(0, 0, 0), font=font)
        x += round(size * 1.9 + draw.textlength(label, font=font))
    if content is not None:
        words = ("字，表外", "，存疑") if is_chinese else ("characters, outside", ", disputed")
        account = f"{content.route}: {content.characters} {words[0]} {content.outside}{words[1]} {content.disputed}"
        draw.text((x, y), account, fill=(0, 0, 0), font=font)
