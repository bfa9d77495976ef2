"""Reading in processes: what hangs, crashes, takes too much memory or raises costs one document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pebble import ProcessPool

from flows import ledger, workers
from flows.archive import Source
from flows.workers import Job, Limits, Outcome
from tests.flows.conftest import GRAIN, SAMPLES, variant
from tests.flows.readers import misbehaving

LIMITS = Limits(workers=2, seconds=6, mebibytes=1024)


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    with workers.pool(LIMITS) as processes:
        yield processes


def job(path: Path) -> Job:
    data = path.read_bytes()
    return Job(hashlib.sha256(data).hexdigest(), Source(str(path)), len(data))


def outcomes(pool: ProcessPool, *paths: Path, passwords: tuple[str, ...] = ()) -> dict[str, Outcome]:
    """Outcomes by file name."""
    names = {job(path).document_id: path.name for path in paths}
    found = workers.read(pool, [job(path) for path in paths], misbehaving, "test", LIMITS, passwords)
    return {names[outcome.document_id]: outcome for outcome in found}


def test_one_bad_document_costs_only_itself(pool: ProcessPool, tmp_path: Path) -> None:
    orders = ["hang", "crash", "memory", "raise", "damage", "fine 1", "fine 2", "fine 3"]
    found = outcomes(pool, *(variant(GRAIN, tmp_path / f"{order}.pdf", order) for order in orders))

    assert {name: (outcome.status, outcome.cause) for name, outcome in found.items()} == {
        "hang.pdf": ("quarantined", "timeout"),
        "crash.pdf": ("quarantined", "crash"),
        "memory.pdf": ("quarantined", "memory"),
        "raise.pdf": ("quarantined", "bug"),
        "damage.pdf": ("quarantined", "malformed"),
        "fine 1.pdf": ("loaded", None),
        "fine 2.pdf": ("loaded", None),
        "fine 3.pdf": ("loaded", None),
    }
    assert "within 6 s" in (found["hang.pdf"].reason or "")
    assert "SIGABRT" in (found["crash.pdf"].reason or "")
    assert "StopIteration" in (found["raise.pdf"].reason or "")
    for outcome in found.values():
        assert outcome.content is not None
        reading = ledger.decode(outcome.content)
        assert (reading.document_id, reading.status, reading.cause) == (
            outcome.document_id,
            outcome.status,
            outcome.cause,
        )


def test_a_file_larger_than_the_memory_costs_only_itself(pool: ProcessPool, tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(200 * 2**20)
    with large.open("rb") as file:
        stranger = Job(hashlib.file_digest(file, "sha256").hexdigest(), Source(str(large)), 200 * 2**20)
    (found,) = workers.read(pool, [stranger], misbehaving, "test", LIMITS._replace(mebibytes=64))
    assert (found.status, found.cause) == ("quarantined", "memory")


def test_passwords_open_what_is_encrypted(pool: ProcessPool) -> None:
    locked = SAMPLES / "odd" / "需要密码.pdf"
    (without,) = outcomes(pool, locked).values()
    (given,) = outcomes(pool, locked, passwords=("wrong", "finance2022")).values()
    assert (without.status, without.cause) == ("quarantined", "encrypted")
    assert given.status == "loaded"


def test_a_file_that_changed_since_the_scan_is_left_for_the_next_run(pool: ProcessPool, tmp_path: Path) -> None:
    path = variant(GRAIN, tmp_path / "x.pdf", "fine")
    stale, missing = job(path), Job("0" * 64, Source(str(tmp_path / "gone.pdf")), 1)
    path.write_bytes(b"other")
    found = list(workers.read(pool, [stale, missing], misbehaving, "test", LIMITS, ()))
    assert [(outcome.status, outcome.content) for outcome in found] == [("changed", None)] * 2


def test_a_stopped_pool_leaves_nobody_waiting(tmp_path: Path) -> None:
    paths = [variant(GRAIN, tmp_path / f"{number}.pdf", "hang") for number in range(4)]
    paths.append(variant(GRAIN, tmp_path / "fine.pdf", "fine"))
    jobs = [job(path) for path in reversed(paths)]
    with pytest.raises(workers.Stopped), workers.pool(LIMITS._replace(workers=1, seconds=60)) as processes:
        for outcome in workers.read(processes, jobs, misbehaving, "test", LIMITS._replace(seconds=60)):
            assert outcome.status == "loaded"
            processes.stop()  # type: ignore[no-untyped-call]
