"""Printed values to numbers: amounts, rates, scores, targets. Exact: Decimal throughout, never float.

Nothing here guesses. What is not wholly a value is no value (None), and the printed text is kept beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.vocabulary import load, normal

_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+"
_NUMERALS = "[〇零一二两三四五六七八九十百千万亿]"
_WHOLE_NUMBER = re.compile(rf"(?:{_NUMBER})")
# Two figures that white space within a line parts are two numbers; a line's end parts only the print of one.
_PARTED = re.compile(r"\d[^\S\n]+\d")
# What begins like a number and is a date: 2022.12.31, 2023-10, 20230630.
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:([-/.])\d{1,2}\1\d{1,2}(?!\d)|[-/](?:0?[1-9]|1[0-2])(?!\d)"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)"
)
# What makes the number before it a date: 4月底前, 12.31前. 年, 月 and 日 alone may be units.
_DATE_UNIT = re.compile(r"[年月日].|.*前$")
_DURATIONS = ("年", "月", "日")
# What stands behind a value and is no part of it: (详见佐证材料3), (含), the 5/5 that make 100%, a sentence without
# figures. 台(套) is a unit.
_REMARK = re.compile(r"\((?:含|[^()\d][^()]{2,})\)$|(?<=%)\(\d+/\d+\)$|[,;。]\D*$")
# In what remains of a unit: another number that belongs to the target as much (3-5个, 10%-20%), or another bound.
_ANOTHER_NUMBER = re.compile(r"[\d~〜—–≤≥<>≦≧且-]|[至到]" + _NUMERALS)
_FIGURES_OF_UNITS = re.compile(r"[a-z]?m[23](?!\d)|元/\d+(?=\D)", re.IGNORECASE)  # m2, 元/2人
_LEADING_NUMBER = re.compile(rf"({_NUMBER})(.*)", re.DOTALL)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_POWERS = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
_SPELLED = re.compile(rf"(?P<percent>百分之)?(?P<number>{_NUMERALS}+(?:点[〇零一二三四五六七八九]+)?)")
_HUNDRED_PERCENT = re.compile(r"^百分之?百")
_RANGE = re.compile(rf"[~〜—–至到-](?=\d|{_NUMERALS})")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|\D|$)")
_CHINESE_YEAR = re.compile(r"二[〇○零OＯo0][〇○零OＯo0一二三四五六七八九]{2}(?=年)")
_FISCAL_YEARS = tuple(
    re.compile(r"(?<!\d)((?:19|20)\d{2})" + ending) for ending in ("年度", r"年(?=[)\]])", r"年(?!\d{1,2}月)")
)


def is_blank(text: str | None) -> bool:
    """Whether a text is one of the placeholders for nothing (``-``, ``—``, ``/``, 无, blank)."""
    return text is None or normal(text) in _blanks()


@cache
def _blanks() -> frozenset[str]:
    return frozenset(normal(b) for b in load("values")["placeholder"]["blank"]) | {""}


def is_not_applicable(text: str) -> bool:
    """Whether a text says that an indicator does not apply: 不适用."""
    return normal(text) in load("values")["placeholder"]["not_applicable"]


@cache
def _unused() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in load("values")["placeholder"]["unused_name"]))


def is_unused_name(text: str | None) -> bool:
    """Whether an indicator's name is that of a template row nobody filled in (``指标2：``, ``……``)."""
    return is_blank(text) or _unused().fullmatch(normal(text or "")) is not None


def number(text: str | None) -> Decimal | None:
    """A plain number, with or without grouping commas, percent sign and wrapping white space; else None.

    A number that begins or ends in a comma has lost digits and is none; nor are two figures in one line (``10 9.5``).
    """
    if is_blank(text) or _PARTED.search(text or ""):
        return None
    bare = normal(text or "").rstrip("%分")
    # An accounting print writes a negative number in brackets.
    if re.fullmatch(r"\([\d,.]+\)", bare):
        bare = "-" + bare[1:-1]
    return Decimal(bare.replace(",", "")) if _WHOLE_NUMBER.fullmatch(bare) else None


def amount(text: str | None, unit: str | None) -> Decimal | None:
    """An amount of money in 元, exact. ``unit`` is the currency unit in force unless the cell names its own."""
    if is_blank(text) or _PARTED.search(text or ""):
        return None
    bare = normal(text or "").lstrip("¥￥")
    own = re.search(rf"(?:{_currencies()})$", bare)
    value = number(bare[: own.start()] if own else bare)
    return None if value is None else value * currency_factor(own.group() if own else unit)


