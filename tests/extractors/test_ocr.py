"""Pages without a usable text layer → the same filing as from the print."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from extractors import ocr, read_document
from extractors.frame import turned_box
from extractors.picture import render
from extractors.records import Box, Cell, PageContent
from tests.comparing import HERE, compare, sample, truths
from tests.scanning import Scanner, scan

SCAN = "2021_信息化系统运行维护_扫描件.pdf"
GARBAGE = "文字层乱码.pdf"
DAMAGED = "2022_庐江口县_文字层几字错码.pdf"  # by another distiller: `（` became ÿ, `上` became P


def _pages(name: str) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(sample(name)))


@pytest.mark.parametrize("name", [SCAN, GARBAGE, DAMAGED])
def test_a_page_without_text_is_read_like_a_printed_one(name: str) -> None:
    reading = read_document(sample(name))
    truth = (truths() | truths(HERE / "samples" / "odd"))[name]
    wrong = [field for field in compare(truth, reading.filings) if not field.right]
    assert not wrong, "\n".join(map(str, wrong))
    assert [page.source for page in reading.pages] == ["ocr"] * len(reading.pages)


def test_specks_do_not_make_a_page_look_turned() -> None:
    page = _pages("2022_江城市图书馆_共享工程.pdf")[0]
    faxed = pypdfium2.PdfDocument(scan(page, Scanner(skew=0.3, noise=30, fax=0.01)))[0]
    assert ocr._legibility(ocr._sheet(render(faxed).deskewed())) >= ocr.UPRIGHT


@pytest.mark.parametrize(
    ("read", "meant"),
    [("≤4.5%o", "≤4.5‰"), ("4.3%0", "4.3‰"), ("95%", "95%"), ("5%05", "5%05"), ("降3%0，升4%o", "降3‰，升4‰")],
)
def test_a_per_mille_sign_is_one_character(read: str, meant: str) -> None:
    text, certainties = ocr._per_mille(read, tuple(1 - n / 100 for n in range(len(read))))
    assert text == meant
    assert len(certainties) == len(text)
    assert len(read) == len(meant) or certainties[-1] == 1 - (len(read) - 1) / 100


def test_figures_chosen_by_arithmetic_are_on_record() -> None:
    # The two amounts run over the left side of their cells; only `437,765.29` is printed.
    [filing] = read_document(sample(GARBAGE)).filings
    chosen = {(d.table, d.seq, d.field, d.before, d.after, d.rule) for d in filing.decisions if d.rule}
    assert chosen == {("fund", seq, "full_budget", "437765.29", "6437765.29", "execution_rate") for seq in (1, 2)}


@pytest.mark.parametrize(
    "scanner",
    [
        Scanner(dpi=150, skew=-2.8, paper=215, noise=8, blur=0.4, quality=70),
        Scanner(dpi=200, skew=0.7, quarters=1, noise=5, stamp=True),
        Scanner(dpi=300, skew=2.9, quarters=2, paper=225, noise=10, blur=0.8, quality=60),
        Scanner(dpi=200, skew=0.3, noise=30, fax=0.002),
    ],
    ids=["grey and skewed", "sideways and stamped", "upside down", "fax"],
)
def test_a_scan_reads_like_its_print(scanner: Scanner, tmp_path: Path) -> None:
    name = "2022_江城市图书馆_共享工程.pdf"
    path = tmp_path / name
    path.write_bytes(scan(_pages(name)[0], scanner))
    fields = list(compare(truths()[name], read_document(path).filings))
    wrong = [field for field in fields if not field.right]
    assert len(wrong) <= 0.03 * len(fields), "\n".join(map(str, wrong))


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_boxes_of_a_turned_scan_are_those_of_the_page_as_displayed(quarters: int) -> None:
    """/Rotate turns the archive's scan: every row's box turns with it."""
    file = io.BytesIO()
    with pikepdf.open(sample(SCAN)) as pdf:
        pdf.pages[0].Rotate = 90 * quarters
        pdf.save(file)
    width, height = _pages(SCAN)[0].get_size()
    for before, after in zip(_boxes(sample(SCAN).read_bytes()), _boxes(file.getvalue()), strict=True):
        assert list(after) == pytest.approx(list(turned_box(before, width, height, quarters)), abs=1)


def _boxes(data: bytes) -> list[Box]:
    (filing,) = read_document(data).filings
    return [*(row.box for row in filing.funds), *(row.box for row in filing.indicators)]


@pytest.fixture(scope="module")
def content() -> PageContent:
    return ocr.read_page(_pages(SCAN)[0], 7)


def test_boxes_are_points_of_the_upright_page(content: PageContent) -> None:
    width, height = _pages(SCAN)[0].get_size()
    assert (content.width, content.height) == pytest.approx((width, height), abs=0.5)
    [grid] = content.grids
    assert grid.page == content.page == 7
    for cell in grid.cells:
        assert cell.box == pytest.approx(
            Box(
                grid.column_edges[cell.column],
                grid.row_edges[cell.row],
                grid.column_edges[cell.column + cell.column_span],
                grid.row_edges[cell.row + cell.row_span],
            )
        )
        assert all(_within(line.box, cell) for line in cell.lines)


def _within(box: Box, cell: Cell) -> bool:
    outer = cell.box
    return outer.x0 <= box.x0 < box.x1 <= outer.x1 and outer.top <= box.top < box.bottom <= outer.bottom


def test_a_wrapped_number_keeps_its_lines(content: PageContent) -> None:
    texts = ["".join(line.text for line in cell.lines) for cell in content.grids[0].cells]
    wrapped = [cell for cell in content.grids[0].cells if len(cell.lines) == 2 and cell.lines[0].text == "100.0"]
    assert [cell.lines[1].text for cell in wrapped] == ["0%", "0%", "0", "0"]
    assert texts.count("70,000.00") == 6


def test_the_title_stands_outside_the_grid(content: PageContent) -> None:
    assert [line.text for line in content.lines] == ["项目支出绩效自评表"]
    assert content.outside == len("项目支出绩效自评表")


def test_without_the_extra_a_picture_costs_only_itself(tmp_path: Path) -> None:
    """A scanned cover before a form of text: the form is read, the cover may hold one."""
    both = tmp_path / "both.pdf"
    with pikepdf.open(sample(SCAN)) as scan, pikepdf.open(sample("2022_江城市图书馆_共享工程.pdf")) as form:
        scan.pages.extend(form.pages)
        scan.save(both)
    program = (
        "import sys; sys.modules['rapidocr'] = None\n"
        "from pathlib import Path\n"
        "from extractors import read_document\n"
        "reading = read_document(Path(sys.argv[1]))\n"
        "print(len(reading.filings), [page.role for page in reading.pages].count('unread'))\n"
    )
    run = [sys.executable, "-c", program, str(both)]
    printed = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    assert printed == ["1", str(len(_pages(SCAN)))]


def test_without_the_extra_the_document_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['rapidocr'] = None\n"
        "from pathlib import Path\n"
        "from extractors import read_document, errors\n"
        "try: read_document(Path(sys.argv[1]))\n"
        "except errors.OcrMissing as error: print(error.reason)\n"
    )
    run = [sys.executable, "-c", program, str(sample(SCAN))]
    assert "pip install 'jixiao[ocr]'" in subprocess.run(run, capture_output=True, text=True, check=True).stdout
