"""The data dictionary: every table, view and column with its Chinese label, meaning and unit, from the COMMENTs.

A comment reads ``标签：含义［单位］``; meaning and unit may be absent. sql/README.md is ``markdown()``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import duckdb

from flows import checks, schema

_COMMENT = re.compile(r"(?P<label>[^：［]+)(?:：(?P<meaning>.*?))?(?:［(?P<unit>[^］]+)］)?", re.DOTALL)

_PREFACE = """\
# 数据字典

本文件由 `jixiao dictionary --markdown` 生成，请勿手工修改；内容取自各表、视图和列的 COMMENT。
金额一律为元；比例为小数，99.62% 记作 0.9962；时间为北京时间。
视图只含现行有效的自评表；`zh` 下的视图与对应的英文视图内容相同，列名为中文。
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A table, view or column (``column`` and ``type`` None for the relation itself)."""

    schema: str
    relation: str
    kind: str  # table or view
    column: str | None
    type: str | None
    label: str
    meaning: str
    unit: str | None


def entries() -> list[Entry]:
    """The dictionary of this version's schema, relation by relation; needs no warehouse."""
    with closing(duckdb.connect(":memory:")) as connection:
        schema.create(connection)
        relations = connection.execute(schema.text("dictionary/relations")).fetchall()
        columns = connection.execute(schema.text("dictionary/columns")).fetchall()
    found = []
    for space, relation, kind, comment in relations:
        found.append(Entry(space, relation, kind, None, None, *parts(comment)))
        found += [
            Entry(space, relation, kind, column, type_, *parts(text))
            for of_schema, of_relation, column, type_, text in columns
            if (of_schema, of_relation) == (space, relation)
        ]
    return found


def parts(comment: str | None) -> tuple[str, str, str | None]:
    """Label, meaning and unit of a comment."""
    match = _COMMENT.fullmatch(comment or "")
    if match is None:
        return "", comment or "", None
    return match["label"], match["meaning"] or "", match["unit"]


def markdown() -> str:
    """The dictionary as the text of sql/README.md, with the check rules and the worked questions."""
    lines = [_PREFACE, "## 核对规则\n", *_rules(), "\n## 常见问题的查询\n", *_questions(), *_relations(entries())]
    return "\n".join(lines) + "\n"


def _rules() -> Iterator[str]:
    yield from _table_head("规则", "名称", "级别", "参与核平", "容差", "依据")
    for rule in checks.rules():
        severity = "错误" if rule.severity == "error" else "提示"
        yield _row(
            rule.rule, rule.label, severity, "是" if rule.arithmetic else "否", f"{rule.tolerance:g}", rule.basis
        )


def _questions() -> Iterator[str]:
    for path in schema.files("queries"):
        question = path.read_text(encoding="utf-8").partition("*/")[0].removeprefix("/*").strip()
        yield f"- [`{path.name}`](queries/{path.name}) {question}"


def _relations(found: Iterable[Entry]) -> Iterator[str]:
    for entry in found:
        if entry.column is None:
            name = f"{entry.schema}.{entry.relation}" if entry.schema != "main" else entry.relation
            kind = "表" if entry.kind == "table" else "视图"
            yield f"\n## {kind} `{name}` {entry.label}\n\n{entry.meaning}\n"
            yield from _table_head("列", "类型", "标签", "含义", "单位")
        else:
            yield _row(f"`{entry.column}`", entry.type or "", entry.label, entry.meaning, entry.unit or "")


def _table_head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*("---" for _ in names))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
