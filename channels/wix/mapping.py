"""From a raw Wix order to the unified order. Pure: no Django, no network, no settings, no clock.

A raw order is `{"order": …, "transactions": …}`, the order as sent with its payments and refunds (null where
they were not asked for); a plain order object is accepted as well. Times are UTC.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from channels.reading import Reading, about_order
from channels.wix import status as state
from channels.wix.amounts import Money
from channels.wix.company_numbers import po_number
from channels.wix.lines import order_lines
from channels.wix.options import Options
from channels.wix.parties import billing_address, customer, shipping_address
from channels.wix.payments import balance, chargebacks, payments, unknown_payments
from channels.wix.refunds import refunds
from hub.errors import ContractError
from hub.order import Line, Order
from hub.order.closing import close
from hub.order.money import ZERO
from hub.ports import Account
from hub.sentences import say

CHANNEL = "wix"


def identify(raw: Any) -> str:
    """The order's id; raises `ContractError` when there is none."""
    return read(raw)[0].identifier("id")


def read(raw: Any) -> tuple[Reading, Reading | None]:
    """The order and its transactions, to be read field by field."""
    whole = Reading(raw, about_order(raw))
    if not isinstance(raw, dict):
        raise whole.error("", say("is not an order object"))
    if "order" in raw:
        return whole.at("order"), whole.at("transactions") if whole.has("transactions") else None
    return whole, None


def order(raw: Any, account: Account) -> Order:
    """The unified order; raises `ContractError` that names the field, or `InvalidOrder`."""
    source, transactions = read(raw)
    money = Money(currency=_currency(source), prices_include_tax=source.flag("taxIncludedInPrices", False))
    sold = order_lines(source, money)
    lines, totals, mismatch = close(
        sold,
        gross=money.at(source, "priceSummary.total"),
        tax=_tax(source, sold, money),
        currency=money.currency,
    )
    words = state.raw_words(source)
    origin = state.origin(words, source)
    created_at = source.utc("createdDate")
    return Order(
        channel=CHANNEL,
        shop=account.shop,
        external_id=source.identifier("id"),
        number=source.identifier("number", "") or source.identifier("id"),
        placed_at=source.utc("purchasedDate", created_at),
        updated_at=source.utc("updatedDate", created_at),
        cancelled_at=_cancelled_at(source),
        status=state.status(words),
        payment_status=state.payment_status(words, balance(source, "authorized", money)),
        fulfillment_status=state.fulfillment_status(words, lines),
        raw_status=words,
        origin=origin,
        currency=money.currency,
        prices_include_tax=money.prices_include_tax,
        customer=customer(source, Options.of(account.options)),
        billing_address=billing_address(source),
        shipping_address=shipping_address(source, any(line.requires_shipping for line in lines)),
        lines=lines,
        totals=totals,
        payments=payments(source, transactions, money),
        refunds=refunds(source, transactions, lines, money),
        po_number=po_number(source),
        discount_codes=_codes(source),
        note=source.text("buyerNote", ""),
        notices=(
            *mismatch,
            *state.notices(words, origin),
            *unknown_payments(transactions),
            *chargebacks(source, money),
        ),
    )


def _currency(source: Reading) -> str:
    """What the buyer paid in; the site's own currency stands in `currencyConversionDetails`."""
    currency = source.text("currency")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise source.error("currency", say("{code} is not an ISO 4217 code", code=repr(currency)))
    return currency


def _tax(source: Reading, lines: tuple[Line, ...], money: Money) -> Decimal:
    """Wix's own sum of taxes, of which it keeps several; the lines' sum where it keeps none."""
    for path in ("priceSummary.tax", "taxInfo.totalTax", "taxSummary.totalTax"):
        if source.has(f"{path}.amount"):
            return money.at(source, path)
    return sum((line.tax for line in lines), ZERO)


def _codes(source: Reading) -> tuple[str, ...]:
    """The coupons' codes. Their amounts are already in the lines; automatic rules have no code."""
    found = [entry.text("coupon.code", "") for entry in source.list("appliedDiscounts")]
    return tuple(dict.fromkeys(code for code in found if code))


def _cancelled_at(source: Reading) -> datetime | None:
    """The order's own diary says when; a diary without such an entry says nothing."""
    if source.text("status", "") != "CANCELED":
        return None
    moments = [
        entry.utc("createdDate")
        for entry in source.list("activities")
        if "ORDER_CANCELED" in (entry.text("type", ""), entry.text("activityType", ""))
    ]
    return max(moments, default=None)


def must_be_order(raw: Any) -> None:
    """Raises `ContractError` when a saved answer is an error of the API rather than an order."""
    if isinstance(raw, dict) and "id" not in raw and ({"message", "details"} <= set(raw) or "error" in raw):
        said = raw.get("message") or raw.get("error_description") or raw.get("error")
        raise ContractError(
            "error_answer",
            say("the answer is an error of Wix, no order: {said}.", said=repr(said)),
            say("Mend what the message says and ask again."),
        )
