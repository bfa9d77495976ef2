"""Damaged documents through the whole of `jixiao ingest`.

    python -m tests.benchmarks.hostile [--files 1000] [--keep DIR] [--pdfs DIR …]

Damages the samples in ways that do not depend on the machine (cut off, bytes flipped, blocks wiped, doubled or swapped,
two documents spliced), ingests them with short limits, and prints outcomes and causes. ``--pdfs`` adds folders of other
people's PDFs, which hold no filing. Exits 1 where a document has no outcome or no reason, or where a *false filing* was
made: one of other people's PDFs, or one that differs from every sound filing and calls itself reconciled.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import duckdb

from flows.archive import scan

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SOUND, DAMAGED, OTHERS = "sound", "damaged", "others"
LIMITS = ("--timeout", "30", "--memory", "1536")

# What a filing says in figures, by the folder its document lies in.
FIGURES = """
    SELECT split_part(path, '/', 1), path, reconciled, total_score,
        (SELECT list(struct_pack(full_budget, executed) ORDER BY seq) FROM fund WHERE filing_id = f.filing_id),
        (SELECT list(struct_pack(weight, score) ORDER BY seq) FROM indicator WHERE filing_id = f.filing_id)
    FROM filing f JOIN document USING (document_id)
"""


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The document in one of six states of damage."""
    size = len(data)
    at, length = chance.randrange(size), chance.randrange(1, max(2, size // 8))
    block = data[at : at + length]
    match chance.randrange(6):
        case 0:
            return data[:at]
        case 1:
            flipped = bytearray(data)
            for _ in range(chance.randrange(1, 40)):
                flipped[chance.randrange(size)] ^= 1 << chance.randrange(8)
            return bytes(flipped)
        case 2:
            return data[:at] + bytes(len(block)) + data[at + length :]
        case 3:
            return data[:at] + block + data[at:]
        case 4:
            return block + data[:at] + data[at + length :]
        case _:
            return data[:at] + other[chance.randrange(len(other)) :]


def make_archive(folder: Path, count: int, others: list[Path]) -> None:
    """Sound samples, ``count`` damaged ones, and links to other people's PDFs, in a folder each."""
    samples = sorted(SAMPLES.glob("*.pdf"))
    for part in (SOUND, DAMAGED, OTHERS):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for sample in samples:
        (folder / SOUND / sample.name).write_bytes(sample.read_bytes())
    chance = random.Random(20200101)
    for number in range(count):
        one, other = chance.choices(samples, k=2)
        (folder / DAMAGED / f"{number:05}.pdf").write_bytes(damaged(one.read_bytes(), other.read_bytes(), chance))
    for number, directory in enumerate(others):
        (folder / OTHERS / f"{number}").symlink_to(directory.resolve())


def false_filings(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Paths of documents that a filing was made of which is none."""
    rows: list[tuple[Any, ...]] = connection.execute(FIGURES).fetchall()
    sound = {repr(figures) for part, _, _, *figures in rows if part == SOUND}
    return [
        path
        for part, path, reconciled, *figures in rows
        if part == OTHERS or (part == DAMAGED and reconciled and repr(figures) not in sound)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--keep", type=Path, help="work here and keep it, instead of in a temporary folder")
    parser.add_argument("--pdfs", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as place:
        archive, warehouse = Path(place, "archive"), Path(place, "w.duckdb")
        make_archive(archive, options.files, options.pdfs)
        command = [sys.executable, "-m", "flows.cli", "ingest", archive, "--warehouse", warehouse, *LIMITS]
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
        with closing(duckdb.connect(warehouse, read_only=True)) as connection:
            return report(connection, len(scan([archive]).entries))


def report(connection: duckdb.DuckDBPyConnection, files: int) -> int:
    counts = "SELECT status, cause, count(*), any_value(reason) FROM document GROUP BY ALL ORDER BY ALL"
    for status, cause, count, reason in connection.execute(counts).fetchall():
        print(f"{count:6,}  {status:12} {cause or '':12} {reason or ''}")
    places = connection.execute("SELECT count(*) FROM document_path").fetchone()
    silent = connection.execute("SELECT count(*) FROM document WHERE status <> 'loaded' AND reason IS NULL").fetchone()
    assert places is not None
    assert silent is not None
    false = false_filings(connection)
    print(f"{files:,} files, {places[0]:,} with an outcome, {silent[0]} without a reason, {len(false)} false filings")
    for path in false:
        print(f"  {path}")
    return int(places[0] < files or silent[0] > 0 or bool(false))


if __name__ == "__main__":
    sys.exit(main())
