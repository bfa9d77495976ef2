"""Processes that read documents, one at a time each, within limits of time and memory.

A hang ends only by killing its process and a crash takes its process along: both cost one document, the pool starts
another process. They are forked from a server of forks (multiprocessing's), which has imported the extractors and does
nothing else, so that a process is there at once. Nothing here imports Prefect; no process outlives the command's.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import multiprocessing
import os
import signal
import sys
import time
import traceback
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from typing import NamedTuple, Protocol

from pebble import ProcessExpired, ProcessPool

from extractors.errors import Unreadable
from extractors.records import Page, Reading
from flows.archive import Source, read_bytes
from flows.ledger import encode
from flows.orphans import die_with_parent

# A batch is one Prefect task: enough documents that its overhead does not count, few enough for progress and balance.
BATCH_DOCUMENTS = 64
BATCH_BYTES = 64 * 2**20


LIBRARIES = frozenset({"camelot", "pdfminer", "pdfplumber", "pypdfium2"})

# How libraries written in C++ say it in exceptions of their own.
OUT_OF_MEMORY = ("insufficient memory", "failed to allocate", "bad_alloc", "bad allocation")

FORKS = multiprocessing.get_context("forkserver")

LOOK_SECONDS = 0.5  # between two looks at whether the pool was stopped


class Stopped(Exception):
    """The run ends before its documents are read."""


class Reader(Protocol):
    """What reads one document: `extractors.read_document`."""

    def __call__(self, source: bytes, *, passwords: Sequence[str] = ()) -> Reading: ...


class Limits(NamedTuple):
    """How many processes read, for how many seconds and with how many MiB of memory each document may."""

    workers: int
    seconds: float
    mebibytes: int


class Job(NamedTuple):
    """A document to read and the size of its file in bytes."""

    document_id: str
    source: Source
    byte_size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one job; ``content`` is the encoded Reading, or None where the file changed meanwhile."""

    document_id: str
    status: str
    cause: str | None
    reason: str | None
    pages: int
    filings: int
    route: str
    milliseconds: int
    content: bytes | None


def batches(jobs: Iterable[Job]) -> list[list[Job]]:
    """Jobs in batches, the largest first, so that the end of the work is made of small pieces."""
    result: list[list[Job]] = []
    room = 0
    for job in sorted(jobs, key=lambda job: (-job.byte_size, job.document_id)):
        if not result or room < job.byte_size or len(result[-1]) == BATCH_DOCUMENTS:
            result.append([])
            room = BATCH_BYTES
        result[-1].append(job)
        room -= job.byte_size
    return result


def warm_up() -> None:
    """Start the server of forks, which imports while the caller goes on; the first pool would wait for it."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the processes share the cores already
    FORKS.set_forkserver_preload(["__main__", __name__])
    resource_tracker.ensure_running()  # else started below, where it would unblock what is blocked
    # Ctrl-C is for the command, which ends the others: the server is started deaf to it, and with it what it forks.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def pool(limits: Limits) -> Iterator[ProcessPool]:
    """Processes that read, starting at once; at the end, or on an error, they are gone with what they were doing."""
    processes = own_pool(limits)
    for _ in range(limits.workers):
        processes.schedule(os.getpid)
    try:
        yield processes
    finally:
        processes.stop()  # type: ignore[no-untyped-call]
        for child in multiprocessing.active_children():  # one that is still starting would complain loudly
            child.kill()
        processes.join()
        own_pool.cache_clear()


@lru_cache(maxsize=1)
def own_pool(limits: Limits) -> ProcessPool:
    """The pool of this process, for somebody else's worker that reads until it is ended."""
    warm_up()
    return ProcessPool(max_workers=limits.workers, initializer=_prepare, context=FORKS)


