"""The upright rules that a table lacks which has rules between its rows only: they run where none of its words stand.

Between two rules lies a *band*, and the words of a band that stand close are a *block*. A band of heads opens a stretch
of bands that share its columns, up to the next heads: between two heads a column ends where no band of the stretch has
a word. A band of the header (labels and their values) has the columns of its own blocks. A table that goes on from
the page before without its heads has the columns that it had there, or as many others. What stands across a border
(a title, a total) is one cell there. Where the words of two columns leave no way between them, or figures stand one
below another as those of several rows do, nothing is said of the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from extractors.glyphs import SAME_LINE, Glyph
from extractors.records import Box
from extractors.text import baselines
from extractors.values import number
from extractors.vocabulary import (
    FEWEST_HEADS,
    HEADS,
    LONGEST_TITLE,
    field_of,
    is_other_form,
    is_self_evaluation,
    is_total,
)

# Figures are side by side whose baselines are this near (points), and of two rows that lie this many type sizes apart.
SAME_ROW = 2.0
WRAPPED = 1.8

# Words nearer than this share of their size belong to one block.
CLOSE = 0.4
# A row of a table without a frame stands this near (type sizes) to its last rule.
NEAR = 3.0
# A character stands across a border that is this far (points) within it.
APART = 1.0


class Upright(NamedTuple):
    """An upright rule, in points from the top left of the page as read."""

    x: float
    top: float
    bottom: float


class _Block(NamedTuple):
    """Words from x0 to x1, and the baselines of those of its lines that are a figure."""

    x0: float
    x1: float
    text: str
    figures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Band:
    top: float
    bottom: float
    blocks: tuple[_Block, ...]

    def is_head(self) -> bool:
        """Whether these are the heads of the money, the objectives or the indicators (see vocabulary.HEADS)."""
        texts = [block.text for block in self.blocks]
        for kind, required in HEADS.items():
            fields = [field for text in texts if (field := field_of(kind, text))]
            if len(fields) >= FEWEST_HEADS and required.intersection(fields):
                return True
        return False

    def is_header(self) -> bool:
        """Whether a label of the form's header stands here, with its value."""
        fields = {field_of("header", block.text) for block in self.blocks}
        return bool(fields - {None, "other", "total_score", "grade"})

    def is_total(self) -> bool:
        return any(is_total(block.text) for block in self.blocks)

    def is_title(self) -> bool:
        """Whether a form's title stands here; longer texts may speak of the form."""
        texts = [block.text for block in self.blocks if len(block.text) <= LONGEST_TITLE]
        return any(is_self_evaluation(text) or is_other_form(text) for text in texts)

    def rules(self, ways: Sequence[float]) -> Iterator[Upright]:
        """The upright rules of this band: no word stands across one, and none run beside a title."""
        for x in () if self.is_title() else ways:
            if not any(block.x0 < x < block.x1 for block in self.blocks):
                yield Upright(x, self.top, self.bottom)

    def is_whole(self, size: float) -> bool:
        """Whether this is one row: no figures side by side, and again further down than a line wraps."""
        rows = Counter(round(baseline / SAME_ROW) for block in self.blocks for baseline in set(block.figures))
        places = sorted(place * SAME_ROW for place, count in rows.items() if count > 1)
        return all(below - above < WRAPPED * size for above, below in pairwise(places))


def upright(bounds: Box, rules: Sequence[float], glyphs: Sequence[Glyph], above: Sequence[float]) -> list[Upright]:
    """The upright rules of a table within its bounds, from the places (y) of its rules, in order from the top.

    ``above`` are the borders (x) between the columns of a table that may go on here from the page before. Empty where
    the words do not tell.
    """
    inside = [glyph for glyph in glyphs if bounds.x0 <= glyph.middle[0] <= bounds.x1 and not glyph.text.isspace()]
    size = median(glyph.size for glyph in inside) if inside else 0.0
    bands = [_band(inside, top, bottom) for top, bottom in pairwise(rules)]
    before, after = _outside(inside, rules, size)
    is_first = before.is_header() or (above and len(before.blocks) > 1)
    bands = [*([before] if is_first else []), *bands, *([after] if after.is_total() else [])]
    found = [Upright(x, bands[0].top, bands[-1].bottom) for x in (bounds.x0, bounds.x1)]
    if not all(band.is_whole(size) for band in bands):
        return []
    if not any(band.is_head() for band in bands):
        free = [(a + b) / 2 for a, b in _free(bands)]
        is_same = not any(glyph.box.x0 + APART < x < glyph.box.x1 - APART for x in above for glyph in inside)
        same = above if is_same else free if len(free) == len(above) else ()
        return found + [rule for band in bands for rule in band.rules(same)] if same else []
    for stretch in _stretches(bands):
        ways = _ways(stretch)
        if ways is None:
            return []
        found += [rule for band in stretch for rule in band.rules(ways)]
    return found


