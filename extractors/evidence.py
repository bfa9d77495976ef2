"""What the words of a form make of a name that was cut: whole names, proposed each with its evidence (see names.py).

A name is a *thing* and an *ending*, so a cut one is put together again from two questions: *which thing is it?* and
*how does its group end?*
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.cut_texts import COVERED, hidden_text, whole_in_text_layer
from extractors.endings import bare, closing, ending_of, fits, fold, known_endings, only_rest, proves_whole
from extractors.fit import open_bracket
from extractors.phrases import Thing, count_in, phrases
from extractors.records import Filing, Indicator
from extractors.text import HOLE
from extractors.vocabulary import load

# Share of a group's whole names that make a habit. In the one real filing at hand every group but 数量 has a unanimous
# one; 数量 names its things bare in three of four rows.
COMMON = 0.7

# One name is no habit.
WITNESSES = 2

# A printed beginning must be long enough to be this thing and no other.
SHORTEST = 4

# What a rule is credited with before its trials: (right, wrong). Rules that complete an ending of which the first
# letters are printed start trusted; rules that add a thing or an ending nobody sees must earn it in the form itself.
TRUSTED, UNPROVED = (3, 1), (1, 1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole name and why it should be that; ``rule`` is the kind of reasoning whose trials count for it.

    That a name closes with an ending is tried by ending: names that go on behind 率 say nothing of 数量.
    """

    name: str
    method: str
    rule: str
    evidence: str
    credit: tuple[int, int] = UNPROVED


@dataclass(frozen=True, slots=True)
class Habit:
    """``shown`` of ``names`` whole names of a group end in ``ending`` ("": they name the bare thing)."""

    ending: str
    shown: int
    names: int

    def is_firm(self, witnesses: int) -> bool:
        """Common enough to be followed; a lack of endings, the weaker sign, needs one name more."""
        return self.shown >= witnesses + (not self.ending) and self.shown >= COMMON * self.names

    @property
    def evidence(self) -> str:
        if not self.names:
            return f"指标值所配后缀“{self.ending}”"
        what = f"后缀“{self.ending}”" if self.ending else "不带后缀"
        return f"同组指标{what}（{self.shown}/{self.names}）"


def proposed(filing: Filing, row: Indicator, printed: str, witnesses: int = WITNESSES) -> Iterator[Proposal]:
    """What the evidence makes of a cut name, best first; a name with an open bracket is none.

    A trial asks for one witness less: its own row would be one, were it not on trial.
    """
    concluded = _conclusions(filing, row, printed, witnesses)
    return (proposal for proposal in concluded if open_bracket(proposal.name) is None)


def _conclusions(filing: Filing, row: Indicator, printed: str, witnesses: int) -> Iterator[Proposal]:
    """Yield what each kind of evidence makes of a cut name; the name as printed may be among it."""
    hidden = hidden_text(row, "level3") if "level3" in row.clipped else ""
    if printed == row.level3 and hidden and (whole := whole_in_text_layer(row, "level3")):  # a trial has no text layer
        yield Proposal(whole, "text layer", "text layer", COVERED, (1, 0))
    elif row.name_headless:
        return  # what follows takes what is shown for the beginning
    elif not hidden:
        yield from _reasoned(filing, row, printed, witnesses)
    elif fold(hidden).startswith(fold(printed)):
        seen = re.compile(re.escape(fold(hidden)).replace(HOLE, ".*"))
        concluded = _reasoned(filing, row, printed, witnesses)
        yield from (_seconded(one, hidden) for one in concluded if seen.fullmatch(fold(one.name)))


def _seconded(proposal: Proposal, hidden: str) -> Proposal:
    """A conclusion that agrees with what the text layer still has of the hidden lines."""
    evidence = f"{proposal.evidence}；与文本层中残存的字相符（{hidden}）"
    return replace(proposal, rule="text layer in parts", evidence=evidence, credit=TRUSTED)


def _reasoned(filing: Filing, row: Indicator, printed: str, witnesses: int) -> Iterator[Proposal]:
    """Yield what the form's own words make of a cut name."""
    alike = [other for other in _printed_whole(filing, row) if same_group(other, row) and _kind(other) == _kind(row)]
    group = [other.level3 for other in alike if other.level3]
    usual = _usual(filing, row)
    ending = ending_of(printed, row.level2)
    if not ending:
        counted = list(_from_count(filing, row, printed))
        yield from counted
        # Of phrases that begin alike the counted one is the row's.
        proved = any(proposal.rule == "counted" for proposal in counted)
        things = _from_things(filing, row, printed, group, usual, witnesses)
        yield from (proposal for proposal in things if not (proved and proposal.rule == "objective and bare habit"))
    yield from _from_endings(printed, group, row.level2, usual)
    closed = closing(printed, row.level2)
    if (proves_whole(ending, row.target_unit) or closed != ending) and fits(closed, row.target_unit):
        yield Proposal(printed, "vocabulary", f"whole {closed}", f"以“{closed}”结尾", TRUSTED)
    if fragment := only_rest(printed, row.target, row.target_unit):
        evidence = f"“{fragment[0]}”只能续作“{''.join(fragment)}”"
        yield Proposal(printed + fragment[1], "vocabulary", "fragment", evidence, TRUSTED)


