"""Readers that misbehave as PDF libraries do, on documents that ask for it. They run in the workers' processes."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from extractors import read_document
from extractors.records import Reading


def misbehaving(source: bytes, *, passwords: Sequence[str] = ()) -> Reading:
    """Read as usual, but obey a comment at the end of the PDF: hang, crash, take memory, or raise."""
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
    return read_document(source, passwords=passwords)