def _band(glyphs: Sequence[Glyph], top: float, bottom: float) -> _Band:
    return _Band(top, bottom, tuple(_blocks([glyph for glyph in glyphs if top < glyph.middle[1] < bottom])))


def _outside(glyphs: Sequence[Glyph], rules: Sequence[float], size: float) -> tuple[_Band, _Band]:
    """The lines next to the first and the last rule: of a table without a frame they are its first and its last row."""
    above = [glyph for glyph in glyphs if rules[0] - NEAR * size < glyph.middle[1] < rules[0]]
    below = [glyph for glyph in glyphs if rules[-1] < glyph.middle[1] < rules[-1] + NEAR * size]
    last = max((glyph.baseline for glyph in above), default=0.0)
    first = min((glyph.baseline for glyph in below), default=0.0)
    top = min((glyph.box.top for glyph in above if glyph.baseline > last - SAME_LINE * size), default=rules[0])
    bottom = max((glyph.box.bottom for glyph in below if glyph.baseline < first + SAME_LINE * size), default=rules[-1])
    return _band(glyphs, top - 1, rules[0]), _band(glyphs, rules[-1], bottom + 1)


def _stretches(bands: Sequence[_Band]) -> Iterator[list[_Band]]:
    """Heads with what stands below them; each band of a header by itself."""
    stretch: list[_Band] = []
    for band in bands:
        if stretch and (band.is_head() or band.is_header() or not stretch[0].is_head()):
            yield stretch
            stretch = []
        stretch.append(band)
    yield stretch


def _ways(stretch: Sequence[_Band]) -> list[float] | None:
    """Where upright rules run through a stretch: in the widest way between two of its heads, and in every way before
    the first. None where there is no way between two heads."""
    heads, free = stretch[0].blocks, _free(stretch)
    found = []
    for left, right in pairwise(heads):
        between = [gap for gap in free if _middle(left) < (gap[0] + gap[1]) / 2 < _middle(right)]
        if not between:
            return None
        found.append(max(between, key=lambda gap: gap[1] - gap[0]))
    if heads:
        found += [gap for gap in free if gap[1] <= _middle(heads[0])]
    return sorted((left + right) / 2 for left, right in found)


def _free(bands: Sequence[_Band]) -> list[tuple[float, float]]:
    """The ways (from, to) between the words of bands; a remark, alone in its band, may stand across them."""
    taken: list[tuple[float, float]] = []
    for x0, x1, *_ in sorted(block for band in bands if len(band.blocks) > 1 for block in band.blocks):
        if taken and x0 <= taken[-1][1]:
            taken[-1] = taken[-1][0], max(taken[-1][1], x1)
        else:
            taken.append((x0, x1))
    return [(left[1], right[0]) for left, right in pairwise(taken)]


def _middle(block: _Block) -> float:
    return (block.x0 + block.x1) / 2


def _blocks(glyphs: Sequence[Glyph]) -> Iterator[_Block]:
    """The blocks of a band from the left; their lines from the top."""
    block: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.box.x0):
        if block and glyph.box.x0 > max(one.box.x1 for one in block) + CLOSE * glyph.size:
            yield _block(block)
            block = []
        block.append(glyph)
    if block:
        yield _block(block)


def _block(glyphs: Sequence[Glyph]) -> _Block:
    lines = baselines(glyphs)
    texts = ["".join(glyph.text for glyph in line) for line in lines]
    figures = tuple(line[0].baseline for line, text in zip(lines, texts, strict=True) if number(text) is not None)
    return _Block(min(glyph.box.x0 for glyph in glyphs), max(glyph.box.x1 for glyph in glyphs), "".join(texts), figures)
