"""How fast the whole job is, beside other readers, and where its time and memory go.

    python -m tests.benchmarks.speed job       # ingest per page beside camelot, pdfplumber (and PyMuPDF if installed)
    python -m tests.benchmarks.speed stages    # reading a page, stage by stage
    python -m tests.benchmarks.speed report    # pages without a form, and a long report with one form
    python -m tests.benchmarks.speed growth    # cost and memory from 100 to 10,000 pages
    python -m tests.benchmarks.speed commands  # start to exit of commands

`growth` takes ten minutes (--sizes 100,1000 --documents 500 is shorter), the others less. tests.benchmarks.daily
measures runs over what is known. Figures of one call belong together: quote ratios, and the machine that the last
line names.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import psutil  # type: ignore[import-untyped]
import pypdfium2
from rich.console import Console
from rich.table import Table

from tests.benchmarks import archives

CONSOLE = Console(width=100)
REPEATS = 5


# -- the whole job --------------------------------------------------------------------------------------------------


def job(pages: int) -> None:
    """Ingest of a generated archive beside other readers on one core; what a run costs at all is set aside."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archives.make_archive(folder / "one", documents=1)
        total = archives.make_archive(folder / "many", pages=pages)
        with _ingesting(folder) as ingest:
            fixed = min((ingest(folder / "one", number) for number in range(2)), key=lambda cost: cost.seconds)
            whole = ingest(folder / "many", 2)
    ours = whole.less(fixed).each(total)
    title = f"ingest of {total:,} pages; a run costs {fixed.seconds:.1f} s before its first page"
    table = Table("reader", "cores", "ms a page", "times ours", "processor ms a page", "times ours", title=title)
    table.add_row("jixiao, scan to publish", f"{os.cpu_count()}", *_beside(ours, ours))
    for label, reader in PEERS.items():
        if label != "PyMuPDF find_tables" or find_spec("pymupdf"):
            table.add_row(label, "1", *_beside(_on_one_core(reader), ours))
    CONSOLE.print(table)


class Cost(NamedTuple):
    """Seconds on the clock, and those that processors worked."""

    seconds: float
    processor: float

    def less(self, other: Cost) -> Cost:
        return Cost(self.seconds - other.seconds, self.processor - other.processor)

    def each(self, pages: int) -> Cost:
        return Cost(self.seconds / pages, self.processor / pages)


def _beside(cost: Cost, ours: Cost) -> Iterator[str]:
    for value, own in zip(cost, ours, strict=True):
        yield f"{1000 * value:.1f}"
        yield f"{value / own:.1f}"


def _cost(action: Callable[[], object]) -> Cost:
    """What an action costs this process and all below it, those that end meanwhile included, as workers do."""
    used = _processor()
    seconds = _seconds(action)
    return Cost(seconds, _processor() - used)


def _processor() -> float:
    below = psutil.Process().children(recursive=True)
    return sum(os.times()[:4]) + sum(sum(child.cpu_times()[:4]) for child in below)


@contextmanager
def _ingesting(folder: Path) -> Iterator[Callable[[Path, int], Cost]]:
    """What ingests an archive into a new warehouse and returns the cost, with Prefect started before."""
    from flows.server import prefect_api

    with prefect_api() as wait_until_ready:
        from flows.ingest import ingest
        from flows.workers import warm_up

        warm_up()
        wait_until_ready()

        def timed(archive: Path, number: int) -> Cost:
            return _cost(lambda: ingest([str(archive)], flags={"warehouse": str(folder / f"{number}.duckdb")}))

        yield timed


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _on_one_core(reader: Callable[[Path], object]) -> Cost:
    """What a page costs a reader over the files that the archive is made of, in a process that has one core."""
    paths = archives.samples()
    count = sum(map(archives.page_count, paths))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_stay_on_one_core) as process:
        return process.submit(_read_all, reader, paths).result().each(count)


def _stay_on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    warnings.simplefilter("ignore")


def _read_all(reader: Callable[[Path], object], paths: Sequence[Path]) -> Cost:
    reader(paths[0])  # imports are not what is compared
    return _cost(lambda: [reader(path) for path in paths])


def _camelot(path: Path) -> None:
    from camelot import io as camelot

    camelot.read_pdf(path, pages="all", suppress_stdout=True)


def _camelot_and_pdfplumber(path: Path) -> None:
    import pdfplumber
    from camelot import io as camelot

    options = {"boxes_flow": None}
    camelot.read_pdf(path, pages="all", engine="vector", layout_kwargs=options, suppress_stdout=True)
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()


def _pymupdf(path: Path) -> None:
    pymupdf = import_module("pymupdf")
    with pymupdf.open(path) as document:
        for page in document:
            for table in page.find_tables().tables:
                table.extract()


