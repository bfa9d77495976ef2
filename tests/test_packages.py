"""Every package that the code imports is one that pyproject.toml asks for, not one that another package brings."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def imported(room: str) -> Iterator[str]:
    """The distributions that a room's modules import from, by their normal names."""
    known = packages_distributions()
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names]
                for name in names:
                    yield from map(normal, known.get(name.split(".")[0], []))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\s<>=!~;\[]", requirement)[0]) for requirement in requirements}


@pytest.mark.parametrize(("room", "extras"), [("extractors", ["ocr"]), ("flows", ["dask"]), ("tests", ["ocr", "dev"])])
def test_what_is_imported_is_declared(room: str, extras: list[str]) -> None:
    asked = declared(PROJECT["dependencies"])
    for extra in extras:
        asked |= declared(PROJECT["optional-dependencies"][extra])
    found = set(imported(room)) - {normal(PROJECT["name"])}
    assert found
    assert found <= asked
