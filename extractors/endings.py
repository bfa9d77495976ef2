"""What indicator names end in: the language side of names.py, over ``data/vocabulary/names.toml``.

An ending says what is measured of a thing (``完成率``, ``及时性``, ``数量``); what stands before it is the thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from extractors.fit import unopened_bracket
from extractors.vocabulary import load

_BRACKETS = re.compile(r"\([^()]*\)$")


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


def proves_whole(ending: str, unit: str | None) -> bool:
    """Whether a name that closes with this ending is whole: not with words that go on in others (支出, 水平), unless
    the target is in a ``unit`` of what they say (元)."""
    base = _base(unit).removeprefix("万")
    proved = {word for entry in load("names")["proved"] if base in entry["units"] for word in entry["endings"]}
    return bool(ending) and (ending in proved or ending not in load("names")["any"]["weak"])


def closing(name: str, level2: str | None) -> str:
    """The ending with which a name closes, if only with brackets behind it (``…补助标准（每人每年）``), or ""."""
    return ending_of(name, level2) or ending_of(_BRACKETS.sub("", fold(name)), level2)


def fits(ending: str, unit: str | None) -> bool:
    """Whether a name with this ending may be measured in the unit of its target: no 人数 in percent."""
    return bool(ending) and ending[-1] not in load("names")["misfits"].get(unit, ())


def fitting_close(name: str | None, unit: str | None) -> str | None:
    """The ending, of those under any label, with which a name closes, if it fits the unit of its target."""
    ending = closing(name or "", None)
    return ending if fits(ending, unit) else None


def is_unfinished(name: str, unit: str | None) -> bool:
    """Whether a name ends inside a word, or in one that joins or leads to others: ``…保障情``, ``…工程一次``. Some ends
    are no word only beside a target with such a ``unit``."""
    rests = [end for ends in _fragments(unit) for end in ends]
    return any(re.search(f"(?:{end})$", fold(name)) for end in (*rests, *load("names")["unfinished"]["ends"]))


def begins_inside(name: str) -> bool:
    """Whether what is shown of a name begins inside brackets, or with a word that joins it to what stood before."""
    return unopened_bracket(name) or any(re.match(begin, fold(name)) for begin in load("names")["unfinished"]["begins"])


def is_ending_only(name: str) -> bool:
    """Whether a name is nothing but an ending, and none that is often all there is to a name."""
    return fold(name) in known_endings(None) and fold(name) not in load("names")["any"]["alone"]


def only_rest(printed: str, target: str | None, unit: str | None) -> tuple[str, str] | None:
    """(Last letters, rest) of a name that stops inside a word which goes on in one way only: ``保障情`` and ``况``.

    A word may do so because of the row's target and its unit: ``…发放及时`` whose target is 及时 is about 及时性, and
    ``…验收合`` whose target is a percentage about a 合格率.
    """
    shown, word = fold(printed), fold(target or "")
    if word in load("names")["targets"]["asking"] and shown.endswith(word):
        return word, "性"
    for ends in (*_fragments(unit), *_measured(unit, "words")):
        for end, rest in ends.items():
            if found := re.search(f"(?:{end})$", shown):
                return found[0], rest
    return None


def _fragments(unit: str | None) -> list[Mapping[str, str]]:
    """Ends that are no words, with their rests: everywhere, and beside a target with such a unit."""
    base = _base(unit).removeprefix("万")
    repeated = [{base: "数"}] if base in load("names")["repeated"]["units"] else []
    return [load("names")["fragments"], *_measured(unit, "ends"), *repeated]


def _measured(unit: str | None, kind: str) -> list[Mapping[str, str]]:
    return [entry[kind] for entry in load("names")["measured"] if kind in entry and _base(unit) in entry["units"]]


def _base(unit: str | None) -> str:
    """What is counted, of a unit: 元/人 counts 元."""
    return (unit or "").split("/")[0]