PEERS = {
    "camelot.read_pdf, defaults": _camelot,
    "camelot vector + pdfplumber tables": _camelot_and_pdfplumber,
    "PyMuPDF find_tables": _pymupdf,
}


# -- the stages of reading ------------------------------------------------------------------------------------------


def stages() -> None:
    """Processor time of each stage of reading, its callees in the list set aside."""
    import pdfplumber

    import extractors
    from extractors import clip, figures, names, opinion, pages
    from flows import ledger

    watched: dict[str, list[tuple[Any, str]]] = {
        "load and look at the page (pdfium)": [(pypdfium2.PdfDocument, "get_page"), (pages, "glance")],
        "open (pdfium, pdfplumber)": [(pages, "_open"), (pdfplumber, "open")],
        "parse (pdfminer)": [(pages, "layout_of")],
        "glyphs that are seen": [(pages, "frame_of"), (pages, "printed")],
        "grid (camelot)": [(pages, "vector_grids")],
        "grid once more (camelot combined)": [(pages, "combined_grids")],
        "clip paths (pdfium)": [(clip, "split")],
        "second opinion (pdfium)": [(opinion, "settle")],
        "text of cells": [(pages, "fill"), (pages, "_marked")],
        "stitch": [(pages, "runs_on"), (extractors, "forms"), (extractors, "is_filing")],
        "interpret": [(extractors, "interpret"), (figures, "restore")],
        "repair names": [(names, "repair")],
        "encode": [(ledger, "encode")],
    }
    watch = Stopwatch()
    for stage, functions in watched.items():
        for module, name in functions:
            setattr(module, name, watch.timing(stage, getattr(module, name)))
    contents = [path.read_bytes() for path in archives.samples()]
    for number in range(REPEATS):
        if number == 1:  # the first round fills the caches
            watch.spent.clear()
        for content in contents:
            ledger.encode(extractors.read_document(content))
    watch.charge("")
    page_count = sum(map(archives.page_count, archives.samples())) * (REPEATS - 1)
    table = Table("stage", "ms a page", "share", title="reading, one core, processor time")
    for stage, seconds in watch.spent.most_common():
        share = seconds / watch.spent.total()
        table.add_row(stage or "the rest", f"{1000 * seconds / page_count:.2f}", f"{share:.1%}")
    table.add_row("all", f"{1000 * watch.spent.total() / page_count:.2f}", "100.0%")
    CONSOLE.print(table)


