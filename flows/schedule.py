"""Ingestion on a schedule: a Prefect deployment, served here or by a worker of somebody's own Prefect server."""

from __future__ import annotations

import asyncio
import shlex
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import serve as serve_deployments
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron
from prefect.server.schemas.schedules import CronSchedule
from prefect.types.entrypoint import EntrypointType

from flows.ingest import ingest
from flows.report import log, log_to_stderr
from flows.server import PrefectError
from flows.settings import Settings, load

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
    """Leave the deployment with the Prefect server, for workers of a pool; returns what was done and what is to do.

    Raises PrefectError where the server does not know the pool.
    """
    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(work_pool)
        except ObjectNotFound:
            raise PrefectError(
                f"Prefect's server has no work pool {work_pool}: make it with 'prefect work-pool create {work_pool} "
                "--type process', or name another with --work-pool."
            ) from None
        url = str(client.api_url).rstrip("/")
    deployment(paths, cron, flags, work_pool).apply()
    return (
        f"Deployed {ingest.name}/{NAME} to the work pool {work_pool}: next run at {_next_run(cron, load(**flags))}; "
        f"a worker is started with 'PREFECT_API_URL={url} prefect worker start --pool {shlex.quote(work_pool)}'."
    )


def next_run(cron: str, time_zone: str) -> datetime:
    """When a run is due next. Raises ValueError where ``cron`` or the time zone means nothing."""
    (due,) = asyncio.run(CronSchedule(cron=cron, timezone=time_zone).get_dates(1))
    return due


def _next_run(cron: str, settings: Settings) -> str:
    return f"{next_run(cron, settings.time_zone):%Y-%m-%d %H:%M} {settings.time_zone}"


def serve(paths: list[Path], cron: str, flags: dict[str, Any]) -> None:
    """Register the deployment and run it when it is due, until SIGTERM or Ctrl-C. A failed run changes nothing.

    What happens is told on standard error, a line each.
    """
    settings = load(**flags)
    log_to_stderr()
    log.warning(
        f"Serving {', '.join(map(str, paths))} into {settings.warehouse}: next run at {_next_run(cron, settings)}; "
        "Ctrl-C or SIGTERM stops it."
    )
    warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")  # its SIGTERM handler
    serve_deployments(deployment(paths, cron, flags), limit=1, print_starting_message=False)
