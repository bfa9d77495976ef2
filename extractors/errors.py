"""Why a document cannot be read: one class a cause, each with a sentence that says what to do.

Instances carry their facts as attributes and survive pickling between processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.records import Page


class Unreadable(Exception):
    """A document that yields no Reading. ``cause`` is the code kept in the warehouse, ``reason`` the sentence,
    ``pages`` the account of its pages, if these could be looked at."""

    cause = "bug"

    def __init__(self, reason: str, pages: Sequence[Page] = ()) -> None:
        super().__init__(reason, pages)
        self.reason = reason
        self.pages = tuple(pages)

    def __str__(self) -> str:
        return self.reason


class EmptyFile(Unreadable):
    cause = "empty"


class NotAPdf(Unreadable):
    cause = "not_pdf"


class Encrypted(Unreadable):
    cause = "encrypted"


class Malformed(Unreadable):
    cause = "malformed"


class OcrMissing(Unreadable):
    cause = "no_ocr"


class UnreadForm(Unreadable):
    cause = "unread_form"
