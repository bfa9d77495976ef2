"""The command line: what it prints, how it exits, what it does not load."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest
from pydantic import BaseModel, model_serializer
from pydantic_core import PydanticSerializationError
from rich.cells import cell_len

from flows import lock
from flows.ledger import ledger_path, open_ledger, runs, start_run
from flows.sentences import is_interrupt, sentence
from tests.flows.conftest import GRAIN, JIXIAO, NATIONAL, ROOT, SAMPLES, Command, on_terminal

ENCRYPTED = SAMPLES / "odd" / "需要密码.pdf"
COMMANDS = [
    "ingest",
    "rebuild",
    "extract",
    "explain",
    "sql",
    "check",
    "status",
    "export",
    "dictionary",
    "settings",
    "serve",
]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A published warehouse, made without Prefect, where the command looks for it by default."""
    from extractors import read_document
    from flows import warehouse as store

    path = tmp_path / "warehouse.duckdb"
    reading = read_document(NATIONAL)
    with store.working_copy(path) as connection:
        document = store.Document(reading.document_id, (NATIONAL.name,))
        store.load(connection, [document], [reading], "1", datetime.now(UTC))
        store.check(connection)
        store.publish(connection, path)
    return path


def test_every_command_of_the_contract_has_help(jixiao: Command) -> None:
    top = jixiao("--help").stdout
    assert [command for command in COMMANDS if f" {command} " not in top] == []


