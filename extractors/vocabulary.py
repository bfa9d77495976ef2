"""The words of the forms: labels, synonyms, units and operators, loaded once from ``data/vocabulary``.

A label is matched by its key: NFKC, without white space, footnote stars, trailing colons and bracketed additions
(``* 全年预算数（A）：`` has the key ``全年预算数``). What stood in the brackets is given back beside it, because a
unit or the points of a section are often printed there.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

DIRECTORY = Path(__file__).resolve().parent.parent / "data" / "vocabulary"

Kind = Literal["header", "fund", "objective", "indicator"]

# A row is the head of a section that has at least so many of its labels, one of them for one of these fields.
# Those of the indicators are looked for first: a 年度目标 and a 完成情况 beside a 三级指标 are columns of theirs.
FEWEST_HEADS = 2
HEADS: Mapping[Kind, frozenset[str]] = {
    "indicator": frozenset({"level3"}),
    "fund": frozenset({"full_budget", "executed", "initial_budget"}),
    "objective": frozenset({"expected", "actual"}),
}

# A text of more characters than this is prose, not a form's title.
LONGEST_TITLE = 40

_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_UNCLOSED = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*$")
_POINTS = re.compile(r"[:：为]?\d+(?:\.\d+)?分?$")
_YEAR = re.compile(r"^(?:20)?\d{2}年度?")
_TRANSLATED = re.compile(r"^([\u4e00-\u9fff、]{2,})[A-Za-z][A-Za-z\d.,/'-]{2,}$")
_FOOTNOTE = re.compile(r"[*★☆※#]")
_ENUMERATED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)、?)")


@cache
def load(name: str) -> Mapping[str, Any]:
    """One vocabulary file, e.g. ``load("labels")`` for ``data/vocabulary/labels.toml``."""
    with (DIRECTORY / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def normal(text: str) -> str:
    """NFKC without white space: the form in which texts are compared, never the form in which they are kept."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=10_000)
def key(text: str) -> str:
    """The key of a label: normal, without its number in a list, stars, brackets and their content, a trailing colon."""
    bare = _ENUMERATED.sub("", _FOOTNOTE.sub("", normal(text)))
    bare = _UNCLOSED.sub("", _BRACKETS.sub("", bare))
    return bare.rstrip(":：%")


@lru_cache(maxsize=10_000)
def brackets(text: str) -> tuple[str, ...]:
    """What stands in the brackets of a label, normal: ``项目资金（万元）`` gives ``("万元",)``."""
    return tuple(found[1:-1] for found in _BRACKETS.findall(normal(text)))


@cache
def _entries(section: str) -> tuple[tuple[str, frozenset[str], re.Pattern[str] | None], ...]:
    fields: Mapping[str, Any] = load("labels")[section]
    return tuple(
        (
            field,
            frozenset(key(name) for name in entry.get("names", [])) | {normal(n) for n in entry.get("names", [])},
            re.compile("|".join(f"(?:{p})" for p in entry["patterns"])) if "patterns" in entry else None,
        )
        for field, entry in fields.items()
    )


@lru_cache(maxsize=10_000)
def field_of(section: str, text: str) -> str | None:
    """The field that a label means in a section of labels.toml (``header``, ``fund``, ``indicator`` …), or None."""
    bare = normal(text).rstrip(":：")
    # A head may carry its year, 2022年实际完成值, or its translation, 得分Score.
    candidates = [c for c in (bare, key(text), _YEAR.sub("", key(text)), _TRANSLATED.sub(r"\1", key(text))) if c]
    for candidate in candidates:
        for field, names, _ in _entries(section):
            if candidate in names:
                return field
    for candidate in candidates:
        for field, _, pattern in _entries(section):
            if pattern and pattern.fullmatch(candidate):
                return field
    return None


@lru_cache(maxsize=10_000)
def is_named(section: str, text: str) -> bool:
    """Whether a label is one of the names of its field, not only like its patterns."""
    field = field_of(section, text)
    return any(
        names & {normal(text).rstrip(":："), key(text)} for known, names, _ in _entries(section) if known == field
    )


@cache
def header_labels() -> re.Pattern[str]:
    """A pattern of the header's labels by name, each with its colon, for text that strings them together."""
    names = {name for entry in load("labels")["header"].values() for name in entry["names"]}
    spelled = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    return re.compile(rf"({spelled})\s*[:：]")


@lru_cache(maxsize=10_000)
def fund_source(label: str) -> str | None:
    """The ``fund.source`` of a money row's label; None where no pattern knows it."""
    bare = re.sub(r"^(其中|其他?中)[:：]?", "", key(label)) or key(label)
    for entry in load("labels")["fund_row"]:
        if any(re.fullmatch(pattern, bare) for pattern in entry["patterns"]):
            return str(entry["source"])
    return None


def is_fund_source(label: str) -> bool:
    """Whether a label is for certain a source of money, or their total, and no other label of a form."""
    words = load("labels")["fund_source"]
    sure = key(label) in words["names"] or any(word in key(label) for word in words["words"])
    others = (field_of(kind, label) for kind in ("fund", "header", "section"))
    return sure and fund_source(label) is not None and not any(others)


@cache
def _names(group: str) -> frozenset[str]:
    return frozenset(key(name) for name in load("labels")[group]["names"])


def is_total(text: str) -> bool:
    """Whether a label opens the total row (总分, 合计, 总分100分, 自评得分 …)."""
    return _POINTS.sub("", key(text)) in _names("total") or field_of("header", text) == "total_score"


def is_subtotal(text: str) -> bool:
    """Whether a label opens the row of a subtotal, which is no indicator (小计)."""
    return key(text) in _names("subtotal")


def is_level(text: str) -> bool:
    """Whether a text is a known level 1 or level 2 label."""
    return key(text) in _names("level1") | _names("level2")


def is_direction(text: str) -> bool:
    """Whether a text says if more or less of an indicator is better (正向), as a column beside the target does."""
    return key(text) in _names("direction")


def is_grade(text: str) -> bool:
    return normal(text) in _names("grade")


def _title_has(group: str, text: str) -> bool:
    return any(re.search(word, normal(text)) for word in load("labels")["title"][group])


def is_self_evaluation(title: str) -> bool:
    """Whether a title names a self-evaluation form and nothing else (监控表 and 目标申报表 are not)."""
    return _title_has("accepted", title) and not _title_has("rejected", title)


def is_other_form(title: str) -> bool:
    """Whether a title names a form that looks alike but is no self-evaluation."""
    return _title_has("rejected", title) and not _title_has("accepted", title)


def is_department_form(title: str) -> bool:
    return _title_has("department", title)


def has_heads(text: str) -> bool:
    """Whether a text has the heads of a form's indicators: their names, their targets and what was reached."""
    bare = normal(text)
    names = {field: spelled for field, spelled, _ in _entries("indicator")}
    return all(any(name in bare for name in names[field]) for field in ("level3", "target", "actual"))


def may_hold_form(text: str) -> bool:
    """Whether the plain text of a page has a word of a form's table: the triage before anything costly."""
    bare = normal(text)
    return any(word in bare for word in load("labels")["triage"]["words"])
