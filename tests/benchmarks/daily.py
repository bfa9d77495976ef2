"""What a daily run and a rebuild cost when nothing has to be read.

    python -m tests.benchmarks.daily [--documents 10000]

Makes an archive of small distinct files and stores a reading of a real sample under the hash of each, as if they had
been read; then times `rebuild` from the stored readings and `ingest` over the unchanged archive, Prefect's start aside.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from extractors import READER, read_document
from flows import ledger
from flows.server import prefect_api

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "2022_江城市图书馆_共享工程.pdf"
LONG_AGO = 1_600_000_000  # seconds since the epoch: old enough to be trusted


def make_archive(folder: Path, count: int) -> list[str]:
    """``count`` distinct files in folders of 100; returns their hashes."""
    hashes = []
    for number in range(count):
        path = folder / f"{2018 + number % 8}" / f"部门{number // 100}" / f"{number}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = f"%PDF-1.4 {number}".encode()
        path.write_bytes(data)
        os.utime(path, (LONG_AGO, LONG_AGO))
        hashes.append(hashlib.sha256(data).hexdigest())
    return hashes


def store_readings(warehouse: Path, hashes: list[str]) -> None:
    """Put the sample's reading into the ledger under every hash; each tells of a project of its own."""
    reading = read_document(SAMPLE)
    with closing(ledger.open_ledger(ledger.ledger_path(warehouse))) as book:
        book.execute("BEGIN")
        for number, document_id in enumerate(hashes):
            filings = tuple(replace(filing, project_name=f"项目{number}") for filing in reading.filings)
            own = replace(reading, document_id=document_id, filings=filings)
            ledger.keep(book, document_id, READER, own.status, ledger.encode(own))
        book.execute("COMMIT")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    count = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder, prefect_api() as wait_until_ready:
        archive, warehouse = Path(folder, "archive"), Path(folder, "w.duckdb")
        store_readings(warehouse, make_archive(archive, count))
        wait_until_ready()
        from flows.ingest import ingest, rebuild

        for flow in (rebuild, ingest):
            started = time.perf_counter()
            report = flow([str(archive)], flags={"warehouse": str(warehouse)})
            seconds = time.perf_counter() - started
            print(f"{flow.name:8} {report.documents:,} documents, {report.read} read: {seconds:.1f} s")


if __name__ == "__main__":
    main()