class Stopwatch:
    """Processor seconds by stage; time inside a stage called from another belongs to the inner one."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._stack = [""]
        self._last = time.process_time()

    def charge(self, stage: str) -> None:
        now = time.process_time()
        self.spent[stage] += now - self._last  # type: ignore[assignment]
        self._last = now

    def timing(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            self.charge(self._stack[-1])
            self._stack.append(stage)
            try:
                return function(*arguments, **options)
            finally:
                self.charge(self._stack.pop())

        return timed


# -- pages without a form -------------------------------------------------------------------------------------------


def report(pages: int) -> None:
    """What a page costs that cannot hold a form, and a long report with one form beside the form alone."""
    from extractors import read_document

    with tempfile.TemporaryDirectory() as name:
        form, long = archives.make_report(Path(name), pages)
        form_pages = archives.page_count(form)
        for path in (form, long):
            assert len(read_document(path).filings) == 1
        alone = min(_seconds(lambda: read_document(form)) for _ in range(REPEATS))
        whole = min(_seconds(lambda: read_document(long)) for _ in range(REPEATS))
    plain = (whole - alone) / (pages - form_pages)
    table = Table("document", "pages", "ms", "ms a page", title="a form and a report around it")
    table.add_row("the form alone", f"{form_pages}", f"{1000 * alone:.0f}", f"{1000 * alone / form_pages:.1f}")
    table.add_row("the report with the form", f"{pages}", f"{1000 * whole:.0f}", f"{1000 * whole / pages:.1f}")
    table.add_row("a page of it without a form", "1", "", f"{1000 * plain:.2f}")
    CONSOLE.print(table)
    CONSOLE.print(f"A page without a form costs 1/{alone / form_pages / plain:.0f} of a form's page.")


# -- cost and memory by size ----------------------------------------------------------------------------------------


def growth(sizes: Sequence[int], documents: int, scans: int) -> None:
    """Seconds and memory of ingest by size: a worker must not grow, and the cost must stay in line with the pages.

    The samples repeat their texts: a worker that kept every text it meets would show with ``documents`` forms that
    have none in common.
    """
    table = Table("archive", "pages", "documents", "s", "ms a page", *MEMORY, title="ingest (memory: MiB at most)")
    with tempfile.TemporaryDirectory() as name, _ingesting(Path(name)) as ingest:
        kinds = [("samples", partial(archives.make_archive, pages=size)) for size in sizes]
        kinds.append(("no text in common", partial(archives.make_varied, documents=documents)))
        kinds.append(("scans", partial(archives.make_scans, documents=scans)))
        for number, (kind, make) in enumerate(kinds):
            archive = Path(name) / f"{number}"
            pages = make(archive)
            count = sum(1 for _ in archive.rglob("*.pdf"))
            with _watching() as seen:
                cost = ingest(archive, number)
            half = len(seen) // 2
            workers = [max((one for one, _ in part), default=0) for part in (seen[:half], seen[half:])]
            memory = [f"{used / 2**20:,.0f}" for used in (*workers, max(whole for _, whole in seen))]
            each = f"{1000 * cost.seconds / pages:.1f}"
            table.add_row(kind, f"{pages:,}", f"{count:,}", f"{cost.seconds:.1f}", each, *memory)
    CONSOLE.print(table)


MEMORY = ("worker, 1st half", "worker, 2nd half", "whole job")


@contextmanager
def _watching() -> Iterator[list[tuple[int, int]]]:
    """Private bytes over time of the largest worker, and of this process with all its children."""
    seen: list[tuple[int, int]] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.5):
            seen.append(_memory())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def _memory() -> tuple[int, int]:
    largest, whole = 0, 0
    own = psutil.Process()
    for process in (own, *own.children(recursive=True)):
        try:
            used = process.memory_full_info().uss
            is_worker = "forkserver" in " ".join(process.cmdline())
        except psutil.Error:
            continue
        whole += used
        largest = max(largest, used if is_worker else 0)
    return largest, whole


# -- commands -------------------------------------------------------------------------------------------------------


def commands() -> None:
    """Start to exit of commands in seconds; the last two start a Prefect server, ours and Prefect's own."""
    from extractors import read_document
    from flows import warehouse

    source = max(archives.samples(), key=lambda path: archives.page_count(path) == 4)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "w.duckdb"
        reading = read_document(source)
        with warehouse.working_copy(file, fresh=True) as connection:
            documents = [warehouse.Document(reading.document_id, (source.name,))]
            warehouse.load(connection, documents, [reading], "run", datetime.now(UTC))
            warehouse.check(connection)
            warehouse.publish(connection, file)
        jixiao = [sys.executable, "-m", "flows.cli"]
        ingest = [*jixiao, "ingest", str(source), "--warehouse", str(Path(name) / "NUMBER.duckdb")]
        table = Table("command", "least s", "median s", "processor s", title="start to exit")
        for label, command in {
            "jixiao --help": [*jixiao, "--help"],
            "jixiao status": [*jixiao, "status", "--warehouse", str(file)],
            "jixiao sql": [*jixiao, "sql", "--warehouse", str(file), "SELECT count(*) FROM indicator"],
            f"jixiao extract ({archives.page_count(source)} pages)": [*jixiao, "extract", str(source)],
            f"jixiao ingest ({archives.page_count(source)} pages)": ingest,
            "a Prefect flow that does nothing": [sys.executable, "-c", IDLE_FLOW],
        }.items():
            costs = [_cost(partial(_run, command, number)) for number in range(REPEATS)]
            median = [statistics.median(values) for values in zip(*costs, strict=True)]
            table.add_row(label, f"{min(costs).seconds:.2f}", *(f"{value:.2f}" for value in median))
    CONSOLE.print(table)


IDLE_FLOW = "import prefect; prefect.flow(lambda: None, name='idle')()"


def _run(command: Sequence[str], number: int) -> None:
    arguments = [argument.replace("NUMBER", str(number)) for argument in command]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("job", "stages", "report", "growth", "commands"))
    parser.add_argument("--pages", type=int, default=600, help="of the archive of `job`")
    parser.add_argument("--report", type=int, default=200, help="pages of the long report")
    parser.add_argument("--sizes", default="100,1000,10000", help="pages of the archives of `growth`")
    parser.add_argument("--documents", type=int, default=4000, help="of `growth` with no text in common")
    parser.add_argument("--scans", type=int, default=60, help="of `growth`")
    options = parser.parse_args()
    match options.part:
        case "job":
            job(options.pages)
        case "stages":
            stages()
        case "report":
            report(options.report)
        case "growth":
            growth([int(size) for size in options.sizes.split(",")], options.documents, options.scans)
        case _:
            commands()
    CONSOLE.print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {sys.version[:6]}")


if __name__ == "__main__":
    main()
