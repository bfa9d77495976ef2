"""`jixiao check` and `jixiao status`: what the published warehouse says about itself, as tables for a person."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from flows import schema, warehouse
from flows.ledger import RunRecord, ledger_path, runs

LAST_RUNS = 10


def print_check(path: Path, console: Console) -> int:
    """Every failed check of the current filings, by filing and rule; returns how many are errors."""
    with closing(warehouse.open_readable(path)) as connection:
        rows = connection.execute(schema.text("report/failed_checks")).fetchall()
    table = Table("severity", "rule", "filing", "page", "project", "message")
    for severity, *rest in rows:
        table.add_row(severity, *map(_text, rest), style="red" if severity == "error" else None)
    if rows:
        console.print(table)
    errors: int = sum(row[0] == "error" for row in rows)
    console.print(f"{errors:,} errors, {len(rows) - errors:,} warnings")
    return errors


def print_status(path: Path, console: Console) -> None:
    """Documents by outcome, what is quarantined and why, the last runs."""
    with closing(warehouse.open_readable(path)) as connection:
        outcomes = connection.execute(schema.text("report/outcomes")).fetchall()
        quarantine = connection.execute("SELECT path, cause, reason FROM quarantine ORDER BY path").fetchall()
    _print_table(console, ("documents", "count", "pages"), outcomes)
    _print_table(console, ("quarantined", "cause", "reason"), quarantine)
    rows = [_run_row(run) for run in runs(ledger_path(path), LAST_RUNS)]
    _print_table(console, ("run", "command", "status", "started", "documents", "what"), rows)


def _run_row(run: RunRecord) -> tuple[str, ...]:
    started = datetime.fromisoformat(run.started_at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    counts = dict(run.counts)
    documents = counts.pop("documents", None)
    what = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    return run.run_id, run.command, run.status, started, _text(documents), run.reason or what


def _print_table(
    console: Console, heads: tuple[str, ...], rows: list[tuple[object, ...]] | list[tuple[str, ...]]
) -> None:
    if not rows:
        return
    table = Table(*heads)
    for row in rows:
        table.add_row(*map(_text, row))
    console.print(table)


def _text(value: object) -> str:
    return "" if value is None else str(value)
