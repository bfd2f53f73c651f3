"""What an answer of VIES means. Pure; the dialects (`rest`, `soap`) fill it in.

Only a sound answer about the number that was asked, with a date and without an error, is a verdict. All
else is "unavailable", which is neither valid nor invalid: a wrong verdict costs more than a late one.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from hub.sentences import Sentence
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.vies.codes import Code, code_of

_NOTHING = re.compile(r"[-\s]*")  # "---" is no information
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,40}")
_LONGEST_TEXT = 1000


class Outcome(StrEnum):
    """Three values, ours, and what VIES is never asked."""

    VALID = "valid"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    ERROR = "error"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One answer, read. `code` says why there is no verdict; `detail` repeats what came, in short.

    `name` and `address` are empty where the member state does not tell them; `told_at` is VIES' own date,
    as it wrote it. `consultation_number` is the proof, given only to a requester.
    """

    outcome: Outcome
    code: str = ""
    detail: str = ""
    name: str = ""
    address: str = ""
    told_at: str = ""
    consultation_number: str = ""
    trader_name_match: str = ""

    @property
    def is_verdict(self) -> bool:
        """Whether VIES said yes or no."""
        return self.outcome in (Outcome.VALID, Outcome.INVALID)

    @property
    def retries(self) -> bool:
        """Whether time alone may bring a verdict."""
        return self.outcome is Outcome.UNAVAILABLE

    @property
    def kind(self) -> Code:
        """What is known of its code."""
        return code_of(self.code)


def failed(code: str, detail: str = "") -> Reading:
    """There is no verdict, for this reason; `detail` is what came, or a sentence of ours about it."""
    if not _CODE.fullmatch(code):
        code, detail = "unreadable", f"{code} {detail}"
    outcome = Outcome.ERROR if code_of(code).ours else Outcome.UNAVAILABLE
    own_words = isinstance(detail, Sentence)
    return Reading(outcome=outcome, code=code, detail=detail if own_words else shown(detail))


def failed_by(codes: list[str], detail: str = "") -> Reading:
    """The same where VIES names several: ours only if all of them are."""
    passing = [code for code in codes if not code_of(code).ours]
    return failed((passing or codes)[0], detail)


def verdict(*, valid: bool, asked: VatNumber, country: Any, number: Any, **told: Any) -> Reading:
    """A yes or no, if it is about the number that was asked and carries a date."""
    if _plain(country) != asked.prefix or _plain(number) != asked.number:
        return failed("other_number", f"{country}{number}")
    told_at = told.pop("told_at", "")
    if not is_dated(told_at):
        return failed("no_date", str(told_at))
    texts = {name: information(value) for name, value in told.items()}
    outcome = Outcome.VALID if valid else Outcome.INVALID
    return Reading(outcome=outcome, told_at=str(told_at)[:40], **texts)


def is_dated(text: Any) -> bool:
    """Whether it begins with a day of the calendar."""
    try:
        return isinstance(text, str) and date.fromisoformat(text[:10]).year > 2000
    except ValueError:
        return False


def information(value: Any) -> str:
    """Text that says something, with its line breaks; empty for "---" and for what is no text."""
    if not isinstance(value, str) or _NOTHING.fullmatch(value):
        return ""
    lines = (shown(line) for line in value.splitlines())
    return "\n".join(line for line in lines if line)[:_LONGEST_TEXT]


def shown(text: str) -> str:
    """On one line, short, and without what a database could not store."""
    storable = text[:2000].encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")
    return " ".join(storable.split())[:300]


def _plain(value: Any) -> str:
    return re.sub(r"[\s.\-]", "", value).upper() if isinstance(value, str) else ""
