"""What a run has to do, and what it says happened to the archive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flows.archive import Entry, Source
from flows.plan import Changes, Holding, changes, documents, jobs, lost, plan
from flows.warehouse import Document
from flows.workers import BATCH_BYTES, BATCH_DOCUMENTS, Job, batches


def entry(location: str, document_id: str, byte_size: int = 1) -> Entry:
    return Entry(f"/{location}", f"/{location}", location, Source(f"/{location}"), byte_size, 1, document_id)


def at(**places: str) -> dict[str, Entry]:
    """An archive: location → content."""
    return {f"/{location}": entry(location, document_id) for location, document_id in places.items()}


def test_each_kind_of_change_is_told_apart() -> None:
    before = at(same="A", edited="B", old_name="C", original="D", lost="E")
    after = at(same="A", edited="B2", new_name="C", original="D", copy="D", fresh="F")
    assert changes(before, after) == Changes(new=1, changed=1, renamed=1, copied=1, removed=1, unchanged=2)


def test_the_same_new_bytes_at_two_places_are_one_new_and_one_copy() -> None:
    assert changes({}, at(a="A", b="A")) == Changes(new=1, copied=1)


archives = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("ABCD")).map(lambda places: at(**places))


@given(archives, archives)
def test_every_place_of_either_scan_is_counted_once(before: dict[str, Entry], after: dict[str, Entry]) -> None:
    found = changes(before, after)
    assert found.new + found.changed + found.renamed + found.copied + found.unchanged == len(after)
    assert found.renamed + found.removed == len(before.keys() - after.keys())
    assert changes(after, after) == Changes(unchanged=len(after))


def test_documents_are_contents_with_all_their_paths() -> None:
    assert documents(at(b="A", a="A", c="C").values()) == {
        "A": Document("A", ("a", "b")),
        "C": Document("C", ("c",)),
    }


def test_the_name_of_a_root_tells_a_year_where_the_path_tells_none() -> None:
    def year(location: str, path: str) -> int | None:
        place = Entry(location, location, path, Source(location), 1, 1, "A")
        return documents([place])["A"].path_year

    assert year("/data/2022/交通/a.pdf", "交通/a.pdf") == 2022
    assert year("/data/2022/a.zip!/交通/a.pdf", "a.zip!/交通/a.pdf") == 2022
    assert year("/data/2022/2021/a.pdf", "2021/a.pdf") == 2021
    assert year("/2022/data/a.pdf", "a.pdf") is None, "only the root itself, not what it lies in"


@given(st.permutations([("/data/2023/a.pdf", "a.pdf"), ("/data/2022/a.pdf", "a.pdf"), ("/x/2020/b.pdf", "b.pdf")]))
def test_a_content_at_one_path_of_two_roots_has_the_year_of_the_first(places: list[tuple[str, str]]) -> None:
    found = documents(Entry(location, location, path, Source(location), 1, 1, "A") for location, path in places)
    assert (found["A"].paths, found["A"].path_year) == (("a.pdf", "b.pdf"), 2022)


def test_each_content_is_read_once_and_only_if_it_was_not() -> None:
    found = at(a="A", b="A", c="C").values()
    assert jobs(found, {"C"}) == [Job("A", Source("/a"), 1)]


def test_a_plan_loads_what_is_new_or_read_anew_and_places_what_moved() -> None:
    present = documents(
        at(new="N", stale="S", moved="M", back="B", same="U", unread="X", reread="R", year="Y").values()
    )
    holdings = {
        "S": Holding("0", ("stale",), False),
        "M": Holding("1", ("elsewhere",), False),
        "B": Holding("1", ("back",), True),
        "U": Holding("1", ("same",), False),
        "Y": Holding("1", ("year",), False, 2021),
        "R": Holding("1", ("reread",), False),
        "G": Holding("1", ("gone",), False),
        "H": Holding("1", ("long gone",), True),
    }
    readable = {"N", "S", "M", "B", "U", "R", "Y"}
    todo = plan(present, readable, {"R"}, {"G", "H", "never held"}, holdings, "1", prune=False)
    assert todo.load == ["N", "R", "S"]
    assert [document.document_id for document in todo.place] == ["B", "M", "Y"], "Y is no more where a year is told"
    assert (todo.gone, todo.forget, todo.unchanged) == ({"G": None}, [], 1)
    pruned = plan(present, readable, {"R"}, {"G", "H"}, holdings, "1", prune=True)
    assert (pruned.gone, pruned.forget) == ({}, ["G", "H"])


def replaced(left: str, holdings: dict[str, Holding], **places: str) -> dict[str, str | None]:
    """What took the place of the documents that left an archive which holds these contents now."""
    present = documents(at(**places).values())
    return plan(present, present.keys(), (), set(left), holdings, "1", prune=False).gone


def test_what_comes_to_the_place_of_another_content_replaces_it() -> None:
    old = Holding("1", ("a", "b"), False)
    assert replaced("O", {"O": old}, b="N") == {"O": "N"}
    assert replaced("O", {"O": old, "M": Holding("1", ("c",), False)}, a="M") == {"O": "M"}, "moved onto it"
    assert replaced("O", {"O": old}, c="N") == {"O": None}
    assert replaced("O", {"O": old, "T": Holding("1", ("a",), False)}, a="T") == {"O": None}, "below another root"
    assert replaced("N", {"N": old, "O": Holding("1", ("a",), True)}, a="O") == {"N": "O"}, "taken back"
    member = "z.zip!/b/c.pdf"
    assert replaced("O", {"O": Holding("1", (member,), False)}, **{member: "N"}) == {"O": "N"}


def test_without_its_ledger_a_warehouse_still_tells_what_left_its_own_folders() -> None:
    found = [entry("2021/a.pdf", "A"), entry("2021/b.pdf", "new"), entry("2023/n.pdf", "N")]
    holdings = {
        "A": Holding("1", ("2021/a.pdf",), False),
        "B": Holding("1", ("2021/b.pdf",), False),
        "C": Holding("1", ("2021/c.pdf", "2020/c.pdf"), False),
        "D": Holding("1", ("2020/d.pdf",), False),
        "E": Holding("1", ("2023/e.pdf",), False),
        "F": Holding("1", ("2021/f.pdf",), False),
    }
    assert lost(found, holdings, {"A", "N", "F"}) == {"B"}, "elsewhere it may be another archive's"


@given(st.lists(st.integers(0, 3 * BATCH_BYTES // 2), max_size=300))
def test_batches_hold_every_job_once_the_largest_first_within_bounds(sizes: list[int]) -> None:
    work = [Job(f"{number:04}", Source(""), size) for number, size in enumerate(sizes)]
    made = batches(work)
    flat = [job for batch in made for job in batch]
    assert sorted(flat) == sorted(work)
    assert [job.byte_size for job in flat] == sorted(sizes, reverse=True)
    assert all(len(batch) <= BATCH_DOCUMENTS for batch in made)
    assert all(len(batch) == 1 or sum(job.byte_size for job in batch) <= BATCH_BYTES for batch in made)