@pytest.mark.parametrize(
    "arguments", [["--help"], ["sql", "SELECT 1"], ["status"], ["check"], ["settings"], ["dictionary"]]
)
def test_commands_without_a_flow_do_not_load_prefect_or_the_readers(
    warehouse: Path, tmp_path: Path, arguments: list[str]
) -> None:
    script = (
        "import sys; from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        "heavy = {'prefect', 'camelot', 'pdfplumber', 'cv2'} & sys.modules.keys()\n"
        "assert not heavy, heavy"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout


def test_extract_prints_every_record_as_json(jixiao: Command) -> None:
    result = jixiao("extract", GRAIN)
    reading = json.loads(result.stdout)
    assert result.returncode == 0
    assert reading["filings"][0]["indicators"][0]["box"]


def test_a_query_may_begin_with_a_comment_or_come_from_standard_input(warehouse: Path, tmp_path: Path) -> None:
    query = "-- how many = ?\nSELECT count(*) AS n FROM document"
    for argument, given in ((query, ""), ("-", query)):
        result = subprocess.run(
            [JIXIAO, "sql", argument, "--format", "csv"],
            cwd=tmp_path,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.returncode, result.stdout.split()) == (0, ["n", "1"]), result.stderr


@pytest.mark.parametrize("command", ["ingest", "rebuild"])
def test_help_names_the_defaults(jixiao: Command, command: str) -> None:
    printed = jixiao(command, "--help", COLUMNS="200").stdout
    for default in ("warehouse.duckdb", "one per core", "300", "2048", "processes"):
        assert f"[default: {default}]" in printed


def test_check_strict_fails_where_an_error_is_found(warehouse: Path, jixiao: Command) -> None:
    assert jixiao("check", "--strict").returncode == 0
    with duckdb.connect(warehouse) as connection:
        connection.execute("UPDATE check_result SET passed = false WHERE rule = 'scores_total'")
    assert jixiao("check").returncode == 0
    strict = jixiao("check", "--strict")
    assert strict.returncode == 1
    assert "scores_total" in strict.stdout


def test_status_names_what_is_quarantined(warehouse: Path, jixiao: Command) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("UPDATE document SET status = 'quarantined', cause = 'encrypted', reason = '有密码'")
    printed = jixiao("status").stdout
    assert all(word in printed for word in ("quarantined", NATIONAL.name, "encrypted", "有密码"))


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("command", ["status", "check", "dictionary", "settings"])
def test_on_a_terminal_text_folds_and_is_whole(warehouse: Path, tmp_path: Path, command: str, columns: int) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("UPDATE document SET status = 'quarantined', cause = 'encrypted', reason = repeat('囧', 99)")
        connection.execute("UPDATE check_result SET passed = false, message = repeat('䨻', 99)")
    lines = on_terminal(columns, command, cwd=tmp_path)
    assert lines
    assert max(map(cell_len, lines)) <= columns
    printed = "".join(lines)
    assert "…" not in printed
    assert printed.count("囧") == (99 if command == "status" else 0)
    assert printed.count("䨻") % 99 == 0


def test_numbers_never_fold(warehouse: Path, tmp_path: Path) -> None:
    query = (
        "SELECT 12345678901.25::DECIMAL(18,2) AS 金额, repeat('字', 40) AS 名称, 98765432109.75::DECIMAL(18,2) AS 数"
    )
    folded = on_terminal(60, "sql", query, cwd=tmp_path)
    assert max(map(cell_len, folded)) <= 60
    unfolded = on_terminal(40, "sql", query, cwd=tmp_path)
    assert any("字" * 40 in line for line in unfolded), "the terminal wraps it"
    for lines in (folded, unfolded):
        assert "12,345,678,901.25" in lines[3]
        assert "98,765,432,109.75" in lines[3]


def test_a_pipe_gets_each_row_on_a_line(warehouse: Path, jixiao: Command) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("UPDATE document SET status = 'quarantined', reason = repeat('囧', 999)")
    assert "囧" * 999 in jixiao("status").stdout


def test_status_shows_the_runs_also_without_a_warehouse(tmp_path: Path, jixiao: Command) -> None:
    with closing(open_ledger(tmp_path / "warehouse.duckdb.ledger")) as book:
        start_run(book, "first-run", "ingest", datetime.now(UTC))
    result = jixiao("status")
    assert (result.returncode, "first-run" in result.stdout) == (1, True)
    assert "There is no warehouse at" in result.stderr


def test_a_run_that_was_killed_is_interrupted_as_soon_as_its_lock_is_free(tmp_path: Path, jixiao: Command) -> None:
    path = tmp_path / "warehouse.duckdb"
    with lock.writing(path), closing(open_ledger(ledger_path(path))) as book:
        start_run(book, "first-run", "ingest", datetime.now(UTC))
        assert " running " in jixiao("status").stdout
    assert " interrupted " in jixiao("status").stdout
    assert [run.status for run in runs(ledger_path(path), 1)] == ["running"], "asking changes nothing"


def test_times_are_told_in_beijing_time_wherever_the_machine_is(tmp_path: Path, jixiao: Command) -> None:
    path = tmp_path / "warehouse.duckdb"
    with lock.writing(path), closing(open_ledger(ledger_path(path))) as book:
        start_run(book, "1", "ingest", datetime(2024, 5, 1, 20, 30, tzinfo=UTC))
        told = jixiao("status", TZ="America/New_York").stdout
        refused = jixiao("ingest", GRAIN, TZ="America/New_York").stderr
    assert "started (Beijing time)" in told
    assert "2024-05-02 04:30:00" in told
    assert "since 2024-05-02 04:30:00, Beijing time (ingest)" in refused


def test_a_warehouse_that_somebody_writes_to_is_named_with_its_writer(warehouse: Path, jixiao: Command) -> None:
    with duckdb.connect(warehouse):
        for arguments in (["status"], ["sql", "SELECT 1"], ["ingest", str(GRAIN)]):
            result = jixiao(*arguments)
            assert result.returncode == 1
            assert result.stderr == (
                f"warehouse.duckdb is open for writing in another process (PID {os.getpid()}): "
                "close it there and run it again.\n"
            )


def test_what_an_encoding_cannot_say_is_escaped(warehouse: Path, jixiao: Command) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("UPDATE document SET status = 'quarantined', reason = '有密码'")
    result = jixiao("status", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")
    assert r"\u6709\u5bc6\u7801" in result.stdout


def test_the_version_is_that_of_the_package(jixiao: Command) -> None:
    assert jixiao("--version").stdout == f"jixiao {version('jixiao')}\n"


def test_ctrl_c_is_said_in_one_word_where_nothing_is_kept(warehouse: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [JIXIAO, "sql", "-"], cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(1)  # it waits for a query
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "Interrupted.\n")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["ingest", "nowhere"], 2, "Cannot open nowhere"),
        (["ingest"], 2, "Missing argument"),
        (["ingest", "."], 2, "There is no PDF and no ZIP in ."),
        (["frobnicate"], 2, "No such command"),
        (["status"], 1, "There is no warehouse at"),
        (["sql", "SELECT 1"], 1, "There is no warehouse at"),
        (["extract", "nowhere.pdf"], 2, "Cannot open nowhere.pdf: No such file or directory; check the path."),
        (["explain", "nowhere.pdf"], 2, "Cannot open nowhere.pdf: No such file or directory; check the path."),
        (["extract", "."], 2, "name a PDF in it"),
        (["extract", str(SAMPLES / "odd" / "归档.zip")], 2, "name a PDF in it"),
        (["extract", str(ENCRYPTED)], 1, "put it into JIXIAO_PASSWORDS and run it again."),
        (["explain", str(GRAIN), "--page", "9"], 2, "has 1 page"),
        (["extract", str(SAMPLES / "odd" / "网页冒充.pdf")], 1, "PDF"),
        (["explain", str(GRAIN), "--out", str(GRAIN)], 1, f"{GRAIN} cannot be used (File exists): "),
        (["ingest", str(GRAIN), "--memory", "1"], 2, "memory"),
        (["ingest", str(GRAIN), "--warehouse", "/proc/w.duckdb"], 1, "writ"),
    ],
)
def test_wrong_usage_and_wrong_input_get_one_sentence(
    prefect: str, jixiao: Command, arguments: list[str], status: int, words: str
) -> None:
    result = jixiao(*arguments)
    assert result.returncode == status
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_setting_of_the_wrong_kind_is_wrong_usage(jixiao: Command) -> None:
    result = jixiao("status", JIXIAO_WORKERS="many")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("JIXIAO_WORKERS: input should be a valid integer, ")
    assert result.stderr.endswith(", not 'many'.\n")


