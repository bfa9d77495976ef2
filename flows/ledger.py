"""What is known about the archive and what was read from it: a small SQLite file beside the warehouse.

It knows each place's size, modification time and hash, the step each document reached, every finished reading by
content and reader version, and every run. Losing it costs time, never data: the next run reads everything again.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from flows.archive import Entry, Source, is_under, is_zip

if TYPE_CHECKING:
    from extractors.records import Reading

SQL = Path(__file__).resolve().parent.parent / "sql" / "ledger"

Step = Literal["seen", "read", "loaded", "checked"]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run as the ledger keeps it; ``counts`` are documents by outcome, times ISO 8601."""

    run_id: str
    command: str
    status: str
    started_at: str
    finished_at: str | None
    process: str
    reason: str | None
    counts: dict[str, int]


class LedgerError(Exception):
    """The ledger cannot be used; the message is one sentence that says what to do."""


def ledger_path(warehouse: Path) -> Path:
    """Beside the warehouse's file itself, also where a link leads to it."""
    warehouse = warehouse.resolve()
    return warehouse.with_name(f"{warehouse.name}.ledger")


def open_ledger(path: Path) -> sqlite3.Connection:
    """Open or create the ledger. One connection may serve several threads; each statement is its own transaction.

    Raises LedgerError where it is damaged or cannot be written.
    """
    with _explained(path):
        path.open("ab").close()  # SQLite would open what it may only read, and fail in the middle of the run
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        # A commit survives the death of the process; a power cut may cost the last ones, which are then read again.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        for file in sorted(SQL.glob("*.sql")):
            connection.executescript(file.read_text("utf-8"))
    return connection


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Errors about the file itself as a LedgerError."""
    unwritable = "make it and its folder writable, or name another warehouse with --warehouse."
    try:
        yield
    except OSError as error:
        raise LedgerError(f"{path} cannot be written ({error.strerror}): {unwritable}") from error
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
            raise LedgerError(f"{path} is damaged ({error}): delete it; the next run reads everything anew.") from error
        if error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
            raise LedgerError(f"{path} cannot be opened ({error}): {unwritable}") from error
        raise


# --- places ----------------------------------------------------------------------------------------------------------


def known_entries(ledger: sqlite3.Connection, location: str, byte_size: int, modified_ns: int) -> list[Entry]:
    """The entries of a file on disk if it is as it was when it was hashed, else none.

    Also none for a ZIP of which something was refused: it is looked at again, to say so again.
    """
    rows = ledger.execute(
        "SELECT * FROM file WHERE container = ? AND byte_size = ? AND modified_ns = ? AND modified_ns >= 0",
        (location, byte_size, modified_ns),
    )
    known = [_entry(row) for row in rows]
    return [] if any(is_zip(entry.location) and not entry.source.members for entry in known) else known


def entries(ledger: sqlite3.Connection) -> dict[str, Entry]:
    """Every place that holds a document, by location."""
    return {row[0]: _entry(row) for row in ledger.execute("SELECT * FROM file ORDER BY location")}


def _entry(row: tuple[str, str, str, str, int, int, str]) -> Entry:
    location, container, path, members, byte_size, modified_ns, document_id = row
    source = Source(container, tuple(json.loads(members)))
    return Entry(location, container, path, source, byte_size, modified_ns, document_id)


def record_scan(
    ledger: sqlite3.Connection, found: Sequence[Entry], roots: Sequence[str], skipped: Sequence[str]
) -> None:
    """Replace what is known below the roots by what was found there.

    A place below something that could not be opened stays as it was. The widest root gives a place its path, so that
    scanning a folder of the archive alone renames nothing. What lies at the same path below a root as it once lay below
    one that is no more has moved with the archive.
    """
    before = entries(ledger)
    here = {entry.location for entry in found}
    paths = {(entry.document_id, entry.path) for entry in found}

    def is_looked_at(location: str) -> bool:
        return any(is_under(location, root) for root in roots)

    vanished = [
        (location,)
        for location, entry in before.items()
        if location not in here
        and not any(is_under(location, place) for place in skipped)
        and (is_looked_at(location) or ((entry.document_id, entry.path) in paths and not entry.root.exists()))
    ]
    rows = [
        (
            entry.location,
            entry.container,
            max(entry.path, before[entry.location].path, key=len) if entry.location in before else entry.path,
            json.dumps(entry.source.members),
            entry.byte_size,
            entry.modified_ns,
            entry.document_id,
        )
        for entry in found
    ]
    seen = [(entry.document_id,) for entry in found]
    ledger.execute("BEGIN IMMEDIATE")
    ledger.executemany("DELETE FROM file WHERE location = ?", vanished)
    ledger.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    ledger.executemany("INSERT OR IGNORE INTO document (document_id, step) VALUES (?, 'seen')", seen)
    ledger.execute("COMMIT")


def keep_only(ledger: sqlite3.Connection, found: Sequence[Entry]) -> None:
    """Make the archive what was found, wherever else documents were seen before."""
    ledger.execute("DELETE FROM file")
    record_scan(ledger, found, (), ())
    ledger.execute("DELETE FROM document WHERE document_id NOT IN (SELECT document_id FROM file)")


# --- steps -----------------------------------------------------------------------------------------------------------


def reach(ledger: sqlite3.Connection, document_ids: Iterable[str], step: Step, reader: str | None = None) -> None:
    """Note the step that documents reached, and the reader version that brought them there."""
    ledger.execute("BEGIN IMMEDIATE")
    ledger.executemany(
        "UPDATE document SET step = ?, reader = coalesce(?, reader) WHERE document_id = ?",
        ((step, reader, document_id) for document_id in document_ids),
    )
    ledger.execute("COMMIT")


def resume(ledger: sqlite3.Connection, published: Mapping[str, object]) -> None:
    """Bring the steps back to the truth: what is not in the published warehouse, or was loaded by a run that did not
    publish it, was read at best."""
    rows = ledger.execute("SELECT document_id, step FROM document WHERE step IN ('loaded', 'checked')").fetchall()
    reach(
        ledger, [document_id for document_id, step in rows if step == "loaded" or document_id not in published], "read"
    )


def unpublished(ledger: sqlite3.Connection) -> set[str]:
    """Documents that were read, by this run or an earlier one, and whose reading no published warehouse has."""
    return {document_id for (document_id,) in ledger.execute("SELECT document_id FROM document WHERE step = 'read'")}


def documents(ledger: sqlite3.Connection) -> set[str]:
    """Every document that was ever in the archive, as far as this ledger goes back."""
    return {document_id for (document_id,) in ledger.execute("SELECT document_id FROM document")}


def gone(ledger: sqlite3.Connection) -> set[str]:
    """Documents that were in the archive once and are at no place now."""
    sql = "SELECT document_id FROM document WHERE document_id NOT IN (SELECT document_id FROM file)"
    return {document_id for (document_id,) in ledger.execute(sql)}


def forget(ledger: sqlite3.Connection, document_ids: Iterable[str]) -> None:
    """Drop documents and their readings."""
    rows = [(document_id,) for document_id in document_ids]
    ledger.executemany("DELETE FROM reading WHERE document_id = ?", rows)
    ledger.executemany("DELETE FROM document WHERE document_id = ?", rows)


# --- readings --------------------------------------------------------------------------------------------------------


def encode(reading: Reading) -> bytes:
    """A reading as it is stored and as it travels between processes."""
    return zlib.compress(msgspec.msgpack.encode(reading), 1)


def decode(content: bytes) -> Reading:
    from extractors.records import Reading  # here, since its package brings all the PDF libraries with it

    return msgspec.msgpack.decode(zlib.decompress(content), type=Reading)


def keep(ledger: sqlite3.Connection, document_id: str, reader: str, status: str, content: bytes) -> None:
    """Store one finished reading for good; ``content`` is what `encode` gave."""
    ledger.execute("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?)", (document_id, reader, status, content))
    ledger.execute(
        "UPDATE document SET step = 'read', reader = ? WHERE document_id = ?",
        (reader, document_id),
    )


def stored(ledger: sqlite3.Connection, reader: str) -> dict[str, str]:
    """Which documents this version of the reader has read: document → status."""
    return dict(ledger.execute("SELECT document_id, status FROM reading WHERE reader = ?", (reader,)).fetchall())


def is_kept(ledger: sqlite3.Connection, document_id: str, reader: str, content: bytes) -> bool:
    """Whether this very reading is stored already."""
    sql = "SELECT 1 FROM reading WHERE document_id = ? AND reader = ? AND content = ?"
    return ledger.execute(sql, (document_id, reader, content)).fetchone() is not None


def readings(ledger: sqlite3.Connection, document_ids: Iterable[str], reader: str) -> Iterator[Reading]:
    """Stored readings, one after the other, in the order asked for."""
    sql = "SELECT content FROM reading WHERE document_id = ? AND reader = ?"
    for document_id in document_ids:
        (content,) = ledger.execute(sql, (document_id, reader)).fetchone()
        yield decode(content)


def drop_superseded(ledger: sqlite3.Connection, reader: str) -> None:
    """Drop what other versions of the reader said about documents that this one has read."""
    read = "SELECT document_id FROM reading WHERE reader = ?1"
    ledger.execute(f"DELETE FROM reading WHERE reader <> ?1 AND document_id IN ({read})", (reader,))


# --- runs ------------------------------------------------------------------------------------------------------------


def start_run(ledger: sqlite3.Connection, run_id: str, command: str, started_at: datetime) -> None:
    """Note that a run begins; the caller holds the lock, so whatever still says running was killed."""
    ledger.execute("UPDATE run SET status = 'interrupted' WHERE status = 'running'")
    process = f"process {os.getpid()} on {platform.node()}"
    ledger.execute(
        "INSERT INTO run (run_id, command, status, started_at, process) VALUES (?, ?, 'running', ?, ?)",
        (run_id, command, started_at.isoformat(), process),
    )


def finish_run(
    ledger: sqlite3.Connection, run_id: str, status: str, counts: Mapping[str, int], reason: str | None = None
) -> None:
    ledger.execute(
        "UPDATE run SET status = ?, finished_at = ?, counts = ?, reason = ? WHERE run_id = ?",
        (status, datetime.now(UTC).isoformat(), json.dumps(dict(counts)), reason, run_id),
    )


def runs(path: Path, last: int) -> list[RunRecord]:
    """The last runs, newest first; none where there is no ledger. Needs no right to write beside it.

    Raises LedgerError where it is damaged.
    """
    if not path.exists():
        return []
    is_at_rest = not path.with_name(f"{path.name}-wal").exists()
    ledger = sqlite3.connect(f"{path.absolute().as_uri()}?{'immutable=1' if is_at_rest else 'mode=ro'}", uri=True)
    with closing(ledger), _explained(path):
        names = [field.name for field in fields(RunRecord)]
        sql = f"SELECT {', '.join(names)} FROM run ORDER BY started_at DESC LIMIT ?"
        rows = ledger.execute(sql, (last,)).fetchall()
    return [RunRecord(**dict(zip(names, row, strict=True)) | {"counts": json.loads(row[-1])}) for row in rows]
