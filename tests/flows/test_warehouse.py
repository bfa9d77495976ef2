"""The warehouse as a file: made, filled, replaced, published; what it refuses; what does not depend on order."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Reading, Repair
from flows import lock, rows, schema, warehouse
from flows.ledger import ledger_path
from flows.warehouse import Document, Run
from tests.forms import filing, fund, indicator, reading, sound_indicators

NOW = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)


def documents(*readings: Reading, folder: str = "2021") -> list[Document]:
    return [Document(r.document_id, (f"{folder}/{r.document_id[:8]}.pdf",)) for r in readings]


def build(path: Path, *readings: Reading) -> Path:
    """A published warehouse of these readings."""
    with warehouse.working_copy(path) as connection:
        warehouse.load(connection, documents(*readings), readings, "run", NOW)
        warehouse.check(connection)
        warehouse.publish(connection, path)
    return path


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(warehouse.open_readable(path)) as connection:
        return connection.execute(sql).fetchall()


def content(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A hash of every table's rows, whatever their order."""
    tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
    return {
        table: str(connection.execute(f"SELECT count(*), bit_xor(hash({table})) FROM {table}").fetchall())
        for table in tables
    }


def in_memory() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    schema.create(connection)
    return connection


# Publishing


def test_nothing_is_published_before_publish(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with warehouse.working_copy(path) as connection:
        warehouse.load(connection, documents(reading(filing())), [reading(filing())], "run", NOW)
    assert list(tmp_path.iterdir()) == []


def test_publish_leaves_one_file(tmp_path: Path) -> None:
    path = build(tmp_path / "w.duckdb", reading(filing()))
    assert list(tmp_path.iterdir()) == [path]
    assert ask(path, "SELECT filings, reconciled_filings FROM unit_summary") == [(1, 1)]


def test_a_reader_keeps_its_answer_while_another_version_is_published(tmp_path: Path) -> None:
    """The reader is another process, as in life: one process shares one open file."""
    path = build(tmp_path / "w.duckdb", reading(filing()))
    count = "SELECT count(*) FROM filing"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(path), count], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdin and reader.stdout
    assert reader.stdout.readline() == "1\n"
    build(path, reading(filing(project_name="又一个"), name="二"))
    reader.stdin.write("again\n")
    reader.stdin.close()
    assert reader.stdout.readline() == "1\n"
    assert reader.wait() == 0
    assert ask(path, count) == [(2,)]


READER = """
import sys
from pathlib import Path
from flows.warehouse import open_published
connection = open_published(Path(sys.argv[1]))
print(connection.execute(sys.argv[2]).fetchone()[0], flush=True)
sys.stdin.readline()
print(connection.execute(sys.argv[2]).fetchone()[0], flush=True)
"""


