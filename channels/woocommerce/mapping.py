"""From a raw WooCommerce order to the unified order. Pure: no Django, no network, no settings, no clock.

A raw order is `{"order": …, "refunds": […]}`, the order as sent with the detail of its refunds; a plain order
object is accepted as well. Times are read from the `*_gmt` twins only: the others are the shop's local time.
"""

import re
from datetime import UTC, datetime
from typing import Any

from channels.countries import iso_country
from channels.reading import Reading, about_order
from channels.woocommerce import status as state
from channels.woocommerce.lines import Context, order_lines, rates
from channels.woocommerce.meta import entries, words
from channels.woocommerce.options import Options
from channels.woocommerce.parcels import parcels
from channels.woocommerce.payments import paid_with, payments, redeemed
from channels.woocommerce.refunds import refunds
from channels.woocommerce.vat_ids import company_numbers
from hub.errors import ContractError
from hub.order import Address, Customer, Order
from hub.order.closing import close, totals_of
from hub.ports import Account
from hub.sentences import say

CHANNEL = "woocommerce"
_PICKUPS = frozenset({"local_pickup", "pickup_location"})
_PO_NUMBER = re.compile(r"(.*/|_?(billing_)?)(po|purchase)[-_ ]?(order[-_ ]?)?(number|no|num)\Z", re.I)
_ADDRESS_FIELDS = ("first_name", "last_name", "company", "address_1", "city", "postcode", "country")


def identify(raw: Any) -> str:
    """The order's id; raises `ContractError` when there is none."""
    return read(raw)[0].identifier("id")


def read(raw: Any) -> tuple[Reading, list[Reading]]:
    """The order and the detail of its refunds, to be read field by field."""
    whole = Reading(raw, about_order(raw))
    if not isinstance(raw, dict):
        raise whole.error("", say("is not an order object"))
    if "order" in raw:
        return whole.at("order"), whole.list("refunds")
    return whole, []


def order(raw: Any, account: Account) -> Order:
    """The unified order; raises `ContractError` that names the field, or `InvalidOrder`."""
    source, details = read(raw)
    options = Options.of(account.options)
    currency = _currency(source)
    context = Context(
        currency=currency,
        prices_include_tax=source.flag("prices_include_tax", False),
        rates=rates(source),
        ships=_ships(source),
    )
    sold = order_lines(source, context)
    total = source.amount("total", currency)
    cards = redeemed(source, totals_of(sold).gross - total, currency)
    lines, totals, notices = close(
        sold,
        gross=total + paid_with(cards),
        tax=source.amount("total_tax", currency),
        currency=currency,
    )
    number = source.identifier("number", "") or source.identifier("id")
    word = state.standard(source.text("status"), options)
    placed_at = _placed_at(source)
    updated_at = source.utc("date_modified_gmt", placed_at)
    paid_at = source.utc("date_paid_gmt", None)
    given_back = refunds(source, details, context, updated_at)
    sent = parcels(source)
    return Order(
        channel=CHANNEL,
        shop=account.shop,
        external_id=source.identifier("id"),
        number=number,
        placed_at=placed_at,
        updated_at=updated_at,
        cancelled_at=_trashed_at(source) if word == "trash" else None,
        status=state.status(word, paid_at),
        payment_status=state.payment_status(word, paid_at, given_back, totals.gross),
        fulfillment_status=state.fulfillment_status(word, lines, sent),
        raw_status={"status": source.text("status")},
        origin=state.origin(source.text("created_via", "")),
        currency=currency,
        prices_include_tax=context.prices_include_tax,
        customer=_customer(source, options),
        billing_address=_address(source.optional("billing")),
        shipping_address=_shipping_address(source, context.ships),
        lines=lines,
        totals=totals,
        payments=payments(source, cards, paid_at, currency),
        refunds=given_back,
        fulfillments=sent,
        po_number=_po_number(source),
        discount_codes=tuple(coupon.text("code", "") for coupon in source.list("coupon_lines")),
        note=source.text("customer_note", ""),
        notices=notices,
    )


def _currency(source: Reading) -> str:
    currency = source.text("currency")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise source.error("currency", say("{code} is not an ISO 4217 code", code=repr(currency)))
    return currency


def _placed_at(source: Reading) -> datetime:
    """When it was ordered; imported and never published orders have no such date: then the last change."""
    if source.has("date_created_gmt") or not source.has("date_modified_gmt"):
        return source.utc("date_created_gmt")
    return source.utc("date_modified_gmt")


def _customer(source: Reading, options: Options) -> Customer:
    billing = source.optional("billing")
    customer_id = source.identifier("customer_id", "0")
    numbers = company_numbers(source, options.vat_id_keys)
    return Customer(
        external_id=None if customer_id == "0" else customer_id,
        email=billing.text("email", ""),
        name=_name(billing) or _name(source.optional("shipping")),
        phone=billing.text("phone", ""),
        company=billing.text("company", "") or None,
        vat_id=numbers.vat_id,
        vat_id_candidates=numbers.candidates,
        registrations=numbers.registrations,
        locale=words(dict(entries(source)).get("wpml_language")) or None,
        guest=customer_id == "0",
    )


def _address(holder: Reading) -> Address | None:
    """The address; null where the shop holds an empty form."""
    if not any(holder.text(field, "").strip() for field in _ADDRESS_FIELDS):
        return None
    return Address(
        name=_name(holder),
        company=holder.text("company", "") or None,
        street=holder.text("address_1", ""),
        street2=holder.text("address_2", ""),
        postcode=holder.text("postcode", ""),
        city=holder.text("city", ""),
        region=holder.text("state", ""),
        country=iso_country(holder.text("country", "")),
        phone=holder.text("phone", ""),
    )


def _name(holder: Reading) -> str:
    parts = (holder.text("first_name", "").strip(), holder.text("last_name", "").strip())
    return " ".join(part for part in parts if part)


def _shipping_address(source: Reading, ships: bool) -> Address | None:
    """Where the goods go. An empty form means the billing address; a pick-up and a download go nowhere."""
    methods = [line.text("method_id", "") for line in source.list("shipping_lines")]
    if not ships or (methods and all(method in _PICKUPS for method in methods)):
        return None
    return _address(source.optional("shipping")) or _address(source.optional("billing"))


def _ships(source: Reading) -> bool:
    """Whether there is something to hand over; WooCommerce says so of the whole order only."""
    return bool(source.list("shipping_lines")) or source.flag("needs_processing", True)


def _trashed_at(source: Reading) -> datetime | None:
    epoch = words(dict(entries(source)).get("_wp_trash_meta_time"))
    return datetime.fromtimestamp(int(epoch), UTC) if re.fullmatch(r"[0-9]{1,11}", epoch) else None


def _po_number(source: Reading) -> str:
    return next(
        (words(value) for key, value in entries(source) if _PO_NUMBER.match(key) and words(value)), ""
    )


def must_be_order(raw: Any) -> None:
    """Raises `ContractError` when a saved answer is an error of the API rather than an order."""
    if isinstance(raw, dict) and {"code", "message"} <= set(raw) and "id" not in raw:
        raise ContractError(
            "error_answer",
            say(
                "the answer is an error of the shop, no order: {code}, {message}.",
                code=repr(raw["code"]),
                message=repr(raw["message"]),
            ),
            say("Mend what the message says and ask again."),
        )
