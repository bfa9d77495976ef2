"""Indicator names that the page cut off: restored where evidence says how they go on, otherwise honestly marked.

A name arrives here with its lines joined (text.py) and, where its cell looks cut (fit.py), with ``level3`` among
``Indicator.clipped``. A name that is not listed there is left alone: long is not cut.

An indicator name is a *thing* and an *ending*: ``举办创新周主题活动`` + ``完成率``. The thing is printed again all over
the form, under 数量, 质量 and 时效 and in the objectives; the ending is the habit of the row's group (rows with the
same level-2 label). So a cut name is put together again from two questions: *which thing is it?* and *how does its
group end?* The evidence, best first:

``text layer``  the lines are in the document, hidden by a clip path (clip.py), below those that are shown or (where
                cells are aligned at the bottom) above them: not a conclusion but a reading. Where only parts of them
                are left, they second a conclusion from below, or refute it.
``objective``   a phrase of the form's objectives begins as the name does: ``运行维护海智工作室（创新创业平`` goes on
                with ``台），``. Numbers inside the phrase are passed over: ``举办3场粤港澳…``. Gives the thing; and
                where the number is the row's own target (``…体验活动12场`` beside ``12场``), it is this row's thing:
                bare, if that is how all such names of its group are.
``sibling``     a row of another group has the same thing; or the name stops inside the ending that whole names of
                its own group have: ``…活动完成`` beside ``…活动完成率``.
``filing``      another filing of the unit prints the name whole: decided in the warehouse (sql/repair).
``vocabulary``  the last letters are no word and go on in one way only: ``…保障情``; or do so beside such a target:
                ``…及时`` beside 及时, ``…验收合`` beside a percentage.

Every kind of evidence proposes whole names, with every bracket closed. One name proposed: the name is ``restored``,
or, where it equals what is printed, found to be whole. Several that differ: ``truncated``, all named in the evidence.
None: ``truncated``. A name that closes with an ending of its group is whole. ``level3_printed`` always keeps what the
page shows.

Confidence is measured, not felt: the same reasoning is first tried on the form's own names, cut short by one to five
characters, or at a bracket: where names go on with one (``…合格率（第1标段）``), an ending proves little. What share of
them it gets right is its confidence in this form; below ``ENOUGH`` the name stays ``truncated``. A wrong name is worse
than a marked one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.cut_texts import with_texts
from extractors.endings import bare, fitting_close, fold
from extractors.evidence import SHORTEST, WITNESSES, Proposal, proposed, same_group
from extractors.fit import open_bracket
from extractors.records import Filing, Indicator

# Share of trials that must succeed.
ENOUGH = 0.7

# Characters that a trial takes off a whole name: the range in which clipped names of the real filing were cut.
TRIAL_CUTS = (1, 2, 3, 4, 5)


def repair(filing: Filing) -> Filing:
    """Return the filing with every cut name restored or marked, other cut texts explained where possible, and the
    names' endings."""
    if any(row.clipped for row in filing.indicators):
        filing = _undoubled(_with_names(filing), filing)
    rows = (
        replace(with_texts(row, filing.indicators), name_ending=fitting_close(row.level3, row.target_unit))
        for row in filing.indicators
    )
    return replace(filing, indicators=tuple(rows))


def _with_names(filing: Filing) -> Filing:
    """Restore what can be restored, again and again while a restored name helps the next."""
    if not _cut_names(filing):
        return filing
    trials = _trials(filing)
    named = replace(filing, indicators=tuple(_with_name(filing, row, trials) for row in filing.indicators))
    return named if _cut_names(named) == _cut_names(filing) else _with_names(named)


def _undoubled(named: Filing, printed: Filing) -> Filing:
    """Where the evidence makes one name of rows under several labels, it does not tell which of them it means."""
    labels = {(fold(row.level3 or ""), row.level2) for row in named.indicators}
    times = Counter(name for name, _ in labels)
    rows = (
        _marked(cut, row)
        if row.name_method in ("objective", "sibling", "vocabulary") and times[fold(row.level3 or "")] > 1
        else row
        for row, cut in zip(named.indicators, printed.indicators, strict=True)
    )
    return replace(named, indicators=tuple(rows))


