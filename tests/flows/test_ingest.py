"""The flows, as Prefect runs them, on real PDFs and real warehouses."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import duckdb
import psutil  # type: ignore[import-untyped]
import pytest

from extractors import READER, read_document
from flows.archive import ArchiveError, ArchiveIncomplete
from flows.ledger import encode, keep, ledger_path, open_ledger, runs, stored
from flows.report import Report, summary
from tests.flows.conftest import GRAIN, JIXIAO, NATIONAL, RELIEF, SAMPLES, YEARLESS, Command, variant
from tests.flows.readers import misbehaving

pytestmark = pytest.mark.usefixtures("prefect")

Run = Callable[..., Report]

# What a run says about itself; everything else is a function of the archive.
RUN_COLUMNS = {"run_id", "ingested_at", "gone_at"}


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


@pytest.fixture
def ingest(warehouse: Path) -> Run:
    """Run the flow in this process; the settings are flags."""

    def run(*paths: Path, flags: dict[str, Any] | None = None, **options: Any) -> Report:
        from flows.ingest import ingest

        chosen = {"warehouse": str(warehouse), "workers": 2, **(flags or {})}
        report = ingest([str(path) for path in paths], flags=chosen, **options)
        assert isinstance(report, Report)
        return report

    return run


@pytest.fixture
def rebuild() -> Run:
    def run(*paths: Path, flags: dict[str, Any]) -> Report:
        from flows.ingest import rebuild

        return rebuild([str(path) for path in paths], flags=flags)

    return run


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(duckdb.connect(warehouse, read_only=True)) as connection:
        return connection.execute(sql).fetchall()


def contents(warehouse: Path) -> dict[str, str]:
    """A hash of every table but `run`, whatever the order of its rows, without the columns about the run."""
    with closing(duckdb.connect(warehouse, read_only=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        result = {}
        for table in sorted(set(tables) - {"run"}):
            relation = connection.sql(f"SELECT * FROM {table}")
            keep = [f'"{column}"' for column in relation.columns if column not in RUN_COLUMNS]
            text = "\n".join(sorted(map(repr, relation.select(*keep).fetchall())))
            result[table] = hashlib.sha256(text.encode()).hexdigest()
        return result


def steps(warehouse: Path) -> set[str]:
    with closing(sqlite3.connect(ledger_path(warehouse))) as ledger:
        return {step for (step,) in ledger.execute("SELECT DISTINCT step FROM document")}


def test_a_second_run_reads_nothing_and_changes_nothing(archive: Path, warehouse: Path, ingest: Run) -> None:
    first = ingest(archive)
    assert (first.read, first.outcomes["loaded"], first.changes.new) == (3, 3, 3)
    assert steps(warehouse) == {"checked"}
    before = warehouse.read_bytes()

    second = ingest(archive)

    assert (second.read, second.unchanged, second.changes.unchanged) == (0, 3, 3)
    assert warehouse.read_bytes() == before, "not even the file is touched"
    assert ingest(archive, verify=True).changes.unchanged == 3
    assert ingest(archive / "2020").unchanged == 3, "a folder of the archive alone renames and removes nothing"


def test_a_run_that_changes_nothing_says_what_check_says(
    archive: Path, warehouse: Path, ingest: Run, jixiao: Command
) -> None:
    ingest(archive, SAMPLES / "odd" / "空文件.pdf")
    with duckdb.connect(warehouse) as connection:
        connection.execute("UPDATE check_result SET passed = false WHERE rule = 'scores_total'")
    report = ingest(archive)
    assert (report.read, report.in_quarantine) == (0, 1)
    said = summary(report)["checks failed"]
    assert said == jixiao("check", "--warehouse", warehouse).stdout.splitlines()[-1]
    assert said.startswith("2 errors, ")


def test_new_changed_renamed_copied_and_removed_files(
    archive: Path, warehouse: Path, ingest: Run, jixiao: Command
) -> None:
    ingest(archive)
    variant(GRAIN, archive / "2020" / "安平县" / GRAIN.name, "changed")
    (archive / "2022" / NATIONAL.name).rename(archive / "2022" / "改名.pdf")
    shutil.copy(archive / "2020" / RELIEF.name, archive / "副本.pdf")
    variant(NATIONAL, archive / "新.pdf", "new")

    report = ingest(archive)

    changes = report.changes
    assert (changes.new, changes.changed, changes.renamed, changes.copied, changes.removed) == (1, 1, 1, 1, 0)
    assert (report.read, report.moved, report.gone) == (2, 2, 1), "the changed file's old content is gone"
    assert summary(report)["  moved or copied"] == "2"
    paths = rows(
        warehouse, "SELECT p.path FROM document_path p JOIN document USING (document_id) WHERE gone_at IS NULL"
    )
    assert {path for (path,) in paths} == {str(path.relative_to(archive)) for path in archive.rglob("*.pdf")}

    (archive / "新.pdf").unlink()
    assert (ingest(archive).gone, len(rows(warehouse, "FROM filing"))) == (1, 5), "its filings stay"
    shutil.copy(archive / "2022" / "改名.pdf", archive / "又.pdf")
    pruned = ingest(archive, prune=True)
    assert pruned.pruned == 2
    assert rows(warehouse, "SELECT pruned FROM run ORDER BY started_at") == [(0,), (0,), (0,), (2,)]
    assert ", 2 pruned" in jixiao("status", "--warehouse", warehouse).stdout
    assert rows(warehouse, "SELECT count(*), count(gone_at) FROM document") == [(3, 0)]


def test_an_archive_that_moved_is_the_same_archive(archive: Path, warehouse: Path, ingest: Run) -> None:
    ingest(archive)
    moved = archive.rename(archive.with_name("moved"))
    report = ingest(moved)
    assert (report.changes.renamed, report.unchanged, report.read) == (3, 3, 0)
    (moved / "2020" / RELIEF.name).unlink()
    assert ingest(moved, prune=True).pruned == 1
    assert rows(warehouse, "SELECT count(*) FROM document") == [(2,)]


def test_a_file_corrected_in_place_is_counted_once(tmp_path: Path, warehouse: Path, ingest: Run) -> None:
    """The file's content, and so its filing, is another; then the first content comes back."""
    folder = tmp_path / "2022"
    first = variant(NATIONAL, folder / "甲.pdf", "first").read_bytes()
    variant(NATIONAL, folder / "乙.pdf", "beside it")
    with zipfile.ZipFile(folder / "a.zip", "w") as packed:
        packed.write(RELIEF, "丙.pdf")
    ingest(folder)
    shutil.copy(GRAIN, folder / "甲.pdf")
    with zipfile.ZipFile(folder / "a.zip", "w") as packed:
        packed.write(SAMPLES / "2022_石桥市水利局_防汛.pdf", "丙.pdf")
    assert ingest(folder).gone == 2
    current = "SELECT path, gone_at IS NULL FROM filing JOIN document USING (document_id) WHERE is_current ORDER BY ALL"
    assert rows(warehouse, current) == [("a.zip!/丙.pdf", True), ("乙.pdf", True), ("甲.pdf", True)]
    (folder / "甲.pdf").write_bytes(first)
    (folder / "乙.pdf").unlink()
    ingest(folder)
    assert rows(warehouse, current) == [("a.zip!/丙.pdf", True), ("甲.pdf", True)]


