"""Cut texts that are no names: level-2 labels, targets, actual values, reasons.

Said whole where the text layer or another row of the form has them whole; else they stay among ``Indicator.clipped``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.endings import fold
from extractors.fit import SENTENCE_ENDS, open_bracket
from extractors.records import Indicator, Repair
from extractors.text import HOLE

TEXT_FIELDS = ("level2", "target", "actual", "deviation")

# The evidence for what is not printed, but in the document.
COVERED = "文本层中被裁剪路径遮住的行"

# A printed beginning must be long enough to be this text and no other.
SHORTEST = 4


def with_texts(row: Indicator, rows: Sequence[Indicator]) -> Indicator:
    """Say what cut labels, targets, actual values and reasons would read; unmark those that are plainly whole."""
    cut = [field for field in TEXT_FIELDS if field in row.clipped and not _is_whole(row, field, rows)]
    repairs = tuple(found for field in cut if (found := _text_repair(row, field, rows)))
    kept = tuple(sorted(field for field in row.clipped if field not in TEXT_FIELDS or field in cut))
    return replace(row, clipped=kept, repairs=repairs)


def _is_whole(row: Indicator, field: str, rows: Iterable[Indicator]) -> bool:
    """A text that is nothing but a parsed number, closes a sentence, or stands in a roomy cell elsewhere."""
    text = _text(row, field)
    hidden = hidden_text(row, field)
    if hidden or not text:
        return fold(hidden) == fold(text)
    if open_bracket(text) is None and text.endswith(SENTENCE_ENDS):
        return True
    number = {"target": row.target_value, "actual": row.actual_value}.get(field)
    return number is not None or any(text == _text(other, field) for other in rows if field not in other.clipped)


def _text_repair(row: Indicator, field: str, rows: Iterable[Indicator]) -> Repair | None:
    printed = _text(row, field)
    if hidden := whole_in_text_layer(row, field):
        return Repair(field, printed, hidden, "text layer", COVERED, 1.0)
    whole = {text: other for other in rows if field not in other.clipped and (text := _text(other, field))}
    longer = [(text, other) for text, other in whole.items() if len(text) > len(printed) and text.startswith(printed)]
    if len(longer) != 1 or len(printed) < SHORTEST:
        return None
    text, other = longer[0]
    return Repair(field, printed, text, "sibling", f"第{other.seq}行同栏印有全文", 0.9)


def _text(row: Indicator, field: str) -> str:
    return getattr(row, field) or ""


def whole_in_text_layer(row: Indicator, field: str) -> str:
    """The text of a cut field with its hidden lines, below it or (where cells are aligned at the bottom) above; ""
    where they are not in the document as a whole."""
    hidden = hidden_text(row, field)
    return hidden if HOLE not in hidden and fold(_text(row, field)) in fold(hidden) else ""


def hidden_text(row: Indicator, field: str) -> str:
    """What the text layer has of a field that the page shows only in part; "" where it hides nothing."""
    return dict(row.hidden).get(field, "")
