"""The flows: scan → read → load → check → publish, for what is new (`ingest`) or for everything (`rebuild`).

Prefect runs and records functions that work without it. Only reading is parallel; one task loads.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from pebble import ProcessPool
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import deployment, flow_run
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import SecretStr

from extractors import READER, read_document
from extractors.records import Reading
from flows import archive, ledger, lock, schema, warehouse, workers
from flows.archive import Entry, Scan
from flows.clock import BEIJING
from flows.plan import Holding, Plan, changes, documents, jobs, lost, plan
from flows.report import Report, log, log_to_stderr, progress, run_line, summary
from flows.sentences import is_interrupt, sentence
from flows.settings import Settings, load
from flows.workers import Job, Limits, Outcome

Record = Callable[[Outcome], None]


class Means(NamedTuple):
    """What a batch is read with: this machine's processes, or None on another, and what records there and then."""

    processes: ProcessPool | None
    limits: Limits
    passwords: Sequence[SecretStr]
    record: Record | None


@flow(name="ingest")
def ingest(
    paths: list[str],
    verify: bool = False,
    retry_quarantined: bool = False,
    prune: bool = False,
    wait: bool = False,
    flags: dict[str, Any] | None = None,
) -> Report:
    """Bring the warehouse up to date with the archive: read what is new or changed, load, check, publish.

    ``flags`` are settings that take precedence. Raises ArchiveError, ArchiveIncomplete, Locked, WarehouseError.
    """
    settings = load(**(flags or {}))
    target = settings.warehouse
    with lock.writing(target, wait=wait), _running("ingest", target) as (book, report):
        holdings, is_current = _holdings(target)
        ledger.resume(book, holdings)
        found = _scan(book, paths, report, verify=verify)
        _read_missing(book, found, settings, report, retry_quarantined=retry_quarantined)
        here = {entry.document_id for entry in found.entries} | holdings.keys()
        present = documents(entry for entry in ledger.entries(book).values() if entry.document_id in here)
        readable, unpublished = ledger.stored(book, READER).keys(), ledger.unpublished(book)
        left = ledger.gone(book)
        if not found.skipped:
            left |= lost(found.entries, holdings, ledger.documents(book))
        todo = plan(present, readable, unpublished, left, holdings, READER, prune=prune)
        report.documents, report.unchanged = len(present), todo.unchanged
        if todo.is_empty() and is_current:
            with closing(warehouse.open_readable(target)) as connection:
                _take_stock(connection, report)
        else:
            _update(book, target, present, todo, report, fresh=False)
        ledger.forget(book, todo.forget)
    return report


@flow(name="rebuild")
def rebuild(paths: list[str], wait: bool = False, flags: dict[str, Any] | None = None) -> Report:
    """The whole warehouse again from the archive, beside the old one; stored readings of this version are used again.

    What was quarantined is read again: a password, more time or memory may read it now, as an ingest from nothing
    would. The whole archive has to be there. ``flags`` are settings that take precedence. Raises ArchiveError,
    ArchiveIncomplete, Locked, WarehouseError.
    """
    settings = load(**(flags or {}))
    target = settings.warehouse
    with lock.writing(target, wait=wait), _running("rebuild", target) as (book, report):
        warehouse.refuse_foreign(target)
        found = _scan(book, paths, report, verify=False)
        archive.require_whole(found, _roots(paths))
        _read_missing(book, found, settings, report, retry_quarantined=True)
        if report.postponed:
            raise archive.incomplete(report.postponed)
        present = documents(found.entries)
        todo = plan(present, ledger.stored(book, READER).keys(), (), (), {}, READER, prune=False)
        report.documents = len(present)
        _update(book, target, present, todo, report, fresh=True)
        ledger.keep_only(book, found.entries)
    return report


# --- a run -----------------------------------------------------------------------------------------------------------


@contextmanager
def _running(command: str, target: Path) -> Iterator[tuple[sqlite3.Connection, Report]]:
    """The ledger and the report of one run, which is on record from its first to its last moment."""
    started_at = datetime.now(BEIJING)
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    report = Report(run_id, command, str(target), started_at)
    if deployment.id:
        log_to_stderr()  # nobody prints the report of a scheduled run
    with closing(ledger.open_ledger(ledger.ledger_path(target))) as book:
        ledger.start_run(book, run_id, command, started_at)
        try:
            yield book, report
        except BaseException as error:
            reason = "It was stopped."
            if isinstance(error, Exception) and not is_interrupt(error):
                reason = sentence(error)[0]
            with suppress(sqlite3.Error):  # the disk that stopped the run may stop this too
                ledger.finish_run(book, run_id, "failed", report.counts(), reason)
            _tell(run_line(report, "failed", reason))
            raise
        ledger.finish_run(book, run_id, "completed", report.counts())
        for place, reason in sorted(report.postponed.items()):
            log.warning(f"not read: {place}: {reason}")
        try:
            _leave_artifacts(report)
        except Exception as error:  # a courtesy: the warehouse is published, whatever Prefect's server says
            log.warning(
                f"Prefect did not take what this run leaves with it ({type(error).__name__}); see jixiao status."
            )
        _tell(run_line(report, "completed"))


