"""One PDF in, one Reading out.

    from extractors import read_document
    reading = read_document(Path("自评表.pdf"))

Pure: no clock, no network, no state. The same bytes and the same READER give the same Reading.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from extractors import figures, names, ocr
from extractors.interpret import interpret, is_filing
from extractors.pages import Document, Glance, glance, open_document, read_pages
from extractors.records import Filing, Page, PageContent, Reading, Role
from extractors.stitch import Form, forms

# The version of the readers. It changes whenever a document may read differently, and is part of the key under which
# readings are stored.
READER = "1"


def read_document(source: Path | bytes, *, passwords: Sequence[str] = ()) -> Reading:
    """Read a PDF from a path or its bytes. Raises errors.Unreadable, with the cause and a sentence."""
    data = source.read_bytes() if isinstance(source, Path) else source
    with open_document(data, passwords) as document:
        glances = glance(document)
        contents = list(read_pages(document, glances))
        found = forms(contents)
        filings = [form for form in found if is_filing(form)]
        read = tuple(_filing(form, ordinal, contents) for ordinal, form in enumerate(filings, 1))
        return Reading(
            document_id=hashlib.sha256(data).hexdigest(),
            byte_size=len(data),
            reader=READER,
            status="loaded" if read else "no_form",
            page_count=len(document),
            producer=document.metadata.get("Producer") or None,
            created_at=_created(document),
            reason=None if read else "No page holds a self-evaluation form.",
            pages=tuple(_account(glances, contents, found, filings)),
            filings=read,
        )


def _filing(form: Form, ordinal: int, contents: Sequence[PageContent]) -> Filing:
    sources = {content.source for content in contents if content.page in form.pages}
    filing = interpret(form, ordinal)
    if "ocr" in sources:
        filing = ocr.settle(replace(filing, source="ocr"))
    return names.repair(figures.restore(filing))


def _account(
    glances: Sequence[Glance], contents: Sequence[PageContent], found: Sequence[Form], filings: Sequence[Form]
) -> list[Page]:
    """The account of every page: what it is, how it was read, what became of its characters."""
    read = {content.page: content for content in contents}
    ordinals = {page: n for n, form in reversed(list(enumerate(filings, 1))) for page in form.pages}
    others = {page for form in found for page in form.pages if any(row.cells for row in form.rows)}
    pages = []
    for look in glances:
        content = read.get(look.page)
        ordinal = ordinals.get(look.page)
        role: Role = "form" if ordinal else look.role
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


def _created(document: Document) -> str | None:
    """The PDF's own creation date as ISO 8601 (ISO 32000-1, 7.9.4); None where it has none or it is no date."""
    found = re.match(
        r"(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([+-])(\d{2})'?(\d{2})?|Z)?",
        document.metadata.get("CreationDate", ""),
    )
    if not found:
        return None
    year, month, day, hour, minute, second, sign, zone_hour, zone_minute = found.groups()
    zone = f"{sign}{zone_hour}:{zone_minute or '00'}" if sign else ""
    return f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}"
