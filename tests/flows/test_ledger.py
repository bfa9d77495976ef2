"""The ledger: places, steps, readings and runs survive, and tell the truth."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Reading
from flows import ledger
from flows.archive import Entry, Source
from flows.plan import Holding
from tests import forms


@pytest.fixture
def book(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = ledger.open_ledger(tmp_path / "w.duckdb.ledger")
    yield connection
    connection.close()


def entry(location: str, path: str, document_id: str = "A", members: tuple[int, ...] = (), modified: int = 5) -> Entry:
    container = location.partition("!/")[0]
    return Entry(location, container, path, Source(container, members), 1, modified, document_id)


def steps(book: sqlite3.Connection) -> dict[str, str]:
    return dict(book.execute("SELECT document_id, step FROM document").fetchall())


def test_an_unchanged_file_is_known_and_a_changed_or_young_one_is_not(book: sqlite3.Connection) -> None:
    found = [entry("/a/z.zip!/x.pdf", "z.zip!/x.pdf", members=(3,)), entry("/a/young.pdf", "young.pdf", modified=-1)]
    ledger.record_scan(book, found, ["/a"], [])
    assert ledger.known_entries(book, "/a/z.zip", 1, 5) == found[:1]
    assert ledger.known_entries(book, "/a/z.zip", 1, 6) == []
    assert ledger.known_entries(book, "/a/z.zip", 2, 5) == []
    assert ledger.known_entries(book, "/a/young.pdf", 1, -1) == []


def test_the_widest_root_names_a_place(book: sqlite3.Connection) -> None:
    narrow, wide = entry("/a/2021/x.pdf", "x.pdf"), entry("/a/2021/x.pdf", "2021/x.pdf")
    for scan, root in ((narrow, "/a/2021"), (wide, "/a"), (narrow, "/a/2021")):
        ledger.record_scan(book, [scan], [root], [])
    assert ledger.entries(book) == {"/a/2021/x.pdf": wide}


def test_only_what_was_looked_at_can_vanish(book: sqlite3.Connection) -> None:
    found = [entry("/a/x.pdf", "x.pdf", "X"), entry("/b/y.pdf", "y.pdf", "Y"), entry("/a/shut/z.pdf", "z.pdf", "Z")]
    ledger.record_scan(book, found, ["/a", "/b"], [])
    ledger.record_scan(book, [], ["/a"], ["/a/shut"])
    assert ledger.entries(book).keys() == {"/b/y.pdf", "/a/shut/z.pdf"}
    assert ledger.gone(book) == {"X"}


def test_what_moved_with_its_archive_has_left_the_old_place(book: sqlite3.Connection, tmp_path: Path) -> None:
    (tmp_path / "still").mkdir()
    for root in ("moved", "still"):
        found = [entry(f"{tmp_path}/{root}/x.pdf", "x.pdf", "X"), entry(f"{tmp_path}/{root}/{root}.pdf", f"{root}.pdf")]
        ledger.record_scan(book, found, [f"{tmp_path}/{root}"], [])
    new = f"{tmp_path}/new"
    ledger.record_scan(book, [entry(f"{new}/x.pdf", "x.pdf", "X")], [new], [])
    left = {Path(location).relative_to(tmp_path).as_posix() for location in ledger.entries(book)}
    assert left == {"new/x.pdf", "moved/moved.pdf", "still/x.pdf", "still/still.pdf"}


def test_steps_go_back_to_what_was_published(book: sqlite3.Connection) -> None:
    ledger.record_scan(book, [entry(f"/{name}.pdf", name, name) for name in "ABCD"], ["/"], [])
    ledger.reach(book, "AD", "checked", "1")
    ledger.reach(book, "BD", "loaded", "1")
    ledger.resume(book, {name: Holding("1", (name,), False) for name in "AD"})
    assert steps(book) == {"A": "checked", "B": "read", "C": "seen", "D": "read"}
    assert ledger.unpublished(book) == {"B", "D"}


@given(st.lists(st.sampled_from(["loaded", "no_form", "quarantined"]), min_size=1, max_size=5))
def test_readings_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, statuses: list[str]) -> None:
    book = ledger.open_ledger(tmp_path_factory.mktemp("ledger") / "x")
    kept = [forms.reading(forms.filing(), name=str(number)) for number, _ in enumerate(statuses)]
    for reading, status in zip(kept, statuses, strict=True):
        ledger.keep(book, reading.document_id, "1", status, ledger.encode(reading))
    ids = [reading.document_id for reading in kept]
    assert list(ledger.readings(book, ids, "1")) == kept
    assert list(ledger.stored(book, "1").values()) == statuses
    assert ledger.stored(book, "2") == {}, "another version of the reader has read nothing"
    ledger.keep(book, ids[0], "2", "loaded", ledger.encode(kept[0]))
    ledger.drop_superseded(book, "2")
    assert ledger.stored(book, "1").keys() == set(ids[1:])
    book.close()


@pytest.mark.parametrize("content", [b"no database at all, but longer than the header of one", bytes(5000)])
def test_a_damaged_ledger_is_to_be_deleted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.duckdb.ledger"
    path.write_bytes(content)
    for use in (ledger.open_ledger, lambda path: ledger.runs(path, 1)):
        with pytest.raises(ledger.LedgerError, match=r"w.duckdb.ledger is damaged .*: delete it"):
            use(path)


def test_a_ledger_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "w.duckdb.ledger").mkdir()
    with pytest.raises(ledger.LedgerError, match="make it and its folder writable"):
        ledger.open_ledger(tmp_path / "w.duckdb.ledger")


def test_a_ledger_that_may_only_be_read_is_refused_before_anything_is_left_beside_it(tmp_path: Path) -> None:
    """Root's first run is followed by a service user's."""
    path = tmp_path / "w.duckdb.ledger"
    ledger.open_ledger(path).close()
    path.chmod(0o444)
    script = f"from pathlib import Path; from flows.ledger import open_ledger; open_ledger(Path({str(path)!r}))"
    rights = "-dac_override,-dac_read_search"
    mortal = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    result = subprocess.run([*mortal, sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "LedgerError" in result.stderr, result.stderr
    assert f"{path} cannot be written (Permission denied): make it and its folder writable" in result.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_a_run_that_was_killed_is_told_from_one_that_works(book: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb.ledger"
    ledger.start_run(book, "1", "ingest", datetime(2026, 1, 1, tzinfo=UTC))
    assert [run.status for run in ledger.runs(path, 5)] == ["running"]
    ledger.start_run(book, "2", "rebuild", datetime(2026, 1, 2, tzinfo=UTC))
    ledger.finish_run(book, "2", "completed", {"loaded": 3})
    assert [(run.run_id, run.status, run.counts) for run in ledger.runs(path, 5)] == [
        ("2", "completed", {"loaded": 3}),
        ("1", "interrupted", {}),
    ]
    assert ledger.runs(tmp_path / "none", 5) == []


def test_a_reading_without_pages_is_a_reading() -> None:
    reading = Reading("x", 0, "1", "quarantined", cause="empty", reason="空")
    assert ledger.decode(ledger.encode(reading)) == reading
