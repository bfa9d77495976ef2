"""How the warehouse scales: load, check and every view over a generated warehouse.


Prints rows a second for loading, seconds for checking and publishing, and milliseconds (median of three) for every
view and worked question; beside them the processor's time, which tells more where others use the machine too. The
readings are made before the clock starts.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from extractors.records import Filing, Indicator, Reading
from flows import schema, warehouse
from tests.forms import filing, fund, indicator, reading

YEARS = range(2017, 2025)
FORMS = 4  # in a document
REASONS = (None, "因疫情原因未开展", "前期手续办理时间较长，下年度提前谋划", "无")


def readings(filings: int, indicators: int) -> Iterator[Reading]:
    """Documents of four forms each: units with some projects in eight years; one form in twenty is filed again."""
    chance = random.Random(1)
    for number in range(filings // FORMS):
        again = number % 20 == 0 and number > 0
        subject = number - 1 if again else number
        forms = [_form(chance, subject, ordinal, indicators) for ordinal in range(FORMS)]
        created = f"{YEARS[subject % len(YEARS)] + 1}-03-0{2 if again else 1}T10:00:00+08:00"
        yield reading(*forms, name=str(number), created_at=created)


def _form(chance: random.Random, subject: int, ordinal: int, indicators: int) -> Filing:
    unit = subject // len(YEARS)
    rows = tuple(_row(chance, place, indicators) for place in range(indicators))
    budget = Decimal(chance.randrange(10_000, 50_000_000)) / 100 * 100
    spent = (budget * chance.randrange(60, 101) / 100).quantize(Decimal("0.01"))
    rate = (spent / budget).quantize(Decimal("0.0001"))
    score = (rate * 10).quantize(Decimal("0.01"))
    money: dict[str, Any] = {"initial_budget": budget, "full_budget": budget, "executed": spent, "execution_rate": rate}
    return filing(
        fiscal_year=YEARS[subject % len(YEARS)],
        department=f"第{unit % 200}局",
        unit=f"第{unit}服务中心",
        project_name=f"第{unit}中心第{ordinal}项目",
        total_score=sum((row.score or 0 for row in rows), score),
        funds=(
            fund(score=score, **money),
            fund("其中：当年财政拨款", "appropriation", **money),
            fund(
                "上年结转资金", "carryover", initial_budget=None, full_budget=None, executed=None, execution_rate=None
            ),
        ),
        indicators=rows,
    )


def _row(chance: random.Random, place: int, indicators: int) -> Indicator:
    weight = Decimal(90) / indicators
    share = Decimal(1) if chance.random() < 0.9 else Decimal(chance.randrange(100)) / 100
    level1, level2 = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))[place % 3]
    return replace(
        indicator(f"第{chance.randrange(5000)}项工作完成数量{place}"),
        level1=level1,
        level2=level2,
        weight=weight,
        score=(weight * share).quantize(Decimal("0.01")),
        actual_value=Decimal(100) * share,
        deviation=None if share == 1 else chance.choice(REASONS),
    )


class Cost(NamedTuple):
    """What something took, in seconds: by the clock, and of all cores together."""

    clock: float
    cores: float

    def __add__(self, other: object) -> Cost:
        assert isinstance(other, Cost)
        return Cost(self.clock + other.clock, self.cores + other.cores)


def timed(action: Callable[[], object]) -> Cost:
    """What an action takes."""
    clock, cores = time.perf_counter(), time.process_time()
    action()
    return Cost(time.perf_counter() - clock, time.process_time() - cores)


def _answer(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """All rows of an answer, without the cost of making Python values of them."""
    connection.sql(sql).to_arrow_table()


def main() -> None:
    """Make, load, check, publish, ask; print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filings", type=int, default=100_000)
    parser.add_argument("--indicators", type=int, default=20)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "warehouse.duckdb"
        _build(path, options.filings, options.indicators)
        _ask(path)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


def _build(path: Path, filings: int, indicators: int) -> None:
    """Load in portions, so that the generated readings need not all stand in memory; only loading is timed."""
    source = readings(filings, indicators)
    cost, rows = Cost(0, 0), 0
    with warehouse.working_copy(path, fresh=True) as connection:
        while portion := list(islice(source, 2_000)):
            documents = [warehouse.Document(made.document_id, (f"{made.document_id}.pdf",)) for made in portion]
            rows += sum(len(form.indicators) for made in portion for form in made.filings)
            cost += timed(partial(warehouse.load, connection, documents, portion, "run", datetime.now(UTC)))
        print(f"{'':40} {'clock':>10} {'cores':>10}")
        _line(f"load {rows:,} indicators", cost)
        print(f"{'  rows a second':40} {rows / cost.clock:>10,.0f} {rows / cost.cores:>10,.0f}")
        _line(f"check {filings:,} filings", timed(partial(warehouse.check, connection)))
        _line("publish", timed(partial(warehouse.publish, connection, path)))


def _ask(path: Path) -> None:
    views = {f"view {name.stem}": f"FROM {name.stem}" for name in schema.files("views")}
    views |= {f"view zh.{name.stem}": f"FROM zh.{name.stem}" for name in schema.files("views/zh")}
    questions = {f"query {name.stem}": name.read_text(encoding="utf-8") for name in schema.files("queries")}
    connection = warehouse.open_published(path)
    for name, sql in (views | questions).items():
        _line(name, sorted(timed(partial(_answer, connection, sql)) for _ in range(3))[1])
    connection.close()


def _line(name: str, cost: Cost) -> None:
    print(f"{name:40} {cost.clock * 1000:7,.0f} ms {cost.cores * 1000:7,.0f} ms")


if __name__ == "__main__":
    main()
