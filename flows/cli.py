"""The command line: parses, calls, prints. What is heavy is imported by the command that needs it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from flows.report import Report
    from flows.settings import Settings

INTERRUPTED, TERMINATED = 130, 143  # the exit status after Ctrl-C and after SIGTERM
KEPT = "Interrupted; what was read is kept, run it again to go on."
_received: list[int] = []  # the signals that ended the run

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="项目支出绩效自评表: from PDF archives to a DuckDB warehouse that proves its numbers.",
)

Paths = Annotated[list[Path], typer.Argument(help="directories, PDFs and ZIPs", show_default=False)]
Pdf = Annotated[Path, typer.Argument(help="the PDF", show_default=False)]
Warehouse = Annotated[Path | None, typer.Option(help="the DuckDB file \\[default: warehouse.duckdb]")]
Workers = Annotated[int | None, typer.Option(min=1, help="processes that read \\[default: one per core]")]
Timeout = Annotated[float | None, typer.Option(help="seconds that one document may take \\[default: 300]")]
Memory = Annotated[int | None, typer.Option(min=512, help="MiB that one document may take \\[default: 2048]")]
Runner = Annotated[str | None, typer.Option(help="where documents are read: processes or dask \\[default: processes]")]
Wait = Annotated[bool, typer.Option("--wait", help="wait while another run is writing the warehouse")]


class TableFormat(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class FileFormat(StrEnum):
    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"jixiao {version('jixiao')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="tracebacks, and what Prefect has to say")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="the version of jixiao", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    context.obj = debug


@app.command()
def ingest(
    context: typer.Context,
    paths: Paths,
    warehouse: Warehouse = None,
    workers: Workers = None,
    timeout: Timeout = None,
    memory: Memory = None,
    task_runner: Runner = None,
    verify: Annotated[bool, typer.Option("--verify", help="hash every file again, also unchanged ones")] = False,
    retry_quarantined: Annotated[bool, typer.Option("--retry-quarantined", help="read these again")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="drop what is gone from the archive")] = False,
    wait: Wait = False,
) -> None:
    """Read what is new or changed in the archive; load, check, publish."""
    flags = _given(warehouse=warehouse, workers=workers, timeout=timeout, memory=memory, task_runner=task_runner)
    options = {"verify": verify, "retry_quarantined": retry_quarantined, "prune": prune, "wait": wait}
    _run_flow("ingest", paths, flags, options, debug=context.obj)


@app.command()
def rebuild(
    context: typer.Context,
    paths: Paths,
    warehouse: Warehouse = None,
    workers: Workers = None,
    timeout: Timeout = None,
    memory: Memory = None,
    task_runner: Runner = None,
    wait: Wait = False,
) -> None:
    """The whole warehouse again from the archive, swapped in when complete."""
    flags = _given(warehouse=warehouse, workers=workers, timeout=timeout, memory=memory, task_runner=task_runner)
    _run_flow("rebuild", paths, flags, {"wait": wait}, debug=context.obj)


@app.command()
def extract(file: Pdf) -> None:
    """One PDF as JSON: every record, with pages and boxes."""
    import msgspec

    from extractors import read_document
    from flows.archive import require_pdf

    require_pdf(file)
    reading = read_document(file, passwords=_passwords(_settings()))
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(reading), indent=2) + b"\n")


@app.command()
def explain(
    file: Pdf,
    page: Annotated[int | None, typer.Option(min=1, help="only this page")] = None,
    out: Annotated[Path, typer.Option(help="folder of the pictures")] = Path(),
) -> None:
    """The pages as PNG with what was understood laid over them."""
    from extractors.explain import NoSuchPage
    from extractors.explain import explain as draw
    from flows.archive import require_pdf, shown

    require_pdf(file)
    try:
        pictures = draw(file, pages=[page] if page else None, out=out, passwords=_passwords(_settings()))
    except NoSuchPage as error:
        raise typer.BadParameter(shown(str(error)), param_hint="--page") from None
    for picture in pictures:
        print(f"{shown(str(picture.path))}: {picture.account}")


@app.command(context_settings={"ignore_unknown_options": True})  # a query may begin with a comment
def sql(
    query: Annotated[str, typer.Argument(help="a SELECT, or - for standard input", show_default=False)],
    format: Annotated[TableFormat, typer.Option(help="of the answer")] = TableFormat.table,
    warehouse: Warehouse = None,
) -> None:
    """Read-only SQL over the published warehouse."""
    from flows.archive import shown
    from flows.query import query as answer

    text = sys.stdin.buffer.read().decode("utf-8-sig") if query == "-" else shown(query)
    answer(_warehouse(warehouse), text, format.value, sys.stdout.buffer)


@app.command()
def check(
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if an error-level rule fails")] = False,
    warehouse: Warehouse = None,
) -> None:
    """What does not add up, by filing and rule."""
    from flows.status import print_check
    from flows.tables import console

    errors = print_check(_warehouse(warehouse), console())
    if strict and errors:
        raise typer.Exit(1)


@app.command()
def status(warehouse: Warehouse = None) -> None:
    """Documents by outcome, what is quarantined and why, the last runs."""
    from flows.status import print_status
    from flows.tables import console

    print_status(_warehouse(warehouse), console())


@app.command()
def export(
    directory: Annotated[Path, typer.Argument(help="where to write", show_default=False)],
    format: Annotated[FileFormat, typer.Option(help="of the files")] = FileFormat.parquet,
    warehouse: Warehouse = None,
) -> None:
    """Every table and view as files."""
    from flows.export import export as write

    for file in write(_warehouse(warehouse), directory, format.value):
        print(file)


@app.command()
def dictionary(
    as_markdown: Annotated[bool, typer.Option("--markdown", help="as the text of sql/README.md")] = False,
) -> None:
    """Every table, view and column with its Chinese label, meaning and unit."""
    from flows.dictionary import entries, markdown
    from flows.tables import console, print_table

    if as_markdown:
        print(markdown(), end="")
        return
    rows, styles = [], []
    for entry in entries():
        relation = entry.relation if entry.schema == "main" else f"{entry.schema}.{entry.relation}"
        rows.append((relation, entry.column, entry.type, entry.label, entry.meaning, entry.unit))
        styles.append(None if entry.column else "bold")
    print_table(console(), ("relation", "column", "type", "label", "meaning", "unit"), rows, styles)


@app.command()
def settings(warehouse: Warehouse = None) -> None:
    """What is in force, and where it came from."""
    from flows.settings import provenance
    from flows.tables import console, print_table

    _settings(warehouse=warehouse)  # tells what is no setting
    print_table(console(), ("setting", "value", "from", "meaning"), provenance(warehouse=warehouse))


@app.command()
def serve(
    context: typer.Context,
    paths: Paths,
    cron: Annotated[str, typer.Option(help='when, as "minute hour day month weekday"')],
    time_zone: Annotated[str | None, typer.Option(help="of the schedule \\[default: Asia/Shanghai]")] = None,
    warehouse: Warehouse = None,
    work_pool: Annotated[str | None, typer.Option(help="leave it to the workers of this pool instead")] = None,
) -> None:
    """Ingest on a schedule, as a Prefect deployment, until stopped."""
    from flows.archive import require
    from flows.server import configure, has_api, prefect_api

    configure(debug=context.obj)
    flags = _given(warehouse=warehouse, time_zone=time_zone)
    time_zone = _settings(**flags).time_zone
    if work_pool and not has_api():
        raise typer.BadParameter(
            "a work pool needs a Prefect server that stays: start 'prefect server start' and set PREFECT_API_URL.",
            param_hint="--work-pool",
        )
    if not work_pool:  # the workers of a pool may be on other machines
        for path in paths:
            require(path)
    with prefect_api(debug=context.obj, scheduler=True) as wait_until_ready:
        from flows import schedule

        try:
            schedule.next_run(cron, time_zone)
        except ValueError:
            raise typer.BadParameter(
                f'"{cron}" is no time: write minute, hour, day, month and weekday, as in "0 6 * * *".',
                param_hint="--cron",
            ) from None
        wait_until_ready()
        if work_pool:
            print(schedule.register(paths, cron, flags, work_pool))
        else:
            schedule.serve(paths, cron, flags)


def main() -> None:
    """Entry point: errors for a person are one sentence on standard error; a traceback comes with --debug."""
    _escape_what_cannot_be_printed()
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    if debug:
        arguments = ["--debug", *(argument for argument in arguments if argument != "--debug")]
    try:
        app(args=arguments, prog_name="jixiao")
    except SystemExit as stop:
        if stop.code in (INTERRUPTED, TERMINATED):  # typer makes the first of a KeyboardInterrupt, without a word
            _fail(_interruption(arguments), stop.code)
        raise
    except Exception as error:
        import traceback

        from flows.sentences import is_interrupt, sentence

        if _received or is_interrupt(error):
            _fail(_interruption(arguments), TERMINATED if _received else INTERRUPTED)
        text, status = sentence(error)
        _fail(traceback.format_exc() if debug else text, status)


def _stop(number: int, _: object) -> NoReturn:
    """End the run. Whatever else fails then does so because its processes were told the same, or the exit met it."""
    _received.append(number)
    sys.exit(TERMINATED)


def _interruption(arguments: list[str]) -> str:
    command = next((argument for argument in arguments if not argument.startswith("-")), "")
    return KEPT if command in ("ingest", "rebuild") else "Interrupted."


def _escape_what_cannot_be_printed() -> None:
    """Names are Chinese, and not every terminal or pipe is: what its encoding lacks is printed as \\uXXXX."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fail(text: str, status: int) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(status)


