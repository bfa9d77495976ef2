"""Archives of any size made of the samples, for benchmarks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2

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
