"""Beijing time: forms, files and runs are of one country, so every time that is kept or told is of one zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def beijing(moment: datetime | None) -> datetime | None:
    """A moment as the warehouse stores it: Beijing time without zone; one that names no zone is taken as it is."""
    if moment is None or moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(BEIJING).replace(tzinfo=None)
    except OverflowError:  # the first or last day of the calendar: no date of a document
        return None


def told(moment: str) -> str:
    """A moment of the ledger (ISO 8601 with zone) for a person, to the second."""
    return datetime.fromisoformat(moment).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
