"""Ad-hoc SQL over the published warehouse: run it, write the answer as table, csv, json or parquet."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Literal

Format = Literal["table", "csv", "json", "parquet"]


class QueryError(Exception):
    """Bad SQL; the message names the cause and its line and column, and shows the place."""


def query(path: Path, sql: str, format: Format, out: BinaryIO) -> None:
    """Answer one SELECT from the warehouse at ``path`` into ``out`` (bytes; text is UTF-8)."""
    raise NotImplementedError
