"""Answers and questions in the database: what is known of a number, and when it is asked again."""

import random
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from odoo_bridge.models import VatCheck, VatQuestion
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.vies.client import Reply
from odoo_bridge.vat.vies.codes import code_of
from odoo_bridge.vat.vies.reading import Outcome

INVALID_HOLDS = timedelta(hours=1)
# After each failure in a row; the first ones soon, for most outages are short.
_PAUSES = (2, 10, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200)  # seconds
_KEPT_OF_TROUBLE = 4096  # bytes of an answer that is no verdict
_ROWS = 200  # in one query


def questions(numbers: Iterable[VatNumber], requester: str) -> dict[str, VatQuestion]:
    """The rows of these numbers by their text, made where they are missing."""
    wanted = {number.text: number for number in numbers}
    found = _found(wanted, requester)
    missing = [
        VatQuestion(
            prefix=number.prefix, number=number.number, requester=requester, next_ask_at=timezone.now()
        )
        for text, number in wanted.items()
        if text not in found
    ]
    if missing:
        VatQuestion.objects.bulk_create(missing, ignore_conflicts=True)
        found |= _found({row.text: row for row in missing}, requester)
    return found


def want(rows: Iterable[VatQuestion]) -> None:
    """These are about to be asked: should we be killed, the clock asks for them."""
    resting = [row for row in rows if row.next_ask_at is None]
    if resting:
        now = timezone.now()
        VatQuestion.objects.filter(pk__in=[row.pk for row in resting], next_ask_at=None).update(
            next_ask_at=now
        )
        for row in resting:
            row.next_ask_at = now


def again(rows: Iterable[VatQuestion]) -> dict[str, VatQuestion]:
    """These rows as they are now."""
    keys = [row.pk for row in rows]
    return {row.text: row for row in _with_answers().filter(pk__in=keys)}


def holds(question: VatQuestion, valid_for: timedelta) -> bool:
    """Whether its last answer is still good enough not to ask."""
    answer = question.answer
    return answer is not None and answer.asked_at + _lifetime(answer, valid_for) > timezone.now()


def keep(question: VatQuestion, reply: Reply) -> None:
    """Store an answer unaltered, and where the question stands after it."""
    reading, whole = reply.reading, reply.reading.is_verdict
    check = VatCheck(
        prefix=question.prefix,
        number=question.number,
        requester=question.requester,
        outcome=reading.outcome.value,
        code=reading.code,
        detail=reading.detail,
        name=reading.name,
        address=reading.address,
        consultation_number=reading.consultation_number[:64],
        trader_name_match=reading.trader_name_match[:32],
        told_at=reading.told_at,
        asked_at=reply.at,
        dialect=reply.dialect,
        endpoint=reply.endpoint,
        status=reply.status,
        body=reply.body if whole else reply.body[:_KEPT_OF_TROUBLE],
    )
    check.save()
    if reading.retries or reading.kind.stops_requester:
        question.attempts += 1
        question.waits_because = reading.code
        question.next_ask_at = reply.at + (reading.kind.keep or pause(question.attempts))
    else:
        question.attempts, question.waits_because, question.next_ask_at = 0, "", None
        question.answer = check
        if reading.outcome is Outcome.VALID:
            question.proof = check
    question.save()


def postpone(rows: Collection[VatQuestion], until: datetime, code: str) -> None:
    """Not asked now: nobody's failure, so no attempt is counted."""
    if rows:
        keys = [row.pk for row in rows]
        VatQuestion.objects.filter(pk__in=keys).update(next_ask_at=until, waits_because=code)
        for row in rows:
            row.next_ask_at, row.waits_because = until, code


def free_requester(requester: str) -> None:
    """VIES takes our own number now: what it had refused for its sake is asked again."""
    refused = VatQuestion.objects.filter(requester=requester, waits_because="INVALID_REQUESTER_INFO")
    refused.update(next_ask_at=timezone.now())


def due(most: int) -> list[VatQuestion]:
    """The questions whose time has come, those that wait longest first."""
    return list(_with_answers().filter(next_ask_at__lte=timezone.now()).order_by("next_ask_at")[:most])


def is_due_within(seconds: float) -> bool:
    """Whether there is a question whose time has come or comes so soon."""
    soon = timezone.now() + timedelta(seconds=seconds)
    return VatQuestion.objects.filter(next_ask_at__lte=soon).exists()


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row; with jitter, so that not all ask at once."""
    seconds = _PAUSES[min(attempts, len(_PAUSES)) - 1]
    return timedelta(seconds=seconds * random.uniform(0.5, 1))  # noqa: S311 - to spread, not to hide


def _lifetime(answer: VatCheck, valid_for: timedelta) -> timedelta:
    if answer.outcome == Outcome.VALID:
        return valid_for
    return INVALID_HOLDS if answer.outcome == Outcome.INVALID else code_of(answer.code).keep


def _found(wanted: Mapping[str, VatNumber | VatQuestion], requester: str) -> dict[str, VatQuestion]:
    """By the numbers alone, which have an index; the prefix is told apart here."""
    numbers = sorted({number.number for number in wanted.values()})
    found: dict[str, VatQuestion] = {}
    for start in range(0, len(numbers), _ROWS):
        some = numbers[start : start + _ROWS]
        rows = _with_answers().filter(number__in=some, requester=requester)
        found |= {row.text: row for row in rows if row.text in wanted}
    return found


def _with_answers() -> QuerySet[VatQuestion]:
    return VatQuestion.objects.select_related("answer", "proof").defer("answer__body", "proof__body")
