"""Tracking numbers, where shipping plugins leave them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from channels.reading import Reading
from channels.woocommerce.meta import entries, words
from hub.order import Fulfillment

_NUMBER_KEYS = ("_tracking_number", "tracking_number", "_aftership_tracking_number")
_CARRIER_KEYS = ("_tracking_provider", "tracking_provider", "_aftership_tracking_provider_name")


def parcels(order: Reading) -> tuple[Fulfillment, ...]:
    """The parcels that a shipping plugin knows of; each once."""
    meta = dict(entries(order))
    listed = meta.get("_wc_shipment_tracking_items")
    found = [_listed(item) for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    single = _first(meta, _NUMBER_KEYS)
    if single:
        carrier = _first(meta, _CARRIER_KEYS)
        found.append(Fulfillment(external_id=single, carrier=carrier, tracking_number=single))
    once: dict[str, Fulfillment] = {}
    for parcel in found:
        if parcel.tracking_number:
            once.setdefault(parcel.tracking_number, parcel)
    ids = Counter(parcel.external_id for parcel in once.values())
    return tuple(
        parcel if ids[parcel.external_id] == 1 else replace(parcel, external_id=number)
        for number, parcel in once.items()
    )


def _listed(item: dict[str, Any]) -> Fulfillment:
    number = words(item.get("tracking_number"))
    return Fulfillment(
        external_id=words(item.get("tracking_id")) or number,
        carrier=words(item.get("tracking_provider")) or words(item.get("custom_tracking_provider")),
        tracking_number=number,
        shipped_at=_moment(words(item.get("date_shipped"))),
    )


def _first(meta: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((words(meta[key]) for key in keys if words(meta.get(key))), "")


def _moment(epoch: str) -> datetime | None:
    """The plugin writes seconds since 1970; anything else says nothing that could be relied on."""
    return (
        datetime.fromtimestamp(int(epoch), UTC)
        if epoch.isascii() and epoch.isdigit() and len(epoch) <= 11
        else None
    )
