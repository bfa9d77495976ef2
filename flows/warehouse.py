"""The DuckDB file: made from sql/, brought forward, filled, checked, and swapped in whole.

A writer works on a copy beside the published file (``working_copy``), fills it (``load``, ``place``, ``mark_gone``,
``forget``, ``record_run``), has everything that was concluded recomputed (``check``) and renames it over the
published file (``publish``). Readers therefore never wait and never see half a load. Keeping a second writer out is
the caller's business.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import duckdb

from flows import schema
from flows.clock import beijing

if TYPE_CHECKING:
    from extractors.records import Reading

SCHEMA_VERSION = schema.target_version()
# What DuckDB 1.5 can open, whichever version of it writes (2.0's own format shuts 1.x out).
STORAGE_VERSION = "v1.5.0"
# Readings loaded at a time: some 50,000 indicator rows, which keeps a batch below 200 MB.
BATCH = 2_000

_LOCKED_DOWN = {
    "enable_external_access": False,
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class WarehouseError(Exception):
    """What keeps a warehouse from being used; the message is one sentence that says what to do."""


class WarehouseMissing(WarehouseError):
    """There is no file at the path."""


class WarehouseForeign(WarehouseError):
    """The file is not a warehouse of ours."""


class WarehouseBusy(WarehouseError):
    """Another process has the file open for writing."""


class WarehouseNewer(WarehouseError):
    """The file was written by a later version of jixiao."""


class WarehouseUnwritable(WarehouseError):
    """The file, or its folder, cannot be written."""


@dataclass(frozen=True, slots=True)
class Document:
    """Where the archive holds one content: sorted paths, relative to the scanned root, the first of them its name.

    ``root`` is the name of the folder that this first path is relative to. Paths are valid Unicode, whatever the file
    system's encoding.
    """

    document_id: str
    paths: tuple[str, ...]
    root: str = ""

    @property
    def path_year(self) -> int | None:
        """The year that the first path tells, or else the root's own name."""
        from extractors.values import year_in_path

        return year_in_path(f"{self.root}/{self.paths[0]}")


@dataclass(frozen=True, slots=True)
class Run:
    """One run that publishes, and its documents by outcome."""

    run_id: str
    command: str
    started_at: datetime
    finished_at: datetime
    status: str = field(default="completed", init=False)  # it publishes; the ledger knows the other runs
    documents: int = 0  # distinct contents in the archive
    loaded: int = 0  # read in this run, by outcome
    no_form: int = 0
    quarantined: int = 0
    unchanged: int = 0  # known already
    moved: int = 0  # known, at other paths than before
    gone: int = 0  # no longer in the archive
    pruned: int = 0  # no longer in the archive, and dropped
    filings: int = 0  # read in this run
    flow_run_id: str | None = None


