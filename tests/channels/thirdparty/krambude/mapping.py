"""From a raw Krambude order to the unified order. Pure: no Django, no network, no settings, no clock."""

from typing import Any

from channels.reading import Reading, about_order
from hub.order import Address, Customer, Line, Order, Payment, TaxAmount, VatIdCandidate
from hub.order.closing import close
from hub.order.vocabulary import FulfillmentStatus, LineKind, PaymentStatus, Status
from hub.ports import Account

_STATUSES = {
    "new": Status.PENDING,
    "paid": Status.OPEN,
    "sent": Status.COMPLETED,
    "stopped": Status.CANCELLED,
}


def identify(raw: Any) -> str:
    """The order's id; raises `ContractError` when there is none."""
    return _read(raw).identifier("id")


def order(raw: Any, account: Account) -> Order:
    """The unified order; raises `ContractError` that names the field, or `InvalidOrder`."""
    source = _read(raw)
    currency = source.text("currency")
    state = source.text("state")
    parts = (*source.list("items", required=True), *source.list("postage"))
    lines, totals, notices = close(
        tuple(_line(part, currency) for part in parts),
        gross=source.amount("total", currency),
        tax=source.amount("tax", currency),
        currency=currency,
    )
    payments = _payments(source, currency)
    address = _address(source)
    return Order(
        channel="krambude",
        shop=account.shop,
        external_id=source.identifier("id"),
        number=source.text("code", "") or source.identifier("id"),
        placed_at=source.utc("placed"),
        updated_at=source.utc("changed"),
        status=_STATUSES.get(state, Status.UNKNOWN),
        payment_status=_payment_status(state, payments),
        fulfillment_status=_fulfillment_status(state, lines),
        raw_status={"state": state},
        currency=currency,
        prices_include_tax=True,
        customer=_customer(source),
        billing_address=address,
        shipping_address=address,
        lines=lines,
        totals=totals,
        payments=payments,
        notices=notices,
    )


def _read(raw: Any) -> Reading:
    return Reading(raw, about_order(raw)).at("")


def _line(part: Reading, currency: str) -> Line:
    """Goods and postage look the same; postage has no SKU. Sums are of the whole line, with tax."""
    gross, tax = part.amount("sum", currency), part.amount("sum_tax", currency)
    ships = part.has("sku")
    return Line(
        external_id=part.identifier("id"),
        kind=LineKind.PRODUCT if ships else LineKind.SHIPPING,
        sku=part.text("sku", ""),
        title=part.text("title", ""),
        quantity=part.decimal("count"),
        unit_price=part.decimal("price"),
        net=gross - tax,
        tax=tax,
        gross=gross,
        taxes=(TaxAmount(rate=part.decimal("tax_percent"), amount=tax),),
        requires_shipping=ships,
    )


def _customer(source: Reading) -> Customer:
    buyer = source.at("buyer")
    account = buyer.identifier("account", None)
    vat = buyer.text("vat", "")
    return Customer(
        external_id=account,
        guest=account is None,
        email=buyer.text("email", ""),
        name=buyer.text("name", ""),
        company=buyer.text("company", "") or None,
        vat_id=vat.replace(" ", "").upper() or None,
        vat_id_candidates=(VatIdCandidate(source="buyer.vat", value=vat),) if vat else (),
    )


def _address(source: Reading) -> Address:
    buyer, address = source.at("buyer"), source.at("address")
    return Address(
        name=buyer.text("name", ""),
        company=buyer.text("company", "") or None,
        street=address.text("street", ""),
        postcode=address.text("postcode", ""),
        city=address.text("city", ""),
        country=address.text("country", "").upper(),
    )


def _payments(source: Reading, currency: str) -> tuple[Payment, ...]:
    paid_at = source.utc("paid", None)
    if paid_at is None:
        return ()
    amount = source.amount("total", currency)
    return (Payment(method=source.text("paid_by", ""), amount=amount, paid_at=paid_at),)


def _payment_status(state: str, payments: tuple[Payment, ...]) -> PaymentStatus:
    if payments:
        return PaymentStatus.PAID
    return PaymentStatus.VOIDED if state == "stopped" else PaymentStatus.PENDING


def _fulfillment_status(state: str, lines: tuple[Line, ...]) -> FulfillmentStatus:
    if not any(line.requires_shipping for line in lines):
        return FulfillmentStatus.NOT_REQUIRED
    return FulfillmentStatus.FULFILLED if state == "sent" else FulfillmentStatus.UNFULFILLED
