"""Characters that a recogniser takes for one another, settled by what a cell can hold (confusions.toml).

Every settlement puts one character for another, so a text keeps its length and its places on the page. What is not
settled here is left as it was read: arithmetic (settle.py) or nobody may know better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.vocabulary import load, normal

UNSURE = 0.9  # certainty of a figure below which it is in doubt
GUESSED = 0.35  # certainty below which any character is in doubt
SHAKY = 0.95  # certainty above which a character of a label or a word is not questioned
SHORTEST_LABEL = 3  # characters; shorter labels have too many neighbours

_FIGURES = re.compile(r"\d")
_NUMBER = re.compile(r"[\d.,]+")
_PER_MILLE = re.compile(r"\d%[0o]")
_SEPARATOR = re.compile(r"[.,]")


def settle_text(text: str, certainties: Sequence[float]) -> str:
    """The text of a cell with its confusions settled; the same text where there is nothing to settle.

    ``certainties`` are the recogniser's, one a character.
    """
    return _label(_words(_separators(_figures(_operator(text, certainties))), certainties), certainties)


def doubt_of(text: str, certainties: Sequence[float]) -> str | None:
    """Why a cell's text cannot be trusted as it stands, or None."""
    pairs = list(zip(text, certainties, strict=True))
    if any(certainty < UNSURE for character, certainty in pairs if _is_figure(character)):
        return "a figure was read with little certainty"
    if any(certainty < GUESSED for _, certainty in pairs):
        return "a character was read with little certainty"
    if _PER_MILLE.search(normal(text)):
        return "a sign behind a figure reads as % and 0"
    number = _NUMBER.match(normal(text).lstrip("≥≤=<>-+"))
    if number and "," in number.group() and not re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number.group()):
        return "a number's commas stand at the wrong places"
    return None


def alike(figures: str) -> Iterator[str]:
    """The numbers that differ from one in a single figure that is easily confused."""
    for place, figure in enumerate(figures):
        for other in load("confusions")["alike"].get(figure, ()):
            yield figures[:place] + other + figures[place + 1 :]


def _is_figure(character: str) -> bool:
    return character.isdigit() or character in ".,%"


@cache
def _table(section: str) -> dict[str, str]:
    return {printed: meant for meant, spellings in load("confusions")[section].items() for printed in spellings}


def _operator(text: str, certainties: Sequence[float]) -> str:
    """Settle the sign before a number, or alone in its cell."""
    if not text or not (len(text) == 1 or _FIGURES.match(normal(text[1:]))):
        return text
    meant = _table("operator").get(text[0])
    if meant is None and certainties[0] < UNSURE:
        meant = _table("unsure_operator").get(text[0])
    return (meant or text[0]) + text[1:]


def _figures(text: str) -> str:
    """Settle letters in a text that is a number but for them."""
    settled = "".join(_table("figure").get(character, character) for character in text)
    is_number = re.fullmatch(r"[≥≤=<>]?-?[\d.,]+[%％]?", settled)
    return settled if is_number and _FIGURES.search(text) else text


def _separators(text: str) -> str:
    """Settle points and commas of a number that can be grouped in one way: ``7.725.318.35`` is 7,725,318.35."""
    if not re.fullmatch(r"[≥≤=<>]?\d[\d.,]*\d[%％]?", text):
        return text
    places = [match.start() for match in _SEPARATOR.finditer(text)]
    tail = re.split(r"[.,]", text.rstrip("%％"))
    groups = tail[1:-1]
    if not places or any(len(group) != 3 for group in groups):
        return text
    settled = list(text)
    for place in places[:-1]:
        settled[place] = ","
    if len(tail[-1]) != 3:
        settled[places[-1]] = "."
    elif len(places) > 1 and len({text[place] for place in places}) == 1:
        settled[places[-1]] = ","
    return "".join(settled)


def _words(text: str, certainties: Sequence[float]) -> str:
    """Settle words that are none and were read with little certainty: ``管埋`` is 管理."""
    for misread, meant in _table("word").items():
        for found in re.finditer(re.escape(misread), text):
            if min(certainties[slice(*found.span())]) < SHAKY:
                text = text[: found.start()] + meant + text[found.end() :]
    return text


@cache
def labels() -> frozenset[str]:
    """Every label of the vocabulary that is long enough to be told from its neighbours."""
    names = {name for file in ("labels", "confusions") for section in load(file).values() for name in _names(section)}
    return frozenset(name for name in names if len(name) >= SHORTEST_LABEL)


def _names(section: object) -> Iterator[str]:
    if isinstance(section, dict):
        for key, value in section.items():
            if key == "names":
                yield from (normal(name) for name in value)
            else:
                yield from _names(value)


def _label(text: str, certainties: Sequence[float]) -> str:
    """A label in which one character was misread, where exactly one label is that near."""
    bare = re.split(r"[(（\[【]", text)[0].rstrip(":：")
    start = len(bare) - len(bare.lstrip("*★"))
    bare = bare[start:]
    if len(bare) < SHORTEST_LABEL or normal(bare) != bare or bare in labels():
        return text
    near = {(place, label) for label in labels() if (place := _only_difference(bare, label)) is not None}
    if len(near) != 1:
        return text
    place, label = near.pop()
    if certainties[start + place] >= SHAKY:
        return text
    return text[: start + place] + label[place] + text[start + place + 1 :]


def _only_difference(text: str, label: str) -> int | None:
    if len(text) != len(label):
        return None
    places = [n for n, (one, other) in enumerate(zip(text, label, strict=True)) if one != other]
    return places[0] if len(places) == 1 else None