def _tell(line: str) -> None:
    """To whoever looks after a schedule; a command prints the report, or the error, itself."""
    if deployment.id:
        log.info(line)


def _scan(book: sqlite3.Connection, paths: Sequence[str], report: Report, *, verify: bool) -> Scan:
    """Look through the archive and note in the ledger what is where."""

    def known(location: str, byte_size: int, modified_ns: int) -> Sequence[Entry]:
        return () if verify else ledger.known_entries(book, location, byte_size, modified_ns)

    roots = _roots(paths)
    before = ledger.entries(book)
    found = scan([Path(path) for path in paths], known)
    if not any(archive.is_under(place, root) for place in before for root in roots):
        archive.require_files([Path(path) for path in paths])
    archive.require_not_emptied(before.values(), found, roots)
    ledger.record_scan(book, found.entries, roots, list(found.skipped))
    report.changes = changes(before, ledger.entries(book))
    report.postponed |= found.skipped
    return found


def _roots(paths: Sequence[str]) -> list[str]:
    return [archive.absolute(Path(path)) for path in paths]


def _keep_refusals(book: sqlite3.Connection, found: Scan) -> None:
    """Keep what the scan refused as readings, where they are news."""
    for refusal in found.refusals:
        reading = Reading(
            refusal.document_id, refusal.byte_size, READER, "quarantined", cause="malformed", reason=refusal.reason
        )
        content = ledger.encode(reading)
        if not ledger.is_kept(book, refusal.document_id, READER, content):
            ledger.keep(book, refusal.document_id, READER, "quarantined", content)


def _read_missing(
    book: sqlite3.Connection, found: Scan, settings: Settings, report: Report, *, retry_quarantined: bool
) -> None:
    """Read every document that has no reading yet, and keep each as it is done."""
    _keep_refusals(book, found)
    have = ledger.stored(book, READER)
    refused = {refusal.document_id for refusal in found.refusals}
    if retry_quarantined:
        have = {document_id: status for document_id, status in have.items() if status != "quarantined"}
    work = jobs(found.entries, have.keys() | refused)
    names = {entry.document_id: entry.path for entry in reversed(found.entries)}
    started = time.monotonic()
    with progress(len(work)) as done:

        def record(outcome: Outcome) -> None:
            if outcome.content is None:
                report.postponed[names[outcome.document_id]] = outcome.reason or ""
            else:
                ledger.keep(book, outcome.document_id, READER, outcome.status, outcome.content)
            report.read += 1
            report.pages += outcome.pages
            done(outcome, names[outcome.document_id])

        _read_all(work, settings, record)
    report.seconds = time.monotonic() - started


def _read_all(work: Sequence[Job], settings: Settings, record: Record) -> None:
    """Read in batches; in this machine's processes each document is recorded when it is done, else with its batch."""
    if not work:
        return
    limits = Limits(min(settings.workers, len(work)), settings.timeout, settings.memory)
    if settings.task_runner == "dask":
        with _dask(settings) as runner:
            means = Means(None, limits._replace(workers=1), settings.passwords, None)
            _read_batches(runner, work, means, record)
    else:
        # The runner's threads only hand documents to the processes: one open batch for each of them.
        threads: TaskRunner[Any] = ThreadPoolTaskRunner(limits.workers)
        with threads, workers.pool(limits) as processes:
            _read_batches(threads, work, Means(processes, limits, settings.passwords, record), record)


def _read_batches(runner: TaskRunner[Any], work: Sequence[Job], means: Means, record: Record) -> None:
    futures: list[PrefectFuture[list[Outcome]]] = [
        runner.submit(read, parameters={"batch": batch, "means": means}) for batch in workers.batches(work)
    ]
    for future in as_completed(futures):
        for outcome in future.result():
            record(outcome)


def _dask(settings: Settings) -> TaskRunner[Any]:
    import dask
    from prefect_dask.task_runners import DaskTaskRunner

    # The processes that read are children of Dask's workers, which may have none while they are daemons.
    dask.config.set({"distributed.worker.daemon": False})
    if settings.dask_scheduler:
        return DaskTaskRunner(address=settings.dask_scheduler)
    # The usual port of its dashboard another cluster of this machine may have.
    kwargs = {"n_workers": settings.workers, "threads_per_worker": 1, "dashboard_address": ":0"}
    return DaskTaskRunner(cluster_kwargs=kwargs)


