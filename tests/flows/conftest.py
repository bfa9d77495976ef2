"""What the tests of the flows share: small archives, a Prefect API for the session, and a way to run the command."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples"
NATIONAL = SAMPLES / "2022_江城市图书馆_共享工程.pdf"
GRAIN = SAMPLES / "2020_安平县_储备粮.pdf"
RELIEF = SAMPLES / "2019_石桥市民政局_临时救助.pdf"
YEARLESS = SAMPLES / "2022_云渡县_部门整体任务表.pdf"
JIXIAO = Path(sys.executable).with_name("jixiao")

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three documents in two folders."""
    folder = tmp_path / "archive"
    for sample, place in ((NATIONAL, "2022"), (GRAIN, "2020/安平县"), (RELIEF, "2020")):
        (folder / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(sample, folder / place)
    return folder


def variant(sample: Path, target: Path, comment: str) -> Path:
    """The same document with other bytes: a comment after the end is no part of a PDF."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(sample.read_bytes() + f"\n%{comment}\n".encode())
    return target


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Prefect's own database of the session, so that no test touches the user's."""
    before = os.environ.get("PREFECT_HOME")
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    yield
    if before is None:
        del os.environ["PREFECT_HOME"]
    else:
        os.environ["PREFECT_HOME"] = before


@pytest.fixture(scope="session")
def prefect(prefect_home: None) -> Iterator[str]:
    """One Prefect API for all tests of the session, also for the commands that they start; yields its address."""
    from flows.server import prefect_api

    with prefect_api() as wait_until_ready:
        wait_until_ready()
        from prefect.settings import PREFECT_API_URL

        url = str(PREFECT_API_URL.value())
        os.environ["PREFECT_API_URL"] = url
        yield url
        del os.environ["PREFECT_API_URL"]


def on_terminal(columns: int, *arguments: str | Path, cwd: Path) -> list[str]:
    """The lines that the command prints on a terminal so wide, without colours, as far as it did not wrap itself."""
    terminal, command = pty.openpty()
    termios.tcsetwinsize(command, (50, columns))
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    process = subprocess.Popen([JIXIAO, *arguments], cwd=cwd, env=environment, stdout=command, stderr=command)
    os.close(command)
    printed = b""
    with suppress(OSError):  # Linux's word for the end
        while chunk := os.read(terminal, 65536):
            printed += chunk
    os.close(terminal)
    process.wait(timeout=60)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", printed.decode()).splitlines()


@pytest.fixture
def jixiao(tmp_path: Path) -> Command:
    """Run the command in an empty working directory."""

    def run(
        *arguments: str | Path, clean: Mapping[str, str] | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [JIXIAO, *arguments],
            cwd=tmp_path,
            env={**(os.environ if clean is None else clean), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    return run