def test_a_misspelt_variable_is_told_and_stops_nothing(warehouse: Path, jixiao: Command) -> None:
    for arguments in (["settings"], ["sql", "SELECT 1", "--format", "csv"]):
        result = jixiao(*arguments, JIXIAO_WAREHOUS="elsewhere.duckdb")
        assert (result.returncode, result.stderr.count("\n")) == (0, 1), result.stderr
        assert result.stderr.startswith("JIXIAO_WAREHOUS in the environment is no setting")


def test_an_empty_variable_says_nothing(warehouse: Path, jixiao: Command) -> None:
    assert jixiao("sql", "SELECT 1", JIXIAO_WAREHOUSE="").returncode == 0


class Interrupting(BaseModel):
    @model_serializer
    def _interrupt(self) -> dict[str, str]:
        raise KeyboardInterrupt


@pytest.mark.parametrize("serialize", [Interrupting.model_dump, Interrupting.model_dump_json])
def test_ctrl_c_is_known_also_where_a_library_makes_another_exception_of_it(
    serialize: Callable[[Interrupting], object],
) -> None:
    with pytest.raises(PydanticSerializationError) as error:
        serialize(Interrupting())
    assert is_interrupt(error.value)
    assert not is_interrupt(ValueError("no"))


def test_an_unexpected_error_is_one_line_without_addresses() -> None:
    text, status = sentence(RuntimeError("2 errors\nsee https://example.com/x"))
    assert (status, text.count("\n")) == (1, 0)
    assert "http" not in sentence(ValueError("odd value, see https://example.com/x for more"))[0]


def test_a_warehouse_of_another_kind_is_refused(tmp_path: Path, prefect: str, jixiao: Command) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"no database")
    for arguments in (["status"], ["ingest", str(GRAIN)], ["rebuild", str(GRAIN)]):
        result = jixiao(*arguments)
        assert (result.returncode, "warehouse" in result.stderr) == (1, True)
    assert (tmp_path / "warehouse.duckdb").read_bytes() == b"no database"
    assert [file.name for file in tmp_path.iterdir()] == ["warehouse.duckdb"], "nothing is left beside it"


def test_debug_may_stand_anywhere_and_shows_the_traceback(jixiao: Command) -> None:
    for arguments in (["--debug", "status"], ["status", "--debug"]):
        assert "Traceback" in jixiao(*arguments).stderr


def test_a_pipe_is_no_archive_but_may_hold_one_pdf(tmp_path: Path, jixiao: Command) -> None:
    os.mkfifo(tmp_path / "管道.pdf")
    result = jixiao("ingest", "管道.pdf")
    assert (result.returncode, result.stderr) == (
        2,
        "管道.pdf is neither a folder nor a file: name one that holds the PDFs.\n",
    )
    with subprocess.Popen(["cp", GRAIN, tmp_path / "管道.pdf"]):
        assert json.loads(jixiao("extract", "管道.pdf").stdout)["filings"]


def test_names_in_gbk_are_told_as_text(tmp_path: Path, jixiao: Command) -> None:
    name = os.fsdecode("国.pdf".encode("gbk"))
    shutil.copy(GRAIN, tmp_path / name)
    assert jixiao("explain", name).stdout.startswith("国-1.png: ")
    assert "国.pdf has 1 page" in jixiao("explain", name, "--page", "9", COLUMNS="200").stderr