def read(
    processes: ProcessPool,
    jobs: Sequence[Job],
    reader: Reader,
    version: str,
    limits: Limits,
    passwords: Sequence[str] = (),
) -> Iterator[Outcome]:
    """Read documents; outcomes come as they are ready. Raises Stopped where the pool is stopped meanwhile."""
    futures: dict[Future[Outcome], Job] = {}
    for job in jobs:
        task = (job, reader, version, limits.mebibytes, passwords)
        futures[processes.schedule(_read_one, task, timeout=limits.seconds)] = job
    pending = set(futures)
    while pending:
        # A stopped pool leaves its futures pending for ever.
        done, pending = wait(pending, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            yield _outcome(futures.pop(future), future, version, limits)
        if pending and not processes.active:
            raise Stopped


def _outcome(job: Job, future: Future[Outcome], version: str, limits: Limits) -> Outcome:
    try:
        return future.result()
    except TimeoutError:
        reason = f"It was not read within {limits.seconds:g} s; raise JIXIAO_TIMEOUT and use --retry-quarantined."
        return _quarantined(job, version, "timeout", reason, int(limits.seconds * 1000))
    except ProcessExpired as expired:
        return _quarantined(job, version, *_death(expired.exitcode))
    except MemoryError as error:  # before the reading itself, or when its result was sent
        return _quarantined(job, version, *_blame(error))


def _death(exitcode: int | None) -> tuple[str, str]:
    if exitcode == -signal.SIGKILL:
        return "memory", "The system killed the process that read it, most likely for want of memory."
    name = signal.Signals(-exitcode).name if exitcode and exitcode < 0 else f"exit status {exitcode}"
    return "crash", f"A library crashed the process that read it ({name})."


def _quarantined(
    job: Job, version: str, cause: str, reason: str, milliseconds: int = 0, pages: tuple[Page, ...] = ()
) -> Outcome:
    count = len(pages) or None
    reading = Reading(
        job.document_id, job.byte_size, version, "quarantined", count, cause=cause, reason=reason, pages=pages
    )
    return _finished(reading, milliseconds)


def _finished(reading: Reading, milliseconds: int) -> Outcome:
    routes = sorted({page.route for page in reading.pages if page.route})
    return Outcome(
        reading.document_id,
        reading.status,
        reading.cause,
        reading.reason,
        reading.page_count or 0,
        len(reading.filings),
        "+".join(routes) or "-",
        milliseconds,
        encode(reading),
    )


# --- in the worker ---------------------------------------------------------------------------------------------------


def _prepare() -> None:
    die_with_parent(os.getppid())  # the server of forks, which ends with the command's process
    logging.disable(logging.CRITICAL)  # the libraries complain about every second PDF
    warnings.simplefilter("ignore")
    gc.freeze()  # what is imported stays; the collector need not look through it for every document
    gc.set_threshold(50_000, 20, 20)  # nor after every few letters of a page: little of a document refers in circles


def _limit_memory(mebibytes: int) -> None:
    """Let this process take so much more than it has: what the libraries keep is not the next document's fault.

    Private memory only, since they reserve address space that they never touch.
    """
    if sys.platform == "linux":
        import resource

        status = Path("/proc/self/status").read_text("ascii", "replace")
        (kibibytes,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmData:"))
        limit = kibibytes * 2**10 + mebibytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _blame(error: Exception) -> tuple[str, str]:
    """Whose fault an exception is that nobody expected: the libraries raise anything on a damaged document."""
    frames = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)]
    what = f"{type(error).__name__}: {error}".partition("\n")[0]
    if isinstance(error, MemoryError) or any(words in str(error).lower() for words in OUT_OF_MEMORY):
        return "memory", "Reading it takes more memory than allowed; raise JIXIAO_MEMORY and use --retry-quarantined."
    if any(name.partition(".")[0] in LIBRARIES for name in frames):
        return "malformed", f"The PDF libraries cannot read it ({what}); get it again from its source."
    return "bug", f"The reader failed on it ({what}); please report it."


def _read_one(job: Job, reader: Reader, version: str, mebibytes: int, passwords: Sequence[str]) -> Outcome:
    started = time.perf_counter()
    _limit_memory(mebibytes)

    def elapsed() -> int:
        return round((time.perf_counter() - started) * 1000)

    byte_size = job.byte_size  # of the file around it, where it lies in a ZIP
    pages: tuple[Page, ...] = ()
    try:
        data = _as_scanned(job)
        byte_size = len(data)
        return _finished(reader(data, passwords=passwords), elapsed())
    except _Changed as error:
        reason = f"It changed while the run was on ({error}); the next run reads it."
        return Outcome(job.document_id, "changed", None, reason, 0, 0, "-", elapsed(), None)
    except Unreadable as error:
        cause, reason, pages = error.cause, error.reason, error.pages
    except Exception as error:
        cause, reason = _blame(error)
    return _quarantined(job._replace(byte_size=byte_size), version, cause, reason, elapsed(), pages)


class _Changed(Exception):
    """The file is no longer as it was scanned."""


def _as_scanned(job: Job) -> bytes:
    try:
        data = read_bytes(job.source)
    except (OSError, zipfile.BadZipFile) as error:
        raise _Changed(str(error)) from error
    if hashlib.sha256(data).hexdigest() != job.document_id:
        raise _Changed("other bytes than were scanned")
    return data
