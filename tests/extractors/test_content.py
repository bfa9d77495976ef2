"""The layout of a page whose content is taken apart by a pattern is pdfminer's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.layout import LTChar
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSEOF

from extractors.content import _OBJECT, Parser, layout_of, prepare
from extractors.glyphs import leaves

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@pytest.mark.parametrize("producer", ["文字处理", "网页打印"])
def test_a_page_is_laid_out_as_by_pdfminer(producer: str) -> None:
    (path,) = SAMPLES.glob(f"*{producer}.pdf")
    with pdfplumber.open(path) as document:
        for page in document.pages:
            assert _shown(layout_of(page)) == _shown(page.layout)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(rb"BT /F 9 Tf 10 20 Td (a\(b\)\101\\) Tj [(c) -120 <6465>] TJ T* (f) ' ET", id="strings"),
        pytest.param(b"BT /F 9 Tf (a\rb) Tj ET", id="a line end inside a string"),
        pytest.param(b"BT /F 9 Tf [(" + rb"\000\101" * 40 + b"\r)] TJ ET", id="a line end after many escapes"),
        pytest.param(b"BT /F#41 9 Tf (a) Tj ET", id="a number sign in a name"),
        pytest.param(b"BT /\xb7\xd6 9 Tf (a) Tj ET 1 1 9 9 re f", id="a name in GBK"),
        pytest.param(b"q BI /W 1 /H 1 /BPC 8 /CS /G ID \xff\nEI Q BT /F 9 Tf (a) Tj ET", id="an image in the content"),
        pytest.param(b"/P <</MCID 0>> BDC 0 0 m 9 0 l S EMC % comment (\n1 2 3 4 re f* 5 unknown", id="marks"),
        pytest.param(b"BT /F 9 Tf [(a) (b) Tj 1 1 9 9 re f ET", id="an array without an end"),
        pytest.param(b"1 0 0 1 5 5 cm .5 -.5 +3. 4 re S 1 2 l 3 re S", id="numbers, and operands that are missing"),
    ],
)
def test_odd_content_is_laid_out_as_by_pdfminer(content: bytes) -> None:
    with pdfplumber.open(_pdf(content)) as document:
        assert _shown(layout_of(document.pages[0])) == _shown(document.pages[0].layout)


def test_the_pattern_gives_nothing_back() -> None:
    """Nothing that it repeats without end can be taken in two ways, so no content makes it go over its text again."""

    def repeats(node: Any) -> Iterable[tuple[Any, tuple[Any, ...]]]:
        if isinstance(node, tuple | list | re._parser.SubPattern):  # type: ignore[attr-defined]
            if isinstance(node, tuple) and len(node) == 2 and "REPEAT" in str(node[0]):
                yield node
            for part in node:
                yield from repeats(part)

    found = [(str(kind), highest) for kind, (_, highest, _) in repeats(re._parser.parse(_OBJECT.pattern))]  # type: ignore[attr-defined]
    endless = {kind for kind, highest in found if highest == re._constants.MAXREPEAT}  # type: ignore[attr-defined]
    assert endless == {"POSSESSIVE_REPEAT"}


PIECES = [
    *(
        b"BT",
        b"ET",
        b"q",
        b"Q",
        b"/F 9 Tf",
        b"10 20 Td",
        b"(a) Tj",
        b"(a\\(b) Tj",
        b"(\\1012\\n) '",
        b"[(a) -3 <62>] TJ",
        b"<6> Tj",
    ),
    *(b"1 2 m", b"3 4 l", b"S", b"1 1 9 9 re", b"f*", b"W n", b"1 0 0 1 5 5 cm", b"[3 2] 0 d", b".5 g", b"1 0 0 rg"),
    *(
        b"/P <</MCID 0 /A [(x) true]>> BDC",
        b"EMC",
        b"%(c\n",
        b"%d\r",
        b"[",
        b"]",
        b"<<",
        b">>",
        b"(",
        b")",
        b"{",
        b"\x00",
        b"#",
    ),
    *(b"-", b"1.2.3", b"--4", b"7f", b"/", b"/F#41", b"null", b"\xb7", b"Tj-5", b"(\\777)"),
]

OBJECTS = [
    b"<</Type /Font",
    b"/W [1 2.5 -3]",
    b"12 0 R",
    b"7 0 obj",
    b"endobj",
    b"null",
    b"true",
    b"<FEFF 41>",
    b"x" * 5000,
]


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([b" ", b"\n", b"\r\n", b""])), max_size=25))
def test_any_content_is_laid_out_as_by_pdfminer(pieces: list[tuple[bytes, bytes]]) -> None:
    with pdfplumber.open(_pdf(b"".join(part for piece in pieces for part in piece))) as document:
        page = document.pages[0]
        assert _outcome(lambda: _shown(layout_of(page))) == _outcome(lambda: _shown(page.layout))


@given(st.lists(st.tuples(st.sampled_from(PIECES + OBJECTS), st.sampled_from([b" ", b"\r\n", b""])), max_size=40))
def test_any_objects_are_parsed_as_by_pdfminer(pieces: list[tuple[bytes, bytes]]) -> None:
    data = b"".join(part for piece in pieces for part in piece)
    assert _outcome(lambda: _objects(Parser(BytesIO(data)))) == _outcome(lambda: _objects(PDFParser(BytesIO(data))))


def test_a_file_is_parsed_as_by_pdfminer() -> None:
    (path,) = SAMPLES.glob("*网页打印.pdf")
    with pdfplumber.open(path) as slow, pdfplumber.open(path) as quick:
        prepare(quick)
        numbers = [number for xref in slow.doc.xrefs for number in xref.get_objids()]
        assert len(numbers) > 100
        for number in numbers:
            assert repr(quick.doc.getobj(number)) == repr(slow.doc.getobj(number))


def _objects(parser: PDFParser) -> str:
    """All objects of a file's part with their places."""
    parser.set_document(PDFDocument.__new__(PDFDocument))
    found = []
    while True:
        try:
            found.append(parser.nextobject())
        except PSEOF:
            return repr(found)


def _outcome(action: Callable[[], object]) -> object:
    """What an action returns, or that it fails."""
    try:
        return action()
    except Exception:
        return "fails"


def _pdf(content: bytes) -> BytesIO:
    buffer = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({"/F": font, "/FA": font}))
        page.Contents = pdf.make_stream(content)
        pdf.save(buffer)
    return buffer


def _shown(layout: Iterable[Any]) -> list[tuple[str, Any, str]]:
    return [
        (type(item).__name__, item.bbox, item.get_text() if isinstance(item, LTChar) else "") for item in leaves(layout)
    ]
