"""Documents as published → readings, compared with what a careful person reads on their pages."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors import READER, errors, read_document
from extractors.glyphs import plain
from extractors.interpret import interpret
from extractors.pages import open_document, read_pages
from extractors.records import Reading
from extractors.stitch import forms
from extractors.text import cell_text
from tests.comparing import HERE, PRINTED, compare, has_figure, meanings, sample, truths
from tests.extractors.test_pages import drawn, strokes

# The one without a usable text layer is for test_ocr.py, the copy of another file for flows/test_ingest.py.
ODD = {
    path.stem: truth
    for path in sorted((HERE / "samples" / "odd").glob("*.json"))
    for truth in truths(path.parent).values()
    if Path(truth["file"]).stem == path.stem and truth["expect"] != "duplicate" and not truth.get("scan")
}


def read(name: str) -> Reading:
    return read_document(sample(name))


@pytest.mark.parametrize("library", ["pdfminer.six", "rapidocr"])
def test_another_release_of_a_library_is_another_reader(tmp_path: Path, library: str) -> None:
    def reader() -> str:
        program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import extractors; print(extractors.READER)"
        return subprocess.run(
            [sys.executable, "-c", program], cwd=HERE.parent, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert reader() == READER
    metadata = tmp_path / f"{library.replace('.', '_')}-99.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Metadata-Version: 2.1\nName: {library}\nVersion: 99\n", encoding="utf-8")
    assert reader() != READER


def test_a_text_with_a_character_of_no_meaning_is_in_doubt() -> None:
    """Some fonts of a page lose their Unicode map, as in a damaged file or with careless producers: so few that the
    page still passes for text."""
    buffer = BytesIO()
    with pikepdf.open(sample("2023_河间县_部门预算项目.pdf")) as pdf:
        fonts = pdf.pages[0].Resources.Font
        for name in sorted(fonts.keys())[3::37]:
            del fonts[name]["/ToUnicode"]
        pdf.save(buffer)
    reading = read_document(buffer.getvalue())
    (damaged,) = reading.filings
    assert reading.pages[0].source == "text"
    (whole,) = read("2023_河间县_部门预算项目.pdf").filings
    unlike = [
        row for row, other in zip(damaged.indicators, whole.indicators, strict=False) if row.level3 != other.level3
    ]
    assert unlike
    assert all("level3" in row.doubtful for row in unlike)


def test_a_head_into_which_an_amount_has_run_puts_its_table_in_doubt() -> None:
    rows = [
        ["项目名称", "水库除险加固", "主管部门", "江城市水利局"],
        ["项目资金（万元）", "年初预算数", "全年预算数1,875.00", "全年执行数"],
        ["年度资金总额", "1,875.00", "", "1,800.00"],
        ["一级指标", "三级指标", "年度指标值", "实际完成值"],
        ["产出指标", "加固水库座数", "≥12座", "12座"],
    ]
    (filing,) = read_document(drawn(strokes, rows)).filings
    assert filing.doubtful == ("fund",)


@pytest.mark.parametrize(
    "objective",
    [
        [["年度总体目标", "预期目标", "实际完成情况", ""], ["", "加固水库", "加固湖泊", ""]],
        [["预期目标", "加固水库", "实际完成情况", "加固湖泊"]],
    ],
    ids=["in columns", "in a row"],
)
def test_an_objective_of_which_a_character_is_in_doubt_says_so(objective: list[list[str]]) -> None:
    rows = [
        ["项目名称", "水库除险加固", "主管部门", "江城市水利局"],
        *objective,
        ["一级指标", "三级指标", "年度指标值", "实际完成值"],
        ["产出指标", "加固水库座数", "≥12座", "12座"],
    ]
    with open_document(drawn(strokes, rows)) as document:
        _, (content,) = read_pages(document)
    (grid,) = content.grids
    cells = (replace(cell, doubt="read in two ways") if "湖泊" in cell_text(cell) else cell for cell in grid.cells)
    (form,) = forms([replace(content, grids=(replace(grid, cells=tuple(cells)),))])
    (found,) = interpret(form, 1).objectives
    assert (found.expected, found.actual, found.doubtful) == ("加固水库", "加固湖泊", ("actual",))


@pytest.mark.parametrize("name", PRINTED)
def test_every_field_is_read_as_printed(name: str) -> None:
    truth = truths()[name]
    reading = read(name)
    wrong = [
        field
        for field in compare(truth, reading.filings)
        if not field.right and not (field.kind == "filing.fiscal_year" and field.got is None)  # the path names it
    ]
    assert not wrong, "\n".join(map(str, wrong))
    assert reading.status == truth.get("expect", "loaded")


def test_every_printed_target_and_actual_value_has_its_meaning() -> None:
    rows = (row for truth in truths().values() for form in truth["forms"] for row in form["indicators"])
    printed = {text for row in rows for text in (row["target"], row["actual"]) if text and has_figure(text)}
    assert meanings().keys() == printed


@pytest.mark.parametrize("truth", ODD.values(), ids=ODD.keys())
def test_odd_documents_become_what_they_are(truth: dict[str, Any]) -> None:
    path = HERE / "samples" / "odd" / truth["file"]
    if truth["expect"] == "quarantined":
        with pytest.raises(errors.Unreadable) as raised:
            read_document(path)
        assert raised.value.reason.endswith(".")
    else:
        reading = read_document(path)
        assert reading.status == truth["expect"]
        assert all(field.right for field in compare(truth, reading.filings))


def test_a_password_opens_an_encrypted_file() -> None:
    path = HERE / "samples" / "odd" / "需要密码.pdf"
    truth = truths(path.parent)[path.name]
    assert len(read_document(path, passwords=("wrong", truth["password"])).filings) == 1


def test_unreadable_errors_survive_pickling() -> None:
    for kind in (errors.EmptyFile, errors.NotAPdf, errors.Encrypted, errors.Malformed, errors.OcrMissing):
        raised = pickle.loads(pickle.dumps(kind("A sentence.")))
        assert (type(raised), raised.cause, raised.reason) == (kind, kind.cause, "A sentence.")


def _heads_only(canvas: Canvas, top: float, bottom: float) -> None:
    strokes(canvas, top - 40, top - 60)


@pytest.mark.parametrize("rules", [lambda *_: None, _heads_only], ids=["no rules", "rules about the heads only"])
def test_a_form_without_rules_is_set_aside_and_not_passed_over(rules: Callable[[Canvas, float, float], None]) -> None:
    rows = [
        ["项目支出绩效自评表"],
        ["项目名称", "水库除险加固"],
        ["一级指标", "三级指标", "年度指标值", "实际完成值"],
        ["产出指标", "加固水库座数", "≥12座", "12座"],
    ]
    with pytest.raises(errors.UnreadForm, match="Page 1"):
        read_document(drawn(rules, rows))


def test_a_form_without_rules_beside_one_that_was_read_is_on_the_account() -> None:
    rows = [
        ["项目支出绩效自评表"],
        ["项目名称", "水库除险加固"],
        ["一级指标", "三级指标", "年度指标值", "实际完成值"],
        ["产出指标", "加固水库座数", "≥12座", "12座"],
    ]
    both, alone = BytesIO(), drawn(lambda *_: None, rows)
    with pikepdf.open(sample("2022_江城市图书馆_共享工程.pdf")) as good, pikepdf.open(BytesIO(alone)) as bad:
        good.pages.extend(bad.pages)
        good.save(both)
    reading = read_document(both.getvalue())
    assert (reading.status, len(reading.filings)) == ("loaded", 1)
    assert [page.role for page in reading.pages] == ["form"] * (len(reading.pages) - 1) + ["unread"]
    with pytest.raises(errors.UnreadForm) as raised:
        read_document(alone)
    assert [page.role for page in pickle.loads(pickle.dumps(raised.value)).pages] == ["unread"]


def test_a_template_is_no_form_that_could_not_be_read() -> None:
    rows = [
        ["项目名称", "", "主管部门", ""],
        ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数"],
        ["年度资金总额", "", "", ""],
        ["一级指标", "三级指标", "年度指标值", "实际完成值"],
        ["产出指标", "", "", ""],
    ]

    def titled(canvas: Canvas, top: float, bottom: float) -> None:
        strokes(canvas, top, bottom)
        canvas.drawString(200, top + 20, "项目支出绩效自评表")

    assert read_document(drawn(titled, rows)).status == "no_form"


def test_reading_is_a_pure_function_of_the_bytes() -> None:
    path = sample("2023_河间县_部门预算项目.pdf")
    assert read_document(path) == read_document(path.read_bytes())
    assert read_document(path).reader == READER


def test_every_page_is_accounted_for() -> None:
    reading = read("清江县水利局_2022年度部门决算公开.pdf")
    assert [page.page for page in reading.pages] == list(range(1, (reading.page_count or 0) + 1))
    forms = [page.page for page in reading.pages if page.role == "form"]
    (filing,) = reading.filings
    assert forms == list(range(filing.page_first, filing.page_last + 1))
    assert {page.role for page in reading.pages} >= {"form", "text"}


def test_forms_that_look_alike_are_recorded_and_not_loaded() -> None:
    reading = read("2023_江北新区_不同样式汇编.pdf")
    assert len(reading.filings) == 3
    assert "other_form" in {page.role for page in reading.pages}


@pytest.mark.parametrize(
    "name",
    ["2021_深圳市科技交流服务中心_自评表.pdf", "2022_石桥市水利局_防汛.pdf", "2022_天山县农村供水总站_自评表_横版.pdf"],
)
def test_boxes_hold_the_rows_they_name(name: str) -> None:
    """Cut the box of every row out of its page: the row's text is there."""
    path = sample(name)
    with pdfplumber.open(path) as pdf:
        for filing in read(name).filings:
            for row in filing.indicators:
                page = pdf.pages[row.page - 1]
                inside = {plain(c["text"]) for c in page.crop(row.box).chars}
                printed = set((row.level3_printed or "")[:4] + (row.actual or ""))
                assert printed - {" ", "\n", "·"} <= inside, (row.seq, printed - inside)
            for fund in filing.funds:
                inside = {plain(c["text"]) for c in pdf.pages[fund.page - 1].crop(fund.box).chars}
                assert set(fund.label) <= inside


def test_the_seed_reads_as_its_archive_says() -> None:
    """The figures of one real unit, as anybody can add them up from its three forms."""
    filings = read("2021_深圳市科技交流服务中心_自评表.pdf").filings
    assert [len(filing.indicators) for filing in filings] == [38, 25, 8]
    assert [str(filing.total_score) for filing in filings] == ["99.96", "83.32", "100.00"]
    totals = [next(fund for fund in filing.funds if fund.source == "total") for filing in filings]
    assert str(sum(fund.full_budget or 0 for fund in totals)) == "9349215.00"
    assert str(sum(fund.executed or 0 for fund in totals)) == "8601658.30"