def _run_flow(name: str, paths: list[Path], flags: dict[str, Any], options: dict[str, bool], *, debug: bool) -> None:
    """Run a flow against Prefect and print its report. What can be refused without Prefect is refused before."""
    signal.signal(signal.SIGTERM, _stop)  # else it ends without a word
    from flows import archive, lock
    from flows.ledger import ledger_path
    from flows.report import log_to_stderr, print_report
    from flows.server import prefect_api
    from flows.tables import console
    from flows.warehouse import refuse_foreign

    target = _settings(**flags).warehouse
    for path in paths:
        archive.require(path)
    refuse_foreign(target)  # before anything is left beside it
    if not ledger_path(target).exists():
        archive.require_files(paths)
    if not options["wait"]:
        lock.require_free(target)
    log_to_stderr()
    with prefect_api(debug=debug) as wait_until_ready:
        from flows import ingest as flows
        from flows.workers import warm_up

        warm_up()  # while Prefect's server starts, which takes one core
        wait_until_ready()
        flow: Callable[..., Report] = getattr(flows, name)
        report = flow([str(path) for path in paths], **options, flags=flags)
        print_report(report, console())


def _given(**flags: Any) -> dict[str, Any]:
    """The flags that were given, as plain values that a Prefect run can keep."""
    return {
        name: str(value) if isinstance(value, Path) else value for name, value in flags.items() if value is not None
    }


def _settings(**flags: Any) -> Settings:
    """The settings of a command; what looks like one and is none is told, since it may have been meant."""
    from flows.settings import load, unknown

    settings = load(**flags)
    for sentence in unknown():
        print(sentence, file=sys.stderr)
    return settings


def _warehouse(flag: Path | None) -> Path:
    return flag or _settings().warehouse


def _passwords(settings: Settings) -> list[str]:
    return [password.get_secret_value() for password in settings.passwords]


if __name__ == "__main__":
    main()
