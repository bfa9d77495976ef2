"""Why a document cannot be read: one class a cause, each with a sentence that says what to do.

Instances carry their facts as attributes and survive pickling between processes.
"""

from __future__ import annotations


class Unreadable(Exception):
    """A document that yields no Reading. ``cause`` is the code kept in the warehouse, ``reason`` the sentence."""

    cause = "bug"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
