"""What a run has to do: the archive as it is now against what the store and the warehouse know. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.archive import Entry
from flows.warehouse import Document
from flows.workers import Job


@dataclass(frozen=True, slots=True)
class Holding:
    """What the published warehouse holds of one document."""

    reader: str
    paths: tuple[str, ...]
    is_gone: bool
    path_year: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done to the warehouse: documents to load, to place elsewhere, to mark as gone, to drop.

    ``gone`` says of each which document took its place, if any. ``unchanged`` counts those that are in the archive and
    stay in the warehouse as they are.
    """

    load: list[str]
    place: list[Document]
    gone: dict[str, str | None]
    forget: list[str]
    unchanged: int

    def is_empty(self) -> bool:
        return not (self.load or self.place or self.gone or self.forget)


def documents(entries: Iterable[Entry]) -> dict[str, Document]:
    """The distinct contents of the archive with all their paths, by id in order."""
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for entry in entries:
        places[entry.document_id].add((entry.path, entry.root.name))
    return {document_id: _document(document_id, sorted(places[document_id])) for document_id in sorted(places)}


def _document(document_id: str, places: Sequence[tuple[str, str]]) -> Document:
    """A content by its sorted places: each a path and the name of the root that it is relative to."""
    return Document(document_id, tuple(dict.fromkeys(path for path, _ in places)), root=places[0][1])


def jobs(found: Iterable[Entry], have: Collection[str]) -> list[Job]:
    """What has to be read: each content once, wherever it lies, unless its reading is at hand."""
    first = {entry.document_id: entry for entry in reversed(list(found)) if entry.document_id not in have}
    return [Job(document_id, entry.source, entry.byte_size) for document_id, entry in sorted(first.items())]


def plan(
    present: Mapping[str, Document],
    readable: Collection[str],
    unpublished: Collection[str],
    left: Collection[str],
    holdings: Mapping[str, Holding],
    reader: str,
    *,
    prune: bool,
) -> Plan:
    """What the warehouse (``holdings``) lacks of the archive, whose documents are ``present`` or have ``left``.

    ``readable`` are those with a stored reading of this ``reader``, ``unpublished`` those of which the last reading was
    not published: it is of this run, or of one that ended before.
    """
    load = [
        document_id
        for document_id in present
        if document_id in readable
        and (document_id in unpublished or document_id not in holdings or holdings[document_id].reader != reader)
    ]
    loading = set(load)
    staying = holdings.keys() - loading
    kept = [document for document_id, document in present.items() if document_id in staying]
    place = [document for document in kept if _is_elsewhere(document, holdings[document.document_id])]
    held = sorted(document_id for document_id in left if document_id in holdings)
    leaving = [document_id for document_id in held if not holdings[document_id].is_gone]
    gone = {} if prune else _replaced(leaving, present, holdings)
    return Plan(load, place, gone, held if prune else [], len(kept) - len(place))


def _replaced(
    leaving: Iterable[str], present: Mapping[str, Document], holdings: Mapping[str, Holding]
) -> dict[str, str | None]:
    """Of each document that leaves, which one came to its path. One that stood at the same path before, below another
    root, did not come."""
    before = {document_id: holding.paths for document_id, holding in holdings.items() if not holding.is_gone}
    came = {
        path: document_id
        for document_id, document in sorted(present.items())
        for path in document.paths
        if path not in before.get(document_id, ())
    }
    return {
        document_id: next((came[path] for path in before[document_id] if path in came), None) for document_id in leaving
    }


def _is_elsewhere(document: Document, holding: Holding) -> bool:
    return holding.is_gone or (holding.paths, holding.path_year) != (document.paths, document.path_year)


def lost(found: Iterable[Entry], holdings: Mapping[str, Holding], known: Collection[str]) -> set[str]:
    """Documents that the warehouse holds, no ledger ever saw, and the archive no longer has: the ledger was lost.

    Only in folders that are the warehouse's own: others of its documents are where it says. It may hold other archives.
    """
    places = {(entry.document_id, entry.path) for entry in found}
    folders = {_folder(path) for document_id, path in places if path in _paths(holdings.get(document_id))}
    return {
        document_id
        for document_id, holding in holdings.items()
        if document_id not in known and all(_folder(path) in folders for path in holding.paths)
    }


def _paths(holding: Holding | None) -> tuple[str, ...]:
    return holding.paths if holding else ()


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the archive since the ledger last saw it: places, by kind."""

    new: int = 0
    changed: int = 0
    renamed: int = 0
    copied: int = 0
    removed: int = 0
    unchanged: int = 0


def changes(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Changes:
    """Compare the archive then and now, both by location. A content that left one place for another was renamed."""
    vanished: dict[str, int] = defaultdict(int)
    for location, entry in before.items():
        vanished[entry.document_id] += location not in after
    known = {entry.document_id for entry in before.values()}
    count: dict[str, int] = defaultdict(int)
    for location, entry in after.items():
        kind = _change(entry, before.get(location), known, vanished[entry.document_id])
        vanished[entry.document_id] -= kind == "renamed"
        known.add(entry.document_id)
        count[kind] += 1
    return Changes(**count, removed=sum(vanished.values()))


def _change(entry: Entry, earlier: Entry | None, known: Collection[str], vanished: int) -> str:
    if earlier is not None:
        return "unchanged" if earlier.document_id == entry.document_id else "changed"
    if vanished:
        return "renamed"
    return "copied" if entry.document_id in known else "new"