@contextmanager
def working_copy(path: Path, *, fresh: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writable connection on a copy of ``path`` beside it, brought to this schema version; dropped unless published.

    ``fresh`` starts from an empty warehouse. Raises WarehouseForeign, WarehouseBusy, WarehouseNewer,
    WarehouseUnwritable.
    """
    refuse_foreign(path)
    path = path.resolve()  # behind a link: beside the file itself
    working = path.with_name(path.name + ".working")
    try:
        _discard(working)
        if path.exists() and not fresh:
            shutil.copyfile(path, working)
        connection = duckdb.connect(working, config={"storage_compatibility_version": STORAGE_VERSION})
    except (OSError, duckdb.IOException) as error:
        with suppress(OSError):
            _discard(working)  # the part that found room
        raise WarehouseUnwritable(
            f"The warehouse {path} cannot be written ({_short(error)}): make its folder writable, free space on its "
            "disk, or name another file with --warehouse."
        ) from error
    try:
        _bring_forward(connection)
        yield connection
    finally:
        connection.close()
        _discard(working)


def refuse_foreign(path: Path) -> None:
    """Raise WarehouseForeign, WarehouseBusy or WarehouseNewer where we may not replace the file at ``path``."""
    if path.exists():
        open_readable(path).close()


def _bring_forward(connection: duckdb.DuckDBPyConnection) -> None:
    if schema.version(connection) is None:
        schema.create(connection)
    else:
        schema.migrate(connection)
        schema.replace_views(connection)


def _discard(working: Path) -> None:
    working.unlink(missing_ok=True)
    working.with_name(working.name + ".wal").unlink(missing_ok=True)


def load(
    connection: duckdb.DuckDBPyConnection,
    documents: Sequence[Document],
    readings: Iterable[Reading],
    run_id: str,
    ingested_at: datetime,
) -> None:
    """Replace what the warehouse says about the readings' documents, in bulk and in one transaction.

    Every reading's document must be among ``documents`` (there may be more).
    """
    from flows.rows import TABLES, Tabulator

    places = {document.document_id: document for document in documents}
    run = {"run_id": run_id, "ingested_at": beijing(ingested_at)}
    tabulator = Tabulator(
        {table: connection.sql(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema for table in TABLES}
    )
    with schema.transaction(connection):
        remaining = iter(readings)
        while batch := list(islice(remaining, BATCH)):
            loaded = [places[reading.document_id] for reading in batch]
            forget(connection, [document.document_id for document in loaded])
            facts = [_facts(document) | run for document in loaded]
            for table, rows in tabulator.tables(zip(batch, facts, strict=True)).items():
                _insert(connection, table, rows)
            _insert_paths(connection, loaded)


def place(connection: duckdb.DuckDBPyConnection, documents: Sequence[Document]) -> None:
    """Record the paths of documents that are loaded already (moved, copied, come back); they are no longer gone."""
    facts = [_facts(document) for document in documents]
    columns = {name: [fact[name] for fact in facts] for name in ("document_id", "file_name", "path", "path_year")}
    with schema.transaction(connection):
        connection.execute(schema.text("load/place"), columns)
        _delete(connection, "document_path", columns["document_id"])
        _insert_paths(connection, documents)


def mark_gone(connection: duckdb.DuckDBPyConnection, gone: Mapping[str, str | None], at: datetime) -> None:
    """Mark documents that left the archive, each with the document that took its place, if any.

    Their filings stay, but give way to present ones of the same identity and to those that took their place.
    """
    columns = {"document_id": list(gone), "replaced_by": list(gone.values()), "gone_at": beijing(at)}
    connection.execute(schema.text("load/gone"), columns)


def forget(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
    """Drop documents and all that was read from them (their check results go with the next ``check``)."""
    known = "SELECT document_id FROM document WHERE document_id IN (SELECT unnest(?))"
    ids = [found for (found,) in connection.execute(known, [list(document_ids)]).fetchall()]
    if not ids:
        return  # spares a rebuild the search through ever larger tables
    filings = "SELECT filing_id FROM filing WHERE document_id IN (SELECT unnest(?))"
    for table in ("fund", "objective", "indicator", "text_repair", "decision"):
        connection.execute(f"DELETE FROM {table} WHERE filing_id IN ({filings})", [ids])
    for table in ("filing", "page", "document_path", "document"):
        _delete(connection, table, ids)


def record_run(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Write the run's row."""
    row = asdict(run) | {"started_at": beijing(run.started_at), "finished_at": beijing(run.finished_at)}
    connection.execute(f"INSERT INTO run ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Recompute all that is concluded: years, totals, supersession, names across filings, check_result, reconciled."""
    from flows.checks import judge

    with schema.transaction(connection):
        for step in ("year", "totals", "current"):
            connection.execute(schema.text(f"conclude/{step}"))
        for repair in schema.files("repair"):
            connection.execute(repair.read_text(encoding="utf-8"))
        judge(connection)
        connection.execute(schema.text("conclude/reconciled"))


def publish(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Close the working copy for good and rename it over ``path``; on disk before it is visible.

    What the file behind ``path`` is to others stays: its mode, and a link that leads to it.
    """
    database = "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    working = Path(connection.execute(database).fetchall()[0][0])
    connection.execute("CHECKPOINT")
    connection.close()
    path = path.resolve()
    if path.exists():
        shutil.copymode(path, working)
    _sync(working)
    working.replace(path)
    _sync(path.parent)


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """The published warehouse, read-only and locked: no writing, attaching, file access or change of settings.

    Raises WarehouseMissing, WarehouseForeign, WarehouseBusy, WarehouseNewer.
    """
    connection = _open(path, _LOCKED_DOWN)
    connection.execute("SET errors_as_json = true")
    connection.execute("SET lock_configuration = true")
    return connection


def open_readable(path: Path) -> duckdb.DuckDBPyConnection:
    """The published warehouse, read-only, for our own commands, which may write files beside it.

    Raises WarehouseMissing, WarehouseForeign, WarehouseBusy, WarehouseNewer.
    """
    return _open(path, {})


def fetched(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """The rows of the last query one after the other; never all of them in memory."""
    while rows := connection.fetchmany(10_000):
        yield from rows


def _open(path: Path, config: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    if not path.exists():
        raise WarehouseMissing(
            f"There is no warehouse at {path}: make one with 'jixiao ingest PATH', or name yours with --warehouse."
        )
    try:
        connection = duckdb.connect(path, read_only=True, config=dict(config))
    except (OSError, duckdb.Error) as error:
        if "Could not set lock" in str(error):
            raise WarehouseBusy(
                f"{path} is open for writing in another process{_holder(error)}: close it there and run it again."
            ) from error
        raise WarehouseForeign(
            f"{path} cannot be opened as a warehouse ({_short(error)}): name another file with --warehouse."
        ) from error
    try:
        _refuse_unknown(path, schema.version(connection))
    except WarehouseError:
        connection.close()
        raise
    return connection


def _holder(error: BaseException) -> str:
    """Who holds a file, as far as DuckDB can tell."""
    found = re.search(r"\(PID \d+\)", str(error))
    return f" {found.group()}" if found else ""


def _refuse_unknown(path: Path, version: int | None) -> None:
    if version is None:
        raise WarehouseForeign(
            f"{path} is a DuckDB file but no warehouse of jixiao: name another file with --warehouse."
        )
    if version > SCHEMA_VERSION:
        raise WarehouseNewer(
            f"{path} has schema version {version} and this jixiao knows up to {SCHEMA_VERSION}: "
            "use the newer jixiao that wrote it, or build another warehouse with --warehouse."
        )


def _facts(document: Document) -> dict[str, Any]:
    """What the archive knows of a document: its names, and the year that its place tells."""
    path = document.paths[0]
    return {
        "document_id": document.document_id,
        "file_name": PurePosixPath(path).name,
        "path": path,
        "path_year": document.path_year,
    }


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Any) -> None:
    columns = ", ".join(rows.schema.names)
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming")
    connection.unregister("incoming")


def _insert_paths(connection: duckdb.DuckDBPyConnection, documents: Sequence[Document]) -> None:
    pairs = [(document.document_id, path) for document in documents for path in document.paths]
    connection.execute(
        "INSERT INTO document_path SELECT unnest(?), unnest(?)",
        [[id_ for id_, _ in pairs], [path for _, path in pairs]],
    )


def _delete(connection: duckdb.DuckDBPyConnection, table: str, document_ids: Sequence[str]) -> None:
    connection.execute(f"DELETE FROM {table} WHERE document_id IN (SELECT unnest(?))", [list(document_ids)])


def _sync(path: Path) -> None:
    """Bring a file or folder to the disk, where the system can do that."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _short(error: BaseException) -> str:
    """The first line of an error, without the full stop that our sentence has itself."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(". ")
