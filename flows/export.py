"""The whole warehouse as files: Parquet, CSV for spreadsheets, or one workbook of the Chinese views."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Format = Literal["parquet", "csv", "xlsx"]


def export(path: Path, directory: Path, format: Format) -> list[Path]:
    """Write every table and view of the warehouse at ``path`` into ``directory``; returns the files, sorted."""
    raise NotImplementedError