def _whole_rows(filing: Filing, row: Indicator) -> list[Indicator]:
    """The other rows of the form whose names are whole."""
    return [other for other in filing.indicators if other.seq != row.seq and "level3" not in other.clipped]


def _printed_whole(filing: Filing, row: Indicator) -> list[Indicator]:
    """Those of them that are whole as printed: a name restored by a habit is no witness of it."""
    return [other for other in _whole_rows(filing, row) if other.name_status != "restored"]


def same_group(row: Indicator, other: Indicator) -> bool:
    return (row.level1, row.level2) == (other.level1, other.level2)


def _kind(row: Indicator) -> str:
    """What the row's target is: a rate, a date, a count, or a word (及时). Names measured alike end alike."""
    target = fold(row.target or "")
    if not any(character.isdigit() for character in target):
        return target
    return next((kind for kind, marks in {"%": "%", "date": "年月日"}.items() if set(marks) & set(target)), "count")


# --- how does its group end? --------------------------------------------------------------------------------------


def _from_endings(printed: str, group: Iterable[str], level2: str | None, usual: Sequence[Habit]) -> Iterator[Proposal]:
    """The name stops inside the ending of whole names of its group: ``…活动完成`` beside ``…活动完成率``.

    One sibling is no habit: then the row's target must ask for that ending as well.
    """
    shown = fold(printed)
    rests = Counter(rest for name in group if (rest := _rest_of_ending(shown, fold(name), level2)) is not None)
    if rests.total() < WITNESSES and not any(
        (shown + rest).endswith(habit.ending) for rest in rests for habit in usual
    ):
        return
    for rest, count in rests.most_common() if any(rests) else ():
        evidence = f"同组指标以“{shown[-2:]}{rest}”结尾（{count}/{rests.total()}）"
        yield Proposal(printed + rest, "sibling", "ending", evidence, TRUSTED)


def _rest_of_ending(shown: str, name: str, level2: str | None) -> str | None:
    """What ``name`` goes on with where ``shown`` stops inside its ending; "" where it stops there too; else None.

    Two letters of the ending must be there: one alone is shared by too many words (``运动场`` and ``场次``).
    """
    ending = ending_of(name, level2)
    if not ending:
        return "" if name.endswith(shown[-2:]) else None
    begun = next((begun for begun in range(len(ending) - 1, 1, -1) if shown.endswith(ending[:begun])), None)
    return ending[begun:] if begun else None


def _habits(group: Sequence[str], level2: str | None, things: Iterable[Thing]) -> list[Habit]:
    """How the group's names end, most common first.

    A name without an ending counts as a bare thing only where that thing is known from elsewhere in the form:
    otherwise it may have an ending that the vocabulary does not list, and says nothing.
    """
    known = {fold(thing.text) for thing in things}
    endings = Counter(ending for name in group if (ending := ending_of(name, level2)) or fold(name) in known)
    return [Habit(ending, count, endings.total()) for ending, count in endings.most_common()]


def _usual(filing: Filing, row: Indicator) -> list[Habit]:
    """The endings that go with the row's target: 及时 asks for 及时性, a percentage for a rate that the form has."""
    target = fold(row.target or "")
    endings = {ending for ending in known_endings(row.level2) if ending == f"{target}性"}
    if target.endswith("%"):
        rates = (other for other in _printed_whole(filing, row) if _kind(other) == "%")
        endings |= {ending for other in rates if (ending := ending_of(other.level3 or "", other.level2)).endswith("率")}
    return [Habit(ending, 0, 0) for ending in sorted(endings)]


def _asked(usual: Sequence[Habit], habits: Sequence[Habit]) -> Habit | None:
    """The ending that the word in the target asks for, if the group's names have no other; one of them will do."""
    asked = next((habit for habit in usual if not habit.ending.endswith("率")), None)
    if asked is None or not habits or any(habit.ending != asked.ending for habit in habits):
        return None
    return asked


# --- which thing is it? -------------------------------------------------------------------------------------------


def _from_things(
    filing: Filing, row: Indicator, printed: str, group: Sequence[str], usual: Sequence[Habit], witnesses: int
) -> Iterator[Proposal]:
    """Put the thing and the habit of the group together, where both are known."""
    elsewhere = [thing for other in _whole_rows(filing, row) if not same_group(other, row) for thing in _named(other)]
    quoted = (phrase for name in group for phrase in phrases(filing.objectives, name))
    habits = _habits(group, row.level2, (*elsewhere, *quoted))
    firm = habits[0] if habits and habits[0].is_firm(witnesses) else None
    asked = _asked(usual, habits)
    for stem, begun in _splits(printed, (*habits, *usual)):
        things = [thing for thing in elsewhere if fold(thing.text).startswith(fold(stem))]
        for thing in (*phrases(filing.objectives, stem), *things):
            rest = bare(thing.text)[len(fold(stem)) :]
            if begun and not rest:
                yield from _finish(printed, begun, thing, habits, usual)
            elif not begun:
                yield from _go_on(printed, rest, thing, row.level2, firm, asked)


