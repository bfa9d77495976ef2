"""Ad-hoc SQL: four formats, readable errors, and no way to write or to reach a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

from flows.query import Format, QueryError, query
from flows.warehouse import WarehouseMissing
from tests.flows.test_warehouse import build
from tests.forms import filing, reading

Ask = Callable[..., bytes]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warehouse")
    return build(
        folder / "w.duckdb", reading(filing(doubtful=("甲", "乙")), filing(project_name="=1+1", unit="一, 二"))
    )


@pytest.fixture
def ask(path: Path) -> Ask:
    def answer(sql: str, format: Format = "csv") -> bytes:
        out = io.BytesIO()
        query(path, sql, format, out)
        assert not out.closed
        return out.getvalue()

    return answer


MIXED = "SELECT 年度, 实施单位, 全年预算数, 执行率 FROM zh.单位汇总 ORDER BY 实施单位"


def test_table_groups_amounts_and_drops_idle_zeros(ask: Ask) -> None:
    text = ask("SELECT 1234567.50::DECIMAL(18, 2) AS a, 0.9962::DECIMAL(18, 6) AS b, NULL AS c, '[x]' AS d", "table")
    assert text.decode().split() == [
        "a",
        "b",
        "c",
        "d",
        *["─" * len(text.decode().splitlines()[2].strip())],
        "1,234,567.50",
        "0.9962",
        "[x]",
    ]


def test_a_table_in_a_pipe_has_one_line_a_row(ask: Ask) -> None:
    lines = ask("SELECT repeat('长', 500) AS a, repeat('宽', 500) AS b FROM range(3)", "table").decode().split("\n")
    assert sum("长" in line for line in lines) == 3


def test_csv_is_exact(ask: Ask) -> None:
    found = list(csv.reader(io.StringIO(ask(MIXED).decode())))
    assert found == [
        ["年度", "实施单位", "全年预算数", "执行率"],
        ["2021", "一, 二", "100000.00", "0.9000"],
        ["2021", "安平县教师进修学校", "100000.00", "0.9000"],
    ]


def test_json_keeps_all_digits_and_repeated_names(ask: Ask) -> None:
    columns = "9007199254740993.01::DECIMAL(18, 2) AS a, NULL AS a, doubtful, created_at"
    text = ask(f"SELECT {columns} FROM filing JOIN document USING (document_id) ORDER BY ordinal", "json")
    first = json.loads(text, parse_float=Decimal)[0]
    assert first == {
        "a": Decimal("9007199254740993.01"),
        "a_2": None,
        "doubtful": ["甲", "乙"],
        "created_at": "2022-03-01T10:00:00",
    }


def test_json_of_nothing_is_an_empty_array(ask: Ask) -> None:
    assert json.loads(ask("FROM run", "json")) == []


def test_parquet_keeps_types(ask: Ask) -> None:
    table = parquet.read_table(io.BytesIO(ask(MIXED, "parquet")))
    assert table.column("全年预算数").to_pylist() == [Decimal("100000.00")] * 2
    assert str(table.schema.field("年度").type) == "int32"


@pytest.mark.parametrize(
    "sql",
    [
        "SHOW TABLES",
        "DESCRIBE filing",
        "SUMMARIZE fund",
        "EXPLAIN FROM fund",
        "VALUES (1)",
        "PIVOT filing ON fiscal_year USING count(*)",
        "/* why */ WITH x AS (SELECT 1) FROM x;",
    ],
)
def test_queries_of_every_kind_are_answered(ask: Ask, sql: str) -> None:
    assert ask(sql)


@pytest.mark.parametrize(
    ("sql", "cause", "place"),
    [
        ("SELECT * FORM filing", "syntax error", "in line 1, column 15"),
        ("SELECT 单位\nFROM filing\nWHERE 年度 = '2021", "unterminated", "in line 3, column 12"),
        ("SELECT '年年年', * FORM filing", "syntax error", "in line 1, column 22"),
        ("SELECT\n  缺 FROM filing", '"缺" not found', "in line 2, column 3"),
        ("SELECT * FROM filling", "does not exist", "in line 1, column 15"),
        ("SELECT CAST('甲' AS INTEGER)", "Could not convert", ""),
    ],
)
def test_an_error_names_its_place(ask: Ask, sql: str, cause: str, place: str) -> None:
    with pytest.raises(QueryError) as error:
        ask(sql)
    assert cause in str(error.value)
    assert place in str(error.value)
    assert "{" not in str(error.value)


def test_the_mark_stands_under_the_place_whatever_the_width(ask: Ask) -> None:
    with pytest.raises(QueryError) as error:
        ask("SELECT 年度, 缺 FROM zh.单位汇总")
    _, line, mark = str(error.value).split("\n")
    assert line == "SELECT 年度, 缺 FROM zh.单位汇总"
    assert mark == " " * (len("SELECT ") + 4 + 2) + "^"  # 年度 is four columns wide


@pytest.mark.parametrize(
    ("sql", "hinted"),
    [
        ("SELECT * FROM filling", True),
        ("SELECT * FROM nowhere.filing", True),
        ("SELECT 缺 FROM filing", True),
        ("SELECT f.缺 FROM filing f", True),
        ("SELECT f.title FROM filing", True),
        ("SELECT foo(1)", False),
        ("SELECT title, count(*) FROM filing", False),
        ("SELECT * FORM filing", False),
    ],
)
def test_who_names_what_is_not_there_is_told_where_all_names_are(ask: Ask, sql: str, hinted: bool) -> None:
    with pytest.raises(QueryError) as error:
        ask(sql)
    assert ("jixiao dictionary" in str(error.value)) == hinted


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO run SELECT * FROM run",
        "DROP TABLE run",
        "CREATE TABLE t AS SELECT 1",
        "CREATE TEMP TABLE t AS SELECT 1",
        "ATTACH ':memory:' AS m",
        "COPY filing TO '{out}'",
        "EXPORT DATABASE '{out}'",
        "EXPLAIN ANALYZE COPY filing TO '{out}'",
        "EXPLAIN ANALYZE DELETE FROM filing",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT * FROM glob('/*')",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "CHECKPOINT",
        "PRAGMA database_list; DROP TABLE run",
        "SELECT 1; SELECT 2",
        "SELECT * FROM Path",
        "",
        "-- nothing",
    ],
)
def test_nothing_but_reading_the_warehouse_is_possible(ask: Ask, path: Path, tmp_path: Path, sql: str) -> None:
    secret, out, before = tmp_path / "secret.csv", tmp_path / "out", path.read_bytes()
    secret.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(QueryError):
        ask(sql.format(secret=secret, out=out))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [secret]


def test_a_missing_warehouse_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        query(tmp_path / "w.duckdb", "SELECT 1", "csv", io.BytesIO())
    assert list(tmp_path.iterdir()) == []
