"""Directories, files and ZIPs → the documents in them, known by the hash of their bytes.

Nothing is unpacked: a ZIP member is read in place, through as many ZIPs as it is wrapped in. A place in the archive is
an `Entry`; what cannot be a document gets a `Refusal` (a ZIP that is damaged or absurd) or is `skipped` (a file that
the system does not let us open, or whose name reads like another's), each with a sentence.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

# Limits on what a ZIP may hold. A member is read into memory, so its size is bounded; real PDFs of this archive stay
# below 100 MiB. DEFLATE packs no real PDF 200 times, zeros 1,000 times.
MEMBER_BYTES = 256 * 2**20
ZIP_BYTES = 16 * 2**30
ZIP_MEMBERS = 200_000
ZIP_RATIO = 200
ZIP_RATIO_FROM = 4 * 2**20  # small members may be as regular as they like
ZIP_DEPTH = 4

# A file written less than this ago may change again without a change of its modification time (2 s on FAT).
YOUNG_NS = 2_000_000_000

UTF8_NAME = 0x800  # general purpose flag of a ZIP member: the name is UTF-8


class ArchiveError(Exception):
    """A path that cannot be ingested at all; the message says what to do."""


class ArchiveIncomplete(Exception):
    """Part of the archive is not there to be read; the message says what to do."""


class Source(NamedTuple):
    """Where one document's bytes are: a file and, inside ZIPs, the index of the member on each level."""

    file: str
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One place where a document is: ``location`` is absolute, ``path`` relative to the scanned root.

    ``container`` is the file on disk (the ZIP around a member), whose size in bytes and modification time in ns
    (-1: too young to be trusted) tell whether it changed.
    """

    location: str
    container: str
    path: str
    source: Source
    byte_size: int
    modified_ns: int
    document_id: str

    @property
    def root(self) -> Path:
        """The folder that ``path`` is relative to."""
        return Path(self.location.removesuffix(self.path))


class Refusal(NamedTuple):
    """A ZIP of which something was refused: a document of its own, quarantined."""

    document_id: str
    byte_size: int
    reason: str


@dataclass
class Scan:
    """All that is in the archive. ``skipped``: location → why it could not be opened."""

    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)


Known = Callable[[str, int, int], Sequence[Entry]]


class _File(NamedTuple):
    file: str
    location: str
    path: str
    byte_size: int
    modified_ns: int


def scan(roots: Iterable[Path], known: Known = lambda location, size, modified: ()) -> Scan:
    """Every PDF under the roots (directories to any depth, files, ZIPs).

    ``known(location, byte_size, modified_ns)`` gives the entries of a file that did not change since they were hashed.
    Raises ArchiveError where a root does not exist.
    """
    found = Scan()
    files: dict[str, str] = {}
    for root in roots:
        for file in _walk(root, found.skipped):
            if files.setdefault(file.location, file.file) != file.file:
                found.skipped[_escaped(file.file)] = "another name, in another encoding, reads the same; rename one"
                continue
            try:
                _add(found, file, known(file.location, file.byte_size, file.modified_ns))
            except OSError as error:
                found.skipped[file.location] = _why(error)
    found.entries = _distinct(found.entries)
    return found


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Each place once; where roots overlap, the widest gives it its path."""
    by_width = sorted(entries, key=lambda entry: len(entry.path))
    return list({entry.location: entry for entry in by_width}.values())


def require(root: Path) -> None:
    """Raise ArchiveError where a root does not exist or is neither a directory nor a file, as a pipe."""
    mode = _mode(root)
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise ArchiveError(f"{shown(str(root))} is neither a folder nor a file: name one that holds the PDFs.")


def require_pdf(file: Path) -> None:
    """Raise ArchiveError where there is nothing, or what holds other files. One PDF may come through a pipe."""
    if stat.S_ISDIR(_mode(file)) or is_zip(file.name):
        raise ArchiveError(f"{shown(str(file))} is not one PDF: name a PDF in it, or read all with 'jixiao ingest'.")


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError as error:
        raise ArchiveError(f"Cannot open {shown(str(path))}: {_why(error)}; check the path.") from None


def require_files(roots: Sequence[Path]) -> None:
    """Raise ArchiveError where there is nothing to scan."""
    if not any(True for root in roots for _ in _walk(root, {})):
        names = ", ".join(shown(str(root)) for root in roots)
        raise ArchiveError(f"There is no PDF and no ZIP in {names}: check the path.")