def test_the_name_of_a_root_tells_the_year(tmp_path: Path, warehouse: Path, ingest: Run) -> None:
    for year in ("2022", "2023"):
        variant(YEARLESS, tmp_path / "by year" / year / "a.pdf", year)
        ingest(tmp_path / "by year" / year)
    years = "SELECT path, fiscal_year, year_source FROM filing JOIN document USING (document_id) ORDER BY ALL"
    assert rows(warehouse, years) == [("a.pdf", 2022, "path"), ("a.pdf", 2023, "path")]
    ingest(tmp_path / "by year")
    assert rows(warehouse, years) == [("2022/a.pdf", 2022, "path"), ("2023/a.pdf", 2023, "path")]


def test_what_left_the_archive_is_gone_also_where_the_ledger_was_lost(
    archive: Path, warehouse: Path, ingest: Run
) -> None:
    variant(RELIEF, archive / "2020" / "又.pdf", "another")
    ingest(archive)
    ledger_path(warehouse).unlink()
    (archive / "2020" / RELIEF.name).unlink()
    assert ingest(archive).gone == 1
    assert ingest(archive, prune=True).pruned == 1


@pytest.mark.parametrize("command", ["ingest", "prune", "rebuild"])
def test_an_archive_that_lost_all_its_documents_is_refused(
    archive: Path, warehouse: Path, ingest: Run, rebuild: Run, command: str
) -> None:
    new = variant(NATIONAL, archive.with_name("inbox") / "new.pdf", "new")
    ingest(archive, new.parent)
    before = contents(warehouse)
    archive.rename(archive.with_name("away"))
    archive.mkdir()
    with pytest.raises(ArchiveIncomplete, match="held 3 documents and holds none now: mount or restore it"):
        if command == "rebuild":
            rebuild(archive, new.parent, flags={"warehouse": str(warehouse)})
        else:
            ingest(archive, new.parent, prune=command == "prune")
    assert contents(warehouse) == before
    archive.rmdir()
    archive.with_name("away").rename(archive)
    new.rename(archive / new.name)
    assert ingest(archive, new.parent).moved == 0, "what was moved out of a folder is not lost"


