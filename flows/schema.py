"""The schema as files: tables, macros and views of sql/, their comments, and the steps from older versions.

Tables change by migrations (sql/migrations/NNNN_why.sql brings version NNNN-1 to NNNN); macros and views hold no
data and are made anew from their files whenever a warehouse is opened for writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

SQL = Path(__file__).resolve().parent.parent / "sql"
MIGRATIONS = SQL / "migrations"
CHINESE = "zh"  # the schema that holds every view again under Chinese names


def text(name: str) -> str:
    """The SQL of one file, named by its path under sql/ without suffix."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def files(folder: str) -> list[Path]:
    """The SQL files of one folder under sql/, by name."""
    return sorted((SQL / folder).glob("*.sql"))


def target_version(migrations: Path = MIGRATIONS) -> int:
    """The schema version that this code writes: that of the last migration, 1 without any."""
    return max((number for number, _ in _numbered(migrations)), default=1)


def version(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The schema version of a warehouse; None where the database is none of ours."""
    try:
        ((newest,),) = connection.execute("SELECT max(version) FROM main.schema_version").fetchall()
    except duckdb.CatalogException:
        return None
    return newest if newest is None else int(newest)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make tables, macros and views in an empty database."""
    with transaction(connection):
        for path in files("tables"):
            connection.execute(path.read_text(encoding="utf-8"))
        connection.execute(f"CREATE SCHEMA {CHINESE}")
        connection.execute("INSERT INTO schema_version VALUES (?, 'created')", [target_version()])
    replace_views(connection)


def pending(connection: duckdb.DuckDBPyConnection, migrations: Path = MIGRATIONS) -> list[Path]:
    """The migrations that this warehouse has not seen, in order."""
    at = version(connection) or 0
    return [path for number, path in _numbered(migrations) if number > at]


def migrate(connection: duckdb.DuckDBPyConnection, migrations: Path = MIGRATIONS) -> None:
    """Apply what is pending; each migration and its record are one transaction."""
    for path in pending(connection, migrations):
        with transaction(connection):
            connection.execute(path.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO schema_version VALUES (?, ?)", [int(path.name[:4]), path.name])


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of a block or, when it fails, nothing of it."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _numbered(migrations: Path) -> list[tuple[int, Path]]:
    return [(int(path.name[:4]), path) for path in sorted(migrations.glob("[0-9][0-9][0-9][0-9]_*.sql"))]


def replace_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make macros and views anew from their files; views that have no file any more are dropped."""
    with transaction(connection):
        _drop_views(connection)
        views = [*_in_order(files("views"), r"\b(?:FROM|JOIN) (\w+)"), *files(f"views/{CHINESE}")]
        for path in [*_in_order(files("macros"), r"\b(\w+)\("), *views]:
            connection.execute(path.read_text(encoding="utf-8"))
        _comment_views(connection)


def _drop_views(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute("SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    for schema, view in rows:
        connection.execute(f'DROP VIEW {schema}."{view}"')


def _in_order(paths: Sequence[Path], use: str) -> Iterator[Path]:
    """Files after those whose objects they use, each named after its object; ``use`` is a pattern of a used name."""
    named = {path.stem: path for path in paths}
    used = {name: re.findall(use, path.read_text(encoding="utf-8")) for name, path in named.items()}
    graph = {name: sorted(named.keys() & set(words) - {name}) for name, words in used.items()}
    yield from (named[name] for name in TopologicalSorter(graph).static_order())


def _comment_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Give view columns that have no comment of their own that of the column they show.

    A view's column means what the table's column of the same name means; a Chinese view has the columns of the view
    it selects from, in the same order.
    """
    for source in ("dictionary/inherited", "dictionary/chinese"):
        for schema, relation, column, comment in connection.execute(text(source)).fetchall():
            connection.execute(f'COMMENT ON COLUMN {schema}."{relation}"."{column}" IS {quoted(comment)}')


def quoted(value: str) -> str:
    """A string as an SQL literal, for statements that take no parameters."""
    return "'" + value.replace("'", "''") + "'"
