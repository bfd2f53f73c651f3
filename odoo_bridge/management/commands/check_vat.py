"""`manage.py check_vat`: is this VAT id valid, who owns it, and what proves that we asked?"""

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from hub.management.base import Error, HubCommand
from hub.order import Address
from odoo_bridge.vat.numbers import VatNumber, parse
from odoo_bridge.vat.vies import seller
from odoo_bridge.vat.vies.asking import current
from odoo_bridge.vat.vies.comparing import Fit, Owner, compare
from odoo_bridge.vat.vies.reading import Outcome
from odoo_bridge.vat.vies.verdict import Verdict

_EXIT = {Outcome.VALID: 0, Outcome.INVALID: 2, Outcome.UNAVAILABLE: 3, Outcome.ERROR: 4}
_PATIENT_SECONDS = 20.0
_FITS = {Fit.SAME: "fits", Fit.DIFFERENT: "DIFFERS", Fit.UNKNOWN: "cannot be compared"}
_COMPARED = {"VALID": "is the owner's", "INVALID": "is not the owner's"}


class Command(HubCommand):
    """Ask VIES for one number, or show what is known of it."""

    help = (
        "Checks a VAT id in VIES and prints verdict, owner and consultation number. Exit code: 0 valid, "
        "2 invalid or no VAT id, 3 VIES does not answer (it is asked again by the clock), 4 VIES refuses "
        "the question or knows no numbers of that country."
    )
    example = (
        "manage.py check_vat BE0403019261 --requester FR40303265045\n"
        "  manage.py check_vat '094 259 216' --country GR"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The number, and what it may lack."""
        parser.add_argument("number", help="as it was typed, with or without the country in front")
        parser.add_argument("--country", default="", help="whose it is where no country is in front: GR")
        parser.add_argument("--requester", help="our own VAT id (default: that of the Odoo connection)")
        parser.add_argument(
            "--name",
            default="",
            help="the buyer's name, to compare with the owner's (Spain compares it itself)",
        )
        parser.add_argument("--address", default="", help="the buyer's address in one line, to compare")
        parser.add_argument("--anew", action="store_true", help="ask even if an answer is known")
        parser.add_argument(
            "--seconds", type=float, default=_PATIENT_SECONDS, help="patience (default %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict; ends the process with its exit code unless it is valid."""
        number = parse(options["number"], options["country"])
        requester = _requester(options["requester"])
        seconds = min(max(options["seconds"], 0.0), 120.0)
        asked = current(
            [number], requester, anew=options["anew"], seconds=seconds, trader_name=options["name"]
        )
        verdict = asked[number]
        given = (options["name"], options["address"])
        for name, value in (*_lines(verdict, requester), *_compared(verdict, *given)):
            self.stdout.write(f"{name:<20} {value}")
        if code := _exit_code(verdict):
            sys.exit(code)


def _requester(typed: str | None) -> VatNumber | None:
    if typed is None:
        return seller.of_shop(None)
    number = parse(typed)
    if not number.in_vies:
        raise Error(f"--requester: {typed!r} is no VAT id of the EU. {number.reason}")
    return number


def _exit_code(verdict: Verdict) -> int:
    if verdict.outcome is Outcome.NOT_ASKED:
        return 4 if verdict.number.is_good else 2
    return _EXIT[verdict.outcome]


def _lines(verdict: Verdict, requester: VatNumber | None) -> Iterator[tuple[str, str]]:
    yield "VAT id", str(verdict.number)
    yield "verdict", verdict.outcome.value
    if verdict.reason:
        yield "reason", verdict.reason
    if verdict.answer:
        yield "name", verdict.name or "not told by the member state"
        if verdict.answer.trader_name_match in _COMPARED:
            yield "name sent", _COMPARED[verdict.answer.trader_name_match]
        yield "address", ", ".join(verdict.address.splitlines()) or "not told by the member state"
        yield "asked", f"{verdict.answer.asked_at:%Y-%m-%d %H:%M:%S} UTC"
        yield "date told by VIES", verdict.answer.told_at
        yield "consultation number", verdict.consultation_number or _without_proof(requester)
    elif verdict.proof:
        yield "last proof", f"{verdict.proof.asked_at:%Y-%m-%d} {verdict.proof.consultation_number}"
    if verdict.ask_again_at:
        yield "asked again", f"{verdict.ask_again_at:%Y-%m-%d %H:%M:%S} UTC, by the clock"


def _compared(verdict: Verdict, name: str, address: str) -> Iterator[tuple[str, str]]:
    """What was given beside what VIES tells; a difference is a warning and changes no verdict."""
    if verdict.outcome is not Outcome.VALID or verdict.answer is None:
        return
    match = verdict.answer.trader_name_match
    owner = Owner(name=verdict.name, address=verdict.address, name_match=match)
    found = compare(owner, (name,), (Address(street=address),))
    told = ", ".join(verdict.address.splitlines())
    if name:
        yield "name compared", _both(found.name, verdict.name, name)
    if address:
        yield "address compared", _both(found.address, told, address)


def _both(fit: Fit, told: str, given: str) -> str:
    return f"{_FITS[fit]}: VIES “{told or '–'}”, given “{given}”"


def _without_proof(requester: VatNumber | None) -> str:
    return "none given" if requester else "none: give our own VAT id with --requester"
