"""The creation dates of PDFs: the real moment or none."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import read_document
from extractors.dates import iso
from tests.comparing import sample

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes().map(lambda moment: moment.replace(microsecond=0))


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("D:20210304120000Z", "2021-03-04T12:00:00+00:00"),
        ("D:20210304120000Z'", "2021-03-04T12:00:00+00:00"),
        ("D:20210304120000Z00'00'", "2021-03-04T12:00:00+00:00"),
        ("D:20210304120000+00'00'", "2021-03-04T12:00:00+00:00"),
        ("D:20210304120000+08'00", "2021-03-04T12:00:00+08:00"),
        ("D:20210304120000+0800", "2021-03-04T12:00:00+08:00"),
        ("D:20210304120000-03", "2021-03-04T12:00:00-03:00"),
        ("20210304120000", "2021-03-04T12:00:00"),
        ("D:202103", "2021-03-01T00:00:00"),
        ("2021-03-04T05:06:07", "2021-03-04T05:06:07"),
        ("2021-03-04T05:06:07Z", "2021-03-04T05:06:07+00:00"),
        ("2021/03/04 05:06:07", "2021-03-04T05:06:07"),
        ("2021/03/04", "2021-03-04T00:00:00"),
        ("2021-03", None),
        ("2021/3/4 5:06:07", None),
        ("D:20210230", None),
        ("D:20210304120000+99'00'", None),
        ("D:2021年3月4日", None),
        ("Thu Mar  4 05:06:07 2021", None),
        ("", None),
    ],
)
def test_what_producers_print(printed: str, date: str | None) -> None:
    assert iso(printed) == date


@given(MOMENTS, ZONES)
def test_a_moment_printed_as_the_standard_says_is_read_as_that_moment(moment: datetime, zone: timezone) -> None:
    aware = moment.replace(tzinfo=zone)
    offset = aware.strftime("%z")
    printed = f"D:{moment.year:04}{moment:%m%d%H%M%S}"
    found = iso(f"{printed}{offset[:3]}'{offset[3:]}'")
    assert found is not None and datetime.fromisoformat(found) == aware
    assert iso(printed) == moment.isoformat()


@given(MOMENTS, st.sampled_from(["", "Z", "+08:00"]))
def test_iso_8601_is_read_as_it_stands(moment: datetime, zone: str) -> None:
    found = iso(moment.isoformat() + zone)
    assert found is not None and datetime.fromisoformat(found) == datetime.fromisoformat(moment.isoformat() + zone)


@given(st.from_regex(r"(D:)?[0-9]{1,16}[-+Z/: T]{0,2}[0-9':]{0,6}", fullmatch=True))
def test_a_date_is_made_of_the_digits_that_are_printed(printed: str) -> None:
    if found := iso(printed):
        digits = "".join(character for character in printed if character.isdigit())
        assert found.translate(str.maketrans("", "", "-:T")).startswith(digits[:14])


def test_a_print_of_libreoffice_is_in_utc() -> None:
    with pikepdf.open(sample("2022_江城市图书馆_共享工程.pdf")) as pdf:
        pdf.docinfo["/CreationDate"] = pikepdf.String("D:20210304120000Z'")
        pdf.save(changed := BytesIO())
    assert read_document(changed.getvalue()).created_at == "2021-03-04T12:00:00+00:00"
