"""Prefect without waiting and without noise: a server of our own for as long as a command runs.

Prefect's embedded server is imported twice, in the command and in the server's process, one after the other. Here the
server is a child from the start, on a socket that is open before it is ready, while the command goes on importing; it
runs no service that a one-shot run does not need, writes nothing to the terminal, and dies with its parent. Should it
die first, the socket closes with it, and who waits for an answer is told at once.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from flows.orphans import die_with_parent

READY_SECONDS = 180  # the first start on a machine migrates Prefect's database

QUIET = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "DASK_LOGGING__DISTRIBUTED": "critical",
}
LEAN = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SHOW_PROFILES_DIRECTORY": "false",
}


class PrefectError(Exception):
    """What keeps Prefect from running ours; the message is one sentence that says what to do."""


def configure(*, debug: bool) -> None:
    """Set Prefect's defaults through the environment. To be called before Prefect is imported."""
    for name, value in {**LEAN, **({} if debug else QUIET)}.items():
        os.environ.setdefault(name, value)
    if not debug:
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # callbacks that are cancelled at the end
        warnings.filterwarnings("ignore", message="Failed to create the Prefect home directory")  # ours says what to do


def has_api() -> bool:
    """Whether a Prefect API is configured: PREFECT_API_URL or a profile."""
    from prefect.settings import PREFECT_API_URL

    return bool(PREFECT_API_URL.value())


@contextmanager
def prefect_api(*, debug: bool = False, scheduler: bool = False) -> Iterator[Callable[[], None]]:
    """A Prefect API to run against: the one that is configured (PREFECT_API_URL or a profile), else one of our own.

    Yields what waits until it answers and raises PrefectError where nothing does. ``scheduler`` also runs the services
    that start scheduled runs. Raises PrefectError where a server of our own has no place for its database.
    """
    configure(debug=debug)
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    if url := PREFECT_API_URL.value():
        remedy = "start it, correct PREFECT_API_URL, or unset it to do without"
        yield partial(_wait_until_ready, url, f"No Prefect server answers at {url}", remedy)
        return
    _require_home()
    with (
        _serving(debug, scheduler) as url,
        temporary_settings({PREFECT_API_URL: url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        remedy = "run it with --debug to see why"
        yield partial(_wait_until_ready, url, "Prefect's server does not start", remedy)


def _require_home() -> None:
    """Raise PrefectError where Prefect's folder, which holds the server's database, cannot be written."""
    from prefect.settings import PREFECT_HOME

    home = PREFECT_HOME.value()
    try:
        home.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=home).close()
    except OSError as error:
        raise PrefectError(
            f"Prefect's folder {home} cannot be written ({error.strerror}): make it writable, or name another in "
            "PREFECT_HOME."
        ) from error


@contextmanager
def _serving(debug: bool, scheduler: bool) -> Iterator[str]:
    """A server of our own; yields the address of its API."""
    with socket.create_server(("127.0.0.1", 0)) as listener:  # open here until the server has it
        server = _start(listener, debug, scheduler)
        port = listener.getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/api"
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _start(listener: socket.socket, debug: bool, scheduler: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flows.server", str(listener.fileno()), str(os.getpid())]
    environment = {**os.environ, "PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_FINAL": "1"}
    if not scheduler:
        environment["PREFECT__SERVER_EPHEMERAL"] = "1"
    quiet = None if debug else subprocess.DEVNULL
    return subprocess.Popen(
        command,
        env=environment,
        pass_fds=[listener.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=quiet,
        stderr=quiet,
        process_group=0,  # Ctrl-C is for the command, which still has to tell the server how the run ended
    )


def _wait_until_ready(url: str, problem: str, remedy: str) -> None:
    """Return when the API answers. Our socket is open from the start, so one request waits as long as it takes."""
    import httpx

    try:
        httpx.get(f"{url}/health", timeout=READY_SECONDS).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        raise PrefectError(f"{problem} ({why}): {remedy}.") from error


def _main() -> None:
    descriptor, parent = int(sys.argv[1]), int(sys.argv[2])
    die_with_parent(parent)
    import uvicorn

    uvicorn.run("prefect.server.api.server:create_app", factory=True, fd=descriptor, log_level="error")


if __name__ == "__main__":
    _main()
