"""Grids, characters and routes, on small PDFs drawn for the purpose and on samples."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import cycle, pairwise

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors import read_document
from extractors.glyphs import plain
from extractors.pages import glance, open_document, read_again, read_pages
from extractors.records import Cell, PageContent
from extractors.text import cell_text, join_lines
from tests.comparing import PRINTED, compare, sample, truths

WIDTH, HEIGHT = A4
COLUMNS = (50.0, 120.0, 300.0, 400.0, 500.0)
ROWS = [
    ["项目名称", "水库除险加固", "实施年度", "2023年"],
    ["一级指标", "三级指标", "年度指标值", "实际完成值"],
    ["产出指标", "加固水库座数", "≥12座", "12座"],
]


def drawn(rules: Callable[[Canvas, float, float], None], rows: list[list[str]] = ROWS) -> bytes:
    """A page with a table of ``rows``; ``rules`` draws its borders, given top and bottom (from the page's foot)."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.setFont("STSong-Light", 10)
    top = HEIGHT - 100
    for n, row in enumerate(rows):
        for x, text in zip(COLUMNS, row, strict=False):
            canvas.drawString(x + 4, top - 20 * n - 14, text)
    rules(canvas, top, top - 20 * len(rows))
    canvas.save()
    return file.getvalue()


ON_A_LAYER = {
    "marked content": (b"/OC /Old BDC %s EMC", {}),
    "marked content within other": (b"/P <</MCID 0>> BDC /OC /Old BDC /Span BMC EMC %s EMC EMC", {}),
    "a policy of layers": (b"/OC /Policy BDC %s EMC", {}),
    "a form": (b"/Form Do", {"OC": "layer"}),
    "a form within marked content": (b"/OC /Old BDC /Form Do EMC", {}),
}


@pytest.mark.parametrize(("shown", "base"), [(False, "/ON"), (False, "/OFF"), (True, "/ON")])
@pytest.mark.parametrize("how", ON_A_LAYER)
def test_what_a_layer_holds_that_is_off_is_not_on_the_page(how: str, shown: bool, base: str) -> None:
    with open_document(_with_layer(*ON_A_LAYER[how], shown=shown, base=base)) as document:
        _, (content,) = read_pages(document)
    (grid,) = content.grids
    texts = [cell_text(cell) for cell in grid.cells]
    assert ("12座" in texts) is not shown
    assert any("98" in text for text in texts) is shown
    assert not any(cell.doubt for cell in grid.cells)


def _with_layer(marks: bytes, form: dict[str, str], *, shown: bool, base: str) -> bytes:
    """The page of ``drawn`` with last year's 98 printed into a cell, on a layer that is off, or shown."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn(strokes))) as pdf:
        page = pdf.pages[0]
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Old"))
        policy = pikepdf.Dictionary(Type=pikepdf.Name.OCMD, OCGs=[layer], P=pikepdf.Name.AllOn)
        default = pikepdf.Dictionary(BaseState=pikepdf.Name(base))
        default["/ON" if shown else "/OFF"] = [layer]
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=default)
        (font,) = (name for name, one in page.Resources.Font.items() if "STSong" in str(one.BaseFont))
        old = b"BT %s 10 Tf 1 0 0 1 440 %d Tm <00390038> Tj ET" % (font.encode(), HEIGHT - 154)
        drawn_form = pdf.make_stream(old, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, *A4])
        drawn_form.Resources = pikepdf.Dictionary(Font=page.Resources.Font)
        if form:
            drawn_form.OC = layer
        page.Resources.XObject = pikepdf.Dictionary(Form=drawn_form)
        page.Resources.Properties = pikepdf.Dictionary(Old=layer, Policy=policy)
        page.contents_add(marks % old if b"%s" in marks else marks)
        pdf.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("mode", "is_shown"), [(0, True), (3, False), (7, False)])
def test_text_that_is_drawn_invisibly_is_not_on_the_page(mode: int, is_shown: bool) -> None:
    def strange(canvas: Canvas, top: float, bottom: float) -> None:
        strokes(canvas, top, bottom)
        text = canvas.beginText(440, HEIGHT - 154)
        text.setTextRenderMode(mode)
        text.textOut("98")
        canvas.drawText(text)

    with open_document(drawn(strange)) as document:
        _, (content,) = read_pages(document)
    (grid,) = content.grids
    assert any("98" in cell_text(cell) for cell in grid.cells) is is_shown
    assert not any(cell.doubt for cell in grid.cells)


@pytest.mark.parametrize(("flag", "is_shown"), [(4, True), (2, False), (32, False)], ids=["print", "hidden", "no view"])
def test_a_figure_in_a_note_is_read_where_a_viewer_shows_it(flag: int, is_shown: bool) -> None:
    rows = [*ROWS[:2], ["产出指标", "加固水库座数", "≥12座", ""]]
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn(strokes, rows))) as pdf:
        page = pdf.pages[0]
        look = pdf.make_stream(b"BT /F1 10 Tf 4 6 Td (98) Tj ET", Subtype=pikepdf.Name.Form, BBox=[0, 0, 100, 20])
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            F=flag,
            Rect=[400, HEIGHT - 160, 500, HEIGHT - 140],
            Contents="98",
            DA="0 g /Helv 10 Tf",
            AP=pikepdf.Dictionary(N=look),
        )
        page.Annots = [pdf.make_indirect(note)]
        pdf.save(file)
    with open_document(file.getvalue()) as document:
        _, (content,) = read_pages(document)
    texts = [cell_text(cell) for cell in content.grids[0].cells]
    assert ("98" in texts) is is_shown
    assert "≥12座" in texts


def test_a_page_whose_figures_are_drawn_is_for_the_recogniser() -> None:
    def outlines(canvas: Canvas, top: float, bottom: float) -> None:
        strokes(canvas, top, bottom)
        for x in range(60, 540, 24):
            figure = canvas.beginPath()
            figure.moveTo(x, 300)
            for n in range(12):
                figure.lineTo(x + n % 5, 300 + n)
            canvas.drawPath(figure, stroke=0, fill=1)

    labels = [["项目名称", "水库除险加固"], ["一级指标", "三级指标", "年度指标值", "实际完成值"]]
    for rows, source in ((labels, "ocr"), ([*labels, ["产出指标", "座数", "≥120座", "121座"]], "text")):
        with open_document(drawn(outlines, rows)) as document:
            page = document.pdfium[0]
            assert glance(page, 1).source == source
            page.close()


def test_a_table_of_objects_in_the_wrong_place_is_mended() -> None:
    file, name = io.BytesIO(), "2023_河间县_部门预算项目.pdf"
    with pikepdf.open(sample(name)) as pdf:
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    before, _, after = file.getvalue().rpartition(b"startxref\n")
    damaged = before + b"startxref\n7\n" + after.partition(b"\n")[2]
    assert all(field.right for field in compare(truths()[name], read_document(damaged).filings))


def strokes(canvas: Canvas, top: float, bottom: float) -> None:
    for x in COLUMNS:
        canvas.line(x, bottom, x, top)
    for y in range(round(bottom), round(top) + 1, 20):
        canvas.line(COLUMNS[0], y + top % 1, COLUMNS[-1], y + top % 1)


def thin_rectangles(canvas: Canvas, top: float, bottom: float) -> None:
    for x in COLUMNS:
        canvas.rect(x - 0.4, bottom, 0.8, top - bottom, stroke=0, fill=1)
    for y in range(round(bottom), round(top) + 1, 20):
        canvas.rect(COLUMNS[0], y + top % 1 - 0.4, COLUMNS[-1] - COLUMNS[0], 0.8, stroke=0, fill=1)


def pieces(canvas: Canvas, top: float, bottom: float) -> None:
    """Every side of every cell in strokes of five points, as some programs print dotted borders."""
    for x in COLUMNS:
        for y in range(round(bottom), round(top), 5):
            canvas.line(x, y + top % 1, x, y + top % 1 + 5)
    for y in range(round(bottom), round(top) + 1, 20):
        for x in range(round(COLUMNS[0]), round(COLUMNS[-1]), 5):
            canvas.line(x, y + top % 1, x + 5, y + top % 1)


def open_edges(canvas: Canvas, top: float, bottom: float) -> None:
    """No border on the left, on the right and at the foot: cut by the page's edge."""
    for x in COLUMNS[1:-1]:
        canvas.line(x, bottom, x, top)
    for y in range(round(bottom) + 20, round(top) + 1, 20):
        canvas.line(COLUMNS[0], y + top % 1, COLUMNS[-1], y + top % 1)


def short_sides(canvas: Canvas, top: float, bottom: float) -> None:
    """Every side of every cell by itself, one to three points short of its corners."""
    short = cycle((1.0, 2.4, 1.7, 3.0, 2.1))
    lines = [bottom + 20 * n for n in range(round((top - bottom) / 20) + 1)]
    for left, right in pairwise(COLUMNS):
        for y in lines:
            canvas.line(left + next(short), y, right - next(short), y)
    for low, high in pairwise(lines):
        for x in COLUMNS:
            canvas.line(x, low + next(short), x, high - next(short))


def underlines(canvas: Canvas, top: float, bottom: float) -> None:
    """Borders, and in some cells a line to write upon that nearly meets them."""
    strokes(canvas, top, bottom)
    for left, right in pairwise(COLUMNS):
        canvas.line(left + 3.4, bottom + 5, right - 3.4, bottom + 5)


def content_of(data: bytes) -> PageContent:
    with open_document(data) as document:
        return read_pages(document)[1][0]


def cells_of(data: bytes) -> list[Cell]:
    content = content_of(data)
    assert len(content.grids) == 1
    return list(content.grids[0].cells)


@pytest.mark.parametrize("rules", [strokes, thin_rectangles, pieces, open_edges, short_sides, underlines])
def test_a_border_is_found_however_it_is_drawn(rules: Callable[[Canvas, float, float], None]) -> None:
    texts = [cell_text(cell) for cell in cells_of(drawn(rules))]
    assert texts == [text for row in ROWS for text in row]


@pytest.mark.parametrize("turn", [90, 270])
def test_a_label_set_sideways_is_the_text_of_its_cell(turn: int) -> None:
    def rules(canvas: Canvas, top: float, bottom: float) -> None:
        strokes(canvas, top, bottom - 80)
        _sideways(canvas, "效益", 85, bottom - 30, turn)

    cells = [cell for cell in cells_of(drawn(rules)) if cell.lines]
    assert cell_text(cells[-1]) == "效益"
    box = cells[-1].lines[0].box
    assert cells[-1].box.x0 < box.x0 < box.x1 < cells[-1].box.x1
    assert cells[-1].box.top <= box.top < box.bottom <= cells[-1].box.bottom


def test_a_watermark_set_sideways_is_no_text() -> None:
    def rules(canvas: Canvas, top: float, bottom: float) -> None:
        strokes(canvas, top, bottom - 80)
        _sideways(canvas, "内部资料注意保存", 85, bottom - 40, 90)

    texts = [cell_text(cell) for cell in cells_of(drawn(rules)) if cell.lines]
    assert texts == [text for row in ROWS for text in row]


def test_columns_of_vertical_writing_need_not_stand_level() -> None:
    def rules(canvas: Canvas, top: float, bottom: float) -> None:
        strokes(canvas, top, bottom)
        canvas.rect(COLUMNS[0], bottom - 80, COLUMNS[1] - COLUMNS[0], 80)
        for x, y, column in ((85, bottom - 12, "项目资金（万"), (70, bottom - 29, "元）")):
            for n, character in enumerate(column):
                canvas.drawString(x, y - 11 * n, character)

    cell = [cell for cell in cells_of(drawn(rules)) if cell.lines][-1]
    assert cell_text(cell) == "项目资金（万元）"


def test_figures_below_one_another_are_no_vertical_writing() -> None:
    def rules(canvas: Canvas, top: float, bottom: float) -> None:
        strokes(canvas, top, bottom)
        canvas.rect(COLUMNS[0], bottom - 80, COLUMNS[1] - COLUMNS[0], 80)
        for n, figure in enumerate(("10", "5", "5", "5", "5")):
            canvas.drawString(COLUMNS[0] + 30, bottom - 15 - 14 * n, figure)

    cell = [cell for cell in cells_of(drawn(rules)) if cell.lines][-1]
    assert [line.text for line in cell.lines] == ["10", "5", "5", "5", "5"]


def _sideways(canvas: Canvas, text: str, x: float, y: float, turn: int) -> None:
    canvas.saveState()
    canvas.setFont("STSong-Light", 9)
    canvas.translate(x, y)
    canvas.rotate(turn)
    canvas.drawCentredString(0, 0, text)
    canvas.restoreState()


def test_cells_tile_the_grid() -> None:
    for name in ("2022_云岭县青石中学_公开14表.pdf", "2021_深圳市科技交流服务中心_自评表.pdf"):
        with open_document(sample(name).read_bytes()) as document:
            for content in read_pages(document)[1]:
                for grid in content.grids:
                    places = [
                        (cell.row + r, cell.column + c)
                        for cell in grid.cells
                        for r in range(cell.row_span)
                        for c in range(cell.column_span)
                    ]
                    assert len(places) == len(set(places)) == (len(grid.row_edges) - 1) * (len(grid.column_edges) - 1)


@pytest.mark.parametrize("name", PRINTED)
def test_no_character_is_lost(name: str) -> None:
    """Every printed character of a form's page is in exactly one cell or outside the tables, and both are counted."""
    with open_document(sample(name).read_bytes()) as document:
        for content in read_pages(document)[1]:
            inside = sum(
                len(line.text.replace(" ", "")) for grid in content.grids for cell in grid.cells for line in cell.lines
            )
            outside = sum(len(line.text.replace(" ", "")) for line in content.lines)
            assert (inside + outside, outside) == (content.characters, content.outside)


def test_pdfium_supplies_the_character_that_pdfplumber_loses() -> None:
    reading = read_document(sample("2021_深圳市科技交流服务中心_自评表.pdf"))
    assert reading.filings[0].indicators[2].target == "5个·"
    assert "腾讯·大粤网" in (reading.filings[1].objectives[0].actual or "")


def test_a_nearly_blank_page_keeps_its_grid() -> None:
    """camelot itself drops a grid of which nine tenths are empty."""
    rows = [["产出指标", "", "", ""], *[["", "", "", ""] for _ in range(12)]]
    assert len(cells_of(drawn(strokes, rows))) == 13 * 4


def test_figures_that_touch_at_a_border_stay_apart() -> None:
    content = content_of(sample("2022_云岭县青石中学_公开14表.pdf").read_bytes())
    texts = [cell_text(cell) for cell in content.grids[0].cells]
    assert "7,725,318.35" in texts
    assert ",437,765.29" in texts


def test_an_amount_that_runs_into_its_label_stays_an_amount() -> None:
    rows = [["", "", "", ""], *ROWS]
    amount = "1,193,669,183,939,669,183.39"

    def rules(canvas: Canvas, top: float, bottom: float) -> None:
        strokes(canvas, top, bottom)
        left = COLUMNS[3] - 2 - canvas.stringWidth(amount, "STSong-Light", 10)
        canvas.drawRightString(left, top - 14, "年度资金")
        canvas.drawString(left, top - 14, amount)

    texts = [cell_text(cell) for cell in cells_of(drawn(rules, rows))]
    assert texts[1:3] == ["年度资金", amount]


@pytest.mark.parametrize("shared", [(), ("/MediaBox",), ("/MediaBox", "/CropBox")], ids=" and ".join)
@pytest.mark.parametrize("rotate", [0, 90])
def test_the_box_of_a_cropped_page_is_that_of_the_page_as_displayed(rotate: int, shared: tuple[str, ...]) -> None:
    """A crop box that does not begin at the media box's corner moves everything; all pages may share the two."""
    data, file = drawn(strokes), io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        page.cropbox = pikepdf.Array([30, 40, WIDTH - 10, HEIGHT - 60])
        page.Rotate = rotate
        for box in shared:
            page.obj.Parent[box] = page.obj[box]
            del page.obj[box]
        pdf.save(file)
    whole, part = content_of(data).grids[0].box, content_of(file.getvalue()).grids[0].box
    assert (round(whole.x0 - part.x0), round(whole.top - part.top)) == (30, 60)


def turned(data: bytes, quarters: int) -> bytes:
    """The PDF's first page turned clockwise by its content, not by /Rotate."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        _, _, width, height = map(float, page.mediabox)
        matrix = {1: (0, -1, 1, 0, 0, width), 2: (-1, 0, 0, -1, width, height), 3: (0, 1, -1, 0, height, 0)}[quarters]
        page.contents_add(f"q {' '.join(map(str, matrix))} cm".encode(), prepend=True)
        page.contents_add(b"Q")
        page.mediabox = pikepdf.Array([0, 0, *((height, width) if quarters % 2 else (width, height))])
        if "/CropBox" in page:
            del page["/CropBox"]
        pdf.save(file)
    return file.getvalue()


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_table_drawn_sideways_is_read_as_it_reads(quarters: int) -> None:
    assert [cell_text(cell) for cell in cells_of(turned(drawn(strokes), quarters))] == [
        text for row in ROWS for text in row
    ]


def cropped(data: bytes) -> bytes:
    """The PDF with its first page cut from a larger sheet."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        left, bottom, right, top = map(float, page.mediabox)
        page.cropbox = page.mediabox
        page.mediabox = pikepdf.Array([left - 40, bottom - 60, right + 30, top + 50])
        pdf.save(file)
    return file.getvalue()


def locked(data: bytes) -> bytes:
    """The PDF with a password, and without the permission to take text out of it."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        barred = pikepdf.Permissions(extract=False)
        pdf.save(file, encryption=pikepdf.Encryption(user="secret", owner="other", allow=barred))
    return file.getvalue()


@pytest.mark.parametrize(
    "changed",
    [lambda data: turned(data, 1), lambda data: turned(data, 3), cropped, locked],
    ids=["turned right", "turned left", "cropped", "locked"],
)
def test_the_second_route_sees_the_page_as_the_first_does(changed: Callable[[bytes], bytes]) -> None:
    with open_document(changed(drawn(strokes)), ["secret"]) as document:
        (look,), (first,) = read_pages(document)
        second = read_again(document, look)
    assert second.route == "combined"
    assert list(second.grids[0].box) == pytest.approx(list(first.grids[0].box), abs=1)
    assert _texts(second) == _texts(first) == [text for row in ROWS for text in row]


def _texts(content: PageContent) -> list[str]:
    return [cell_text(cell) for grid in content.grids for cell in grid.cells]


def test_radicals_become_the_characters_they_stand_for() -> None:
    assert plain("⻢⺠⾏⼾⻬") == "马民行户齐"


def test_the_two_dashes_of_one_glyph_are_one_character() -> None:
    assert plain("0―6岁") == plain("0—6岁") == "0—6岁"


def test_lines_are_joined_as_chinese_is() -> None:
    assert join_lines(["运行维护海智工作", "室（创新创业平台）"]) == "运行维护海智工作室（创新创业平台）"
    assert join_lines(["open data", "platform"]) == "open data platform"
    assert join_lines(["4,458,587.0", "0"]) == "4,458,587.00"
    assert join_lines(["1.建成示范基地6个；", "2.培训农户。"]) == "1.建成示范基地6个；\n2.培训农户。"
