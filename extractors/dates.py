"""The date that a PDF gives of its own making, as ISO 8601: the real moment or none, never a part of one filled up."""

from __future__ import annotations

import re
from datetime import datetime

# ISO 32000-1, 7.9.4: D:YYYYMMDDHHmmSSOHH'mm'. All after the year may be missing, from the end; a zone follows seconds.
# Z is UTC; LibreOffice prints Z' and others Z00'00'.
_PDF = re.compile(
    r"(?:D:)?(?P<year>\d{4})(?:(?P<month>\d\d)(?:(?P<day>\d\d)(?:(?P<hour>\d\d)(?:(?P<minute>\d\d)(?:(?P<second>\d\d)"
    r"(?:(?P<utc>Z(?:00)?'?(?:00'?)?)|(?P<zone>[+-]\d\d)'?(?:(?P<rest>\d\d)'?)?)?"
    r")?)?)?)?)?",
    re.ASCII,
)


def iso(printed: str) -> str | None:
    """A creation date as ISO 8601, with its zone where it names one; None where it is no date.

    Some producers write ISO 8601 themselves, with ``-`` or ``/`` between year, month and day.
    """
    printed = printed.strip()
    found = _PDF.fullmatch(printed)
    try:
        return datetime.fromisoformat(_spelt(found) if found else printed.replace("/", "-")).isoformat()
    except ValueError:
        return None


def _spelt(found: re.Match[str]) -> str:
    day = f"{found['year']}-{found['month'] or '01'}-{found['day'] or '01'}"
    time = f"{found['hour'] or '00'}:{found['minute'] or '00'}:{found['second'] or '00'}"
    zone = "Z" if found["utc"] else f"{found['zone']}:{found['rest'] or '00'}" if found["zone"] else ""
    return f"{day}T{time}{zone}"
