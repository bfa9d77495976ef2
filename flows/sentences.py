"""An exception as one sentence for a person, and the exit status that goes with it: 1 the run failed, 2 wrong usage."""

from __future__ import annotations

import errno
import os
import re
import sqlite3

import duckdb

from extractors.errors import Encrypted, Unreadable
from flows.archive import ArchiveError, ArchiveIncomplete
from flows.export import ExportError
from flows.ledger import LedgerError
from flows.lock import Locked
from flows.query import QueryError
from flows.server import PrefectError
from flows.settings import SettingsError
from flows.warehouse import WarehouseError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DISK_FULL = "The disk is full: free space and run it again; what was read is kept."


def sentence(error: Exception) -> tuple[str, int]:
    """What to tell, and how to exit."""
    if isinstance(error, ArchiveError | SettingsError):
        return str(error), 2
    if isinstance(error, Encrypted):  # the reason that a warehouse keeps speaks of another run of ingest
        return "The file needs a password: put it into JIXIAO_PASSWORDS and run it again.", 1
    if isinstance(error, Unreadable):
        return error.reason, 1
    if isinstance(error, ArchiveIncomplete | ExportError | LedgerError | Locked | PrefectError | QueryError):
        return str(error), 1
    if isinstance(error, WarehouseError):
        return str(error), 1
    if _is_disk_full(error):
        return DISK_FULL, 1
    if isinstance(error, OSError) and error.filename:
        what = f"{error.filename} cannot be used ({error.strerror})"
        return f"{what}: make sure that it is what it should be and that you may use it, or name another.", 1
    what = f"{type(error).__name__}: {_first_line(error)}".rstrip(": .")
    return f"It failed unexpectedly ({what}); run it with --debug and report what it says.", 1


def is_interrupt(error: BaseException | None) -> bool:
    """Whether it was Ctrl-C: a library that was just at work may have made another exception of it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt) or "KeyboardInterrupt" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _first_line(error: Exception) -> str:
    """What a library says, without the addresses of its documentation."""
    return re.sub(r"\s*\S*https?://\S+", "", (str(error).strip().splitlines() or [""])[0])


def _is_disk_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    if isinstance(error, sqlite3.Error):
        return error.sqlite_errorname.startswith("SQLITE_FULL")
    return isinstance(error, duckdb.Error) and any(os.strerror(code) in str(error) for code in FULL)
