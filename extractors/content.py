"""What is drawn on a page: pdfminer's layout of it, its content stream taken apart by playa's compiled parser.

pdfminer takes a stream apart character by character in Python, which is most of the time that a page costs; playa
(which camelot brings) does it in a tenth of that. What playa may read otherwise is left to pdfminer: inline images,
damaged objects, names that are no ASCII, line ends inside strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pdfplumber.page
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTPage
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT
from playa.parser import ObjectParser
from playa.pdftypes import InlineImage, PSKeyword, PSLiteral

_LINE_END_IN_STRING = re.compile(rb"\([^)]*\r")
_METHOD_NAMES = str.maketrans({"*": "_a", "'": "_q", '"': "_w"})

Operator = tuple[Callable[..., None] | None, int]


def layout_of(page: pdfplumber.page.Page) -> LTPage:
    """All that is drawn on a page in the order of its content; nothing is grouped."""
    device = PDFPageAggregator(page.pdf.rsrcmgr, pageno=page.page_number)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    return device.get_result()


class _Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter of operators, which other forms drawn on the page are given to as well."""

    def execute(self, streams: Sequence[object]) -> None:
        contents = [stream_value(stream) for stream in streams]
        ids = {content.objid for content in contents if content.objid is not None}
        is_safe = len(ids) == len(contents) and not ids & self.parent_stream_ids
        objects = _objects(contents) if is_safe else None
        if objects is None:
            super().execute(streams)
            return
        self.stream_ids = ids
        operators: dict[bytes, Operator] = {}
        for item in objects:
            if type(item) is not PSKeyword:
                self.argstack.append(LIT(item.name) if type(item) is PSLiteral else item)
                continue
            if item.name not in operators:
                operators[item.name] = self._operator(item.name)
            method, count = operators[item.name]
            if method is not None and len(arguments := self.pop(count)) == count:
                method(*arguments)

    def _operator(self, name: bytes) -> Operator:
        """The method of an operator and its number of operands, as pdfminer finds them."""
        method = getattr(self, f"do_{name.decode('utf-8', 'ignore').translate(_METHOD_NAMES)}", None)
        return method, method.__code__.co_argcount - 1 if method else 0


def _objects(contents: Sequence[Any]) -> list[Any] | None:
    """The operands and operators of streams, or None where there is anything that pdfminer had better read."""
    data = b"\n".join(content.get_data() for content in contents) + b"\n"
    if _LINE_END_IN_STRING.search(data):
        return None
    try:
        objects = [item for _, item in ObjectParser(data) if item is not None]
    except Exception:  # what playa stumbles over, pdfminer may read
        return None
    names = {item.name for item in objects if type(item) is PSLiteral}
    is_odd = InlineImage in set(map(type, objects)) or not all(map(str.isascii, names))
    return None if is_odd else objects
