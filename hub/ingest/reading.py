"""Asking the channel's mapping what a raw order means; trouble is a value, so that the page goes on."""

from dataclasses import dataclass

import structlog

from hub.errors import AffluentError, ContractError, ErrorClass
from hub.models import Shop
from hub.order import InvalidOrder, Order
from hub.ports import ChannelPort, Raw
from hub.sentences import say

log = structlog.get_logger(__name__)
_REMEDY = say(
    "Nothing is lost: the raw order is stored. Mend the order at the shop, or update the "
    "hub and read it again from the stored raw."
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The order cannot be understood, and why."""

    error: AffluentError


def read(channel: ChannelPort, shop: Shop, external_id: str, raw: Raw) -> Order | Unreadable:
    """The unified order that the raw one means, or the reason why it cannot be understood."""
    try:
        order = channel.normalize(raw, shop.account)
    except (ContractError, InvalidOrder) as reason:
        cause = _cause(shop, external_id, reason)
        return Unreadable(ContractError("unreadable_order", cause, _REMEDY))
    except AffluentError as reason:
        return Unreadable(reason)
    except Exception as mistake:  # a mapping must not stop a page, whatever it does
        log.exception("mapping_failed", shop=shop.slug, external_id=external_id)
        return Unreadable(MappingFailed("mapping_failed", _cause(shop, external_id, mistake), _REMEDY))
    return _under_its_key(order, shop, external_id)


def _under_its_key(order: Order, shop: Shop, external_id: str) -> Order | Unreadable:
    """The order, unless the mapping gave it another key than it is stored under."""
    said, stored = (
        (order.channel, order.shop, order.external_id),
        (shop.channel, shop.slug, external_id),
    )
    if said == stored:
        return order
    mistake = ValueError(f"it is read as {'/'.join(said)}, but stored as {'/'.join(stored)}")
    return Unreadable(MappingFailed("wrong_key", _cause(shop, external_id, mistake), _REMEDY))


def _cause(shop: Shop, external_id: str, reason: Exception) -> str:
    words = str(reason) if isinstance(reason, ContractError | InvalidOrder) else repr(reason)
    return say(
        "Order {external_id} of shop {shop} cannot be understood: {words}",
        external_id=external_id,
        shop=shop.slug,
        words=words,
    )


class MappingFailed(AffluentError):  # noqa: N818 - named after what happened
    """A mapping raised what it must not: a mistake in the hub, not in the order."""

    error_class = ErrorClass.BUG
