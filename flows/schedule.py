"""Ingestion on a schedule: a Prefect deployment, served here or by a worker of somebody's own Prefect server."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from prefect import serve as serve_deployments
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.ingest import ingest
from flows.settings import load

NAME = "jixiao"

# A run that falls due while another is on is dropped: the next one finds what it would have found.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def deployment(paths: list[Path], cron: str, flags: dict[str, Any], work_pool: str | None = None) -> RunnerDeployment:
    """`ingest` every time ``cron`` says so, in the time zone of the settings, one run at a time.

    What prefect.yaml would say. A worker of ``work_pool`` needs this package installed and the paths in reach.
    """
    settings = load(**flags)
    places = {"warehouse": str(settings.warehouse.absolute())}  # a worker runs somewhere else
    result = ingest.to_deployment(
        NAME,
        schedule=Cron(cron, timezone=settings.time_zone),
        parameters={"paths": [str(path.absolute()) for path in paths], "flags": flags | places, "wait": True},
        concurrency_limit=ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
        work_pool_name=work_pool,
        description="Bring the warehouse up to date with the archive.",
    )
    assert isinstance(result, RunnerDeployment)  # outside an event loop it is no coroutine
    return result


def register(paths: list[Path], cron: str, flags: dict[str, Any], work_pool: str) -> str:
    """Leave the deployment with the Prefect server, for workers of a pool; returns its id."""
    return str(deployment(paths, cron, flags, work_pool).apply())


def serve(paths: list[Path], cron: str, flags: dict[str, Any]) -> None:
    """Register the deployment and run it when it is due, until SIGTERM or Ctrl-C. A failed run changes nothing."""
    warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")  # its SIGTERM handler
    serve_deployments(deployment(paths, cron, flags), limit=1, print_starting_message=False)
