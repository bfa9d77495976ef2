"""What is drawn on a page: pdfminer's layout of it, with what pdfminer reads slowly taken apart by patterns.

pdfminer's parser goes from character to character in Python, which would be most of the time that a page costs. Here
one pattern takes a whole content stream apart, and the common tokens of a file's objects. Anything unusual (inline
images, damaged objects, names that are no ASCII, line ends inside strings) is left to pdfminer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import pdfplumber.page
import pdfplumber.pdf
from pdfminer.encodingdb import name2unicode
from pdfminer.layout import LTPage
from pdfminer.pdffont import PDFFont, PDFType3Font
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import ESC_STRING, KWD, LIT, PSKeyword, PSLiteral, literal_name

from extractors.layers import Device, LayeredDevice, Layers, layers_of

# Objects and operators (ISO 32000-1, 7.2, 7.3 and 7.8.2). Every repetition is possessive and every escape atomic: what
# one of them has taken is never given back, so that a stream costs time in proportion to its length, whatever it holds.
_NUMBER = rb"[+-]?(?:\d++\.?\d*+|\.\d++)"
_NAME = rb"/(?:[!-~](?<![#()<>\[\]{}/%]))*+(?![#\x80-\xff])"
_OPERATOR = rb"[A-Za-z][A-Za-z0-9*]*+(?=[\s/%\[(<]|$)|['\"]"
_ESCAPE = rb"\\(?>[nrtbf()\\\n]|[0-3][0-7]{0,2}|[4-7][0-7]?(?![0-7]))"
_STRING = rb"\((?:[^()\\\r]++|" + _ESCAPE + rb")*+\)|<[0-9A-Fa-f\s]*+>"
_ARRAY = rb"\[(?:[^()<>\[\]{}%]++|" + _STRING + rb")*+\]"
_DICTIONARY = rb"<<(?:[^()<>\[\]{}%]++|" + _STRING + rb"|" + _ARRAY + rb")*+>>"
_COMMENT = rb"%[^\r\n]*+"
_ODD = rb"[^\x00\s]"
_OBJECT = re.compile(b"|".join((_NUMBER, _NAME, _OPERATOR, _STRING, _ARRAY, _DICTIONARY, _COMMENT, _ODD)))

_TOKEN = re.compile(rb"\s*(" + b"|".join((_NUMBER, _NAME, rb"R", rb"obj", rb"\[|\]|<<|>>")) + rb")(?=[\s/\[\]<>(])")

_METHOD_NAMES = str.maketrans({"*": "_a", "'": "_q", '"': "_w"})

Operator = tuple[Callable[..., None] | None, int]


def layout_of(page: pdfplumber.page.Page) -> LTPage:
    """All that is drawn on a page in the order of its content; nothing is grouped."""
    resources = page.pdf.rsrcmgr
    if getattr(resources, "layers", None):
        device: Device = LayeredDevice(resources, pageno=page.page_number)
        _Layered(resources, device).process_page(page.page_obj)
    else:
        device = Device(resources, pageno=page.page_number)
        _Interpreter(resources, device).process_page(page.page_obj)
    return device.get_result()


class _Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter of operators, which other forms drawn on the page are given to as well."""

    def execute(self, streams: Sequence[object]) -> None:
        contents = [stream_value(stream) for stream in streams]
        ids = {content.objid for content in contents if content.objid is not None}
        is_safe = len(ids) == len(contents) and not ids & self.parent_stream_ids
        try:
            objects = _objects(b"\n".join(content.get_data() for content in contents)) if is_safe else None
        except ValueError:
            objects = None
        if objects is None:
            super().execute(streams)
            return
        self.stream_ids = ids
        operators: dict[bytes, Operator] = {}
        for item in objects:
            if type(item) is not PSKeyword:
                self.argstack.append(item)
                continue
            if item.name not in operators:
                operators[item.name] = self._operator(item.name)
            method, count = operators[item.name]
            if method is not None and len(arguments := self.pop(count)) == count:
                method(*arguments)

    def _operator(self, name: bytes) -> Operator:
        """The method of an operator and its number of operands, as pdfminer finds them."""
        method = getattr(self, f"do_{name.decode().translate(_METHOD_NAMES)}", None)
        return method, method.__code__.co_argcount - 1 if method else 0


