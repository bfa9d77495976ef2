"""The data dictionary: complete, and sql/README.md is what it generates."""

from __future__ import annotations

import pytest

from flows import schema
from flows.dictionary import Entry, entries, markdown, parts


@pytest.fixture(scope="module")
def found() -> list[Entry]:
    return entries()


def test_every_table_view_and_column_is_explained_in_chinese(found: list[Entry]) -> None:
    assert [e for e in found if not e.label or e.label.isascii()] == []


def test_every_file_of_tables_and_views_is_in_it(found: list[Entry]) -> None:
    files = {path.stem for folder in ("tables", "views", "views/zh") for path in schema.files(folder)}
    assert {entry.relation for entry in found} == files


def test_units_are_told_apart_from_meanings(found: list[Entry]) -> None:
    by_name = {(e.relation, e.column): e for e in found}
    budget = by_name["fund", "full_budget"]
    assert (budget.label, budget.unit, budget.type) == ("全年预算数", "元", "DECIMAL(18,2)")
    assert by_name["单位汇总", "执行率"].unit == "比例"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("页数［页］", ("页数", "", "页")),
        ("分值：照印刷［分］", ("分值", "照印刷", "分")),
        ("说明：甲：乙", ("说明", "甲：乙", None)),
        ("标题", ("标题", "", None)),
        (None, ("", "", None)),
    ],
)
def test_a_comment_comes_apart(comment: str | None, expected: tuple[str, str, str | None]) -> None:
    assert parts(comment) == expected


def test_the_readme_of_sql_is_not_stale() -> None:
    written = (schema.SQL / "README.md").read_text(encoding="utf-8")
    assert written == markdown(), "write it anew: jixiao dictionary --markdown > sql/README.md"


def test_tables_have_the_columns_of_the_contract(found: list[Entry]) -> None:
    have: dict[str, set[str]] = {}
    for entry in found:
        have.setdefault(entry.relation, set()).add(entry.column or "")
    missing = {table: set(columns.split()) - have[table] for table, columns in CONTRACT.items()}
    assert missing == {table: set() for table in CONTRACT}


BOX = " page x0 top x1 bottom"
CONTRACT = {
    "document": "document_id file_name path byte_size page_count status reason producer created_at reader ingested_at "
    "run_id",
    "document_path": "document_id path",
    "page": "document_id page role source filing_id",
    "filing": "filing_id document_id ordinal page_first page_last form_type title fiscal_year project_code "
    "project_name department_code department unit_code unit currency_unit total_weight total_score grade "
    "reconciled is_current superseded_by",
    "fund": "filing_id seq label source initial_budget full_budget executed weight execution_rate score" + BOX,
    "objective": "filing_id seq expected actual",
    "indicator": "filing_id seq level1 level1_weight level2 level3 level3_printed name_status name_evidence target "
    "target_operator target_value target_unit actual actual_value weight score deviation" + BOX,
    "check_result": "filing_id rule severity passed expected observed message",
    "run": "run_id command started_at finished_at status flow_run_id",
}
