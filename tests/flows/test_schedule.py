"""Scheduled ingestion: the deployment, and `jixiao serve` as a service manager runs it."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from uuid import UUID

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
    assert errors == ""


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


def test_a_deployment_can_be_left_to_a_work_pool(archive: Path, prefect: str, jixiao: Command) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate

    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="pool", type="process"))
        result = jixiao("serve", archive, "--cron", "0 6 * * *", "--work-pool", "pool")
        assert result.returncode == 0, result.stderr
        made = client.read_deployment(UUID(result.stdout.strip()))
    assert (made.work_pool_name, made.entrypoint) == ("pool", "flows.ingest.ingest")