def test_a_failure_leaves_the_published_warehouse_whole(tmp_path: Path) -> None:
    path = build(tmp_path / "w.duckdb", reading(filing()))
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt), warehouse.working_copy(path) as connection:
        warehouse.forget(connection, [reading().document_id])
        raise KeyboardInterrupt
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_is_swept_away(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    (tmp_path / "w.duckdb.working").write_bytes(b"half a file")
    (tmp_path / "w.duckdb.working.wal").write_bytes(b"half a log")
    build(path, reading(filing()))
    assert list(tmp_path.iterdir()) == [path]


def test_fresh_starts_from_nothing(tmp_path: Path) -> None:
    path = build(tmp_path / "w.duckdb", reading(filing()))
    with warehouse.working_copy(path, fresh=True) as connection:
        assert connection.execute("SELECT count(*) FROM document").fetchone() == (0,)


def test_the_file_can_be_opened_by_duckdb_1_5(tmp_path: Path) -> None:
    """DuckDB 2.0 would write a format of its own unless asked."""
    path = build(tmp_path / "w.duckdb", reading(filing()))
    tags = ask(path, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'w'")
    assert str(tags[0][0]).startswith("v1.5.0")


def test_publishing_keeps_the_mode_of_the_file_and_the_link_to_it(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    link = tmp_path / "w.duckdb"
    link.symlink_to(tmp_path / "disk" / "real.duckdb")
    build(link, reading(filing()))
    link.chmod(0o640)
    with lock.writing(link):
        build(link, reading(filing(project_name="又一个"), name="二"))
    assert link.is_symlink()
    assert stat.S_IMODE(link.stat().st_mode) == 0o640
    assert ask(link, "SELECT count(*) FROM filing") == [(2,)]
    assert {file.name for file in tmp_path.iterdir()} == {"disk", "w.duckdb"}
    assert ledger_path(link) == tmp_path / "disk" / "real.duckdb.ledger"


# Refusals


def test_a_missing_warehouse_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(warehouse.WarehouseMissing, match="jixiao ingest"):
        warehouse.open_published(tmp_path / "w.duckdb")


# Every way to open what lies at a path; the last two would replace it.
USES: list[Callable[[Path], object]] = [
    warehouse.open_published,
    lambda path: warehouse.working_copy(path).__enter__(),
    lambda path: warehouse.working_copy(path, fresh=True).__enter__(),
]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 not a database", b"\0" * 5000])
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(content)
    for use in USES:
        with pytest.raises(warehouse.WarehouseForeign, match="--warehouse"):
            use(path)
    assert path.read_bytes() == content


def test_a_database_of_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    duckdb.connect(path).close()
    for use in USES:
        with pytest.raises(warehouse.WarehouseForeign, match="no warehouse of jixiao"):
            use(path)


def test_a_warehouse_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = build(tmp_path / "w.duckdb", reading(filing()))
    with closing(duckdb.connect(path)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, 'tomorrow')")
    for use in USES:
        with pytest.raises(warehouse.WarehouseNewer, match="version 99"):
            use(path)


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(warehouse.WarehouseUnwritable, match="folder"),
        warehouse.working_copy(tmp_path / "no" / "w.duckdb"),
    ):
        pass


# Schema versions


def test_the_first_version_is_brought_to_what_a_new_warehouse_has(tmp_path: Path) -> None:
    columns = """
        SELECT table_name, column_name, data_type, column_default, comment FROM duckdb_columns()
        UNION ALL SELECT table_name, NULL, NULL, NULL, comment FROM duckdb_tables() ORDER BY ALL
    """
    units = "SELECT DISTINCT actual, actual_unit FROM indicator"
    path = build(tmp_path / "w.duckdb", reading(filing()))
    with closing(duckdb.connect(path)) as connection:
        today = connection.execute(columns).fetchall()
        assert connection.execute(units).fetchall() == [("120人次", "人次")]
        for column in ("actual_unit", "name_ending", "name_fills_cell"):
            connection.execute(f"ALTER TABLE indicator DROP COLUMN {column}")
        connection.execute("COMMENT ON TABLE run IS '运行记录：每次入库或重建一行'")
        connection.execute("COMMENT ON COLUMN run.status IS '状态：running 进行中，completed 完成，failed 失败'")
        for column in ("initial_budget", "full_budget", "executed"):
            connection.execute(f"COMMENT ON COLUMN filing.{column} IS '年初预算数：各来源之和［元］'")
        connection.execute("ALTER TABLE run DROP COLUMN pruned")
        connection.execute("ALTER TABLE document DROP COLUMN replaced_by")
        connection.execute("ALTER TABLE filing DROP COLUMN unproved")
        connection.execute("ALTER TABLE filing ADD COLUMN notes VARCHAR[]")
        connection.execute(
            "COMMENT ON COLUMN page.role IS '页面类型：form 自评表，other_form 其他表格，text 文字，blank 空白'"
        )
        connection.execute("UPDATE schema_version SET version = 1")
    with warehouse.working_copy(path) as connection:
        assert connection.execute(columns).fetchall() == today
        assert connection.execute(units).fetchall() == [("120人次", "人次")]
        assert schema.version(connection) == schema.target_version()


def test_an_older_warehouse_is_brought_forward(tmp_path: Path) -> None:
    steps = tmp_path / "migrations"
    steps.mkdir()
    (steps / "0902_note.sql").write_text("ALTER TABLE filing ADD COLUMN note VARCHAR;", encoding="utf-8")
    (steps / "0903_fill.sql").write_text("UPDATE filing SET note = 'x';", encoding="utf-8")
    with closing(in_memory()) as connection:
        assert schema.target_version(steps) == 903
        assert [path.name for path in schema.pending(connection, steps)] == ["0902_note.sql", "0903_fill.sql"]
        schema.migrate(connection, steps)
        assert schema.version(connection) == 903
        assert schema.pending(connection, steps) == []
        connection.execute("SELECT note FROM filing")


def test_a_migration_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "0902_bad.sql").write_text(
        "ALTER TABLE filing ADD COLUMN note VARCHAR; SELECT nonsense;", encoding="utf-8"
    )
    with closing(in_memory()) as connection:
        with pytest.raises(duckdb.Error):
            schema.migrate(connection, tmp_path)
        assert schema.version(connection) == schema.target_version()
        with pytest.raises(duckdb.BinderException):
            connection.execute("SELECT note FROM filing")


def test_a_view_whose_file_is_gone_is_dropped(tmp_path: Path) -> None:
    path = build(tmp_path / "w.duckdb", reading(filing()))
    with closing(duckdb.connect(path)) as connection:
        connection.execute("CREATE VIEW zh.旧 AS SELECT 1; CREATE OR REPLACE VIEW unit_summary AS SELECT 2 AS two")
    with warehouse.working_copy(path) as connection:
        views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        assert ("旧",) not in views
        connection.execute("SELECT mean_score FROM unit_summary")


# Loading


def test_every_field_of_a_record_is_stored() -> None:
    repaired = replace(
        indicator("培训", deviation="甲", doubtful=("score",), clipped=("target",)),
        repairs=(Repair("target", "≥100", "≥100人次", "sibling", "下一行", 0.8),),
    )
    form = filing(indicators=(repaired,), doubtful=("unit",), grade="优", project_code="A1")
    document = reading(form, producer="WPS 表格", created_at="2022-01-01T00:00:00Z")
    with closing(in_memory()) as connection:
        warehouse.load(connection, [Document(document.document_id, ("a/b.pdf", "z.pdf"))], [document], "run-1", NOW)
        found = connection.execute(
            "SELECT file_name, path, created_at, ingested_at, run_id, producer, path_year FROM document"
        ).fetchall()
        assert found == [
            ("b.pdf", "a/b.pdf", datetime(2022, 1, 1, 8), datetime(2024, 5, 1, 16), "run-1", "WPS 表格", None)
        ]
        assert connection.execute("SELECT path FROM document_path ORDER BY ALL").fetchall() == [
            ("a/b.pdf",),
            ("z.pdf",),
        ]
        assert connection.execute("SELECT page, role, filing_id FROM page").fetchall() == [
            (1, "form", rows.filing_id(document.document_id, 1))
        ]
        stored = connection.execute("SELECT doubtful, grade_printed, project_code, year_source FROM filing")
        assert stored.fetchall() == [(["unit"], "优", "A1", "form")]
        row = connection.execute("SELECT deviation, doubtful, clipped, x0, level3_own, name_status_own FROM indicator")
        assert row.fetchall() == [("甲", ["score"], ["target"], 36.0, "培训", "printed")]
        assert connection.execute("SELECT seq, field, after FROM text_repair").fetchall() == [(1, "target", "≥100人次")]


def test_loading_again_replaces() -> None:
    first, second = reading(filing()), reading(filing(total_score="90"), filing(project_name="乙"))
    with closing(in_memory()) as connection:
        for version in (first, second):
            warehouse.load(connection, documents(version), [version], "run", NOW)
        assert connection.execute("SELECT total_score FROM filing ORDER BY ordinal").fetchall() == [(90,), (99,)]
        assert connection.execute("SELECT count(*) FROM indicator").fetchone() == (8,)
        assert connection.execute("SELECT count(*) FROM document").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM document_path").fetchone() == (1,)


def test_a_load_that_fails_changes_nothing() -> None:
    def broken() -> Any:
        yield reading(filing(), name="二")
        raise RuntimeError("the disk is on fire")

    with closing(in_memory()) as connection:
        warehouse.load(connection, documents(reading(filing())), [reading(filing())], "run", NOW)
        before = content(connection)
        with pytest.raises(RuntimeError):
            warehouse.load(connection, documents(reading(name="二")), broken(), "run", NOW)
        assert content(connection) == before


def test_forget_leaves_nothing_behind() -> None:
    with closing(in_memory()) as connection:
        empty = content(connection)
        kept, dropped = reading(filing(), name="留"), reading(filing(), name="去")
        warehouse.load(connection, documents(dropped), [dropped], "run", NOW)
        warehouse.forget(connection, [dropped.document_id])
        assert content(connection) == empty
        warehouse.load(connection, documents(kept, dropped), [kept, dropped], "run", NOW)
        warehouse.forget(connection, [dropped.document_id])
        assert connection.execute("SELECT document_id FROM filing").fetchall() == [(kept.document_id,)]


@pytest.mark.parametrize(
    ("weight", "stored"),
    [
        ("1.23456", Decimal("1.2346")),
        ("9999999999.9999", Decimal("9999999999.9999")),
        ("9999999999.99999", None),
        ("1e30", None),
        ("NaN", None),
        ("-0.00004", Decimal(0)),
    ],
)
def test_a_number_that_its_column_cannot_hold(weight: str, stored: Decimal | None) -> None:
    """Rounded to the column's scale; nothing at all where it is too large. The rows beside it are not touched."""
    document = reading(filing(indicators=(indicator(weight=weight), indicator(weight="7"))))
    with closing(in_memory()) as connection:
        warehouse.load(connection, documents(document), [document], "run", NOW)
        assert connection.execute("SELECT weight FROM indicator ORDER BY seq").fetchall() == [(stored,), (Decimal(7),)]


def test_text_that_is_not_unicode_is_kept_legible() -> None:
    document = reading(filing(project_name="坏\udcff字", doubtful=("\ud800",)))
    with closing(in_memory()) as connection:
        warehouse.load(connection, documents(document), [document], "run", NOW)
        assert connection.execute("SELECT project_name, doubtful FROM filing").fetchall() == [
            ("坏\\udcff字", ["\\ud800"])
        ]


@pytest.mark.parametrize(
    ("printed", "stored"),
    [
        ("2022-03-01T10:00:00", datetime(2022, 3, 1, 10)),
        ("2022-03-01T10:00:00+08:00", datetime(2022, 3, 1, 10)),
        ("2022-03-01T10:00:00-05:00", datetime(2022, 3, 1, 23)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_creation_dates_are_beijing_time(printed: str | None, stored: datetime | None) -> None:
    assert rows.creation(printed) == stored


# What the archive says later


def test_a_moved_document_takes_its_new_path_and_year() -> None:
    document = reading(filing(fiscal_year=None))
    with closing(in_memory()) as connection:
        warehouse.load(connection, [Document(document.document_id, ("甲.pdf",))], [document], "run", NOW)
        warehouse.check(connection)
        unknown = connection.execute("SELECT fiscal_year, year_source FROM filing").fetchall()
        warehouse.mark_gone(connection, {document.document_id: "another"}, NOW)
        warehouse.place(connection, [Document(document.document_id, ("2019/乙.pdf", "2020/乙.pdf"))])
        warehouse.check(connection)
        known = connection.execute("SELECT fiscal_year, year_source FROM filing").fetchall()
        assert (unknown, known) == ([(None, None)], [(2019, "path")])
        found = connection.execute("SELECT file_name, gone_at, replaced_by FROM document").fetchall()
        assert found == [("乙.pdf", None, None)]
        assert connection.execute("SELECT count(*) FROM document_path").fetchone() == (2,)


def test_a_printed_year_is_not_changed_by_the_path() -> None:
    document = reading(filing(fiscal_year=2021))
    with closing(in_memory()) as connection:
        warehouse.load(connection, documents(document, folder="2019"), [document], "run", NOW)
        warehouse.check(connection)
        assert connection.execute("SELECT fiscal_year, year_source FROM filing").fetchall() == [(2021, "form")]


def test_filings_of_a_gone_document_stay(tmp_path: Path) -> None:
    document = reading(filing())
    with closing(in_memory()) as connection:
        warehouse.load(connection, documents(document), [document], "run", NOW)
        warehouse.mark_gone(connection, {document.document_id: None}, NOW)
        warehouse.mark_gone(connection, {document.document_id: None}, datetime(2030, 1, 1))
        warehouse.check(connection)
        assert connection.execute("SELECT filings FROM unit_summary").fetchall() == [(1,)]
        assert connection.execute("SELECT gone_at FROM document").fetchall() == [(datetime(2024, 5, 1, 16),)]


def test_nothing_to_do_does_nothing() -> None:
    with closing(in_memory()) as connection:
        warehouse.load(connection, documents(reading(filing())), [reading(filing())], "run", NOW)
        before = content(connection)
        warehouse.load(connection, [], [], "run", NOW)
        warehouse.place(connection, [])
        warehouse.mark_gone(connection, {}, NOW)
        warehouse.forget(connection, [])
        assert content(connection) == before


def test_a_run_that_publishes_is_recorded() -> None:
    with closing(in_memory()) as connection:
        warehouse.record_run(connection, Run("r1", "ingest", NOW, NOW, loaded=3))
        found = connection.execute("SELECT run_id, started_at, status, loaded FROM run").fetchall()
        assert found == [("r1", datetime(2024, 5, 1, 16), "completed", 3)]


# Re-submission


def current(
    *readings: Reading,
    paths: dict[str, str] | None = None,
    gone: Sequence[Reading] = (),
    replaced: Sequence[tuple[Reading, Reading]] = (),
) -> list[tuple[str, bool]]:
    """Which filings are current: (document's name, is_current) in the order of the readings and their forms."""
    named = paths or {}
    placed = [Document(r.document_id, (named.get(r.document_id, f"{r.document_id}.pdf"),)) for r in readings]
    with closing(in_memory()) as connection:
        warehouse.load(connection, placed, readings, "run", NOW)
        left = {r.document_id: None for r in gone} | {old.document_id: new.document_id for old, new in replaced}
        warehouse.mark_gone(connection, left, NOW)
        warehouse.check(connection)
        found = dict(connection.execute("SELECT filing_id, is_current FROM filing").fetchall())
        links = connection.execute("SELECT superseded_by FROM filing WHERE NOT is_current").fetchall()
    assert all(found[winner] for (winner,) in links)
    ids = [(r, rows.filing_id(r.document_id, form.ordinal)) for r in readings for form in r.filings]
    return [(r.document_id, found[id_]) for r, id_ in ids]


def flags(*readings: Reading, **options: Any) -> list[bool]:
    return [is_current for _, is_current in current(*readings, **options)]


EARLY, LATE = "2022-03-01T00:00:00+08:00", "2022-02-28T23:00:00-05:00"  # in Beijing the second is the later


def test_the_later_document_supersedes_whatever_is_loaded_first() -> None:
    old, new = reading(filing(), name="旧", created_at=EARLY), reading(filing(), name="新", created_at=LATE)
    assert flags(old, new) == [False, True]
    assert flags(new, old) == [True, False]


def test_without_dates_the_path_decides_and_a_date_beats_none() -> None:
    one, two = reading(filing(), name="一", created_at=None), reading(filing(), name="二", created_at=None)
    paths = {one.document_id: "2021/甲_修订.pdf", two.document_id: "2021/甲.pdf"}
    assert flags(one, two, paths=paths) == [True, False]
    assert flags(one, replace(two, created_at=EARLY), paths=paths) == [False, True]


def test_a_document_in_the_archive_supersedes_one_that_is_gone() -> None:
    """Else a rebuild, which cannot see the gone one, would not give the same."""
    old, new = reading(filing(), name="旧", created_at=EARLY), reading(filing(), name="新", created_at=LATE)
    assert flags(old, new, gone=[new]) == [True, False]


OLD, NEW = reading(filing(), name="旧"), reading(filing(project_name="业务培训费", fiscal_year=2020), name="新")


def test_a_content_replaced_at_its_path_is_superseded_whatever_was_corrected() -> None:
    assert flags(OLD, NEW, gone=[OLD]) == [True, True], "without a replacement it stays"
    assert flags(OLD, NEW, replaced=[(OLD, NEW)]) == [False, True]
    assert flags(OLD, NEW, replaced=[(OLD, NEW)], gone=[NEW]) == [False, True], "also when both are gone"


def test_what_was_replaced_twice_is_superseded_by_the_last_that_could_be_read() -> None:
    unread, last = reading(name="坏"), reading(filing(unit="安平县第一中学"), name="末")
    assert flags(OLD, unread, replaced=[(OLD, unread)]) == [True], "what cannot be read replaces nothing"
    assert flags(OLD, unread, last, replaced=[(OLD, unread), (unread, last)]) == [False, True]
    assert flags(OLD, NEW, unread, replaced=[(OLD, NEW), (NEW, unread)]) == [False, True]


def test_a_replaced_filing_gives_way_to_the_same_one_before_what_took_its_place() -> None:
    """A form put before the others of its document, and one left out."""
    moved = reading(filing(project_name="新增"), filing(), name="新")
    assert flags(OLD, moved, replaced=[(OLD, moved)]) == [False, True, True]
    two = reading(filing(), filing(project_name="撤销"), name="旧")
    assert flags(two, NEW, replaced=[(two, NEW)]) == [False, False, True]
    elsewhere = reading(filing(), name="他处", created_at=EARLY)
    assert flags(OLD, NEW, elsewhere, replaced=[(OLD, NEW)], gone=[elsewhere]) == [False, True, True]


@pytest.mark.parametrize(
    "other",
    [
        {"fiscal_year": 2020},
        {"unit": "安平县第一中学"},
        {"department": "安平县财政局"},
        {"project_name": "另一个项目"},
        {"form_type": "department_self_evaluation"},
    ],
)
def test_another_year_unit_or_project_is_another_filing(other: dict[str, Any]) -> None:
    assert flags(reading(filing(), name="一"), reading(filing(**other), name="二")) == [True, True]


@pytest.mark.parametrize("unknown", [{"fiscal_year": None}, {"project_name": None}, {"unit": None, "department": None}])
def test_what_is_unknown_never_merges(unknown: dict[str, Any]) -> None:
    form = filing(**unknown)
    assert flags(reading(form, name="一"), reading(form, name="二")) == [True, True]


def test_a_filing_without_code_and_name_is_none_of_those_with_a_code() -> None:
    coded, unknown = filing(project_code="4400001", project_name=None), filing(project_name=None)
    assert flags(reading(coded, name="一"), reading(unknown, name="二", created_at=LATE)) == [True, True]
    assert flags(reading(coded, name="一"), reading(coded, name="二", created_at=LATE)) == [False, True]


def test_names_are_compared_without_typesetting() -> None:
    other = filing(project_name="业务 培训", unit="安平县教师进修学校 ")
    assert flags(reading(filing(), name="一"), reading(other, name="二", created_at=LATE)) == [False, True]


def test_a_project_is_the_same_by_code_or_by_name() -> None:
    bare, coded = filing(), filing(project_code="A1")
    renamed, another = filing(project_code="A1", project_name="业务培训费"), filing(project_code="B2")
    assert flags(reading(bare, name="一"), reading(coded, name="二", created_at=LATE)) == [False, True]
    assert flags(reading(coded, name="一"), reading(renamed, name="二", created_at=LATE)) == [False, True]
    assert flags(reading(coded, name="一"), reading(another, name="二", created_at=LATE)) == [True, True]


def test_equal_names_in_one_document_are_different_filings() -> None:
    twice = reading(filing(), filing(total_score="98"), name="一")
    assert flags(twice) == [True, True]
    assert flags(twice, reading(filing(), filing(), name="二", created_at=LATE)) == [False, False, True, True]


def test_a_department_form_is_superseded_by_its_correction() -> None:
    form = filing(form_type="department_self_evaluation", project_name=None, unit=None)
    assert flags(reading(form, name="一"), reading(form, name="二", created_at=LATE)) == [False, True]


# Order does not matter


POOL = [
    reading(
        filing(fiscal_year=year, unit=unit, total_score=score, indicators=sound_indicators()[: 2 + number % 3]),
        filing(fiscal_year=None, funds=(fund(),)),
        name=f"文件{number}",
        created_at=created,
    )
    for number, (year, unit, score, created) in enumerate(
        [
            (2020, "甲", "99", EARLY),
            (2020, "甲", "98", LATE),
            (2021, "甲", "97", None),
            (2021, "乙", "96", EARLY),
            (2021, "甲", "95", None),
        ]
    )
]


@settings(max_examples=6)
@given(st.permutations(POOL), st.integers(1, len(POOL)), st.integers(0, len(POOL) - 1))
def test_content_does_not_depend_on_order_or_batches(order: list[Reading], size: int, again: int) -> None:
    """Loaded in any order, in any portions, one of them twice: row for row the same."""
    portions = [order[start : start + size] for start in range(0, len(order), size)] + [[order[again]]]
    with closing(in_memory()) as shuffled, closing(in_memory()) as straight:
        warehouse.load(straight, documents(*POOL), POOL, "run", NOW)
        warehouse.check(straight)
        for portion in portions:
            warehouse.load(shuffled, documents(*POOL), portion, "run", NOW)
            warehouse.check(shuffled)
        assert content(shuffled) == content(straight)
