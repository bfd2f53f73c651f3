"""From a raw PrestaShop order to the unified order. Pure: no Django, no network, no settings, no clock.

A raw order is one JSON object: the order (`order`) and what it needs of other resources, each a list under
the name that PrestaShop gives it; `same_reference` are the orders of the same cart, `settings` the shop's
configuration by name.
"""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from channels.prestashop import status as state
from channels.prestashop.discounts import discounts
from channels.prestashop.fields import by_id, key, on, text
from channels.prestashop.lines import Context, gift_wrap, product, shipping
from channels.prestashop.options import Options
from channels.prestashop.parcels import carrier, parcels
from channels.prestashop.parties import address, customer
from channels.prestashop.payments import overpaid, payments, received
from channels.prestashop.refunds import refunds
from channels.prestashop.taxes import Rates, line_rates, rates_of
from channels.prestashop.times import moment, zone
from channels.reading import Reading, about_order
from hub.order import Line, Order
from hub.order.closing import close
from hub.order.vocabulary import Status
from hub.ports import Account
from hub.sentences import say

CHANNEL = "prestashop"


def identify(raw: Any) -> str:
    """The order's id; raises `ContractError` when there is none."""
    return read(raw).at("order").identifier("id")


def read(raw: Any) -> Reading:
    """The bundle, to be read field by field."""
    whole = Reading(raw, about_order(raw))
    if not isinstance(raw, dict) or "order" not in raw:
        raise whole.error("order", say("is missing: this is no order with what belongs to it"))
    return whole


def order(raw: Any, account: Account) -> Order:
    """The unified order; raises `ContractError` that names the field, or `InvalidOrder`."""
    whole, options = read(raw), Options.of(account.options)
    source, settings = whole.at("order"), whole.at("settings")
    currency, place = _currency(whole, source), _zone(settings)
    states, carriers = by_id(whole.list("order_states")), by_id(whole.list("carriers"))
    now = state.state(source.identifier("current_state"), states, settings, options)
    context = Context(
        currency=currency,
        prices_include_tax=_prices_include_tax(whole, source),
        ships=bool(key(source, "id_carrier")),
        taxes=by_id(whole.list("taxes")),
    )
    rated = _rated_lines(whole, source, carrier(source, carriers), context)
    gross = context.amount(source, "total_paid_tax_incl")
    lines, totals, notices = close(
        tuple(line for _, line in rated),
        gross=gross,
        tax=gross - context.amount(source, "total_paid_tax_excl"),
        currency=currency,
    )
    placed_at = moment(source, "date_add", place)
    given_back = refunds(whole.list("order_slips"), rated, context, place)
    paid = payments(source, whole.list("order_payments"), whole.list("same_reference"), currency, place)
    histories = whole.list("order_histories")
    shipped_at = state.entered(histories, state.shipped_states(states), place, placed_at)
    sent = parcels(source, whole.list("order_carriers"), carriers, shipped_at)
    invoice = _address_row(whole, source, "id_address_invoice")
    delivery = _address_row(whole, source, "id_address_delivery", needed=context.ships)
    countries, regions = by_id(whole.list("countries")), by_id(whole.list("states"))
    return Order(
        channel=CHANNEL,
        shop=account.shop,
        external_id=source.identifier("id"),
        number=_number(source, whole),
        placed_at=placed_at,
        updated_at=updated_at(whole, place),
        cancelled_at=_cancelled_at(now, histories, place, placed_at),
        status=state.status(now),
        payment_status=state.payment_status(now, received(paid), given_back, totals.gross),
        fulfillment_status=state.fulfillment_status(now, lines, sent),
        raw_status={"current_state": now.id, **({"name": now.name} if now.name else {})},
        currency=currency,
        prices_include_tax=context.prices_include_tax,
        customer=customer(
            source, _customer_row(whole, source), invoice, delivery, countries, _locale(whole, source)
        ),
        billing_address=address(invoice, countries, regions),
        shipping_address=address(delivery, countries, regions) if context.ships else None,
        lines=lines,
        totals=totals,
        payments=paid,
        refunds=given_back,
        fulfillments=sent,
        discount_codes=tuple(text(rule, "name") for rule in _rules(whole) if not on(rule, "deleted")),
        note=_note(whole),
        tags=("recyclable",) if on(source, "recyclable") else (),
        notices=(*notices, *state.notices(now), *overpaid(paid, totals.gross, currency)),
    )