def _marked(cut: Indicator, restored: Indicator) -> Indicator:
    why = f"单元格已满，补全不能确定：“{restored.level3}”（{restored.name_evidence}），不止一行会补全为此"
    return replace(cut, name_status="truncated", name_evidence=why)


def _cut_names(filing: Filing) -> int:
    return sum("level3" in row.clipped for row in filing.indicators)


def _with_name(filing: Filing, row: Indicator, trials: Mapping[str, Sequence[bool]]) -> Indicator:
    if "level3" not in row.clipped or not row.level3:
        return row
    proposals = list(proposed(filing, row, row.level3))
    best, confidence = _best(proposals, trials) if _agree(proposals) else (None, 0.0)
    if best is None or confidence < ENOUGH or _is_taken(filing, row, best.name):
        return replace(row, name_status="truncated", name_evidence=_why_not(row, proposals))
    uncut = tuple(field for field in row.clipped if field != "level3")
    if fold(best.name) == fold(row.level3):
        return replace(row, name_status="joined", name_evidence=None, clipped=uncut)
    return replace(
        row,
        level3=best.name,
        name_status="restored",
        name_method=best.method,
        name_evidence=best.evidence,
        name_confidence=round(confidence, 2),
        clipped=uncut,
    )


def _is_taken(filing: Filing, row: Indicator, name: str) -> bool:
    """Another row of the group has the name, or was cut at the same place and has as good a claim to it."""
    claims = {fold(name), fold(row.level3 or "")}
    others = (other for other in filing.indicators if other.seq != row.seq and same_group(other, row))
    return any(fold(other.level3 or "") in claims for other in others)


def _confidence(proposal: Proposal, trials: Sequence[bool]) -> float:
    right, wrong = proposal.credit
    return (right + sum(trials)) / (right + wrong + len(trials))


def _agree(proposals: Sequence[Proposal]) -> bool:
    """Whether something is proposed, and one name only."""
    return len({fold(proposal.name) for proposal in proposals}) == 1


def _best(proposals: Sequence[Proposal], trials: Mapping[str, Sequence[bool]]) -> tuple[Proposal, float]:
    """The proposal of the most confidence, the first of equal ones, and that confidence."""
    confidences = [_confidence(proposal, trials.get(proposal.rule, ())) for proposal in proposals]
    best = confidences.index(max(confidences))
    return proposals[best], confidences[best]


def _why_not(row: Indicator, proposals: Sequence[Proposal]) -> str:
    bracket = open_bracket(row.level3 or "")
    seen = f"单元格已满，缺“{bracket}”" if bracket else "单元格已满，末行到边"
    if row.name_headless:
        seen = "单元格已满，开头可能未印出"
    if not proposals:
        return f"{seen}，未找到依据"
    listed = "；".join(f"“{name}”（{why}）" for name, why in {p.name: p.evidence for p in proposals}.items())
    return f"{seen}，补全不能确定：{listed}"


def _trials(filing: Filing) -> dict[str, list[bool]]:
    """Try the reasoning on the form's names, cut short: by rule, for each name whether it was always right."""
    trials: defaultdict[str, list[bool]] = defaultdict(list)
    for row in filing.indicators:
        for rule, right in _tried(filing, row).items():
            trials[rule].append(right)
    return trials


def _tried(filing: Filing, row: Indicator) -> dict[str, bool]:
    """What each rule makes of a name cut short: at its end, or at a bracket; of a cut name, at brackets alone."""
    printed, is_cut = bare(row.level3 or ""), "level3" in row.clipped
    name = fold(printed)
    ends = [found.end() for found in re.finditer(r"\(", name)] + [len(name)] * (not is_cut)
    outcome: dict[str, bool] = {}
    for shown in sorted({end - cut for end in ends for cut in TRIAL_CUTS if end - cut >= SHORTEST}):
        proposals = list(proposed(filing, row, printed[:shown], WITNESSES - 1))
        for proposal in proposals if _agree(proposals) else ():
            whole = fold(proposal.name)
            right = whole.startswith(name) if is_cut else whole == name
            outcome[proposal.rule] = outcome.get(proposal.rule, True) and right
    return outcome