def currency_factor(unit: str | None) -> int:
    """元 per printed unit; an unnamed unit is 元."""
    return int(load("values")["currency"].get(unit or "元", 1))


def currency_unit(text: str) -> str | None:
    """The currency unit that a label or note names, as in ``项目资金（万元）``, ``单位：万元``, ``以万元为单位``."""
    found = _currency_note().search(normal(text))
    return next((unit for unit in found.groups() if unit), None) if found else None


def without_note(text: str) -> str:
    """A text without the note on the unit of the amounts that a line ends in: ``…监督管理站 单位：万元``."""
    return re.sub(rf"[(（]?(?:金额)?单位[:：]\s*(?:人民币)?(?:{_currencies()})[)）]?\s*$", "", text).strip()


@cache
def _currencies() -> str:
    return "|".join(sorted(load("values")["currency"], key=len, reverse=True))


@cache
def _currency_note() -> re.Pattern[str]:
    unit = rf"(?:人民币)?({_currencies()})"
    return re.compile(
        rf"(?:^|[(:：\[【〔「])(?:金额)?(?:单位[:：]?)?{unit}(?:$|[)\]】〕」、,，;；/(·])|以{unit}为(?:计量)?单位"
    )


def rate(text: str | None, *, percent_head: bool = False) -> Decimal | None:
    """A rate as a fraction: ``99.62%`` and a bare ``99.62`` under a head that says % are 0.9962.

    A bare number under a head that does not say % is a fraction up to 1.5 and a percentage above.
    """
    value = number(text)
    if value is None:
        return None
    if "%" in normal(text or "") or percent_head or value > Decimal("1.5"):
        return value.scaleb(-2)  # keeps the places that are printed
    return value


def chinese_number(text: str) -> Decimal | None:
    """A number in Chinese numerals: 十二 is 12, 一百二 is 120, 十二点五 is 12.5.

    Units without a digit (百花) and digits in a row (三四个 are three or four, 十四五 is a plan) make no number.
    """
    whole, point, places = text.partition("点")
    value = _whole_chinese(whole)
    if value is None or any(c not in _DIGITS for c in places) or bool(point) != bool(places):
        return None
    return Decimal(str(value) + "." * len(point) + "".join(str(_DIGITS[c]) for c in places))


def _whole_chinese(text: str) -> int | None:
    """The number around the largest of its units: so many of it, and the rest, which is less than one of it."""
    unit = next((unit for unit in _POWERS if unit in text), None)
    if unit is None:
        return _DIGITS.get(text)
    power = _POWERS[unit]
    before, _, after = text.partition(unit)
    times = 1 if unit == "十" and not before else _whole_chinese(before)
    # The unit that goes with a last digit is left out: 一百二 is 120, 一百零二 is not.
    rest = _whole_chinese(after.lstrip("零〇")) if after else 0
    if not times or rest is None or times >= (power if power > 1000 else 10) or rest >= power:
        return None
    return times * power + (rest * power // 10 if after in _DIGITS else rest)


@dataclass(frozen=True, slots=True)
class Target:
    """A target taken apart. ``operator`` is one of ``≥ ≤ = > < 定性`` or None where none is printed."""

    operator: str | None
    value: Decimal | None
    unit: str | None


@cache
def _operators() -> tuple[tuple[str, str], ...]:
    spellings = [(normal(s), op) for op, ss in load("values")["operator"].items() for s in ss]
    return tuple(sorted(spellings, key=lambda pair: -len(pair[0])))


@cache
def _bounds() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?:{pattern})$"), op) for op, pattern in load("values")["bound"].items())


def operator(text: str | None) -> tuple[str | None, str]:
    """The operator that begins a text, in its normal form, and the rest of the text (normal)."""
    bare = normal(text or "")
    for spelling, op in _operators():
        if bare.startswith(spelling):
            return op, bare[len(spelling) :]
    return None, bare


def _without_bound(text: str) -> tuple[str | None, str]:
    """The operator that a word at the end of a text means (``%以上``), and the text without that word."""
    found = ((op, pattern.search(text)) for pattern, op in _bounds())
    return next(((op, text[: at.start()]) for op, at in found if at), (None, text))


