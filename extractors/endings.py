"""What indicator names end in: the language side of names.py, over ``data/vocabulary/names.toml``.

An ending says what is measured of a thing (``完成率``, ``及时性``, ``数量``); what stands before it is the thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from extractors.vocabulary import load


def bare(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """The text as compared: no white space, full width as half width.

    As long as ``bare(text)``, so places in one are places in the other (NFKC of the whole would not be: ㎡ is m2).
    """
    folded = (unicodedata.normalize("NFKC", character) for character in bare(text))
    return "".join(character if len(character) == 1 else "□" for character in folded)


@lru_cache(maxsize=10_000)
def known_endings(level2: str | None) -> tuple[str, ...]:
    """The endings of names under a level-2 label (under every label where there is none), longest first."""
    vocabulary = load("names")
    groups: Mapping[str, Sequence[str]] = vocabulary["endings"]
    fitting = [endings for label, endings in groups.items() if label in (level2 or label)]
    known = {ending for endings in fitting for ending in endings}.union(vocabulary["any"]["endings"])
    return tuple(sorted(known, key=lambda ending: (-len(ending), ending)))


@lru_cache(maxsize=10_000)
def ending_of(name: str, level2: str | None) -> str:
    """The longest known ending of a name that leaves a thing before it, or ""."""
    text = fold(name)
    return next((ending for ending in known_endings(level2) if text.endswith(ending) and len(text) > len(ending)), "")


def proves_whole(ending: str) -> bool:
    """Whether a name that closes with this ending is whole: not with words that go on in others (支出, 水平)."""
    return bool(ending) and ending not in load("names")["any"]["weak"]


def only_rest(printed: str, target: str | None, unit: str | None) -> tuple[str, str] | None:
    """(Last letters, rest) of a name that stops inside a word which goes on in one way only: ``保障情`` and ``况``.

    A word may do so because of the row's target and its unit: ``…发放及时`` whose target is 及时 is about 及时性, and
    ``…验收合`` whose target is a percentage about a 合格率.
    """
    vocabulary = load("names")
    shown, word = fold(printed), fold(target or "")
    if word in vocabulary["targets"]["asking"] and shown.endswith(word):
        return word, "性"
    if unit and unit in vocabulary["counted"]["units"] and shown.endswith(unit):
        return unit, "数"
    measured = (entry["ends"] for entry in vocabulary["measured"] if (unit or "").split("/")[0] in entry["units"])
    for ends in (vocabulary["fragments"], *measured):
        for end, rest in ends.items():
            if found := re.search(f"(?:{end})$", shown):
                return found[0], rest
    return None