def test_an_archive_that_was_emptied_on_purpose_can_be_given_up_as_advised(
    archive: Path, warehouse: Path, ingest: Run, rebuild: Run
) -> None:
    new = variant(NATIONAL, archive.with_name("inbox") / "new.pdf", "new")
    ingest(archive, new.parent)
    shutil.rmtree(archive)
    archive.mkdir()
    with pytest.raises(ArchiveIncomplete, match="on the other paths of the archive and leave this one out"):
        ingest(archive, new.parent)
    rebuild(new.parent, flags={"warehouse": str(warehouse)})
    assert rows(warehouse, "SELECT path FROM document") == [("new.pdf",)]
    assert ingest(archive, new.parent).unchanged == 1, "the emptied folder may be named again"

    new.unlink()
    shutil.copy(GRAIN, archive.parent)
    with pytest.raises(ArchiveIncomplete, match=r"remove the warehouse and the \.ledger beside it"):
        ingest(new.parent, archive.parent / GRAIN.name)
    warehouse.unlink()
    ledger_path(warehouse).unlink()
    assert ingest(new.parent, archive.parent / GRAIN.name).documents == 1


def test_a_rebuild_needs_the_whole_archive(archive: Path, warehouse: Path, ingest: Run, rebuild: Run) -> None:
    ingest(archive)
    before = contents(warehouse)
    flags = {"warehouse": str(warehouse)}
    unread = archive / "2020" / "gone.pdf"
    unread.symlink_to(archive / "nowhere.pdf")
    with pytest.raises(ArchiveIncomplete, match=r"gone.pdf cannot be read \(No such file or directory\): mend it"):
        rebuild(archive, flags=flags)
    report = ingest(archive)
    assert (report.unchanged, list(report.postponed)) == (3, [str(unread)]), "it was no document before"
    unread.unlink()
    (archive / "empty").mkdir()
    with pytest.raises(ArchiveError, match=r"There is no document in .*empty"):
        rebuild(archive / "2020", archive / "empty", flags=flags)
    assert contents(warehouse) == before


def test_a_rebuild_fails_where_a_file_changed_after_the_scan(
    archive: Path, warehouse: Path, ingest: Run, rebuild: Run
) -> None:
    """Other bytes of the same size and time: a scan does not notice, the reader does."""
    file = variant(GRAIN, archive / "x.pdf", "then")
    os.utime(file, (1_600_000_000, 1_600_000_000))
    ingest(archive)
    before = contents(warehouse)
    variant(GRAIN, file, "here")
    os.utime(file, (1_600_000_000, 1_600_000_000))
    with closing(sqlite3.connect(ledger_path(warehouse))) as ledger:
        ledger.execute("DELETE FROM reading")
        ledger.commit()
    with pytest.raises(ArchiveIncomplete, match=r"x.pdf cannot be read \(It changed while the run was on"):
        rebuild(archive, flags={"warehouse": str(warehouse)})
    assert contents(warehouse) == before


def test_a_damaged_zip_is_news_once(archive: Path, warehouse: Path, ingest: Run) -> None:
    (archive / "no.zip").write_bytes(b"not a zip at all")
    first = ingest(archive)
    published = warehouse.read_bytes()
    second = ingest(archive)
    assert (first.outcomes["quarantined"], second.outcomes.total(), second.unchanged) == (1, 0, 4)
    assert (first.in_quarantine, second.in_quarantine) == (1, 1)
    assert warehouse.read_bytes() == published


