"""`manage.py decide_vat`: the VAT decisions about the sales of a CSV file, without database and network."""

import csv
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from hub.management.base import Error, HubCommand
from odoo_bridge.vat.decide import decide
from odoo_bridge.vat.policy import Policy
from odoo_bridge.vat.policy_words import PolicyError, policy_of
from odoo_bridge.vat.sheet import COMPARED, DECIDED, Row, SheetError, columns, read

_EQUAL, _ALTERNATIVE, _DIFFERENT = "equal", "alternative", "DIFFERENT"


class Command(HubCommand):
    """CSV → CSV, or a comparison with what the file expects."""

    help = (
        "Print the VAT decision about each sale of a CSV file, as CSV. The columns are explained in "
        "docs/vat.md; nothing is asked of the database or of VIES."
    )
    example = "manage.py decide_vat sales.csv --check --set while_unavailable=charge --set rate:DE:toy=7"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, under which policy, and whether it is compared."""
        parser.add_argument("file", metavar="FILE", help="sales, one a row; UTF-8, commas or semicolons")
        parser.add_argument(
            "--check",
            action="store_true",
            help=f"compare with the file's own columns {', '.join(COMPARED)}; exit code 1 on a difference",
        )
        parser.add_argument(
            "--set",
            dest="choices",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="a choice of the shop, repeatable: without_number=consumer|origin|hold, "
            "while_unavailable=hold|charge|accept_proof, proof_days=30, uk_registered=yes|no, rate:DE:book=7",
        )

    def handle(self, *_: Any, **given: Any) -> None:
        """Reads the whole file before it prints anything."""
        file = given["file"]
        try:
            policy, sellers = policy_of(given["choices"])
            rows = [sellers.applied(row) for row in read(_text(file))]
        except PolicyError as reason:
            raise Error(f"--set {reason}") from None
        except SheetError as reason:
            raise Error(f"{file}: {reason}") from None
        if given["check"]:
            self._check(file, rows, policy, chosen=bool(given["choices"]))
        else:
            self._print(rows, policy)

    def _print(self, rows: list[Row], policy: Policy) -> None:
        writer = csv.DictWriter(self.stdout, DECIDED, lineterminator="\n")
        writer.writeheader()
        held = 0
        for row in rows:
            decision = decide(row.sale, policy)
            held += decision.hold
            writer.writerow(columns(row, decision))
        self.stderr.write(f"{len(rows)} rows decided, {held} of them held.")

    def _check(self, file: str, rows: list[Row], policy: Policy, *, chosen: bool) -> None:
        missing = [name for name in COMPARED if rows and name not in rows[0].cells]
        if missing:
            raise Error(f"{file}: row 1: --check needs the columns {', '.join(missing)}.")
        found: Counter[str] = Counter()
        lines = []
        for row in rows:
            decided = columns(row, decide(row.sale, policy))
            expected = {name: row.cells[name] for name in COMPARED}
            verdict = _verdict(
                decided, expected, row.cells.get("alternative_acceptable", "") if chosen else ""
            )
            found[verdict] += 1
            lines.append((row.id, _short(decided), _short(expected), verdict, decided["rule"]))
        self.table(("id", "decided", "expected", "verdict", "rule"), lines)
        self.stdout.write(
            f"{len(rows)} rows: {found[_EQUAL]} equal, {found[_ALTERNATIVE]} equal to the alternative, "
            f"{found[_DIFFERENT]} different."
        )
        if found[_DIFFERENT]:
            raise Error(f"{file}: {found[_DIFFERENT]} of {len(rows)} rows are decided differently.")


def _text(file: str) -> str:
    try:
        return Path(file).read_bytes().decode("utf-8-sig")
    except OSError as reason:
        raise SheetError(f"{reason.strerror or 'cannot be read'}.") from None
    except UnicodeDecodeError as reason:
        raise SheetError(f"is not UTF-8 text (byte {reason.start}).") from None


def _verdict(decided: dict[str, str], expected: dict[str, str], alternative: str) -> str:
    if all(_same(decided[name], expected[name]) for name in COMPARED):
        return _EQUAL
    named = f"{decided['treatment']} {decided['vat_country']} {decided['rate']}"
    short = decided["treatment"] if not decided["vat_country"] else named
    return _ALTERNATIVE if f" {short} " in f" {alternative.replace(';', ' ')} " else _DIFFERENT


def _same(one: str, other: str) -> bool:
    """Numbers by value: 20 is 20.0."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


def _short(cells: dict[str, str]) -> str:
    return " ".join(filter(None, (cells["treatment"], cells["vat_country"], cells["rate"])))
