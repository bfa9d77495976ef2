"""The phrases of a form's objectives: where the things that its indicators measure are printed in full.

``组织科普大篷车进校园活动24场；`` names a thing and counts it. The number may also stand inside, as in
``举办3场粤港澳大湾区科技交流活动``: it is read as if it stood behind, so that every phrase is a thing and its count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from extractors.endings import bare, fold
from extractors.fit import open_bracket
from extractors.records import Objective
from extractors.vocabulary import load

# Longest rest (characters) that a phrase of the objectives may add: more than a line of a name's column is a clause.
LONGEST_REST = 12


@dataclass(frozen=True, slots=True)
class Thing:
    """What a name is about, as printed elsewhere in the form; ``count`` is the number after it (``12场``), or ""."""

    text: str
    method: str
    evidence: str
    count: str = ""


def phrases(objectives: tuple[Objective, ...], beginning: str) -> Iterator[Thing]:
    """The phrases of the objectives that begin like this, each to its end."""
    for title, text in _quotable(objectives):
        for found in re.finditer(re.escape(fold(beginning)), fold(text)):
            rest, after = _rest_of_phrase(text[found.start() :], len(fold(beginning)))
            # What follows a bracket that the beginning had opened may be the name's or the sentence's.
            is_beyond = open_bracket(beginning) is not None and not rest.endswith((")", "）"))
            if len(rest) <= LONGEST_REST and not is_beyond:
                whole = bare(beginning) + rest
                yield Thing(whole, "objective", f"{title}“{whole}”", count_in(after))


def count_in(text: str) -> str:
    """The number with its measure word that the text begins with, whatever it is compared with (``≥12场``), or ""."""
    comparing = "|".join(map(re.escape, load("names")["phrase"]["comparing"]))
    found = re.match(rf"(?:{comparing})*({_count().pattern})", fold(text))
    return found[1] if found else ""


@lru_cache(maxsize=10)
def _quotable(objectives: tuple[Objective, ...]) -> tuple[tuple[str, str], ...]:
    """The texts of the objectives with their titles, each as printed and with the counts behind their things."""
    printed = [
        (title, bare(text.replace("\n", "。")))
        for objective in objectives
        for title, text in (("预期目标", objective.expected), ("实际完成情况", objective.actual))
        if text
    ]
    return tuple(dict.fromkeys(pair for title, text in printed for pair in ((title, text), (title, _regular(text)))))


def _regular(text: str) -> str:
    """The text with the numbers that stand inside phrases moved to their ends: ``举办3场活动`` as ``举办活动3场``."""
    phrase = r"(?:[^，。；、：:;,.!?！？\d≥≤%（(]|[（(][^（()）]*[)）])*"
    return re.sub(rf"({_count().pattern})({phrase})", r"\2\1", text)


@cache
def _count() -> re.Pattern[str]:
    measures = sorted(load("names")["phrase"]["measures"], key=len, reverse=True)
    return re.compile(rf"\d+(?:\.\d+)?[余多]?[万亿]?(?:{'|'.join(map(re.escape, measures))})")


@cache
def _phrase_end() -> re.Pattern[str]:
    over = "|".join(map(re.escape, load("names")["phrase"]["over"]))
    return re.compile(rf"[，。；、：:;,.!?！？\d≥≤%）)】〕」》”]|{over}")


def _rest_of_phrase(text: str, begun: int) -> tuple[str, str]:
    """What follows the first ``begun`` characters of ``text`` up to the end of the phrase, and what comes then.

    It ends at punctuation, at a number, at a verb that opens another phrase, at the close of a bracket that was open
    before; inside a bracket of its own nothing ends it.
    """
    ends = (found.start() for found in _phrase_end().finditer(text, begun))
    end = next((place for place in ends if open_bracket(text[:place]) is None), len(text))
    return text[begun:end].rstrip("".join(load("names")["phrase"]["linking"])), text[end:]
