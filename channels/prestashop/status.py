"""Where an order stands. States are the merchant's own; their flags and a few settings tell the meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from channels.prestashop.fields import key, on, text
from channels.prestashop.options import Options
from channels.prestashop.times import optional_moment
from channels.reading import Reading
from hub.order import Fulfillment, Line, Notice, Refund
from hub.order.money import ZERO
from hub.order.vocabulary import FulfillmentStatus, PaymentStatus, Status
from hub.sentences import say

# The settings that name a state, and its id on every fresh installation.
SPECIAL = {
    "cancelled": ("PS_OS_CANCELED", "6"),
    "refunded": ("PS_OS_REFUND", "7"),
    "failed": ("PS_OS_ERROR", "8"),
}
_STATUSES = {
    "pending": Status.PENDING,
    "open": Status.OPEN,
    "completed": Status.COMPLETED,
    "cancelled": Status.CANCELLED,
    "refunded": Status.COMPLETED,
    "failed": Status.PENDING,
}
_UNPAID = {
    "cancelled": PaymentStatus.VOIDED,
    "failed": PaymentStatus.FAILED,
    "": PaymentStatus.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class State:
    """The present state: its id and name, what it means (empty: nobody knows), and its flags."""

    id: str
    name: str
    meaning: str
    paid: bool
    shipped: bool


def state(state_id: str, states: Mapping[str, Reading], settings: Reading, options: Options) -> State:
    """The state of that id. What the merchant says comes first, then the shop's settings, then the flags."""
    row = states.get(state_id)
    paid, shipped = (row is not None and on(row, flag) for flag in ("paid", "shipped"))
    return State(
        state_id, text(row, "name") if row else "", _meaning(state_id, row, settings, options), paid, shipped
    )


def _meaning(state_id: str, row: Reading | None, settings: Reading, options: Options) -> str:
    if state_id in options.status_map:
        return options.status_map[state_id]
    for meaning, (setting, usual) in SPECIAL.items():
        if state_id == (text(settings, setting) or usual):
            return meaning
    if row is None:
        return ""
    if on(row, "shipped"):
        return "completed"
    return "open" if on(row, "paid") or on(row, "logable") else "pending"


def status(found: State) -> Status:
    """Where the sale stands."""
    return _STATUSES.get(found.meaning, Status.UNKNOWN)


def notices(found: State) -> tuple[Notice, ...]:
    """A notice where nobody knows what the state means."""
    if found.meaning:
        return ()
    detail = say("the shop does not tell what the state {state} means", state=found.id)
    return (Notice(code="unknown_status", detail=detail),)


def payment_status(
    found: State, money: Decimal, given_back: Sequence[Refund], gross: Decimal
) -> PaymentStatus:
    """Where the money stands: what was received counts, the state only where nothing is noted."""
    refunded = sum((refund.gross for refund in given_back), ZERO)
    if found.meaning == "refunded" or (refunded and refunded >= gross):
        return PaymentStatus.REFUNDED
    if refunded:
        return PaymentStatus.PARTIALLY_REFUNDED
    if money:
        return PaymentStatus.PAID if money >= gross else PaymentStatus.PARTIALLY_PAID
    return PaymentStatus.PAID if found.paid else _UNPAID.get(found.meaning, PaymentStatus.PENDING)


def fulfillment_status(
    found: State, lines: Sequence[Line], parcels: Sequence[Fulfillment]
) -> FulfillmentStatus:
    """Where the goods stand. A parcel before the state "shipped" is one of perhaps several."""
    if not any(line.requires_shipping for line in lines):
        return FulfillmentStatus.NOT_REQUIRED
    if found.shipped or found.meaning == "completed":
        return FulfillmentStatus.FULFILLED
    if parcels:
        return FulfillmentStatus.PARTIAL
    known = found.meaning and found.meaning != "refunded"
    return FulfillmentStatus.UNFULFILLED if known else FulfillmentStatus.UNKNOWN


def entered(
    histories: Sequence[Reading], state_ids: frozenset[str], place: ZoneInfo, not_before: datetime
) -> datetime | None:
    """When the order last came into one of the states; None where the history does not say."""
    times = [
        optional_moment(row, "date_add", place, not_before)
        for row in histories
        if key(row, "id_order_state") in state_ids
    ]
    return max((time for time in times if time), default=None)


def shipped_states(states: Mapping[str, Reading]) -> frozenset[str]:
    """The states in which the goods are on their way."""
    return frozenset(state_id for state_id, row in states.items() if on(row, "shipped"))
