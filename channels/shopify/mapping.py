"""From a raw Shopify order to the unified order. Pure: no Django, no network, no settings, no clock.

A raw order is an `Order` object of the GraphQL API as `orders.graphql` asks for it, with all pages of its
lines and of its refunds' lines in place. Amounts are those of the shop's currency (`shopMoney`).
"""

import re
from decimal import Decimal
from typing import Any

from channels.reading import Reading
from channels.shopify import people
from channels.shopify import status as state
from channels.shopify.bags import shop_amount
from channels.shopify.charges import cash_rounding, other_charges, shipping_lines
from channels.shopify.edits import sale
from channels.shopify.gids import order_gid
from channels.shopify.lines import Context, item_lines
from channels.shopify.options import Options
from channels.shopify.parcels import parcels
from channels.shopify.payments import payments, unknown_transactions
from channels.shopify.refunds import refunds
from channels.shopify.vat_ids import company_numbers
from channels.text import clean
from hub.order import Notice, Order, Presentment, Refund
from hub.order.closing import close
from hub.order.money import ZERO, quantize
from hub.ports import Account
from hub.sentences import say

CHANNEL = "shopify"
_CURRENCY = re.compile(r"[A-Z]{3}\Z")


def identify(raw: Any) -> str:
    """The order's global id; raises `ContractError` when there is none."""
    source = read(raw)
    said = source.text("id")
    if order_gid(said) != said:
        raise source.error("id", say("{found} is not the id of an order", found=repr(said[:60])))
    return said


def read(raw: Any) -> Reading:
    """The order, to be read field by field."""
    said = raw.get("name") or raw.get("id") if isinstance(raw, dict) else None
    about = say("order {id}", id=clean(said)[:60]) if isinstance(said, str) else say("order without id")
    return Reading(raw, about).at("")


def order(raw: Any, account: Account) -> Order:
    """The unified order; raises `ContractError` that names the field, or `InvalidOrder`."""
    source, options = read(raw), Options.of(account.options)
    identity = identify(raw)
    currency = _currency(source, "currencyCode")
    context = Context(currency=currency, taxes_included=source.flag("taxesIncluded", False))
    items = item_lines(source, context)
    charges = (*shipping_lines(source, context), *other_charges(source, context, items))
    sold = sale(source, (*items, *charges), refunds(source, (*items, *charges), context), context)
    lines, totals, notices = close(
        (*sold.lines, *cash_rounding(source, context, sold.lines, sold.gross)),
        gross=sold.gross,
        tax=sold.tax,
        currency=currency,
    )
    numbers = company_numbers(source, options.vat_id_keys)
    placed_at = source.utc("processedAt" if source.has("processedAt") else "createdAt")
    return Order(
        channel=CHANNEL,
        shop=account.shop,
        external_id=identity,
        number=source.text("name", "") or identity,
        placed_at=placed_at,
        updated_at=source.utc("updatedAt"),
        cancelled_at=source.utc("cancelledAt", None),
        status=state.status(source),
        payment_status=state.payment_status(source),
        fulfillment_status=state.fulfillment_status(source, lines),
        raw_status=state.raw_status(source),
        test=source.flag("test", False),
        origin=state.origin(source, lines),
        currency=currency,
        prices_include_tax=context.taxes_included,
        customer=people.customer(source, numbers),
        billing_address=people.address(source, "billingAddress"),
        shipping_address=people.address(source, "shippingAddress")
        if any(line.requires_shipping for line in lines)
        else None,
        lines=lines,
        totals=totals,
        payments=payments(source, currency),
        refunds=sold.refunds,
        fulfillments=parcels(source),
        presentment=_presentment(source, sold.gross, currency),
        po_number=source.text("poNumber", ""),
        discount_codes=_texts(source, "discountCodes"),
        note=source.text("note", ""),
        tags=_texts(source, "tags"),
        notices=(
            *notices,
            *state.unknown_words(source),
            *unknown_transactions(source),
            *numbers.notices,
            *people.hidden_data(source),
            *_incomplete(source, sold.refunds, currency),
        ),
    )


def _currency(source: Reading, field: str) -> str:
    currency = source.text(field)
    if not _CURRENCY.match(currency):
        raise source.error(field, say("{code} is not an ISO 4217 code", code=repr(currency[:20])))
    return currency


def _presentment(source: Reading, gross: Decimal, currency: str) -> Presentment | None:
    """What the customer saw, where it was another currency than the shop's; the total that `gross` is."""
    if not source.has("presentmentCurrencyCode"):
        return None
    seen = _currency(source, "presentmentCurrencyCode")
    if seen == currency:
        return None
    whole = gross == shop_amount(source, "totalPriceSet", currency)
    total = "totalPriceSet" if whole else "currentTotalPriceSet"
    return Presentment(
        currency=seen, gross=quantize(source.decimal(f"{total}.presentmentMoney.amount"), seen)
    )


def _texts(source: Reading, field: str) -> tuple[str, ...]:
    """A list of texts; empty where it is missing or null."""
    found = source.value.get(field)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise source.error(field, say("is not a list of texts"))
    return tuple(clean(item) for item in found)


def _incomplete(source: Reading, given: tuple[Refund, ...], currency: str) -> tuple[Notice, ...]:
    """Notices of what the answer holds only in part."""
    found = []
    if source.optional("lineItems").optional("pageInfo").flag("hasNextPage", False):
        found.append(
            Notice(code="lines_incomplete", detail=say("the saved answer holds only the first lines"))
        )
    refunded = shop_amount(source, "totalRefundedSet", currency)
    listed = sum((refund.gross for refund in given), ZERO)
    if source.has("totalRefundedSet") and refunded != listed:
        detail = say(
            "shop says {told} was given back, the refunds say {listed}", told=refunded, listed=listed
        )
        found.append(Notice(code="refunds_mismatch", detail=detail))
    return tuple(found)