def _update(
    book: sqlite3.Connection,
    target: Path,
    present: Mapping[str, warehouse.Document],
    todo: Plan,
    report: Report,
    *,
    fresh: bool,
) -> None:
    """Do to a working copy what has to be done, check it, and publish it."""
    report.moved, report.gone, report.pruned = len(todo.place), len(todo.gone), len(todo.forget)
    with warehouse.working_copy(target, fresh=fresh) as connection:
        load_readings(connection, book, present, todo, report)
        ledger.reach(book, todo.load, "loaded", READER)
        check(connection)
        warehouse.record_run(connection, _row(report))
        _take_stock(connection, report)
        publish(connection, target)
    ledger.reach(book, present, "checked")
    ledger.drop_superseded(book, READER)


def _row(report: Report) -> warehouse.Run:
    return warehouse.Run(
        run_id=report.run_id,
        command=report.command,
        started_at=report.started_at,
        finished_at=datetime.now(UTC),
        flow_run_id=flow_run.id,
        **report.counts(),
    )


def _holdings(target: Path) -> tuple[dict[str, Holding], bool]:
    """What the published warehouse holds, by document, and whether it is there in today's schema."""
    try:
        connection = warehouse.open_readable(target)
    except warehouse.WarehouseMissing:
        return {}, False
    with closing(connection):
        rows = connection.execute(schema.text("report/holdings")).fetchall()
        is_current = schema.version(connection) == warehouse.SCHEMA_VERSION
    return {row[0]: Holding(row[1], tuple(row[2]), *row[3:]) for row in rows}, is_current


def _take_stock(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """What the warehouse holds at the end of a run, whether this run changed it or not."""
    failed = "SELECT rule, severity, count(*) FROM failed_check GROUP BY ALL ORDER BY ALL"
    ((report.in_quarantine,),) = connection.execute("SELECT count(*) FROM quarantine").fetchall()
    report.failed = connection.execute(failed).fetchall()


# --- tasks -----------------------------------------------------------------------------------------------------------


@task(name="scan", cache_policy=NO_CACHE)
def scan(roots: Sequence[Path], known: archive.Known) -> Scan:
    return archive.scan(roots, known)


@task(name="read", cache_policy=NO_CACHE)
def read(batch: Sequence[Job], means: Means) -> list[Outcome]:
    """Read a batch in the given processes, on another machine in its own; what is recorded here is not returned."""
    processes = means.processes or workers.own_pool(means.limits)
    secrets = [password.get_secret_value() for password in means.passwords]
    outcomes = workers.read(processes, batch, read_document, READER, means.limits, secrets)
    if means.record is None:
        return list(outcomes)
    for outcome in outcomes:
        means.record(outcome)
    return []


@task(name="load", cache_policy=NO_CACHE)
def load_readings(
    connection: duckdb.DuckDBPyConnection,
    book: sqlite3.Connection,
    present: Mapping[str, warehouse.Document],
    todo: Plan,
    report: Report,
) -> None:
    places = [present[document_id] for document_id in todo.load]
    readings = ledger.readings(book, todo.load, READER)
    now = datetime.now(UTC)
    warehouse.load(connection, places, _counted(readings, present, report), report.run_id, now)
    warehouse.place(connection, todo.place)
    warehouse.mark_gone(connection, todo.gone, now)
    warehouse.forget(connection, todo.forget)


def _counted(
    readings: Iterable[Reading], present: Mapping[str, warehouse.Document], report: Report
) -> Iterator[Reading]:
    for reading in readings:
        report.outcomes[reading.status] += 1
        report.filings += len(reading.filings)
        if reading.status == "quarantined":
            path = present[reading.document_id].paths[0]
            report.quarantined.append((path, reading.cause or "", reading.reason or ""))
        yield reading


@task(name="check", cache_policy=NO_CACHE)
def check(connection: duckdb.DuckDBPyConnection) -> None:
    warehouse.check(connection)


@task(name="publish", cache_policy=NO_CACHE)
def publish(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    warehouse.publish(connection, target)


# --- artifacts -------------------------------------------------------------------------------------------------------


def _leave_artifacts(report: Report) -> None:
    """What a person finds at the run in Prefect."""
    create_table_artifact([summary(report)], key="jixiao-summary", description=f"{report.command} {report.run_id}")
    rows = [{"path": path, "cause": cause, "reason": reason} for path, cause, reason in report.quarantined]
    create_table_artifact(rows, key="jixiao-quarantine", description="Quarantined in this run")
    failed = [{"rule": rule, "severity": severity, "filings": count} for rule, severity, count in report.failed]
    create_table_artifact(failed, key="jixiao-failed-checks", description="Failed checks of current filings, by rule")
    location = Path(report.warehouse).absolute()
    create_markdown_artifact(
        f"[{location}]({location.as_uri()})\n\n"
        f"```\njixiao sql --warehouse '{location}' \"SELECT * FROM document WHERE run_id = '{report.run_id}'\"\n```\n",
        key="jixiao-rows",
        description="The rows of this run",
    )
