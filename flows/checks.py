"""The rules of sql/checks: what does not add up, filing by filing.

A rule is a file: a header of ``-- key: value`` lines (rule, label, severity, arithmetic, tolerance, basis) and one
SELECT that returns a row (filing_id, passed, expected, observed, message) for every filing that the rule applies to.
``$tolerance`` in the SELECT is the number that begins the header's tolerance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from flows import schema

_HEADER = re.compile(r"-- (rule|label|severity|arithmetic|tolerance|basis): (.+)")


class BadRule(ValueError):
    """A file of sql/checks whose header is not complete."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``arithmetic`` rules decide whether a filing is reconciled."""

    rule: str
    label: str
    severity: str  # error or warning
    arithmetic: bool
    tolerance: float
    basis: str
    sql: str


def parse(text: str) -> Rule:
    """The rule that a file's text states. Raises BadRule with what is missing or wrong."""
    header = {match[1]: match[2] for match in map(_HEADER.fullmatch, text.splitlines()) if match}
    missing = {"rule", "label", "severity", "arithmetic", "tolerance", "basis"} - header.keys()
    if missing:
        raise BadRule(f"The rule's header lacks {', '.join(sorted(missing))}: add '-- key: value' lines for them.")
    if header["severity"] not in ("error", "warning") or header["arithmetic"] not in ("yes", "no"):
        raise BadRule("Severity is error or warning, arithmetic is yes or no: correct the rule's header.")
    tolerance = re.match(r"[\d.]+", header["tolerance"])
    if not tolerance:
        raise BadRule("The rule's tolerance does not begin with a number: write 0 for none.")
    return Rule(
        rule=header["rule"],
        label=header["label"],
        severity=header["severity"],
        arithmetic=header["arithmetic"] == "yes",
        tolerance=float(tolerance.group()),
        basis=header["basis"],
        sql=text,
    )


def rules() -> list[Rule]:
    """Every rule of sql/checks, by name."""
    return [parse(path.read_text(encoding="utf-8")) for path in schema.files("checks")]


def judge(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill check_rule and check_result anew: every filing by every rule that applies to it."""
    connection.execute("DELETE FROM check_rule")
    connection.execute("DELETE FROM check_result")
    for rule in rules():
        _record(connection, rule)
        _apply(connection, rule)


def _record(connection: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    values = [rule.rule, rule.label, rule.severity, rule.arithmetic, rule.tolerance, rule.basis]
    connection.execute("INSERT INTO check_rule VALUES (?, ?, ?, ?, ?, ?)", values)


def _apply(connection: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    parameters: dict[str, str | float] = {"rule": rule.rule, "severity": rule.severity}
    if "$tolerance" in rule.sql.split("SELECT", 1)[1]:
        parameters["tolerance"] = rule.tolerance
    connection.execute(
        schema.text("conclude/check_result").replace("{rule}", rule.sql.rstrip().rstrip(";")), parameters
    )
