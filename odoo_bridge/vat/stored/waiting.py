"""Orders that wait for VIES go on when it has answered."""

from collections.abc import Collection, Iterable

from hub.models import Delivery, DeliveryState
from odoo_bridge.models import VatQuestion

PREFIX = "vies:"


def waits_for(number: str) -> str:
    """How deliveries name the VAT id that they wait for."""
    return f"{PREFIX}{number}"


def let_go(numbers: Collection[str]) -> None:
    """These have an answer now: every order that waits for one of them tries again. Of any target."""
    names = [waits_for(number) for number in numbers]
    held = Delivery.objects.filter(waits_for__in=names, state=DeliveryState.HELD)
    held.update(state=DeliveryState.WAITING, next_attempt_at=None, waits_for="")


def answered(names: Iterable[str]) -> list[str]:
    """Of what deliveries wait for, the numbers that VIES has answered: nothing is asked about them any more.

    For what was held in the moment in which the answer came.
    """
    numbers = {name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)}
    rows = VatQuestion.objects.filter(number__in={number[2:] for number in numbers})
    open_or_not: dict[str, bool] = {}
    for row in rows:
        open_or_not[row.text] = open_or_not.get(row.text, False) or row.next_ask_at is not None
    return [waits_for(text) for text, still_open in open_or_not.items() if text in numbers and not still_open]
