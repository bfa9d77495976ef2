"""The data dictionary: every table, view and column with its Chinese label, meaning and unit, from the COMMENTs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A table, view or column (``column`` None for the relation itself)."""

    schema: str
    relation: str
    kind: str  # table or view
    column: str | None
    type: str | None
    label: str
    meaning: str
    unit: str | None


def entries() -> list[Entry]:
    """The dictionary of this version's schema, relation by relation in reading order; needs no warehouse."""
    raise NotImplementedError


def markdown() -> str:
    """The dictionary as the text of sql/README.md."""
    raise NotImplementedError
