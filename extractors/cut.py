"""Which names of a form were cut off? What fit.py cannot tell from one table, the names of the form tell together.

A name whose cell is full (or whose line is, where no name of the form wraps) looks the same whether it ends there or
was cut. Rows that grow with their text cut nothing; that rows of this form do not grow is known

* by a cell with more lines than room, or one of which fit.py tells;
* by a *word*: a full cell whose name ends inside one (``…验收合``), or before one (``…工程一次``);
* by the *same name twice*, in full cells under two level-2 labels, which differ by what was cut;
* by its *thing*: a name under another level-2 label begins so, and goes on with more than an ending;
* by *number*: by chance one name of a dozen ends at the edge of its cell, not every third.

Then every full name counts as cut, but for those that close with an ending. Without such a sign full names count as
whole; that they fill their cell is kept, since another filing may print more (sql/repair).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.endings import ending_of, fitting_close, fold, is_unfinished
from extractors.fit import is_clipped, overflows, reaches_edge
from extractors.records import Cell, Indicator

# So many full names among those of as many lines, and this share of them, are no chance.
MANY = 4
SHARE = 1 / 3


def mark_cut_names(rows: Sequence[Indicator], cells: Sequence[Sequence[Cell]]) -> tuple[Indicator, ...]:
    """The rows, with ``level3`` among the clipped fields of those whose name was cut, and ``name_fills_cell`` of those
    that are full for all that; ``cells`` are their names'."""
    names = {row.seq: found[0] for row, found in zip(rows, cells, strict=True) if len(found) == 1 and found[0].lines}
    wrap = any(len(cell.lines) > 1 for cell in names.values())
    full = {seq: cell for seq, cell in names.items() if is_clipped(cell) or (not wrap and reaches_edge(cell))}
    open_ended = {row.seq: full[row.seq] for row in rows if row.seq in full and not _closes(row)}
    certain = _by_word(rows, full)
    known = [row for row in rows if "level3" in row.clipped]
    is_sure = bool(certain or known) or any(map(overflows, names.values()))
    cut = certain | (open_ended.keys() if is_sure else open_ended.keys() & _by_number(names, full, open_ended))
    return tuple(_marked(row, row.seq in cut) if row.seq in full else row for row in rows)


def _closes(row: Indicator) -> bool:
    """Whether a name closes with an ending that fits its target."""
    return not row.level3 or fitting_close(row.level3, row.target_unit) is not None


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
    """Whether a name under another label begins like the row's and goes on with more than an ending."""
    name, longer = fold(row.level3 or ""), fold(other.level3 or "")
    rest = longer.removeprefix(name)
    return other.level2 != row.level2 and rest != longer and len(rest) > len(ending_of(longer, other.level2)) > 0


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
        seq for seq, cell in full.items() if (n := len(cell.lines)) in fixed and (n > 2 or of_open[n] >= of_full[n] / 2)
    }


def _marked(row: Indicator, is_cut: bool) -> Indicator:
    if "level3" in row.clipped:
        return row
    return replace(row, clipped=("level3", *row.clipped)) if is_cut else replace(row, name_fills_cell=True)
