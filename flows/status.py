"""`jixiao check` and `jixiao status`: what the published warehouse says about itself, as tables for a person."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.console import Console

from flows import schema, warehouse
from flows.clock import told
from flows.ledger import RunRecord, ledger_path, runs
from flows.lock import is_free
from flows.tables import print_table

LAST_RUNS = 10


def print_check(path: Path, console: Console) -> int:
    """Every failed check of the current filings, by filing and rule; returns how many are errors."""
    with closing(warehouse.open_readable(path)) as connection:
        rows = connection.execute(schema.text("report/failed_checks")).fetchall()
    if rows:
        styles = ["red" if severity == "error" else None for severity, *_ in rows]
        print_table(console, ("severity", "rule", "filing", "page", "project", "message"), rows, styles)
    errors: int = sum(row[0] == "error" for row in rows)
    console.print(f"{errors:,} errors, {len(rows) - errors:,} warnings")
    return errors


def print_status(path: Path, console: Console) -> None:
    """Documents by outcome, what is quarantined and why, the last runs; these also where there is no warehouse yet."""
    try:
        _print_documents(path, console)
    finally:
        _print_runs(path, console)


def _print_documents(path: Path, console: Console) -> None:
    with closing(warehouse.open_readable(path)) as connection:
        outcomes = connection.execute(schema.text("report/outcomes")).fetchall()
        quarantine = connection.execute("SELECT path, cause, reason FROM quarantine ORDER BY path").fetchall()
    _print_any(console, ("documents", "count", "pages"), outcomes)
    _print_any(console, ("quarantined", "cause", "reason"), quarantine)


def _print_runs(path: Path, console: Console) -> None:
    rows = [_run_row(run, path) for run in runs(ledger_path(path), LAST_RUNS)]
    _print_any(console, ("run", "command", "status", "started (Beijing time)", "documents", "what"), rows)


def _run_row(run: RunRecord, path: Path) -> tuple[Any, ...]:
    """A run that was killed could not say so: it is on record as running, but nobody holds the lock."""
    status = "interrupted" if run.status == "running" and is_free(path) else run.status
    counts = dict(run.counts)
    documents = counts.pop("documents", None)
    what = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    return run.run_id, run.command, status, told(run.started_at), documents, run.reason or what


def _print_any(console: Console, heads: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        print_table(console, heads, rows)
