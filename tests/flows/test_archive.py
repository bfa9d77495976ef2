"""What counts as a document, wherever it lies and whatever it is called."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import archive
from flows.archive import ArchiveError, Scan, member_name, read_bytes, scan
from tests.flows.conftest import GRAIN, NATIONAL, SAMPLES

OLD = 1_600_000_000  # a modification time that is trusted


def paths(found: Scan) -> list[str]:
    return sorted(entry.path for entry in found.entries)


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return stream.getvalue()


def test_directories_files_and_zips_give_documents_with_relative_paths(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / '深 层\'s "x"\n.PDF').write_bytes(b"1")
    (tmp_path / "a" / "notes.txt").write_bytes(b"no document")
    (tmp_path / "one.pdf").write_bytes(b"1")
    (tmp_path / "z.zip").write_bytes(zipped({"in/two.pdf": b"2", "in/readme.md": b"no"}))

    found = scan([tmp_path])

    assert paths(found) == ['a/b/深 层\'s "x"\n.PDF', "one.pdf", "z.zip!/in/two.pdf"]
    assert len({entry.document_id for entry in found.entries}) == 2, "the same bytes are the same document"
    assert paths(scan([tmp_path / "one.pdf"])) == ["one.pdf"]


def test_an_explicit_file_is_a_document_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "scan.dat").write_bytes(b"1")
    assert paths(scan([tmp_path / "scan.dat"])) == ["scan.dat"]


def test_links_are_followed_without_end(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "x.pdf").write_bytes(b"1")
    (tmp_path / "real" / "loop").symlink_to(tmp_path)
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real" / "x.pdf")
    (tmp_path / "broken.pdf").symlink_to(tmp_path / "nowhere.pdf")

    found = scan([tmp_path])

    assert paths(found) == ["link.pdf", "real/x.pdf"]
    assert list(found.skipped) == [str(tmp_path / "broken.pdf")]


def test_names_in_gbk_are_read_from_disk_and_from_zips(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "自评表.pdf".encode("gbk")))).write_bytes(b"1")
    assert paths(scan([tmp_path])) == ["自评表.pdf"]
    found = scan([SAMPLES / "odd" / "归档.zip"])
    assert [read_bytes(entry.source)[:5] for entry in found.entries] == [b"%PDF-"]
    assert paths(found) == ["归档.zip!/二〇二二/2020_安平县_储备粮.pdf"]


def test_of_two_names_that_read_the_same_the_second_file_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "中.pdf").write_bytes(b"1")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "中.pdf".encode("gbk"))).write_bytes(b"2")

    found = scan([tmp_path, tmp_path / "中.pdf"])

    assert [read_bytes(entry.source) for entry in found.entries] == [b"1"]
    assert list(found.skipped) == [rf"{tmp_path}/\xd6\xd0.pdf"]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=20))
def test_any_chinese_member_name_without_the_flag_comes_back(name: str) -> None:
    info = zipfile.ZipInfo(name.encode("gbk").decode("cp437"))
    assert member_name(info) in (name, name.encode("gbk").decode("utf-8", "replace"))


def test_a_zip_in_a_zip_is_read_in_place_and_dots_are_harmless(tmp_path: Path) -> None:
    inner = zipped({"../../etc/x.pdf": b"inner", "/abs.pdf": b"absolute"})
    (tmp_path / "a.zip").write_bytes(zipped({"deep/b.zip": inner, "__MACOSX/._c.pdf": b"shadow"}))

    found = scan([tmp_path])

    assert paths(found) == ["a.zip!/deep/b.zip!/../../etc/x.pdf", "a.zip!/deep/b.zip!//abs.pdf"]
    assert {read_bytes(entry.source) for entry in found.entries} == {b"inner", b"absolute"}
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"], "nothing was unpacked"


def test_members_of_one_name_are_two_documents(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr("x.pdf", b"1")
        target.writestr("x.pdf", b"2")
    assert {read_bytes(entry.source) for entry in scan([tmp_path]).entries} == {b"1", b"2"}


def test_bombs_are_refused_with_a_reason_and_the_rest_of_the_zip_is_read(tmp_path: Path) -> None:
    bomb = zipped({"bomb.pdf": bytes(64 * 2**20), "good.pdf": GRAIN.read_bytes()})
    (tmp_path / "a.zip").write_bytes(bomb)

    found = scan([tmp_path])

    assert paths(found) == ["a.zip", "a.zip!/good.pdf"]
    assert "packed more than 200 times" in found.refusals[0].reason
    assert found.refusals[0].document_id in {entry.document_id for entry in found.entries}


def test_wrapping_without_end_is_refused(tmp_path: Path) -> None:
    data = zipped({"x.pdf": b"1"})
    for _ in range(archive.ZIP_DEPTH + 1):
        data = zipped({"n.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    (refusal,) = scan([tmp_path]).refusals
    assert "wrapped in more than" in refusal.reason


@pytest.mark.parametrize("limit", ["MEMBER_BYTES", "ZIP_BYTES", "ZIP_MEMBERS"])
def test_absurd_sizes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(archive, limit, 1)
    (tmp_path / "a.zip").write_bytes(zipped({"x.pdf": b"12", "y.pdf": b"34"}))
    found = scan([tmp_path])
    assert paths(found) == ["a.zip"]
    assert found.refusals[0].reason.startswith(("x.pdf would", "The ZIP has 2 members"))


def test_damaged_and_encrypted_zips_are_refused(tmp_path: Path) -> None:
    good = zipped({"x.pdf": NATIONAL.read_bytes()})
    (tmp_path / "no.zip").write_bytes(b"not a zip at all")
    (tmp_path / "flipped.zip").write_bytes(good[:200] + bytes(200) + good[400:])
    with zipfile.ZipFile(io.BytesIO(good)) as source:
        flags = source.infolist()[0].header_offset + 6
    central = good.rindex(b"PK\x01\x02") + 8
    locked = bytearray(good)
    locked[flags] |= 1
    locked[central] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)

    found = scan([tmp_path])

    assert paths(found) == ["flipped.zip", "locked.zip", "no.zip"]
    reasons = " ".join(refusal.reason for refusal in found.refusals)
    for words in ("cannot be opened as a ZIP", "cannot be unpacked", "encrypted inside the ZIP"):
        assert words in reasons


@pytest.mark.parametrize("method", [9, 98], ids=["Deflate64", "PPMd"])
def test_a_member_packed_by_a_method_that_python_lacks_is_not_called_encrypted(tmp_path: Path, method: int) -> None:
    data = bytearray(zipped({"x.pdf": b"%PDF-1.4 "}))
    for header, field in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(header) + field] = method
    (tmp_path / "a.zip").write_bytes(data)
    (refusal,) = scan([tmp_path]).refusals
    assert refusal.reason.startswith("x.pdf is packed in a way that cannot be read here (")
    assert "encrypted" not in refusal.reason


@given(st.binary(max_size=300), st.integers(0, 10_000))
def test_no_damage_to_a_zip_stops_a_scan(tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int) -> None:
    data = zipped({"x.pdf": b"%PDF-1.4 " * 50, "y.zip": zipped({"z.pdf": b"1"})})
    at %= len(data)
    folder = tmp_path_factory.mktemp("zip")
    (folder / "a.zip").write_bytes(data[:at] + junk + data[at + len(junk) :])
    found = scan([folder])
    assert {refusal.document_id for refusal in found.refusals} <= {entry.document_id for entry in found.entries}


def test_what_is_known_is_not_hashed_again(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(b"1")
    os.utime(file, (OLD, OLD))
    first = scan([tmp_path])
    asked: list[tuple[str, int, int]] = []

    def known(location: str, byte_size: int, modified_ns: int) -> list[archive.Entry]:
        asked.append((location, byte_size, modified_ns))
        file.write_bytes(b"2")  # a scan that opened the file would see this
        return first.entries

    assert scan([tmp_path], known).entries == first.entries
    assert asked == [(str(file), 1, OLD * 10**9)]


def test_a_young_file_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"1")
    assert scan([tmp_path]).entries[0].modified_ns == -1


def test_a_missing_path_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"^Cannot open .*nowhere: No such file or directory; check the path\.$"):
        scan([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("location", "root", "expected"),
    [
        ("/a/b.pdf", "/a", True),
        ("/a/b.pdf", "/a/b.pdf", True),
        ("/a/z.zip!/c.pdf", "/a/z.zip", True),
        ("/ab/c.pdf", "/a", False),
        ("/a/b.pdf", "/", True),
    ],
)
def test_what_lies_under_what(location: str, root: str, expected: bool) -> None:
    assert archive.is_under(location, root) is expected
