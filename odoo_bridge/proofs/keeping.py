"""How far each proof is: due, tried, placed, or given up until a person asks."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub.errors import AffluentError
from hub.models import Event, EventKind
from hub.sentences import joined, say
from odoo_bridge.models import OdooConnection, PartnerProof
from odoo_bridge.models.proof import ProofForm, ProofState

MAX_ATTEMPTS = 10  # within about half a day
_FIRST_PAUSE = 60.0


def due(connection: OdooConnection, limit: int) -> list[PartnerProof]:
    """What may be put into this Odoo now, the longest waiting first."""
    ready = Q(next_attempt_at=None) | Q(next_attempt_at__lte=timezone.now())
    rows = PartnerProof.objects.filter(ready, connection=connection, state=ProofState.WAITING)
    return list(rows.select_related("answer", "order").order_by("next_attempt_at", "id")[:limit])


def begin(proof: PartnerProof) -> bool:
    """Count a try before it is made, so that one which kills its process is bounded too; False: not ours."""
    untouched = PartnerProof.objects.filter(pk=proof.pk, state=ProofState.WAITING, attempts=proof.attempts)
    proof.attempts += 1
    proof.next_attempt_at = _next_try(proof.attempts, timezone.now())
    return bool(untouched.update(attempts=proof.attempts, next_attempt_at=proof.next_attempt_at))


def placed(proofs: Sequence[PartnerProof], form: ProofForm, record_ids: Sequence[int]) -> None:
    """They stand in Odoo; the orders' histories tell it."""
    now = timezone.now()
    with transaction.atomic():
        for proof, record_id in zip(proofs, record_ids, strict=True):
            proof.state, proof.form, proof.record_id = ProofState.PLACED, form, record_id
            proof.placed_at, proof.attempts, proof.next_attempt_at = now, 0, None
            proof.clear_trouble()
            proof.save()
            text = say(
                "Proof of VIES {number} is on customer {partner} in Odoo.",
                number=proof.answer.consultation_number or proof.answer.vat_id,
                partner=proof.partner_id,
            )
            _tell(proof, text)


def fail(proof: PartnerProof, error: AffluentError) -> None:
    """Note what went wrong; time alone mends only some of it, and not for ever."""
    proof.note_trouble(error, timezone.now())
    if error.retry_after is not None:
        proof.next_attempt_at = timezone.now() + timedelta(seconds=error.retry_after)
    if not error.error_class.retries or proof.attempts >= MAX_ATTEMPTS:
        proof.state, proof.next_attempt_at = ProofState.FAILED, None
        text = say("Proof of VIES: {trouble}", trouble=joined(error.cause, error.remedy))
        _tell(proof, text, code=error.code)
    proof.save()


def put_back(proof: PartnerProof) -> None:
    """Odoo as a whole does not answer: that was no try."""
    proof.attempts = max(0, proof.attempts - 1)
    proof.next_attempt_at = None
    proof.save(update_fields=["attempts", "next_attempt_at"])


def again(proof: PartnerProof) -> bool:
    """Staff: put it there once more. False: it waits already, or stands there."""
    rested = PartnerProof.objects.filter(pk=proof.pk).exclude(state=ProofState.PLACED)
    rested = rested.exclude(state=ProofState.WAITING, attempts=0)
    return bool(rested.update(state=ProofState.WAITING, attempts=0, next_attempt_at=None))


def _next_try(attempts: int, now: datetime) -> datetime:
    """Doubling with jitter; never less than half, since meanwhile the try itself may still be under way."""
    pause = _FIRST_PAUSE * 2.0 ** min(attempts, MAX_ATTEMPTS)
    return now + timedelta(seconds=random.uniform(pause / 2, pause))  # noqa: S311 - jitter


def _tell(proof: PartnerProof, text: str, **detail: object) -> None:
    if proof.order is not None:
        order = proof.order
        Event.objects.create(
            shop_id=order.shop_id, order=order, kind=EventKind.DELIVERY, text=text, detail=detail
        )
