"""What staff said of addresses that do not tell where they lie, and the orders that wait for it."""

from collections.abc import Collection

from hub.models import Delivery, DeliveryState
from odoo_bridge.models import AddressTerritory
from odoo_bridge.vat.orders.places import PREFIX
from odoo_bridge.vat.territories import Place, Written, written


def said_of(places: Collection[Place]) -> dict[Written, str]:
    """The territories of these; one query, none where all addresses tell it themselves."""
    keys = {written(place) for place in places}
    if not keys:
        return {}
    rows = AddressTerritory.objects.filter(
        country__in={key.country for key in keys}, postcode__in={key.postcode for key in keys}
    )
    return {row.written: row.territory for row in rows if row.written in keys}


def let_go(place: Written) -> int:
    """It is said where the place lies: all that waits for it, of any target, tries again; how many."""
    held = Delivery.objects.filter(waits_for=PREFIX + "|".join(place), state=DeliveryState.HELD)
    return held.update(state=DeliveryState.WAITING, next_attempt_at=None, waits_for="")
