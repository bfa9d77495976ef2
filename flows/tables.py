"""Tables for a person: text folds to the width of the terminal, numbers never do; elsewhere each row is one line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

UNFOLDED = 1_000_000  # characters a line
NARROWEST = 8  # a column of text that is folded to fewer characters can no longer be read


def console(out: IO[str] | None = None) -> Console:
    """Standard output, or another stream, on which brackets and colons in names are just that."""
    out = out or sys.stdout
    return Console(file=out, width=None if out.isatty() else UNFOLDED, markup=False, highlight=False, emoji=False)


def print_table(
    console: Console,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    styles: Sequence[str | None] | None = None,
    **look: Any,
) -> None:
    """Print rows under their heads, numbers to the right; one of ``styles`` a row, ``look`` as rich's Table has it.

    Where the terminal is too narrow for the numbers and some text, nothing folds, and it wraps the lines itself.
    """
    values = list(rows)
    texts = [[shown(value) for value in row] for row in values]
    table = Table(**look)
    least = 1
    for place, head in enumerate(heads):
        is_text = any(isinstance(row[place], str | list) for row in values)
        is_number = not is_text and any(_is_number(row[place]) for row in values)
        table.add_column(head, justify="right" if is_number else "left", no_wrap=not is_text, overflow="fold")
        width = max(cell_len(text) for text in (head, *(row[place] for row in texts)))
        least += 3 + (min(width, NARROWEST) if is_text else width)
    for row, style in zip(texts, styles or [None] * len(texts), strict=True):
        table.add_row(*row, style=style)
    width = console.width
    console.width = width if least <= width else UNFOLDED
    console.print(table)
    console.width = width


def shown(value: Any) -> str:
    """A value for a person's eye: amounts grouped, no idle zeros behind the second decimal."""
    if isinstance(value, Decimal) and value.is_finite():
        whole, _, decimals = f"{value:,f}".partition(".")
        decimals = decimals[:2] + decimals[2:].rstrip("0")
        return f"{whole}.{decimals}" if decimals else whole
    return plain(value)


def plain(value: Any) -> str:
    """A value as text, exact; null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, list):
        return "、".join(plain(item) for item in value)
    return str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