def require_not_emptied(before: Iterable[Entry], found: Scan, roots: Sequence[str]) -> None:
    """Raise ArchiveIncomplete where a root held documents that are nowhere now, and holds none: its disk is away."""
    earlier = list(before)
    elsewhere = {entry.document_id for entry in earlier if not any(is_under(entry.location, root) for root in roots)}
    here = elsewhere | {entry.document_id for entry in found.entries}
    for root in roots:
        lost = {entry.document_id for entry in earlier if is_under(entry.location, root)} - here
        if lost and not _holds(found, root) and not any(is_under(place, root) for place in found.skipped):
            raise ArchiveIncomplete(
                f"{root} held {len(lost):,} documents and holds none now: mount or restore it; if they are to go, run "
                "'jixiao rebuild' on the other paths of the archive and leave this one out, or, where there is no "
                "other, remove the warehouse and the .ledger beside it."
            )


def require_whole(found: Scan, roots: Sequence[str]) -> None:
    """Raise ArchiveIncomplete where something could not be opened, ArchiveError where a root holds no document."""
    if found.skipped:
        raise incomplete(found.skipped)
    for root in roots:
        if not _holds(found, root):
            raise ArchiveError(f"There is no document in {root}: check the path, or leave it out.")


def incomplete(unread: Mapping[str, str]) -> ArchiveIncomplete:
    """What to say of an archive that has to be whole; ``unread``: place → why it could not be read."""
    place, why = min(unread.items())
    more = f" nor can {len(unread) - 1:,} more" if len(unread) > 1 else ""
    return ArchiveIncomplete(
        f"{place} cannot be read ({why.rstrip('.')}){more}: mend it or take it out of the archive, and run it again; "
        "the warehouse is as it was."
    )


def _holds(found: Scan, root: str) -> bool:
    return any(is_under(entry.location, root) for entry in found.entries)


def read_bytes(source: Source) -> bytes:
    """The bytes of a document. Raises OSError or BadZipFile where it is no longer as it was scanned."""
    if not source.members:
        return Path(source.file).read_bytes()
    modified = Path(source.file).stat().st_mtime_ns
    return _member_bytes(_open_zip(source.file, modified, source.members[:-1]), source.members[-1])


def shown(name: str) -> str:
    """A file name as text: bytes that are not UTF-8 are taken for GBK, as on disks that Chinese Windows wrote."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _escaped(name)


def _escaped(name: str) -> str:
    """A file name as text that tells it from every other: bytes that are not UTF-8 are written as ``\\xNN``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def is_under(location: str, root: str) -> bool:
    """Whether a location is the root or lies in it (a folder or a ZIP)."""
    return location == root or location.startswith((f"{root.rstrip('/')}/", f"{root}!/"))


def is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def absolute(path: Path) -> str:
    """The location of a root; symbolic links in it are kept, so that a moving link does not move the archive."""
    return shown(os.path.normpath(path.absolute()))


# --- files -----------------------------------------------------------------------------------------------------------


def _walk(root: Path, skipped: dict[str, str]) -> Iterator[_File]:
    require(root)
    top = Path(os.path.normpath(root.absolute()))
    if top.is_dir():
        yield from _walk_directory(top, top, skipped, set())
    else:
        yield _file(top, top.parent)


def _walk_directory(folder: Path, top: Path, skipped: dict[str, str], seen: set[tuple[int, int]]) -> Iterator[_File]:
    """Each directory once, however many links lead to it: real ones before linked ones."""
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: (entry.is_symlink(), entry.name))
    except OSError as error:
        skipped[shown(str(folder))] = _why(error)
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for entry in entries:
        try:
            if entry.is_dir():
                yield from _walk_directory(Path(entry.path), top, skipped, seen)
            elif _is_wanted(entry.name):
                yield _file(Path(entry.path), top)
        except OSError as error:
            skipped[shown(entry.path)] = _why(error)


def _is_wanted(name: str) -> bool:
    """PDFs and ZIPs, but not the shadows that macOS lays beside them."""
    return name.lower().endswith((".pdf", ".zip")) and not name.startswith("._")


def _file(file: Path, top: Path) -> _File:
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("not a regular file")
    young = time.time_ns() - status.st_mtime_ns < YOUNG_NS
    path = file.relative_to(top).as_posix()
    return _File(str(file), shown(str(file)), shown(path), status.st_size, -1 if young else status.st_mtime_ns)


def _add(found: Scan, file: _File, known: Sequence[Entry]) -> None:
    if known:
        offset = len(file.location)
        found.entries += [
            Entry(
                entry.location,
                file.location,
                file.path + entry.location[offset:],
                Source(file.file, entry.source.members),
                file.byte_size,
                file.modified_ns,
                entry.document_id,
            )
            for entry in known
        ]
        return
    if not is_zip(file.file):
        with Path(file.file).open("rb") as stream:
            _place(found, file, "", (), _digest(stream))
        return
    _add_zip(found, file)


def _place(found: Scan, file: _File, inside: str, members: tuple[int, ...], document_id: str) -> None:
    found.entries.append(
        Entry(
            file.location + inside,
            file.location,
            file.path + inside,
            Source(file.file, members),
            file.byte_size,
            file.modified_ns,
            document_id,
        )
    )


