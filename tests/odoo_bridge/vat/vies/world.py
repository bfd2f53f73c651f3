"""Numbers of the sandbox's register, and time that passes in the database."""

from datetime import timedelta

from django.db.models import F

from hub.models import Lease
from odoo_bridge.models import MemberState, VatCheck, VatQuestion
from odoo_bridge.vat.numbers import VatNumber, parse
from odoo_bridge.vat.vies.asking import current
from odoo_bridge.vat.vies.verdict import Verdict
from sandbox.vies import ViesSandbox

OWN = parse("FR40303265045")
BELGIAN = parse("BE0403019261")
GERMAN = parse("DE136695976")
UNREGISTERED = parse("DE111111125")
ITALIAN = parse("IT07643520567")


def ask(
    number: VatNumber, requester: VatNumber | None = OWN, *, seconds: float = 5, anew: bool = False
) -> Verdict:
    """The verdict on one number."""
    return current([number], requester, seconds=seconds, anew=anew)[number]


def asked(vies: ViesSandbox) -> list[str]:
    """What the register was asked for, in that order."""
    return [f"{question.country}{question.number}" for question in vies.asked]


def later(**amount: float) -> None:
    """All moments in the database move into the past by so much."""
    step = timedelta(**amount)
    VatQuestion.objects.update(next_ask_at=F("next_ask_at") - step)
    VatCheck.objects.update(asked_at=F("asked_at") - step)
    MemberState.objects.update(
        paused_until=F("paused_until") - step,
        failed_at=F("failed_at") - step,
        answered_at=F("answered_at") - step,
        reported_at=F("reported_at") - step,
    )
    Lease.objects.update(expires_at=F("expires_at") - step)
