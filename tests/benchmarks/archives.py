"""Archives of any size made of the samples, for benchmarks."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
from reportlab.lib.colors import black
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from extractors.pages import Glance, glance, open_document

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def samples() -> list[Path]:
    """The samples whose text layer can be read: what most of an archive consists of."""
    return [path for path in sorted(SAMPLES.glob("*.pdf")) if all(look.source == "text" for look in _looks(path))]


def page_count(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def make_archive(folder: Path, *, pages: int = 0, documents: int = 0) -> int:
    """Distinct files, the samples in turn, until there are as many pages or documents; returns the pages.

    A comment after a PDF's end makes another content of it and leaves the rest as its program wrote it.
    """
    made = 0
    for number, (path, count) in enumerate(itertools.cycle([(path, page_count(path)) for path in samples()])):
        if made >= pages and number >= documents:
            break
        target = folder / f"{2018 + number // 97 % 8}" / f"部门{number // 100}" / f"{number}_{path.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes() + f"\n% {number}\n".encode())
        made += count
    return made


def make_scans(folder: Path, documents: int) -> int:
    """Distinct files of the scan in the sample archive; returns the pages."""
    folder.mkdir(parents=True)
    (path,) = (SAMPLES.parents[1] / "data" / "archive").rglob("*扫描件.pdf")
    for number in range(documents):
        (folder / f"{number}_{path.name}").write_bytes(path.read_bytes() + f"\n% {number}\n".encode())
    return documents * page_count(path)


def make_varied(folder: Path, documents: int) -> int:
    """Forms of one page in which every name, text and figure is another than in the form before; returns the pages."""
    folder.mkdir(parents=True)
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for number in range(documents):
        chance = random.Random(number)
        style = [("GRID", (0, 0), (-1, -1), 0.5, black), ("FONT", (0, 0), (-1, -1), "STSong-Light", 8)]
        spans = [("SPAN", (1, 0), (-1, 0)), ("SPAN", (1, 1), (-1, 1)), ("SPAN", (0, 2), (0, 3))]
        table = Table(_varied_rows(chance), style=[*style, *spans])
        title = Paragraph("项目支出绩效自评表（2022年度）", ParagraphStyle("title", fontName="STSong-Light"))
        SimpleDocTemplate(str(folder / f"{number}.pdf"), invariant=1).build([title, table])
    return documents


def _varied_rows(chance: random.Random) -> list[list[str]]:
    budget = chance.randrange(100, 10_000)
    spent = chance.randrange(budget)
    targets = chance.sample(range(1000), 18)
    amounts = [f"{budget}.00", f"{budget}.00", f"{spent}.00", "10", f"{100 * spent / budget:.2f}%", "9"]
    return [
        ["项目名称", _words(chance, 18), "", "", "", "", "", ""],
        ["实施单位", _words(chance, 10), "", "", "", "", "", ""],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", *amounts],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
        *(["产出指标", "数量指标", _words(chance, 9), f"≥{n}", f"{n}", "5", "5", _words(chance, 6)] for n in targets),
    ]


def _words(chance: random.Random, count: int) -> str:
    return "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(count))


def make_report(folder: Path, pages: int) -> tuple[Path, Path]:
    """A form by itself, and the same form inside a report of ``pages`` pages that cannot hold one."""
    form, report = folder / "form.pdf", folder / "report.pdf"
    with pikepdf.open(SAMPLES / "2022_江城市图书馆_共享工程.pdf") as one, pikepdf.new() as alone, pikepdf.new() as long:
        alone.pages.extend(one.pages)
        alone.save(form)
        plain = list(_plain_pages())
        for _, page in itertools.islice(itertools.cycle(plain), pages - len(one.pages)):
            long.pages.append(page)
        for page in reversed(one.pages):
            long.pages.insert(pages // 2, page)
        long.save(report)
    return form, report


def _plain_pages() -> Iterator[tuple[pikepdf.Pdf, pikepdf.Page]]:
    """The pages of the samples that hold text and no form, each with the document that has to stay open for it."""
    for path in samples():
        looks = _looks(path)
        if any(look.role == "text" and not look.promising for look in looks):
            document = pikepdf.open(path)
            for look in looks:
                if look.role == "text" and not look.promising:
                    yield document, document.pages[look.page - 1]


def _looks(path: Path) -> list[Glance]:
    with open_document(path.read_bytes()) as document:
        return [glance(page, number) for number, page in enumerate(document.pdfium, 1)]
