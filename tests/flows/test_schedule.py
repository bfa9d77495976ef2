"""Scheduled ingestion: the deployment, and `jixiao serve` as a service manager runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from flows.ledger import ledger_path, runs
from tests.flows.conftest import JIXIAO, Command


def test_the_deployment_never_overlaps_and_knows_its_time_zone(archive: Path) -> None:
    from prefect.client.schemas.schedules import CronSchedule

    from flows.schedule import deployment

    made = deployment([archive], "0 6 * * *", {"time_zone": "Asia/Urumqi"})

    assert made.schedules
    (due,) = made.schedules
    assert isinstance(due.schedule, CronSchedule)
    assert (due.schedule.cron, due.schedule.timezone) == ("0 6 * * *", "Asia/Urumqi")
    assert made.concurrency_limit == 1
    assert made.concurrency_options is not None
    assert made.concurrency_options.collision_strategy.value == "CANCEL_NEW"
    assert made.parameters["paths"] == [str(archive)]


def test_serve_runs_what_is_due_survives_a_failure_and_stops_on_sigterm(
    archive: Path, tmp_path: Path, prefect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_RUNNER_POLL_FREQUENCY", "1")
    warehouse = tmp_path / "w.duckdb"
    command = [str(JIXIAO), "serve", str(archive), "--cron", "0 6 1 1 *", "--warehouse", str(warehouse)]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        warehouse.write_bytes(b"no database")
        assert _outcome_when_served(process) == "Failed"
        warehouse.unlink()
        assert _outcome_when_served(process) == "Completed"
        assert [run.status for run in runs(ledger_path(warehouse), 2)] == ["completed", "failed"]
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    told = [line.partition(" ")[0] for line in errors.splitlines()]
    assert sorted(told) == sorted(["Serving", "run", *["document"] * 3, "progress", "run"]), errors
    lines = errors.splitlines()
    assert f"Serving {archive} into {warehouse}: next run at " in lines[0]
    assert "-01-01 06:00 Asia/Shanghai" in lines[0]
    assert "status=failed" in lines[1] and "cannot be opened as a warehouse" in lines[1]
    assert "status=completed" in lines[-1] and "loaded=3" in lines[-1]


def _outcome_when_served(process: subprocess.Popen[str]) -> str:
    """Start a run by hand, as soon as the deployment is there, and wait for its state."""
    from prefect.client.schemas.objects import FlowRun
    from prefect.deployments import run_deployment
    from prefect.exceptions import ObjectNotFound

    for _ in range(120):
        assert process.poll() is None
        try:
            run = run_deployment("ingest/jixiao", timeout=120, poll_interval=1)
        except ObjectNotFound:
            time.sleep(0.5)
            continue
        assert isinstance(run, FlowRun)
        return run.state_name or ""
    raise AssertionError("it was never served")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["/no/such", "--cron", "0 6 * * *"], "Cannot open /no/such: No such file or directory; check the path."),
        ([".", "--cron", "soon"], 'as in "0 6 * * *"'),
        ([".", "--cron", "0 6 * * *", "--time-zone", "Mars/Olympus"], "write one such as Asia/Shanghai"),
        ([".", "--cron", "0 6 * * *", "--work-pool", "p"], "start 'prefect server start'"),
    ],
)
def test_a_schedule_that_cannot_be_is_wrong_usage(
    prefect_home: None, jixiao: Command, arguments: list[str], words: str
) -> None:
    without = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    result = jixiao("serve", *arguments, clean=without, COLUMNS="200")
    assert result.returncode == 2, result.stderr
    assert words in result.stderr


def test_a_work_pool_that_is_not_there_is_named(archive: Path, prefect: str, jixiao: Command) -> None:
    result = jixiao("serve", archive, "--cron", "0 6 * * *", "--work-pool", "nowhere")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "make it with 'prefect work-pool create nowhere --type process'" in result.stderr


def test_a_prefect_server_that_does_not_answer_is_named(archive: Path, prefect_home: None, jixiao: Command) -> None:
    result = jixiao("ingest", archive, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "No Prefect server answers at http://127.0.0.1:9/api" in result.stderr


def test_a_folder_of_prefect_that_cannot_be_written_is_named(archive: Path, jixiao: Command) -> None:
    without = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    result = jixiao("ingest", archive, clean=without, PREFECT_HOME="/proc/nowhere")
    assert (result.returncode, result.stderr) == (
        1,
        "Prefect's folder /proc/nowhere cannot be written (No such file or directory): make it writable, or name "
        "another in PREFECT_HOME.\n",
    )


def test_a_server_that_dies_as_it_starts_is_not_waited_for(archive: Path, tmp_path: Path, jixiao: Command) -> None:
    (tmp_path / "home" / "prefect.db").mkdir(parents=True)
    without = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    result = jixiao("ingest", archive, clean=without, PREFECT_HOME=str(tmp_path / "home"))
    assert (result.returncode, result.stderr.count("\n")) == (1, 1), result.stderr
    assert result.stderr.startswith("Prefect's server does not start (")
    assert "timed out" not in result.stderr


def test_a_deployment_can_be_left_to_a_work_pool(archive: Path, prefect: str, jixiao: Command) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate

    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="pool", type="process"))
        result = jixiao("serve", archive, "--cron", "0 6 1 1 *", "--work-pool", "pool")
        assert result.returncode == 0, result.stderr
        made = client.read_deployment_by_name("ingest/jixiao")
    assert result.stdout.startswith("Deployed ingest/jixiao to the work pool pool: next run at ")
    assert "-01-01 06:00 Asia/Shanghai; " in result.stdout
    assert result.stdout.endswith(f"'PREFECT_API_URL={prefect} prefect worker start --pool pool'.\n")
    assert (made.work_pool_name, made.entrypoint) == ("pool", "flows.ingest.ingest")
