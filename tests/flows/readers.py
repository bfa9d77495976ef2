"""Readers that misbehave as PDF libraries do, on documents that ask for it. They run in the workers' processes."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from pypdfium2 import PdfDocument

from extractors import read_document
from extractors.records import Reading


def misbehaving(source: bytes, *, passwords: Sequence[str] = ()) -> Reading:
    """Read as usual, but obey a comment at its end: hang, crash, take memory, raise, fail in a library."""
    order = source.rstrip().rpartition(b"%")[2]
    if order == b"hang":
        while True:
            time.sleep(1)
    if order == b"crash":
        os.abort()
    if order == b"memory":
        bytearray(8 * 2**30)
    if order == b"raise":
        raise StopIteration
    if order == b"damage":
        PdfDocument(source[:1])  # the library's own exception
    return read_document(source, passwords=passwords)
