"""What is known of a VAT id just now, as those who decide about VAT need it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from hub.sentences import say
from odoo_bridge.models import VatCheck, VatQuestion
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.vies.codes import code_of
from odoo_bridge.vat.vies.reading import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One number, as asked by one requester.

    `answer` is what it stands on (None: nothing, or nothing that still holds), `proof` the newest answer
    "valid" that there is, however old. `code` and `reason` say why it is neither valid nor invalid, and
    `ask_again_at` (UTC) when it is asked again by itself.
    """

    number: VatNumber
    requester: str
    outcome: Outcome
    code: str = ""
    reason: str = ""
    answer: VatCheck | None = None
    proof: VatCheck | None = None
    ask_again_at: datetime | None = None

    @property
    def consultation_number(self) -> str:
        """VIES' proof that we asked; empty where it gave none."""
        return self.answer.consultation_number if self.answer else ""

    @property
    def name(self) -> str:
        """Of the owner; empty where the member state does not tell."""
        return self.answer.name if self.answer else ""

    @property
    def address(self) -> str:
        """Of the owner, with its line breaks; empty where the member state does not tell."""
        return self.answer.address if self.answer else ""

    def proven_within(self, age: timedelta) -> bool:
        """Whether the newest proof is at most so old."""
        return self.proof is not None and self.proof.asked_at >= timezone.now() - age


def unasked(number: VatNumber, requester: str) -> Verdict:
    """Of a number that VIES is never asked for: another country's, or none at all."""
    code = "not_in_vies" if number.is_good else "syntax"
    reason = number.reason or say("{number}: {meaning}.", number=number, meaning=code_of(code).words)
    return Verdict(number=number, requester=requester, outcome=Outcome.NOT_ASKED, code=code, reason=reason)


def standing(number: VatNumber, question: VatQuestion, *, answered: bool) -> Verdict:
    """Of a number that is asked; `answered`: its last answer still holds."""
    answer = question.answer if answered else None
    if answer is None:
        code = question.waits_because or "queued"
        outcome = Outcome.ERROR if code_of(code).ours else Outcome.UNAVAILABLE
    else:
        outcome, code = Outcome(answer.outcome), answer.code
    return Verdict(
        number=number,
        requester=question.requester,
        outcome=outcome,
        code=code,
        reason=_reason(number, outcome, code, answer),
        answer=answer,
        proof=question.proof,
        ask_again_at=question.next_ask_at,
    )


def _reason(number: VatNumber, outcome: Outcome, code: str, answer: VatCheck | None) -> str:
    if outcome is Outcome.VALID:
        return ""
    if outcome is Outcome.INVALID:
        return say("VIES says that {number} is not valid for trade inside the EU.", number=number)
    facts = {"number": number, "meaning": code_of(code).words, "code": code}
    if answer and answer.detail:
        return say(
            "VIES has not confirmed {number}: {meaning} [{code}]. ({detail})", detail=answer.detail, **facts
        )
    return say("VIES has not confirmed {number}: {meaning} [{code}].", **facts)