class _Layered(_Interpreter):
    """The interpreter for documents with layers that are off: it tells the device when one begins and ends."""

    device: LayeredDevice
    rsrcmgr: Fonts

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        properties = dict_value(self.resources.get("Properties"))
        is_layer = literal_name(tag) == "OC" and isinstance(props, PSLiteral)
        self.device.marks.append(is_layer and self.rsrcmgr.layers.hide(properties.get(literal_name(props))))
        super().do_BDC(tag, props)

    def do_BMC(self, tag: Any) -> None:  # noqa: N802
        self.device.marks.append(False)
        super().do_BMC(tag)

    def do_EMC(self) -> None:  # noqa: N802
        if self.device.marks:
            self.device.marks.pop()
        super().do_EMC()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        drawn = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        layer = drawn.get("OC") if isinstance(drawn, PDFStream) else None
        before = list(self.device.marks)
        self.device.marks.append(layer is not None and self.rsrcmgr.layers.hide(layer))
        super().do_Do(xobjid_arg)
        self.device.marks = before  # whatever was left open within


def _objects(data: bytes) -> list[Any]:
    """The operands and operators of a content stream as pdfminer's objects. ValueError: pdfminer had better read it."""
    found: list[bytes] = _OBJECT.findall(data)
    return [_compound(one) if one[0] in b"[<" else _simple(one) for one in found if one[0] != ord("%")]


def _compound(printed: bytes) -> Any:
    """An array, a dictionary, or a string in hexadecimal digits."""
    if len(printed) == 1:
        raise ValueError(printed)  # it has no end
    if printed.startswith(b"["):
        return _objects(printed[1:-1])
    if printed.startswith(b"<<"):
        pairs = _objects(printed[2:-2])
        return {literal_name(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}
    digits = b"".join(printed[1:-1].split()).decode()
    return bytes.fromhex(digits if len(digits) % 2 == 0 else f"{digits[:-1]}0{digits[-1]}")  # as pdfminer has it


@lru_cache(maxsize=100_000)
def _simple(printed: bytes) -> Any:
    """A number, a name, a string or an operator."""
    first = printed[:1]
    if first in b"+-.0123456789":
        return float(printed) if b"." in printed else int(printed)
    if first == b"/":
        return LIT(printed[1:].decode())
    if first == b"(" and len(printed) > 1:
        return re.sub(_ESCAPE, _unescaped, printed[1:-1])
    if printed in (b"true", b"false"):
        return printed == b"true"
    if printed == b"BI" or not re.fullmatch(_OPERATOR + rb"|\[|\]|<<|>>", printed):
        raise ValueError(printed)
    return KWD(printed)


def _unescaped(escape: re.Match[bytes]) -> bytes:
    code = escape[0][1:]
    if code.isdigit():
        return bytes((int(code, 8),))
    return bytes((ESC_STRING[code],)) if code in ESC_STRING else b""


class Parser(PDFParser):
    """pdfminer's parser of a file's objects, which takes the common tokens off by a pattern as well."""

    def nexttoken(self) -> tuple[int, Any]:
        """The next token and its place. At this call pdfminer's parser always stands between two tokens."""
        found = None if self._tokens else _TOKEN.match(self.buf, self.charpos)
        if found is None:
            return super().nexttoken()
        self.charpos = found.end()
        return self.bufpos + found.start(1), _simple(found[1])


class Fonts(PDFResourceManager):
    """pdfminer's fonts, except that a Type 3 font has no characters but those it names (ISO 32000-1, 9.6.5).

    pdfminer takes what its names do not say from StandardEncoding: an ideograph would read as a digit.
    """

    layers = Layers()

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        font = super().get_font(objid, spec)
        if isinstance(font, PDFType3Font) and font.unicode_map is None:
            font.cid2unicode = dict(_named(spec))
        return font


def _named(spec: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    """The codes of a simple font whose characters its encoding names, with these."""
    encoding = resolve1(spec.get("Encoding"))
    code = 0
    for item in list_value(encoding.get("Differences", [])) if isinstance(encoding, dict) else ():
        if isinstance(item, int):
            code = item
            continue
        with suppress(KeyError, ValueError):
            yield code, name2unicode(literal_name(item))
        code += 1


def prepare(pdf: pdfplumber.pdf.PDF) -> None:
    """Let an opened document read its objects by ``Parser`` and its fonts by ``Fonts``, and know its layers."""
    slow = pdf.doc._parser
    assert slow is not None
    parser = Parser(slow.fp)
    parser.set_document(pdf.doc)
    parser.fallback = slow.fallback
    pdf.doc._parser = parser
    pdf.rsrcmgr = Fonts()
    pdf.rsrcmgr.layers = layers_of(pdf)
