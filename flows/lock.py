"""One writer at a time: a lock on the warehouse that dies with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from flows.clock import told
from flows.ledger import ledger_path, runs
from flows.warehouse import WarehouseUnwritable


class Locked(Exception):
    """Another run is writing this warehouse; the message says who, and since when."""


@contextmanager
def writing(warehouse: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the right to write a warehouse.

    Raises Locked where another run has it and we do not ``wait``, WarehouseUnwritable where nobody can have it.
    """
    path = _lock_path(warehouse)
    lock = FileLock(path, timeout=-1 if wait else 0)
    try:
        path.touch()
        lock.acquire()
    except Timeout:
        raise Locked(_holder(warehouse)) from None
    except OSError as error:
        raise WarehouseUnwritable(
            f"{path} cannot be written ({error.strerror}): make it and its folder writable, or name another file with "
            "--warehouse."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _lock_path(warehouse: Path) -> Path:
    warehouse = warehouse.resolve()
    return warehouse.with_name(f"{warehouse.name}.lock")


def _holder(warehouse: Path) -> str:
    holders = [run for run in runs(ledger_path(warehouse), last=1) if run.status == "running"]
    if not holders:
        return f"Another run is just starting or ending on {warehouse}; try again, or wait for it with --wait."
    run = holders[0]
    return (
        f"{run.process} has been writing {warehouse} since {told(run.started_at)}, Beijing time ({run.command}); "
        "wait for it with --wait."
    )


def require_free(warehouse: Path) -> None:
    """Raise what `writing` would raise at this moment."""
    with writing(warehouse):
        pass


def is_free(warehouse: Path) -> bool:
    """Whether nobody writes a warehouse at this moment, as far as we are allowed to ask."""
    try:
        require_free(warehouse)
    except (Locked, WarehouseUnwritable):
        return False
    return True