def updated_at(whole: Reading, place: ZoneInfo) -> datetime:
    """When the order changed last (UTC), of a bundle as `read` gives it; never before it was placed."""
    source = whole.at("order")
    return moment(source, "date_upd", place, moment(source, "date_add", place))


def _rated_lines(
    whole: Reading, source: Reading, carrier_name: str, context: Context
) -> list[tuple[Rates, Line]]:
    """Every line with its rates, in the shop's order: goods, shipping, gift wrapping, discounts."""
    details = whole.list("order_details", required=True)
    goods = [(line_rates(detail, context.taxes), product(detail, context)) for detail in details]
    known = list(dict.fromkeys(rates for rates, _ in goods))
    percent = source.decimal("carrier_tax_rate", None)
    carrier_rates = rates_of(percent, known) if percent else ()
    sent = shipping(source, carrier_name, context, carrier_rates)
    wrapped = gift_wrap(source, context, [*known, carrier_rates])
    rated = (carrier_rates, sent) if sent else None
    off = discounts(source, _rules(whole), goods, rated, context)
    extras: list[tuple[Rates, Line]] = [rated] if rated else []
    extras += [((), line) for line in (wrapped, *off) if line]
    return [*goods, *extras]


def _rules(whole: Reading) -> list[Reading]:
    return whole.list("order_cart_rules")


def _currency(whole: Reading, source: Reading) -> str:
    currency_id = source.identifier("id_currency")
    row = by_id(whole.list("currencies")).get(currency_id)
    if row is None:
        raise whole.error(
            "currencies",
            say("no entry has the id {id}, the order's {field}", id=repr(currency_id), field="id_currency"),
        )
    code = row.text("iso_code")
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise row.error("iso_code", say("{code} is not an ISO 4217 code", code=repr(code[:20])))
    return code


def _zone(settings: Reading) -> ZoneInfo:
    name = settings.text("PS_TIMEZONE")
    found = zone(name)
    if found is None:
        raise settings.error("PS_TIMEZONE", say("{zone} is no time zone", zone=repr(name[:60])))
    return found


def _prices_include_tax(whole: Reading, source: Reading) -> bool:
    """As the customer's group shows prices: with tax, unless it says otherwise (professionals)."""
    row = _customer_row(whole, source)
    group = by_id(whole.list("groups")).get(key(row, "id_default_group")) if row else None
    return not (group and on(group, "price_display_method"))


def _customer_row(whole: Reading, source: Reading) -> Reading | None:
    return by_id(whole.list("customers")).get(key(source, "id_customer"))


def _address_row(whole: Reading, source: Reading, field: str, *, needed: bool = True) -> Reading | None:
    """The address that the order points at. One that is not there is an error where VAT depends on it."""
    address_id = key(source, field)
    if not address_id:
        return None
    row = by_id(whole.list("addresses")).get(address_id)
    if row is None and needed:
        raise whole.error(
            "addresses",
            say("no entry has the id {id}, the order's {field}", id=repr(address_id), field=field),
        )
    return row


def _number(source: Reading, whole: Reading) -> str:
    """The reference, with the id where orders of one cart share it."""
    reference = text(source, "reference") or source.identifier("id")
    shared = len({text(row, "id") for row in whole.list("same_reference")}) > 1
    return f"{reference}-{source.identifier('id')}" if shared else reference


def _locale(whole: Reading, source: Reading) -> str | None:
    row = by_id(whole.list("languages")).get(key(source, "id_lang"))
    return text(row, "iso_code") or None if row else None


def _note(whole: Reading) -> str:
    """What the customer wrote with the order; the shop's own notes are not for the ERP."""
    said = [row for row in whole.list("messages") if not on(row, "private") and not key(row, "id_employee")]
    return text(said[0], "message") if said else ""


def _cancelled_at(
    now: state.State, histories: list[Reading], place: ZoneInfo, placed_at: datetime
) -> datetime | None:
    if state.status(now) is not Status.CANCELLED:
        return None
    return state.entered(histories, frozenset({now.id}), place, placed_at)
