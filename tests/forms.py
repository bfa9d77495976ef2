"""Filings as records, built by hand: a sound form in which everything adds up, and ways to spoil it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

from extractors.records import Box, Filing, Fund, Indicator, Objective, Page, Reading

BOX = Box(36.0, 100.0, 559.0, 120.0)


def fund(label: str = "年度资金总额", source: str = "total", **changes: Any) -> Fund:
    """A row of 项目资金: 90,000 of 100,000 元 spent, worth 10 points. Numbers may be given as strings."""
    row = Fund(
        seq=1,
        label=label,
        source=source,
        initial_budget=Decimal("80000.00"),
        full_budget=Decimal("100000.00"),
        executed=Decimal("90000.00"),
        weight=Decimal(10) if source == "total" else None,
        execution_rate=Decimal("0.9"),
        score=Decimal(9) if source == "total" else None,
        page=1,
        box=BOX,
    )
    return replace(row, **_numbers(changes))


def indicator(name: str = "培训人次", **changes: Any) -> Indicator:
    """A row of 绩效指标: ``≥100人次``, all reached, 10 of 10 points. Numbers may be given as strings."""
    row = Indicator(
        seq=1,
        level1="产出指标",
        level1_weight=None,
        level2="数量指标",
        level2_weight=None,
        level3=name,
        level3_printed=name,
        target="≥100人次",
        target_operator="≥",
        target_value=Decimal(100),
        target_unit="人次",
        actual="120人次",
        actual_value=Decimal(120),
        actual_unit="人次",
        weight=Decimal(10),
        score=Decimal(10),
        deviation=None,
        page=1,
        box=BOX,
    )
    return replace(row, **_numbers(changes))


def sound_indicators() -> tuple[Indicator, ...]:
    """50 points of 产出, 30 of 效益, 10 of 满意度, all reached."""
    return (
        indicator("培训人次", level1_weight="50", weight="30", score="30"),
        indicator("培训合格率", level1_weight="50", level2="质量指标", weight="20", score="20"),
        indicator("服务覆盖面", level1="效益指标", level1_weight="30", level2="社会效益指标", weight="30", score="30"),
        indicator(
            "学员满意度", level1="满意度指标", level1_weight="10", level2="服务对象满意度", weight="10", score="10"
        ),
    )


def filing(**changes: Any) -> Filing:
    """A form of 2021 in which every check holds: total 99 of 100. Rows are numbered here."""
    form = Filing(
        ordinal=1,
        page_first=1,
        page_last=1,
        form_type="project_self_evaluation",
        title="项目支出绩效自评表",
        fiscal_year=2021,
        project_code=None,
        project_name="业务培训",
        department_code=None,
        department="安平县教育局",
        unit_code=None,
        unit="安平县教师进修学校",
        currency_unit="元",
        total_weight=Decimal(100),
        total_score=Decimal(99),
        grade=None,
        funds=(fund(), fund("其中：当年财政拨款", "appropriation")),
        objectives=(Objective(1, "培训教师100人次", "培训教师120人次"),),
        indicators=sound_indicators(),
    )
    form = replace(form, **_numbers(changes))
    return replace(
        form,
        funds=tuple(replace(row, seq=seq) for seq, row in enumerate(form.funds, 1)),
        indicators=tuple(replace(row, seq=seq) for seq, row in enumerate(form.indicators, 1)),
    )


def reading(*filings: Filing, name: str = "一", **changes: Any) -> Reading:
    """What a document of these forms says; ``name`` stands for its content."""
    forms = tuple(replace(form, ordinal=ordinal) for ordinal, form in enumerate(filings, 1))
    document = Reading(
        document_id=sha256(name.encode()).hexdigest(),
        byte_size=1000,
        reader="test",
        status="loaded" if forms else "no_form",
        page_count=1,
        created_at="2022-03-01T10:00:00+08:00",
        pages=(Page(1, "form" if forms else "text", "text", "vector", 1 if forms else None),),
        filings=forms,
    )
    return replace(document, **changes)


def _numbers(changes: dict[str, Any]) -> dict[str, Any]:
    """Changes with the values of numeric fields made decimals."""
    numeric = {"weight", "score", "execution_rate", "initial_budget", "full_budget", "executed", "total_weight"}
    numeric |= {"total_score", "level1_weight", "level2_weight", "target_value", "actual_value"}
    return {key: Decimal(value) if key in numeric and value is not None else value for key, value in changes.items()}
