"""A warehouse to try SQL on: in memory, made from sql/, filled by the loader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import duckdb
import pytest

from extractors.records import Reading
from flows import schema, warehouse

Filled = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture
def filled() -> Iterator[Filled]:
    """A function that loads readings, checks, and hands out the connection; paths are ``2021/<n>.pdf`` or as given."""
    with closing(duckdb.connect(":memory:")) as connection:
        schema.create(connection)

        def fill(*readings: Reading, paths: dict[str, str] | None = None) -> duckdb.DuckDBPyConnection:
            named = paths or {}
            documents = [
                warehouse.Document(reading.document_id, (named.get(reading.document_id, f"2021/{number}.pdf"),))
                for number, reading in enumerate(readings)
            ]
            warehouse.load(connection, documents, readings, "run", datetime(2024, 1, 1))
            warehouse.check(connection)
            return connection

        yield fill


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The answer as dictionaries."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