def test_a_query_is_utf8_whatever_the_locale(warehouse: Path, jixiao: Command) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = jixiao("sql", "SELECT '中文' AS a", "--format", "csv", **ascii_only)
    assert (result.returncode, result.stdout) == (0, "a\n中文\n"), result.stderr


def test_debug_changes_no_exit_status(jixiao: Command) -> None:
    result = jixiao("ingest", "nowhere", "--debug")
    assert (result.returncode, "Traceback" in result.stderr) == (2, True)


def test_ingest_prints_its_summary_and_a_line_a_document(tmp_path: Path, prefect: str, jixiao: Command) -> None:
    (tmp_path / "a" / "[").mkdir(parents=True)
    (tmp_path / "a" / "[" / "red]空[b].pdf").touch()
    result = jixiao("ingest", GRAIN, tmp_path / "a")
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("document ")]
    assert len(lines) == 2
    assert any("outcome=loaded" in line and "route=" in line and " ms=" in line for line in lines)
    assert any("outcome=quarantined cause=empty" in line for line in lines)
    assert "filings loaded" in result.stdout
    assert "[/red]空[b].pdf" in result.stdout, "brackets in names are no markup"
    noise = [line for line in result.stderr.splitlines() if not line.startswith(("document ", "progress "))]
    assert noise == [], "Prefect is quiet"


def test_what_cannot_be_opened_is_counted_and_named(tmp_path: Path, prefect: str, jixiao: Command) -> None:
    archive = tmp_path / "a"
    archive.mkdir()
    shutil.copy(GRAIN, archive)
    (archive / "断.pdf").symlink_to("nowhere.pdf")
    os.mkfifo(archive / "管道.pdf")
    result = jixiao("ingest", archive)
    assert result.returncode == 0, result.stderr
    (row,) = [line for line in result.stdout.splitlines() if "not opened" in line]
    assert row.split() == ["│", "not", "opened", "│", "2", "│"]
    assert "not read" not in result.stdout
    assert [line for line in result.stderr.splitlines() if line.startswith("not read: ")] == [
        f"not read: {archive / '断.pdf'}: No such file or directory",
        f"not read: {archive / '管道.pdf'}: not a regular file",
    ]


def test_a_zip_that_is_named_pdf_is_told_its_name(tmp_path: Path, jixiao: Command) -> None:
    shutil.copy(SAMPLES / "odd" / "归档.zip", tmp_path / "归档.pdf")
    with zipfile.ZipFile(tmp_path / "未压缩.pdf", "w") as archive:  # its PDF begins within its first bytes
        archive.write(GRAIN, "a.pdf")
    for name in ("归档.pdf", "未压缩.pdf"):
        result = jixiao("extract", name)
        assert result.returncode == 1
        assert result.stderr.startswith("The file is not a PDF but a ZIP archive")
        assert "name it .zip so that the PDFs in it are read" in result.stderr


def test_a_cluster_keeps_its_log_to_itself(prefect: str, jixiao: Command) -> None:
    pytest.importorskip("prefect_dask")
    result = jixiao("ingest", GRAIN, "--task-runner", "dask", "--workers", "1")
    assert result.returncode == 0, result.stderr
    assert [line for line in result.stderr.splitlines() if not line.startswith(("document ", "progress "))] == []


def test_without_a_server_ingest_brings_its_own_and_leaves_nothing_behind(
    prefect_home: None, tmp_path: Path, jixiao: Command
) -> None:
    import psutil  # type: ignore[import-untyped]

    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    result = jixiao("ingest", GRAIN, clean=environment)
    assert result.returncode == 0, result.stderr
    servers = [p for p in psutil.process_iter(["cmdline"]) if str(tmp_path) in str(p.info["cmdline"])]
    assert servers == []
    assert all(line.startswith(("document ", "progress ")) for line in result.stderr.splitlines())


def test_make_clean_leaves_the_warehouse_and_its_ledger(tmp_path: Path) -> None:
    data = [tmp_path / name for name in ("warehouse.duckdb", "warehouse.duckdb.ledger")]
    for file in data:
        file.touch()
    (tmp_path / ".venv").mkdir()
    subprocess.run(["make", "-f", ROOT / "Makefile", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert sorted(tmp_path.iterdir()) == data
