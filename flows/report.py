"""What a run says while it works and when it is done: a line a document, a bar on a terminal, a table at the end."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows.plan import Changes
from flows.tables import console as console_on
from flows.tables import print_table
from flows.workers import Outcome

log = logging.getLogger("jixiao")

PLAIN_SECONDS = 10  # between two lines of progress where there is no terminal
QUARANTINE_ROWS = 50  # shown at the end of a run; `jixiao status` shows all

Done = Callable[[Outcome, str], None]


@dataclass
class Report:
    """What a run did. ``outcomes`` counts the documents whose readings it loaded by status, ``failed`` the checks
    that the warehouse's current filings fail, by rule and severity, whichever run loaded them."""

    run_id: str
    command: str
    warehouse: str
    started_at: datetime
    changes: Changes = field(default_factory=Changes)
    documents: int = 0
    unchanged: int = 0  # documents that were in the warehouse already and stayed as they were
    read: int = 0
    pages: int = 0
    seconds: float = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    filings: int = 0
    moved: int = 0
    gone: int = 0
    pruned: int = 0
    in_quarantine: int = 0  # documents that the warehouse has set aside, whichever run did
    postponed: dict[str, str] = field(default_factory=dict)  # place → why it could not be opened, or not as scanned
    quarantined: list[tuple[str, str, str]] = field(default_factory=list)  # path, cause, reason
    failed: list[tuple[str, str, int]] = field(default_factory=list)  # rule, severity, filings

    def counts(self) -> dict[str, int]:
        """Documents by outcome, as the table ``run`` keeps them."""
        statuses = {status: self.outcomes[status] for status in ("loaded", "no_form", "quarantined")}
        return {
            "documents": self.documents,
            **statuses,
            "unchanged": self.unchanged,
            "moved": self.moved,
            "gone": self.gone,
            "pruned": self.pruned,
            "filings": self.filings,
        }


def log_to_stderr() -> None:
    """A line a document goes to standard error, unless a bar is drawn there."""
    log.setLevel(logging.WARNING if sys.stderr.isatty() else logging.INFO)
    log.handlers = [logging.StreamHandler()]
    log.propagate = False  # else Prefect's handler says it again


def document_line(outcome: Outcome, path: str) -> str:
    """One line for one document, to be grepped: key=value, the path as a JSON string."""
    fields = {
        "outcome": outcome.status,
        "cause": outcome.cause or "-",
        "pages": outcome.pages,
        "filings": outcome.filings,
        "ms": outcome.milliseconds,
        "route": outcome.route,
        "id": outcome.document_id[:16],
        "path": json.dumps(path, ensure_ascii=False),
    }
    if outcome.reason and outcome.status != "no_form":
        fields["reason"] = json.dumps(outcome.reason, ensure_ascii=False)
    return "document " + " ".join(f"{key}={value}" for key, value in fields.items())


def run_line(report: Report, status: str, reason: str = "") -> str:
    """One line for the end of a run that nobody watches."""
    counts = " ".join(f"{name}={count}" for name, count in report.counts().items())
    line = f"run status={status} id={report.run_id} {counts}"
    return f"{line} reason={json.dumps(reason, ensure_ascii=False)}" if reason else line


@contextmanager
def progress(total: int, stream: IO[str] = sys.stderr) -> Iterator[Done]:
    """Report documents as they are done: a bar on a terminal, else a log line each and a line of progress at times."""
    if stream.isatty():
        with _bar(total, console_on(stream)) as done:
            yield done
    else:
        yield _lines(total)


@contextmanager
def _bar(total: int, console: Console) -> Iterator[Done]:
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[speed]}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        row = bar.add_task("read", total=total, speed="")
        started, pages = time.monotonic(), Counter[str]()

        def done(outcome: Outcome, path: str) -> None:
            pages["read"] += outcome.pages
            speed = pages["read"] / max(time.monotonic() - started, 0.1)
            bar.update(row, advance=1, speed=f"{speed:.1f} pages/s")
            if outcome.status == "quarantined":
                bar.console.print(document_line(outcome, path), style="yellow", soft_wrap=True)

        yield done


def _lines(total: int) -> Done:
    started = last = time.monotonic()
    count: Counter[str] = Counter()

    def done(outcome: Outcome, path: str) -> None:
        nonlocal last
        count["documents"] += 1
        count["pages"] += outcome.pages
        log.info(document_line(outcome, path))
        now = time.monotonic()
        if now - last > PLAIN_SECONDS or count["documents"] == total:
            last = now
            speed = count["pages"] / max(now - started, 0.1)
            log.info(f"progress documents={count['documents']}/{total} pages={count['pages']} pages_per_s={speed:.1f}")

    return done


def print_report(report: Report, console: Console) -> None:
    """The summary of a run for a person."""
    console.print(f"{report.command} → {report.warehouse}", soft_wrap=True)
    table = Table(show_header=False)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", justify="right")
    for label, number in summary(report).items():
        table.add_row(label, number)
    console.print(table)
    _print_quarantine(report.quarantined, console)


def summary(report: Report) -> dict[str, str]:
    """The figures of a run, by label, in reading order."""
    outcomes = report.outcomes
    figures: dict[str, int] = {
        "documents in the archive": report.documents,
        "  loaded": outcomes["loaded"],
        "  without a form": outcomes["no_form"],
        "  quarantined": outcomes["quarantined"],
        "  unchanged": report.unchanged,
        "  moved or copied": report.moved,
        "  not opened": len(report.postponed),
        "gone from the archive": report.gone,
        "pruned": report.pruned,
        "in quarantine in all": report.in_quarantine,
        "filings loaded": report.filings,
    }
    files = ", ".join(f"{count:,} {kind}" for kind, count in asdict(report.changes).items() if count)
    failed = Counter[str]()
    for _, severity, count in report.failed:
        failed[severity] += count
    speed = f" ({report.pages / report.seconds:.1f} pages/s)" if report.pages else ""
    return {
        "files": files or "none",
        **{label: f"{number:,}" for label, number in figures.items()},
        "read": f"{report.read:,} documents, {report.pages:,} pages in {report.seconds:.1f} s{speed}",
        "checks failed": f"{failed['error']:,} errors, {failed['warning']:,} warnings",
    }


def _print_quarantine(rows: list[tuple[str, str, str]], console: Console) -> None:
    if not rows:
        return
    print_table(console, ("quarantined", "cause", "reason"), rows[:QUARANTINE_ROWS])
    if len(rows) > QUARANTINE_ROWS:
        console.print(f"… and {len(rows) - QUARANTINE_ROWS:,} more: see `jixiao status`.")