def test_every_odd_document_gets_its_outcome(warehouse: Path, ingest: Run) -> None:
    odd = SAMPLES / "odd"
    expected = {}
    for file in odd.glob("*.json"):
        truth = json.loads(file.read_text("utf-8"))
        if truth["expect"] != "duplicate" and not truth.get("scan"):
            name = f"{truth['container']}!/二〇二二/{truth['file']}" if "container" in truth else truth["file"]
            expected[name] = truth["expect"]
    found = dict(rows_after(ingest, odd, warehouse))
    assert {name: found.get(name) for name in expected} == expected
    reasons = rows(warehouse, "SELECT reason FROM document WHERE status <> 'loaded'")
    assert reasons
    assert all(reason for (reason,) in reasons)
    twice = rows(warehouse, "SELECT path FROM document_path WHERE path = '重复文件.PDF'")
    assert len(twice) == 1, "the same bytes as another file are another path of that document"

    again = ingest(odd)
    assert again.read == 0, "what is quarantined is known too"
    retried = ingest(odd, retry_quarantined=True, flags={"passwords": ["finance2022"]})
    assert (retried.outcomes["loaded"], retried.outcomes["quarantined"]) == (1, 3)


def test_what_a_run_read_that_did_not_publish_it_the_next_run_publishes(
    tmp_path: Path, warehouse: Path, ingest: Run
) -> None:
    """A retry reads a document that was set aside, and ends before it publishes."""
    locked = tmp_path / "locked.pdf"
    shutil.copy(SAMPLES / "odd" / "需要密码.pdf", locked)
    assert ingest(locked).outcomes["quarantined"] == 1
    reading = read_document(locked, passwords=["finance2022"])
    with closing(open_ledger(ledger_path(warehouse))) as ledger:
        keep(ledger, reading.document_id, READER, reading.status, encode(reading))
    report = ingest(locked)
    assert (report.read, report.outcomes["loaded"]) == (0, 1)
    assert rows(warehouse, "SELECT status FROM document") == [("loaded",)]
    assert ingest(locked).unchanged == 1


def test_a_rebuild_reads_again_what_was_quarantined(tmp_path: Path, warehouse: Path, ingest: Run, rebuild: Run) -> None:
    for name in ("odd/需要密码.pdf", "2020_安平县_储备粮.pdf"):
        shutil.copy(SAMPLES / name, tmp_path)
    assert ingest(tmp_path).outcomes["quarantined"] == 1
    flags = {"warehouse": str(warehouse), "passwords": ["finance2022"]}
    report = rebuild(tmp_path, flags=flags)
    assert (report.read, report.outcomes["loaded"], report.outcomes["quarantined"]) == (1, 2, 0)


def rows_after(ingest: Run, odd: Path, warehouse: Path) -> list[tuple[Any, ...]]:
    ingest(odd)
    return rows(warehouse, "SELECT path, status FROM document")


def test_rebuild_gives_what_ingest_from_nothing_gives(
    archive: Path, tmp_path: Path, warehouse: Path, ingest: Run, rebuild: Run
) -> None:
    """In steps or at once, in any order, with any number of workers, from stored readings or from PDFs."""
    ingest(archive / "2022")
    ingest(archive)
    other = tmp_path / "other.duckdb"
    rebuild(archive / "2022", archive, flags={"warehouse": str(other), "workers": 1})
    expected = contents(other)
    assert contents(warehouse) == expected
    again = rebuild(archive, flags={"warehouse": str(warehouse)})
    assert (again.read, again.outcomes["loaded"]) == (0, 3), "no PDF is read for a rebuild"
    assert contents(warehouse) == expected
    assert ingest(archive).unchanged == 3, "what was rebuilt is up to date"


