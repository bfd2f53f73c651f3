"""The addresses of an order, and which of them does not tell where it lies for VAT. Pure."""

from collections.abc import Iterator
from datetime import date

from hub.order import Address, Order
from odoo_bridge.vat.orders.outcome import OrderVat
from odoo_bridge.vat.territories import Place, Unclear, Written, locate, written

PREFIX = "vat:place:"
_GOODS, _CUSTOMER = "destination-unclear", "customer-unclear"  # ids of rules


def place_of(address: Address) -> Place:
    """What VAT looks at."""
    return Place(
        country=address.country, postcode=address.postcode, province=address.region, town=address.city
    )


def unclear_places(order: Order, day: date) -> Iterator[Place]:
    """Those about which a person may say where they are."""
    for address in (order.shipping_address, order.billing_address):
        place = place_of(address) if address else None
        if place is not None and _says_something(place) and isinstance(locate(place, day), Unclear):
            yield place


def asked_about(order: Order, vat: OrderVat) -> Place | None:
    """The place for which the order is held: that of the goods, else that of the customer."""
    rules = {decision.rule for _kind, decision in vat.decisions if decision.hold}
    addresses = [order.shipping_address, order.billing_address]
    if _GOODS not in rules:
        addresses.reverse()
    address = next((one for one in addresses if one is not None), None)
    if address is None or not rules & {_GOODS, _CUSTOMER}:
        return None
    place = place_of(address)
    return place if _says_something(place) else None


def waits_for(place: Place) -> str:
    """How deliveries name the place that they wait for."""
    return PREFIX + "|".join(written(place))


def named_in(waits: str) -> Written | None:
    """The place in such a name."""
    parts = waits.removeprefix(PREFIX).split("|")
    return Written(*parts) if waits.startswith(PREFIX) and len(parts) == len(Written._fields) else None


def _says_something(place: Place) -> bool:
    """What holds for a country without postcode and town would hold for too many."""
    found = written(place)
    return bool(found.country and (found.postcode or found.town))
