"""Ad-hoc SQL over the published warehouse: run it, write the answer as table, csv, json or parquet.

Read-only three times over: the file is opened read-only, the engine is locked against files and settings, and only
queries are accepted.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Literal
from unicodedata import east_asian_width

import duckdb

from flows.warehouse import fetched, open_published

Format = Literal["table", "csv", "json", "parquet"]

# How DuckDB says that a query names what is not there.
_UNKNOWN = re.compile(r"\b(table|column)\b.* (not found|does not exist|does not have)", re.IGNORECASE)


class QueryError(Exception):
    """Bad SQL; the message names the cause and its line and column, and shows the place."""


def query(path: Path, sql: str, format: Format, out: BinaryIO) -> None:
    """Answer one SELECT from the warehouse at ``path`` into ``out`` (bytes; text is UTF-8).

    Raises QueryError, and what ``open_published`` raises.
    """
    with closing(open_published(path)) as connection:
        try:
            _accept(connection.extract_statements(sql), sql)
            _WRITERS[format](connection, sql, out)
        except duckdb.Error as error:
            raise QueryError(explained(str(error), sql)) from error


def _accept(statements: list[duckdb.Statement], sql: str) -> None:
    """Only one query. A PIVOT is several statements (DuckDB 1) or one of many parts (2): it makes a type in memory."""
    kinds = [statement.type.name for statement in statements]
    is_pivot = "pivot" in sql.lower() and kinds[-1:] in (["SELECT"], ["MULTI"]) and set(kinds[:-1]) <= {"CREATE"}
    if kinds not in (["SELECT"], ["EXPLAIN"]) and not is_pivot:
        raise QueryError(
            "The warehouse answers one query at a time: begin with SELECT, FROM, WITH, DESCRIBE or EXPLAIN."
        )


def explained(message: str, sql: str) -> str:
    """DuckDB's error (as JSON) for a person: the cause, its line and column, and the line with a mark under it."""
    kind, brace, body = message.partition("{")
    if not brace:
        return message
    facts = json.loads(brace + body)
    cause = " ".join(str(facts["exception_message"]).split())
    if kind.startswith(("Catalog", "Binder")) and _UNKNOWN.search(cause):
        cause += " ('jixiao dictionary' lists every table, view and column.)"
    if not str(facts.get("position", "")).isdigit():
        return f"{kind.strip(' :')}: {cause}"
    before = _before(sql, int(facts["position"]), kind)
    line = sql.split("\n")[before.count("\n")]
    start = before.rpartition("\n")[2]
    mark = " " * sum(2 if east_asian_width(c) in "WF" else 1 for c in start) + "^"
    return f"{kind.strip(' :')} in line {before.count(chr(10)) + 1}, column {len(start) + 1}: {cause}\n{line}\n{mark}"


def _before(sql: str, position: int, kind: str) -> str:
    """The text before an error. Positions are bytes, but characters in what the parser of DuckDB 1 reports."""
    if kind.startswith("Parser") and duckdb.__version__.startswith("1."):
        return sql[:position]
    return sql.encode()[:position].decode(errors="ignore")


def _names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [str(column[0]) for column in connection.description or ()]


def _write_table(connection: duckdb.DuckDBPyConnection, sql: str, out: BinaryIO) -> None:
    from rich.box import SIMPLE_HEAD

    from flows.tables import console, print_table

    connection.execute(sql)
    text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    print_table(console(text), _names(connection), fetched(connection), box=SIMPLE_HEAD, pad_edge=False)
    text.detach()


def _write_csv(connection: duckdb.DuckDBPyConnection, sql: str, out: BinaryIO) -> None:
    from flows.tables import plain

    connection.execute(sql)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(_names(connection))
    writer.writerows([plain(value) for value in row] for row in fetched(connection))
    text.detach()


def _write_json(connection: duckdb.DuckDBPyConnection, sql: str, out: BinaryIO) -> None:
    """An array of objects, one a line; decimals are numbers with all their digits."""
    import msgspec

    encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)
    connection.execute(sql)
    names = _distinct(_names(connection))
    out.write(b"[")
    for number, row in enumerate(fetched(connection)):
        out.write(b",\n " if number else b"\n ")
        out.write(encoder.encode(dict(zip(names, row, strict=True))))
    out.write(b"\n]\n")


def _write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, out: BinaryIO) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    table = connection.sql(sql).to_arrow_table()
    parquet.write_table(table.rename_columns(_distinct(table.column_names)), pa.PythonFile(out, mode="w"))


_WRITERS: dict[Format, Callable[[duckdb.DuckDBPyConnection, str, BinaryIO], None]] = {
    "table": _write_table,
    "csv": _write_csv,
    "json": _write_json,
    "parquet": _write_parquet,
}


def _distinct(names: list[str]) -> list[str]:
    """Names of which none stands twice: ``a, a`` becomes ``a, a_2``."""
    return [name if (n := names[: i + 1].count(name)) == 1 else f"{name}_{n}" for i, name in enumerate(names)]
