"""Parcels and their tracking numbers."""

from channels.reading import Reading
from hub.order import Fulfillment

_NOT_SENT = frozenset({"CANCELLED", "ERROR", "FAILURE"})


def parcels(order: Reading) -> tuple[Fulfillment, ...]:
    """One entry per tracking number; a fulfillment without one still says that something was sent."""
    found: list[Fulfillment] = []
    for entry in order.list("fulfillments"):
        if entry.text("status", "") not in _NOT_SENT:
            found += _sent(entry)
    return tuple(found)


def _sent(entry: Reading) -> list[Fulfillment]:
    identity, sent_at = entry.text("id"), entry.utc("createdAt", None)
    tracked = [info for info in entry.list("trackingInfo") if info.text("number", "")]
    if not tracked:
        return [Fulfillment(external_id=identity, shipped_at=sent_at)]
    return [
        Fulfillment(
            external_id=identity if index == 0 else f"{identity}#{index + 1}",
            carrier=info.text("company", ""),
            tracking_number=info.text("number", ""),
            shipped_at=sent_at,
        )
        for index, info in enumerate(tracked)
    ]
