"""Which names of a form were cut off? What fit.py cannot tell from one table, the names of the form tell together.

A name whose cell is full (or whose line is, where cells do not wrap) looks the same whether it ends there or was cut.
Rows that grow with their text cut nothing; that rows of this form do not grow is known

* by a cell with more lines than room, or one of which fit.py tells;
* by a *word*: a full cell whose name ends inside one (``…验收合``), or before one (``…工程一次``);
* by the *same name twice*, in full cells under two level-2 labels, which differ by what was cut;
* by its *thing*: a name under another level-2 label begins so, and goes on with more than an ending;
* by *number*: by chance one name of a dozen ends at the edge of its cell, not every third;
* by *width*: a line wider than those of names that wrap;
* by a *beginning* that is none: then names lost their first lines, and whatever they end with proves nothing.

Then every full name counts as cut, but for those that close with an ending. Without such a sign full names count as
whole; that they fill their cell is kept, since another filing may print more (sql/repair).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from extractors.endings import (
    begins_inside,
    closing,
    ending_of,
    fitting_close,
    fold,
    is_ending_only,
    is_unfinished,
)
from extractors.fit import character, is_clipped, is_full, overflows, reaches_edge, width
from extractors.records import Cell, Indicator

# So many full names among those of as many lines, and this share of them, are no chance.
MANY = 4
SHARE = 1 / 3
# Few endings are longer.
LONGEST_ENDING = 5
# A line that is wider than those that wrap by this share of a character did not.
BEYOND = 0.7
# Room above is so many times the room below where names stand at the bottom of their cells.
HANGING = 2
# So many characters that begin a line, or are more than an ending, say which thing.
BEGUN = 4
# This share of a form's names may lack their thing by a cut; more are how it names them.
FEW = 0.25
# So many of them without an ending are none either.
OPEN = 3


def mark_cut_names(rows: Sequence[Indicator], cells: Sequence[Sequence[Cell]]) -> tuple[Indicator, ...]:
    """The rows, with ``level3`` among the clipped fields of those whose name was cut, ``name_headless`` where it may be
    its beginning that is lost, and ``name_fills_cell`` of those that are full for all that; ``cells`` are their
    names'."""
    names = {row.seq: found[0] for row, found in zip(rows, cells, strict=True) if len(found) == 1 and found[0].lines}
    headless = _headless(rows, names)
    full = {seq: cell for seq, cell in names.items() if is_clipped(cell) or _is_full_line(cell)}
    open_ended = {row.seq: full[row.seq] for row in rows if row.seq in full and not _closes(row, rows)}
    unwrapped = _unwrapped(names, open_ended)
    certain = _by_word(rows, full) | _by_width(names, unwrapped)
    if not headless:
        open_ended = {seq: cell for seq, cell in open_ended.items() if seq in certain or seq not in unwrapped}
    known = [row for row in rows if "level3" in row.clipped]
    is_sure = bool(certain or known or headless) or any(map(overflows, names.values()))
    cut = certain | (open_ended.keys() if is_sure else _by_number(names, full, open_ended))
    marked = (
        _marked(row, row.seq in cut | headless) if row.seq in full or row.seq in headless else row for row in rows
    )
    return tuple(replace(row, name_headless=True) if row.seq in headless else row for row in marked)


def _headless(rows: Sequence[Indicator], names: Mapping[int, Cell]) -> set[int]:
    """Names that may have lost their beginning, for one of the form did, as cells aligned at the bottom or in the
    middle do: it begins inside brackets, or with a word that joins it to what is gone; or, where cells are aligned at
    the bottom, as a line of another name does that is not its first. They have no room above."""
    full = {seq: cell for seq, cell in names.items() if is_full(cell) and not cell.hidden}
    is_sure = any(begins_inside(row.level3 or "") for row in rows if row.seq in full)
    if not is_sure and _hang(cell for seq, cell in names.items() if seq not in full):
        further = {line.text[:BEGUN] for cell in names.values() for line in cell.lines[1:] if len(line.text) >= BEGUN}
        is_sure = any(cell.lines[0].text[:BEGUN] in further for cell in full.values())
    return set(full) if is_sure else _without_thing(rows, full)


def _without_thing(rows: Sequence[Indicator], full: Mapping[int, Cell]) -> set[int]:
    """Names that are nothing but an ending (合格率) in a form whose other names all are more."""
    names = {row.seq: name for row in rows if (name := fold(row.level3 or ""))}
    found = {seq for seq, name in names.items() if is_ending_only(name)}
    shortest = min((len(name) for seq, name in names.items() if seq not in found), default=0)
    return found & full.keys() if len(found) <= FEW * len(names) and shortest > BEGUN else set()