def target(text: str | None) -> Target:
    """Operator, number and unit of a target: ``≥90%`` and ``90%以上`` are (≥, 90, %), ``不少于十二种`` is (≥, 12, 种).

    A text without a leading number has operator 定性 and no value (``有效保障``, ``及时``); a date such as
    ``4月底前`` or ``12.31前`` is no quantity either. Behind an operator 年, 月 and 日 are units: ``≥10年``, ``≤12月``.
    What has several numbers (``3-5个``, ``10%-20%``, ``90≤X≤100``, ``9分42秒``) has none of them.
    """
    return _taken_apart(text, is_duration=False)


def actual(text: str | None, unit: str | None) -> Target:
    """An actual value taken apart like a target (``37.6公里`` is 37.6, 公里); ``unit`` is that of its target.

    Beside a target in years (``≥10年``) ``12年`` are years; elsewhere it is a date.
    """
    return _taken_apart(text, is_duration=unit in _DURATIONS)


def _taken_apart(text: str | None, *, is_duration: bool) -> Target:
    if is_blank(text):
        return Target(None, None, None)
    op, rest = operator(text)
    rest = _in_figures(_REMARK.sub("", rest), is_bound=op is not None)
    leading = None if op == "定性" else _LEADING_NUMBER.fullmatch(rest)
    if leading is None:
        return Target(op or "定性", None, None)
    value = Decimal(leading.group(1).replace(",", ""))
    bound, unit = _without_bound(leading.group(2))
    is_duration = is_duration or bool(op or bound)
    if _DATE.match(rest) or _DATE_UNIT.match(unit) or _is_of_calendar(value, unit, is_duration):
        return Target(op or "定性", None, None)
    if _PARTED.search(text or "") or _ANOTHER_NUMBER.search(_FIGURES_OF_UNITS.sub("", unit)):
        return Target(None, None, None)
    return Target(op or bound, value, _unit(unit))


def _in_figures(text: str, *, is_bound: bool) -> str:
    """A text (normal) with the Chinese numeral that begins it in figures: ``百分之九十五以上`` is ``95%以上``.

    A numeral counts where a measure follows that ends the text (``三次``, not ``一次性``) or has a bound or a range
    behind it; a bound alone does too (``≥二十``). Elsewhere it is part of a word: ``二级``, ``一般``.
    """
    found = _SPELLED.match(_HUNDRED_PERCENT.sub("百分之一百", text))
    value = chinese_number(found["number"]) if found else None
    if found is None or value is None:
        return text
    tail = "%" * bool(found["percent"]) + found.string[found.end() :]
    bound, unit = _without_bound(tail)
    measure = _RANGE.split(unit)[0]
    return f"{value}{tail}" if _is_measure(measure) or (not measure and (is_bound or bound)) else text


@cache
def _measures() -> frozenset[str]:
    return frozenset(load("values")["measure"]["names"])


def _is_measure(text: str) -> bool:
    """Whether a unit is made of measures of the vocabulary: 个, 元/人·月, 台(套)."""
    parts = [part for part in re.split(r"[/·*()]", text) if part]
    return bool(parts) and _measures().issuperset(parts)


def _is_of_calendar(value: Decimal, unit: str, is_duration: bool) -> bool:
    """Whether a number of years, months or days names one of the calendar: ``2022年``, and ``12月`` by itself."""
    return unit in _DURATIONS and (not is_duration or (unit == "年" and 1900 <= value < 2100))


def _unit(text: str) -> str | None:
    bare = text.strip("·.。,，;；")
    if bare in {normal(s) for s in load("values")["percent"]["spellings"]}:
        return "%"
    return bare or None


def year_in(text: str) -> int | None:
    """The fiscal year that a title or header names, else None.

    ``2021年度`` before ``（2021年）`` before a bare ``2021年``; dates (``2022年3月15日``) and numbers of documents
    (〔2020〕10号) are none. 二〇二一年度 is 2021.
    """
    bare = _CHINESE_YEAR.sub(lambda found: "".join(str(_DIGITS.get(c, 0)) for c in found.group()), normal(text))
    return next((int(found.group(1)) for pattern in _FISCAL_YEARS if (found := pattern.search(bare))), None)


def year_in_path(path: str) -> int | None:
    """The year in a file's name, else in its folders from the innermost; None where none names a year."""
    for part in reversed(path.split("/")):
        found = _YEAR.search(normal(part))
        if found:
            return int(found.group(1))
    return None
