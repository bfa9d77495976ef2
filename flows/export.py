"""The whole warehouse as files: Parquet, CSV for spreadsheets, or one workbook of the Chinese views."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from flows import schema
from flows.dictionary import parts
from flows.warehouse import fetched, open_readable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Format = Literal["parquet", "csv", "xlsx"]

WORKBOOK = "绩效自评.xlsx"
SHEET_ROWS = 1_048_575  # a worksheet's limit, less the header row
_BOM = b"\xef\xbb\xbf"  # tells spreadsheets that a CSV is UTF-8
_TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
_NUMBER_FORMATS = {"元": "#,##0.00", "比例": "0.00%", "分": "0.00"}


class ExportError(Exception):
    """The files cannot be written; the message says what to do."""


def export(path: Path, directory: Path, format: Format) -> list[Path]:
    """Write every table and view of the warehouse at ``path`` into ``directory``; returns the files, sorted.

    As xlsx: the Chinese views, one a sheet, in one workbook. An earlier export is replaced when all is written.
    Raises ExportError, and what ``open_readable`` raises.
    """
    with closing(open_readable(path)) as connection:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=".export-", dir=directory) as unfinished:
                files = _write(connection, Path(unfinished), format)
                return sorted(file.replace(directory / file.name) for file in files)
        except (OSError, duckdb.IOException) as error:
            reason = getattr(error, "strerror", None) or (str(error).splitlines() or [type(error).__name__])[0]
            raise ExportError(
                f"Cannot export to {directory} ({reason}): choose a folder with room to write."
            ) from error


def _write(connection: duckdb.DuckDBPyConnection, directory: Path, format: Format) -> list[Path]:
    if format == "xlsx":
        return [_workbook(connection, directory / WORKBOOK)]
    write = _csv if format == "csv" else _parquet
    return [write(connection, *relation, directory) for relation in _relations(connection)]


def _relations(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Schema, name and kind of every table and view."""
    rows = connection.execute(schema.text("dictionary/relations")).fetchall()
    return [(space, name, kind) for space, name, kind, _ in rows]


def _select(space: str, name: str, kind: str) -> str:
    """The rows of a relation; views have no order of their own."""
    return f'SELECT * FROM {space}."{name}"' + (" ORDER BY ALL" if kind == "view" else "")


def _parquet(connection: duckdb.DuckDBPyConnection, space: str, name: str, kind: str, directory: Path) -> Path:
    target = directory / f"{name}.parquet"
    connection.execute(f"COPY ({_select(space, name, kind)}) TO {schema.quoted(str(target))} (FORMAT parquet)")
    return target


def _csv(connection: duckdb.DuckDBPyConnection, space: str, name: str, kind: str, directory: Path) -> Path:
    target, bare = directory / f"{name}.csv", directory / f"{name}.csv.part"
    connection.execute(f"COPY ({_select(space, name, kind)}) TO {schema.quoted(str(bare))} (FORMAT csv, HEADER)")
    with bare.open("rb") as source, target.open("wb") as sink:
        sink.write(_BOM)
        shutil.copyfileobj(source, sink)
    bare.unlink()
    return target


def _workbook(connection: duckdb.DuckDBPyConnection, target: Path) -> Path:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(
        target, {"constant_memory": True, "tmpdir": str(target.parent), "default_date_format": _TIME_FORMAT}
    )
    units = {
        (space, relation, column): parts(comment)[2]
        for space, relation, column, _, comment in connection.execute(schema.text("dictionary/columns")).fetchall()
    }
    for space, name, kind in _relations(connection):
        if space == schema.CHINESE:
            connection.execute(_select(space, name, kind))
            columns = [str(column[0]) for column in connection.description or ()]
            _sheets(workbook, name, columns, [units[space, name, column] for column in columns], fetched(connection))
    try:
        workbook.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] from None  # the OSError
    return target


def _sheets(
    workbook: Workbook,
    name: str,
    columns: Sequence[str],
    units: Sequence[str | None],
    rows: Iterator[tuple[Any, ...]],
) -> None:
    """One view as a sheet, or as several where it has more rows than a sheet holds."""
    formats = [workbook.add_format({"num_format": _NUMBER_FORMATS.get(unit or "", "General")}) for unit in units]
    heading = workbook.add_format({"bold": True, "bottom": 1})
    sheet = _sheet(workbook, name, columns, heading)
    for number, row in enumerate(rows):
        if number and number % SHEET_ROWS == 0:
            sheet = _sheet(workbook, f"{name} ({number // SHEET_ROWS + 1})", columns, heading)
        for place, value in enumerate(row):
            _cell(sheet, number % SHEET_ROWS + 1, place, value, formats[place])


def _sheet(workbook: Workbook, name: str, columns: Sequence[str], heading: Any) -> Worksheet:
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        # A Chinese character is two digits wide. A time or an amount that has no room is shown as ####.
        sheet.set_column(place, place, max(len(_TIME_FORMAT) + 1, 2 * len(column) + 2))
        sheet.write_string(0, place, column, heading)
    return sheet


def _cell(sheet: Worksheet, row: int, column: int, value: Any, style: Any) -> None:
    """A number as a number, a time as a time, anything else as text: no cell is ever a formula or a link."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(microsecond=0))
    elif value is not None:
        sheet.write_string(row, column, str(value))
