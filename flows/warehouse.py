"""The DuckDB file: made from sql/, brought forward, filled, checked, and swapped in whole.

A writer works on a copy beside the published file (``working_copy``), fills it (``load``, ``place``, ``mark_gone``,
``forget``, ``record_run``), has everything that was concluded recomputed (``check``) and renames it over the
published file (``publish``). Readers therefore never wait and never see half a load. Keeping a second writer out is
the caller's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from extractors.records import Reading

SCHEMA_VERSION = 1


class WarehouseError(Exception):
    """What keeps a warehouse from being used; the message is one sentence that says what to do."""


class WarehouseMissing(WarehouseError):
    """There is no file at the path."""


class WarehouseForeign(WarehouseError):
    """The file is not a warehouse of ours."""


class WarehouseNewer(WarehouseError):
    """The file was written by a later version of jixiao."""


class WarehouseOlder(WarehouseError):
    """The file was written by an earlier version and is open for reading only."""


class WarehouseUnwritable(WarehouseError):
    """The file, or its folder, cannot be written."""


@dataclass(frozen=True, slots=True)
class Document:
    """Where the archive holds one content: sorted paths, relative to the scanned root, the first of them its name."""

    document_id: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command and its documents by outcome; ``finished_at`` is None while it works."""

    run_id: str
    command: str
    started_at: datetime
    finished_at: datetime | None
    status: str  # running, completed, failed
    documents: int = 0  # distinct contents in the archive
    loaded: int = 0  # read in this run, by outcome
    no_form: int = 0
    quarantined: int = 0
    unchanged: int = 0  # known already
    moved: int = 0  # known, at other paths than before
    gone: int = 0  # no longer in the archive
    filings: int = 0  # read in this run
    flow_run_id: str | None = None


@contextmanager
def working_copy(path: Path, *, fresh: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writable connection on a copy of ``path`` beside it, brought to this schema version; dropped unless published.

    ``fresh`` starts from an empty warehouse. Raises WarehouseForeign, WarehouseNewer, WarehouseUnwritable.
    """
    raise NotImplementedError
    yield


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
    raise NotImplementedError


def place(connection: duckdb.DuckDBPyConnection, documents: Sequence[Document]) -> None:
    """Record the paths of documents that are loaded already (moved, copied, come back); they are no longer gone."""
    raise NotImplementedError


def mark_gone(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str], at: datetime) -> None:
    """Mark documents that left the archive; their filings stay, but give way to any present one of the same identity."""
    raise NotImplementedError


def forget(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
    """Drop documents and all that was read from them."""
    raise NotImplementedError


def record_run(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Write the run's row, or write it anew."""
    raise NotImplementedError


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Recompute all that is concluded: names across filings, years, grades, supersession, check_result, reconciled."""
    raise NotImplementedError


def publish(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Close the working copy for good and rename it over ``path``; on disk before it is visible."""
    raise NotImplementedError


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """The published warehouse, read-only and locked: no writing, attaching, file access or change of settings.

    Raises WarehouseMissing, WarehouseForeign, WarehouseNewer, WarehouseOlder.
    """
    raise NotImplementedError
