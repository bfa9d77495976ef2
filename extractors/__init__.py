"""One PDF in, one Reading out.

    from extractors import read_document
    reading = read_document(Path("自评表.pdf"))

Pure: no clock, no network, no state. The same bytes and the same READER give the same Reading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractors import dates, figures, names
from extractors.arithmetic import equations
from extractors.errors import OcrMissing, Unreadable, UnreadForm
from extractors.frame import as_displayed
from extractors.interpret import interpret, is_blank, is_filing, is_remainder
from extractors.pages import Document, Glance, can_be_read, open_document, read_again, read_pages
from extractors.records import Box, Filing, Fund, Indicator, Page, PageContent, Reading, Role
from extractors.settle import settle
from extractors.stitch import Form, forms
from extractors.vocabulary import DIRECTORY, field_of, has_heads, is_self_evaluation

# The packages that say what stands on a page; the last two are of the extra ``ocr`` and may be missing.
LIBRARIES = (
    *("camelot-py", "opencv-python-headless", "pdfminer.six", "pdfplumber", "pypdfium2"),
    *("onnxruntime", "rapidocr"),
)


def _version() -> str:
    """The version of the readers: it changes with their code, the vocabulary and the libraries that they read with, so
    that a new label, a mended rule, another release or the extra ``ocr`` reads every document anew. Part of the key
    under which readings are stored."""
    digest = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), *sorted(DIRECTORY.glob("*.toml"))):
        digest.update(path.read_bytes())
    digest.update("".join(f"{name} {_installed(name)}\n" for name in LIBRARIES).encode())
    return f"1-{digest.hexdigest()[:12]}"


def _installed(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


READER = _version()


def read_document(source: Path | bytes, *, passwords: Sequence[str] = ()) -> Reading:
    """Read a PDF from a path or its bytes. Raises errors.Unreadable, with the cause and a sentence."""
    data = source.read_bytes() if isinstance(source, Path) else source
    with open_document(data, passwords) as document:
        understood = understand(document)
        read = understood.filings
        unread = unread_pages(understood)
        pages = tuple(_account(understood, unread))
        if unread and not read:
            kind, reason = unread[min(unread)]
            raise kind(reason, pages)
        return Reading(
            document_id=hashlib.sha256(data).hexdigest(),
            byte_size=len(data),
            reader=READER,
            status="loaded" if read else "no_form",
            page_count=len(document),
            producer=document.metadata.get("Producer") or None,
            created_at=dates.iso(document.metadata.get("CreationDate", "")),
            reason=None if read else "No page holds a self-evaluation form.",
            pages=pages,
            filings=_as_displayed(understood),
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """A document's pages as looked at and as read, the forms found on them, and the filings among these: all of it on
    the pages as their text reads (see PageContent)."""

    looks: tuple[Glance, ...]
    contents: tuple[PageContent, ...]
    forms: tuple[Form, ...]
    filed: tuple[Form, ...]  # those of the forms that are filings, in their order
    filings: tuple[Filing, ...]


def understand(document: Document) -> Understood:
    """Read the pages by their vector rules; where these do not carry a form, once more by camelot's other route."""
    looks, contents = read_pages(document)
    first = _interpreted(looks, contents)
    again = _pages_to_read_again(first)
    if not again:
        return first
    by_page = {look.page: look for look in looks}
    second = [read_again(document, by_page[one.page]) if one.page in again else one for one in contents]
    return max(first, _interpreted(looks, second), key=_merit)


def _interpreted(looks: Sequence[Glance], contents: Sequence[PageContent]) -> Understood:
    found = tuple(forms(contents))
    pages = {content.page: content for content in contents}
    drafts = ((form, interpret(form, 1)) for form in found if is_filing(form))
    filed = [(form, draft) for form, draft in drafts if not is_blank(draft)]
    filings = tuple(_filing(replace(draft, ordinal=n), pages) for n, (_, draft) in enumerate(filed, 1))
    return Understood(tuple(looks), tuple(contents), found, tuple(form for form, _ in filed), filings)


def _filing(draft: Filing, pages: Mapping[int, PageContent]) -> Filing:
    filing = figures.restore(draft)
    if any(pages[page].source == "ocr" for page in _pages(filing)):
        filing = settle(replace(filing, source="ocr"))
    return names.repair(filing)


