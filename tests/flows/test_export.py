"""Exports: every table and view as Parquet and CSV, the Chinese views as a workbook."""

from __future__ import annotations

import csv
import os
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from flows import export as exporting
from flows import schema
from flows.clock import beijing
from flows.export import ExportError, export
from tests.flows.conftest import JIXIAO
from tests.flows.test_warehouse import NOW, build
from tests.forms import filing, fund, reading

RELATIONS = {p.stem for folder in ("tables", "views", "views/zh") for p in schema.files(folder)}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    forms = (filing(), filing(project_name="=cmd()", funds=(fund(full_budget="123456789.01"),), total_score=None))
    return build(tmp_path_factory.mktemp("warehouse") / "w.duckdb", reading(*forms))


def test_parquet_has_every_table_and_view(path: Path, tmp_path: Path) -> None:
    files = export(path, tmp_path / "新 '文件夹'", "parquet")
    assert {file.stem for file in files} == RELATIONS
    budgets = parquet.read_table(next(f for f in files if f.stem == "fund_execution")).column("full_budget").to_pylist()
    assert Decimal("123456789.01") in budgets


def test_csv_opens_in_a_spreadsheet(path: Path, tmp_path: Path) -> None:
    files = export(path, tmp_path, "csv")
    assert {file.stem for file in files} == RELATIONS
    assert sorted(tmp_path.iterdir()) == files
    summary = next(f for f in files if f.stem == "单位汇总")
    assert summary.read_bytes().startswith(b"\xef\xbb\xbf")
    heading, row = csv.reader(summary.read_text(encoding="utf-8-sig").splitlines())
    assert dict(zip(heading, row, strict=True))["全年预算数"] == "123556789.01"


def test_the_workbook_holds_the_chinese_views(path: Path, tmp_path: Path) -> None:
    (file,) = export(path, tmp_path, "xlsx")
    book = load_workbook(file)
    assert set(book.sheetnames) == {p.stem for p in schema.files("views/zh")}
    sheet = book["自评表汇总"]
    assert sheet.freeze_panes == "A2"
    heading = [cell.value for cell in sheet[1]]
    budget, rate, name, score = (heading.index(label) + 1 for label in ("全年预算数", "执行率", "项目名称", "总分"))
    rows = {sheet.cell(row, name).value: row for row in (2, 3)}
    cell = sheet.cell(rows["=cmd()"], budget)
    assert (cell.value, cell.number_format) == (123456789.01, "#,##0.00")
    assert sheet.cell(rows["业务培训"], rate).number_format == "0.00%"
    assert sheet.cell(rows["=cmd()"], name).data_type == "s"  # a text, not a formula
    assert sheet.cell(rows["=cmd()"], score).value is None


def test_times_in_the_workbook_are_times_with_room_to_be_seen(tmp_path: Path) -> None:
    aside = replace(reading(), status="quarantined", cause="empty", reason="空")
    (file,) = export(build(tmp_path / "w.duckdb", aside), tmp_path, "xlsx")
    sheet = load_workbook(file)["隔离清单"]
    cell = sheet.cell(2, [head.value for head in sheet[1]].index("入库时间") + 1)
    assert (cell.value, cell.number_format) == (beijing(NOW), "yyyy-mm-dd hh:mm:ss")
    assert min(group.width for group in sheet.column_dimensions.values()) >= len("yyyy-mm-dd hh:mm:ss")


def test_a_view_longer_than_a_sheet_goes_on_in_another(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "SHEET_ROWS", 2)
    (file,) = export(path, tmp_path, "xlsx")
    book = load_workbook(file)
    sheets = [book[name] for name in book.sheetnames if name.startswith("资金执行")]
    assert [sheet.title for sheet in sheets] == ["资金执行", "资金执行 (2)"]
    assert [sheet.max_row for sheet in sheets] == [3, 2]
    assert [cell.value for cell in sheets[0][1]] == [cell.value for cell in sheets[1][1]]


@pytest.mark.parametrize("format", ["parquet", "csv", "xlsx"])
def test_a_full_disk_leaves_the_earlier_export(path: Path, tmp_path: Path, format: exporting.Format) -> None:
    folder = tmp_path / "out"
    before = {file: file.read_bytes() for file in export(path, folder, format)}
    command = 'ulimit -f 2; trap "" XFSZ; exec "$@"'
    result = subprocess.run(
        ["bash", "-c", command, "-", JIXIAO, "export", folder, "--format", format, "--warehouse", path],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr.count("\n")) == (1, 1), result.stderr
    assert "choose a folder with room" in result.stderr
    assert "Errno" not in result.stderr
    assert {file: file.read_bytes() for file in folder.rglob("*")} == before
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("format", ["parquet", "csv", "xlsx"])
def test_a_folder_that_cannot_be_made_is_named(path: Path, tmp_path: Path, format: exporting.Format) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match=r"file \(File exists\): choose a folder with room to write\."):
        export(path, tmp_path / "file", format)