def test_a_hang_a_crash_and_a_glutton_are_quarantined_and_the_rest_goes_on(
    archive: Path, warehouse: Path, ingest: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for order in ("hang", "crash", "memory"):
        variant(GRAIN, archive / f"{order}.pdf", order)
    monkeypatch.setattr("flows.ingest.read_document", misbehaving)

    report = ingest(archive, flags={"timeout": 5, "memory": 1024})

    assert {path: cause for path, cause, _ in report.quarantined} == {
        "hang.pdf": "timeout",
        "crash.pdf": "crash",
        "memory.pdf": "memory",
    }
    assert report.outcomes["loaded"] == 3
    assert len(rows(warehouse, "FROM quarantine")) == 3
    monkeypatch.undo()
    assert ingest(archive, retry_quarantined=True).outcomes["loaded"] == 3


@pytest.mark.parametrize(
    ("end", "status", "afterwards"), [(signal.SIGKILL, "running", "interrupted"), (signal.SIGTERM, "failed", "failed")]
)
def test_ended_at_any_moment_nothing_is_lost(
    archive: Path, warehouse: Path, ingest: Run, end: signal.Signals, status: str, afterwards: str
) -> None:
    ingest(archive / "2020")
    published = contents(warehouse)
    for number in range(40):
        variant(GRAIN, archive / f"{number}.pdf", f"copy {number}")
    process = subprocess.Popen(
        [JIXIAO, "ingest", archive, "--warehouse", warehouse, "--workers", "2"], stderr=subprocess.PIPE
    )
    children = _wait_for_readings(process, warehouse, 6)
    process.send_signal(end)
    _, errors = process.communicate(timeout=30)
    assert (b"\nInterrupted; what was read is kept" in errors) == (end == signal.SIGTERM)

    assert contents(warehouse) == published, "the last published warehouse is whole"
    assert [run.status for run in runs(ledger_path(warehouse), 1)] == [status]
    psutil.wait_procs(children, timeout=10)
    assert not [child for child in children if child.is_running()], "no process outlives the command"

    with closing(sqlite3.connect(ledger_path(warehouse))) as ledger:
        from extractors import READER

        done = len(stored(ledger, READER))
    report = ingest(archive)
    assert report.read == 43 - done, "what was read is not read again"
    assert (report.outcomes["loaded"], steps(warehouse)) == (41, {"checked"})
    assert [run.status for run in runs(ledger_path(warehouse), 2)] == ["completed", afterwards]


def test_ctrl_c_says_that_nothing_is_lost(
    archive: Path, warehouse: Path, ingest: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To all processes of the terminal, with a server of the command's own."""
    ingest(archive / "2020")
    monkeypatch.delenv("PREFECT_API_URL")
    for number in range(40):
        variant(GRAIN, archive / f"{number}.pdf", f"copy {number}")
    process = subprocess.Popen(
        [JIXIAO, "ingest", archive, "--warehouse", warehouse], stderr=subprocess.PIPE, start_new_session=True
    )
    children = _wait_for_readings(process, warehouse, 4)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    told = [line for line in errors.decode().splitlines() if not line.startswith(("document ", "progress "))]
    assert (process.returncode, told) == (130, ["Interrupted; what was read is kept, run it again to go on."])
    psutil.wait_procs(children, timeout=10)
    assert not [child for child in children if child.is_running()]
    assert [run.status for run in runs(ledger_path(warehouse), 1)] == ["failed"]


@pytest.mark.parametrize(
    ("seconds", "end", "code"),
    [
        *((seconds, signal.SIGINT, 130) for seconds in (0.4, 1.5, 2.0, 2.5, 3.0, 4.0)),
        *((seconds, signal.SIGTERM, 143) for seconds in (2.0, 4.0)),
    ],
)
def test_what_ends_it_says_so_also_while_the_command_starts(
    archive: Path, warehouse: Path, prefect_home: None, seconds: float, end: signal.Signals, code: int
) -> None:
    """With a server of forks, and Prefect's own, that are still importing."""
    process = subprocess.Popen(
        [JIXIAO, "ingest", archive, "--warehouse", warehouse, "--workers", "1"],
        env={name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(seconds)
    os.killpg(process.pid, end)
    _, errors = process.communicate(timeout=60)
    told = [line for line in errors.splitlines() if not line.startswith(("document ", "progress "))]
    assert (process.returncode, told) == (code, ["Interrupted; what was read is kept, run it again to go on."])


def _wait_for_readings(process: subprocess.Popen[bytes], warehouse: Path, count: int) -> list[psutil.Process]:
    from extractors import READER

    for _ in range(600):
        with closing(sqlite3.connect(ledger_path(warehouse))) as ledger:
            if len(stored(ledger, READER)) >= count:
                return list(psutil.Process(process.pid).children(recursive=True))
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.05)
    raise AssertionError("nothing was read")


def test_readers_are_never_blocked(archive: Path, warehouse: Path, ingest: Run, jixiao: Command) -> None:
    ingest(archive)
    variant(NATIONAL, archive / "new.pdf", "new")
    process = subprocess.Popen([JIXIAO, "ingest", archive, "--warehouse", warehouse], stderr=subprocess.DEVNULL)
    seen = set()
    while process.poll() is None:
        seen |= set(rows(warehouse, "SELECT count(*) FROM document"))
        time.sleep(0.02)
    seen |= set(rows(warehouse, "SELECT count(*) FROM document"))
    assert process.returncode == 0
    assert seen == {(3,), (4,)}, "before and after, nothing in between"


def test_a_full_disk_fails_the_run_and_leaves_the_warehouse(archive: Path, warehouse: Path, ingest: Run) -> None:
    ingest(archive / "2022")
    published = contents(warehouse)
    limit = warehouse.stat().st_size // 2 // 1024
    command = f'ulimit -f {limit}; trap "" XFSZ; exec "$@"'
    result = subprocess.run(
        ["bash", "-c", command, "-", JIXIAO, "ingest", archive, "--warehouse", warehouse],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "free space" in result.stderr.splitlines()[-1]
    assert runs(ledger_path(warehouse), 1)[0].reason == result.stderr.splitlines()[-1], "as status says it later"
    assert contents(warehouse) == published
    assert not [file.name for file in warehouse.parent.iterdir() if ".working" in file.name]
    assert ingest(archive).outcomes["loaded"] == 2, "with space again, the run completes"


def test_a_second_writer_is_told_who_writes_or_waits(
    archive: Path, warehouse: Path, ingest: Run, jixiao: Command
) -> None:
    from datetime import UTC, datetime

    from flows import lock
    from flows.ledger import open_ledger, start_run

    with lock.writing(warehouse), closing(open_ledger(ledger_path(warehouse))) as book:
        start_run(book, "1", "ingest", datetime.now(UTC))
        refused = jixiao("ingest", archive, "--warehouse", warehouse)
        with pytest.raises(lock.Locked, match=f"process {os.getpid()} on .* has been writing"):
            lock.require_free(warehouse)
    assert refused.returncode == 1
    assert f"process {os.getpid()} on" in refused.stderr
    assert "--wait" in refused.stderr
    assert ingest(archive, wait=True).outcomes["loaded"] == 3


def test_a_run_leaves_its_artifacts_and_never_a_password(
    archive: Path, ingest: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.artifacts import Artifact
    from prefect.client.orchestration import get_client

    monkeypatch.setenv("JIXIAO_PASSWORDS", "Geheim-4711")
    report = ingest(archive, SAMPLES / "odd" / "空文件.pdf")

    keys = ("jixiao-summary", "jixiao-quarantine", "jixiao-failed-checks", "jixiao-rows")
    found = {key: cast(Artifact, Artifact.get(key)) for key in keys}
    assert [row["path"] for row in json.loads(str(found["jixiao-quarantine"].data))] == ["空文件.pdf"]
    assert report.run_id in str(found["jixiao-rows"])
    assert all(found.values())
    with get_client(sync_client=True) as client:
        kept = " ".join(str(run) for run in client.read_flow_runs())
    assert "Geheim-4711" not in kept + str(report)


def test_what_fails_after_publishing_fails_no_run(
    archive: Path, warehouse: Path, ingest: Run, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prefect's server refuses the artifacts, and somebody opens the new warehouse for writing."""
    from flows.warehouse import publish

    opened = []

    def publish_and_open(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
        publish(connection, target)
        opened.append(duckdb.connect(target))

    monkeypatch.setattr("flows.ingest.publish", publish_and_open)
    refuse = (
        "CREATE TRIGGER refuse BEFORE INSERT ON artifact WHEN NEW.key LIKE 'jixiao%' BEGIN SELECT RAISE(ABORT, ''); END"
    )
    with closing(sqlite3.connect(Path(os.environ["PREFECT_HOME"]) / "prefect.db", timeout=30)) as server:
        server.execute(refuse)
        try:
            report = ingest(archive)
        finally:
            server.execute("DROP TRIGGER refuse")
            opened[0].close()
    assert (report.outcomes["loaded"], summary(report)["checks failed"]) == (3, "0 errors, 0 warnings")
    assert "Prefect did not take what this run leaves with it (PrefectHTTPStatusError)" in caplog.text
    assert [run.status for run in runs(ledger_path(warehouse), 1)] == ["completed"]


def test_dask_workers_read_the_same(archive: Path, tmp_path: Path, warehouse: Path, ingest: Run) -> None:
    pytest.importorskip("prefect_dask")
    ingest(archive)
    other = tmp_path / "dask.duckdb"
    report = ingest(archive, flags={"warehouse": str(other), "task_runner": "dask"})
    assert report.read == 3
    assert contents(other) == contents(warehouse)