def _as_displayed(understood: Understood) -> tuple[Filing, ...]:
    """The filings with their boxes on the pages as displayed, where these were turned to be read."""
    pages = {content.page: content for content in understood.contents}
    if not any(content.turn for content in understood.contents):
        return understood.filings

    def box(row: Fund | Indicator) -> Box:
        page = pages[row.page]
        return as_displayed(row.box, page.width, page.height, page.turn)

    return tuple(
        replace(
            filing,
            funds=tuple(replace(row, box=box(row)) for row in filing.funds),
            indicators=tuple(replace(row, box=box(row)) for row in filing.indicators),
        )
        for filing in understood.filings
    )


def _pages_to_read_again(understood: Understood) -> set[int]:
    """Pages read by their vector rules whose form lacks a part, or whose title has no table.

    Not those whose form merely does not add up: it was printed so, and no other route to its rules has more to say.
    """
    pages = {page for filing in understood.filings if not filing.complete for page in _pages(filing)}
    pages |= {content.page for content in understood.contents if not content.grids and _has_title(content)}
    return {content.page for content in understood.contents if content.route == "vector" and content.page in pages}


def _pages(filing: Filing) -> range:
    return range(filing.page_first, filing.page_last + 1)


def _has_title(content: PageContent) -> bool:
    return any(is_self_evaluation(line.text) and line.text.endswith("表") for line in content.lines)


def unread_pages(understood: Understood) -> dict[int, tuple[type[Unreadable], str]]:
    """The pages that hold, or may hold, a form or a part of one of which no filing came: page → cause and sentence."""
    found: dict[int, tuple[type[Unreadable], str]] = {}
    for page in (look.page for look in understood.looks if not can_be_read(look)):
        reason = "is a scan or its text layer is unusable; install the OCR extra (pip install 'jixiao[ocr]')."
        found[page] = OcrMissing, f"Page {page} {reason}"
    filed = {id(form) for form in understood.filed}
    for page in (form.pages[0] for form in understood.forms if id(form) not in filed and is_remainder(form)):
        reason = "has the results of a form whose beginning was not found; see jixiao explain."
        found[page] = UnreadForm, f"Page {page} {reason}"
    for page in _pages_of_unread_forms(understood):
        reason = "has the title and the heads of a form, but no rules by which its table can be read."
        found[page] = UnreadForm, f"Page {page} {reason}"
    return found


def _pages_of_unread_forms(understood: Understood) -> Iterator[int]:
    """The pages that say that they are a form and are none: its title and the heads of its indicators stand there, and
    the label of its project is in no table, as it is in a template's."""
    filed = {page for form in understood.filed for page in form.pages}
    for content in understood.contents:
        if content.page in filed or not _has_title(content):
            continue
        held = (line.text for grid in content.grids for cell in grid.cells for line in cell.lines)
        if not has_heads("".join((*(line.text for line in content.lines), *held))):
            continue
        named = any(field_of("header", line.text) == "project" for line in content.lines)
        if named or not any(content.page in form.pages and is_filing(form) for form in understood.forms):
            yield content.page


def _merit(understood: Understood) -> tuple[int, int, int]:
    """By what one reading is better than another: whole filings, fewer equations that fail, more that hold."""
    checks = [equation.holds for filing in understood.filings for equation in equations(filing)]
    return sum(filing.complete for filing in understood.filings), -checks.count(False), checks.count(True)


def _account(understood: Understood, unread: Collection[int]) -> list[Page]:
    """The account of every page: what it is, how it was read, what became of its characters."""
    read = {content.page: content for content in understood.contents}
    ordinals = {page: n for n, form in reversed(list(enumerate(understood.filed, 1))) for page in form.pages}
    others = {page for form in understood.forms for page in form.pages}
    pages = []
    for look in understood.looks:
        content = read.get(look.page)
        ordinal = ordinals.get(look.page)
        role: Role = "form" if ordinal else "unread" if look.page in unread else look.role
        if not ordinal and look.page in others and look.promising and look.role == "text":
            role = "other_form"
        pages.append(
            Page(
                page=look.page,
                role=role,
                source=content.source if content else look.source,
                route=content.route if content else None,
                ordinal=ordinal,
                characters=content.characters if content else 0,
                outside=content.outside if content else 0,
                disputed=content.disputed if content else 0,
            )
        )
    return pages