def _from_count(filing: Filing, row: Indicator, printed: str) -> Iterator[Proposal]:
    """The objectives count the thing of this very row: ``…体验活动12场``, where 12场 is its target.

    Such a name is the bare thing where all others of its group with such a thing are, or where it was cut in the
    brackets that close the thing; else it is no more than likely. One with an ending there (``培训科技辅导员120名``,
    培训科技辅导员人数), and nothing is concluded.
    """
    count = count_in(row.target or "")
    group = [other for other in _printed_whole(filing, row) if same_group(other, row)]
    added = [rest for other in group if (rest := _beyond_counted(filing, other)) is not None]
    if not count or any(added) or len(fold(printed)) < SHORTEST:
        return
    habit = f"；同组此类指标均不带后缀（{len(added)}个）" if added else ""
    for thing in phrases(filing.objectives, printed):
        if thing.count == count:
            closes = open_bracket(printed) and fold(thing.text).endswith(")")
            rule, credit = ("counted", TRUSTED) if closes or len(added) >= WITNESSES else ("counted alone", UNPROVED)
            evidence = f"{thing.evidence}其后的“{count}”即本行指标值{habit}"
            yield Proposal(printed + bare(thing.text)[len(fold(printed)) :], thing.method, rule, evidence, credit)


def _beyond_counted(filing: Filing, row: Indicator) -> str | None:
    """What a whole name adds to the thing that the objectives count as the row's target; None if they count none."""
    name, count = bare(row.level3 or ""), count_in(row.target or "")
    for size in range(len(name), SHORTEST - 1, -1) if count else ():
        counted = ((thing.text, thing.count) for thing in phrases(filing.objectives, name[:size]))
        if (name[:size], count) in counted:
            return name[size:]
    return None


def _splits(printed: str, habits: Iterable[Habit]) -> Iterator[tuple[str, str]]:
    """The ways to read what is printed as (beginning of the) thing and beginning of one of the group's endings."""
    begun = {habit.ending[:size] for habit in habits for size in range(1, len(habit.ending))}
    for end in ("", *sorted(end for end in begun if fold(printed).endswith(end))):
        stem = printed[: len(printed) - len(end)]
        if len(fold(stem)) >= SHORTEST:
            yield stem, end


def _go_on(
    printed: str, rest: str, thing: Thing, level2: str | None, firm: Habit | None, asked: Habit | None
) -> Iterator[Proposal]:
    """The name breaks off inside its thing, or right after it; a firm habit or else the target gives the ending.

    That a bare thing is all there is to the name is never concluded from a habit alone: it would be the one
    conclusion without a trace, and 数量 names lose their 数量 that way.
    """
    if rest and ending_of(thing.text, level2):  # a phrase of the objectives may close with the ending itself
        yield Proposal(printed + rest, thing.method, f"{thing.method} with ending", thing.evidence, TRUSTED)
    elif firm and (rest or firm.ending):
        rule = f"{thing.method} and {'habit' if firm.ending else 'bare habit'}"
        yield Proposal(printed + rest + firm.ending, thing.method, rule, f"{thing.evidence}；{firm.evidence}")
    elif asked and (thing.count or thing.method == "sibling"):  # a phrase without its count may be part of a sentence
        evidence = f"{thing.evidence}；{asked.evidence}"
        yield Proposal(printed + rest + asked.ending, thing.method, "asked ending", evidence, TRUSTED)


def _finish(
    printed: str, begun: str, thing: Thing, habits: Sequence[Habit], usual: Sequence[Habit]
) -> Iterator[Proposal]:
    """The name breaks off inside its ending: the group's names, or else its target, must agree on one."""
    shown = [habit for habit in habits if habit.ending.startswith(begun)]
    fitting = shown or [habit for habit in usual if habit.ending.startswith(begun) and len(begun) > 1]
    if shown and sum(habit.shown for habit in shown) < WITNESSES:  # a 人数 there may be a 人次 here, 完好率 a 完成率
        fitting = [habit for habit in shown if len(begun) > 1 and any(habit.ending == other.ending for other in usual)]
    if len(fitting) == 1 and fitting[0].ending != begun:
        evidence = f"{thing.evidence}；{fitting[0].evidence}"
        rule = "begun ending" if shown else "ending by target"
        yield Proposal(printed + fitting[0].ending[len(begun) :], thing.method, rule, evidence, TRUSTED)


def _named(row: Indicator) -> Iterator[Thing]:
    """The thing that a whole name is about: the name without its ending."""
    name = row.level3 or ""
    thing = bare(name)[: len(fold(name)) - len(ending_of(name, row.level2))]
    if len(thing) >= SHORTEST and not thing.endswith(tuple(load("names")["things"]["not_at_end"])):
        yield Thing(thing, "sibling", f"第{row.seq}行“{name}”")
