"""Tracking numbers: in `order_carriers`, and in the order itself before PrestaShop 8."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from channels.prestashop.fields import key, text
from channels.reading import Reading
from hub.order import Fulfillment


def parcels(
    order: Reading, rows: Sequence[Reading], carriers: Mapping[str, Reading], shipped_at: datetime | None
) -> tuple[Fulfillment, ...]:
    """The parcels with a number. Their own date is that of the order; `shipped_at` is when it was shipped."""
    found = [
        Fulfillment(
            external_id=row.identifier("id"),
            carrier=carrier(row, carriers),
            tracking_number=text(row, "tracking_number"),
            shipped_at=shipped_at,
        )
        for row in rows
        if text(row, "tracking_number")
    ]
    number = text(order, "shipping_number")
    if number and not found:
        return (
            Fulfillment(
                external_id=number,
                carrier=carrier(order, carriers),
                tracking_number=number,
                shipped_at=shipped_at,
            ),
        )
    return tuple(found)


def carrier(row: Reading, carriers: Mapping[str, Reading]) -> str:
    """The name of the carrier that a row points at; empty for one that is not known."""
    found = carriers.get(key(row, "id_carrier"))
    return text(found, "name") if found else ""