def _hang(roomy: Iterable[Cell]) -> bool:
    """Whether the names that have room stand at the bottom of their cells."""
    room = [
        (cell.lines[0].box.top - cell.box.top, cell.box.bottom - cell.lines[-1].box.bottom)
        for cell in roomy
        if not cell.hidden
    ]
    return bool(room) and all(above > HANGING * below for above, below in room)


def _is_full_line(cell: Cell) -> bool:
    """Whether a name of one line reaches the edge, whatever room there is below it: in a cell that does not wrap."""
    return len(cell.lines) == 1 and reaches_edge(cell)


def _unwrapped(names: Mapping[int, Cell], open_ended: Mapping[int, Cell]) -> set[int]:
    """Open-ended names of one full line with room below it, in a form whose names wrap."""
    wrap = any(len(cell.lines) > 1 for cell in names.values())
    return {seq for seq, cell in open_ended.items() if wrap and not is_clipped(cell)}


def _by_width(names: Mapping[int, Cell], unwrapped: Collection[int]) -> set[int]:
    """Those of them that are wider than names of the form that wrap: cells that do not wrap show what the border lets
    through. If there are too many for chance, all."""
    lines = Counter(len(cell.lines) for cell in names.values())
    if len(unwrapped) >= MANY and len(unwrapped) >= SHARE * lines[1]:
        return set(unwrapped)
    room = max((width(line) for cell in names.values() for line in cell.lines[:-1]), default=0.0)
    return {seq for seq in unwrapped if width(names[seq].lines[0]) > room + BEYOND * character(names[seq].lines)}


def _closes(row: Indicator, rows: Sequence[Indicator]) -> bool:
    """Whether a name closes with an ending that fits its target and that goes on in no other name of its group."""
    ending = fitting_close(row.level3, row.target_unit)
    group = (other.level3 or "" for other in rows if other.seq != row.seq and other.level2 == row.level2)
    longer = (closing(name, row.level2) for name in group)
    return not row.level3 or (ending is not None and not any(e != ending and e.startswith(ending) for e in longer))


def _by_word(rows: Sequence[Indicator], full: Mapping[int, Cell]) -> set[int]:
    """Full names that end inside a word or a thing, or that stand under two labels."""
    shown = [row for row in rows if row.seq in full and row.level3]
    labels = {(fold(row.level3 or ""), row.level2) for row in shown}
    times = Counter(name for name, _ in labels)
    return {
        row.seq
        for row in shown
        if times[fold(row.level3 or "")] > 1
        or is_unfinished(row.level3 or "", row.target_unit)
        or any(_goes_on(row, other) for other in rows)
    }


def _goes_on(row: Indicator, other: Indicator) -> bool:
    """Whether a name under another label begins like the row's and goes on with more than an ending (of a name that was
    cut itself, an unknown one)."""
    name, longer = fold(row.level3 or ""), fold(other.level3 or "")
    rest = longer.removeprefix(name)
    ending = LONGEST_ENDING if "level3" in other.clipped else len(ending_of(longer, other.level2))
    return other.level2 != row.level2 and rest != longer and len(rest) > ending > 0


def _by_number(names: Mapping[int, Cell], full: Mapping[int, Cell], open_ended: Mapping[int, Cell]) -> set[int]:
    """Full names of which there are too many: of so many lines, or of the most lines that names of the form have; half
    of them without an ending if they have two lines at most, for names that were made to fit have theirs."""
    lines, of_full, of_open = (
        Counter(len(cell.lines) for cell in cells.values()) for cells in (names, full, open_ended)
    )
    fixed = {n for n, count in of_full.items() if count >= MANY and count >= SHARE * lines[n]}
    if of_full[most := max(lines, default=0)] > 1:
        fixed.add(most)
    return {
        seq
        for seq, cell in full.items()
        if seq in open_ended and (n := len(cell.lines)) in fixed and (n > 2 or of_open[n] >= min(of_full[n] / 2, OPEN))
    }


def _marked(row: Indicator, is_cut: bool) -> Indicator:
    if "level3" in row.clipped:
        return row
    return replace(row, clipped=("level3", *row.clipped)) if is_cut else replace(row, name_fills_cell=True)