def _digest(stream: IO[bytes]) -> str:
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def _why(error: OSError) -> str:
    return error.strerror or str(error)


# --- ZIPs ------------------------------------------------------------------------------------------------------------


@dataclass
class _Unpacking:
    """What is left to unpack of one file, in bytes, and what was refused of it."""

    left: int
    refused: list[str] = field(default_factory=list)


def _add_zip(found: Scan, file: _File) -> None:
    state = _Unpacking(ZIP_BYTES)
    with Path(file.file).open("rb") as stream:
        for inside, members, document_id in _documents(stream, "", (), state):
            _place(found, file, inside, members, document_id)
        if state.refused:
            stream.seek(0)
            document_id = _digest(stream)
            more = f" (And {len(state.refused) - 1} more.)" if len(state.refused) > 1 else ""
            found.refusals.append(Refusal(document_id, file.byte_size, f"{state.refused[0]}{more}"))
            _place(found, file, "", (), document_id)


def _documents(
    stream: IO[bytes], prefix: str, above: tuple[int, ...], state: _Unpacking
) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """(path inside the file, member indices, hash) of each PDF; what is refused is noted in ``state``."""
    where = prefix.removeprefix("!/") or "The ZIP"
    try:
        archive = zipfile.ZipFile(stream)
    except Exception as error:  # a damaged directory makes zipfile raise whatever it stumbles over
        state.refused.append(f"{where} cannot be opened as a ZIP ({error}); get it again from its source.")
        return
    infos = archive.infolist()
    if len(infos) > ZIP_MEMBERS:
        state.refused.append(f"{where} has {len(infos):,} members, more than {ZIP_MEMBERS:,}; split it.")
        return
    seen: set[str] = set()
    for index, info in enumerate(infos):
        name = member_name(info)
        if name.endswith("/") or "__MACOSX/" in name or not _is_wanted(name.rpartition("/")[2]):
            continue
        # A ZIP may hold two members of one name; the later ones are told apart by their place in it.
        inside, members = f"{prefix}!/{name}" + (f"#{index}" if name in seen else ""), (*above, index)
        seen.add(name)
        if reason := _too_much(info, inside, len(members), state):
            state.refused.append(reason)
            continue
        try:
            if is_zip(name):
                nested = io.BytesIO(archive.read(info))
                yield from _documents(nested, inside, members, state)
            else:
                with archive.open(info) as member:
                    document_id = _digest(member)
                yield inside, members, document_id
        except NotImplementedError as error:  # Windows packs what is large by Deflate64, others by PPMd
            state.refused.append(
                f"{inside[2:]} is packed in a way that cannot be read here ({error}); unpack it and ingest the files."
            )
        except RuntimeError:  # zipfile's word for "password required"
            state.refused.append(f"{inside[2:]} is encrypted inside the ZIP; unpack it and ingest the files.")
        except Exception as error:  # zipfile passes on whatever a damaged member makes zlib, lzma or struct raise
            state.refused.append(f"{inside[2:]} cannot be unpacked ({error}); get the ZIP again from its source.")


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a ZIP member; without the UTF-8 flag it is UTF-8 or GBK (zipfile assumed code page 437)."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    raw = info.filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename


def _too_much(info: zipfile.ZipInfo, inside: str, depth: int, state: _Unpacking) -> str | None:
    name = inside[2:]
    if depth > ZIP_DEPTH:
        return f"{name} is wrapped in more than {ZIP_DEPTH} ZIPs; unpack it first."
    if info.file_size > MEMBER_BYTES:
        return f"{name} would unpack to {info.file_size:,} bytes, more than {MEMBER_BYTES:,}; unpack it first."
    if info.file_size > ZIP_RATIO_FROM and info.file_size > ZIP_RATIO * max(info.compress_size, 1):
        return f"{name} is packed more than {ZIP_RATIO} times, which no real PDF is; it was not unpacked."
    state.left -= info.file_size
    if state.left < 0:
        return f"{name} would bring the ZIP to more than {ZIP_BYTES:,} bytes; split it."
    return None


@lru_cache(maxsize=4)
def _open_zip(file: str, modified_ns: int, members: tuple[int, ...]) -> zipfile.ZipFile:
    """Kept open, since the directory of a large ZIP takes longer to parse than a member to read."""
    if not members:
        return zipfile.ZipFile(file)
    outer = _open_zip(file, modified_ns, members[:-1])
    return zipfile.ZipFile(io.BytesIO(_member_bytes(outer, members[-1])))


def _member_bytes(archive: zipfile.ZipFile, index: int) -> bytes:
    try:
        return archive.read(archive.infolist()[index])
    except IndexError:
        raise zipfile.BadZipFile("the ZIP has changed") from None
