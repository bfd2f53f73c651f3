"""Orders for tests of what is decided about their VAT: a French shop, lines with amounts that add up."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hub.order import Address, Customer, Line, Order, TaxAmount, VatIdCandidate
from hub.order.money import quantize
from hub.order.vocabulary import LineKind, TaxCollector
from odoo_bridge.vat.orders.settings import OrderSettings, ProductKind
from odoo_bridge.vat.sale import Seller, Supply
from tests.factories import unified_order
from tests.odoo_bridge.vat.sales import POSTCODES

OSS = Seller(oss=True)


def settings(**changes: Any) -> OrderSettings:
    """A French seller in the one-stop shop."""
    return OrderSettings(**{"seller": OSS, **changes})


def units(**classes: str) -> dict[str, ProductKind]:
    """Goods by SKU whose class a person chose."""
    return {sku: ProductKind(Supply.GOODS, name, mapped=True) for sku, name in classes.items()}


def address(state: str, **changes: Any) -> Address:
    """Of a person in that state."""
    values = {
        "name": "Ada Lovelace",
        "street": "1 rue Haute",
        "postcode": POSTCODES.get(state, "00000"),
        "city": "X",
        "country": state,
    }
    return Address(**{**values, **changes})


def company(vat_id: str, name: str = "ACME") -> Customer:
    """With the number as the shop holds it."""
    found = (VatIdCandidate(source="meta:_billing_vat", value=vat_id),) if vat_id else ()
    return Customer(email="a@example.com", name="Ada", company=name, vat_id=vat_id, vat_id_candidates=found)


def line(
    gross: str,
    rate: str | None,
    *,
    tax: str | None = None,
    kind: LineKind = LineKind.PRODUCT,
    collected_by: TaxCollector = TaxCollector.MERCHANT,
    **changes: Any,
) -> Line:
    """A line of that gross at that rate; `rate` None: the shop hides it, and `tax` says how much it was."""
    whole = Decimal(gross)
    percent = Decimal(rate or 0)
    amount = Decimal(tax) if tax is not None else quantize(whole * percent / (100 + percent), "EUR")
    shown = None if rate is None else percent
    taxes = (TaxAmount(rate=shown, amount=amount, collected_by=collected_by),) if amount or percent else ()
    values: dict[str, Any] = {
        "external_id": "1",
        "title": kind.value,
        "quantity": Decimal(1),
        "unit_price": whole,
        "net": whole - amount,
        "tax": amount,
        "gross": whole,
        "taxes": taxes,
        "requires_shipping": kind is LineKind.PRODUCT,
    }
    return Line(kind=kind, **{**values, **changes})


def order(state: str, *lines: Line, ship_to: Address | None = None, **changes: Any) -> Order:
    """To a person in that state, unless told otherwise."""
    place = ship_to or address(state)
    values = {"billing_address": place, "shipping_address": place, "prices_include_tax": True, **changes}
    numbered = tuple(replace(one, external_id=str(number)) for number, one in enumerate(lines, start=1))
    return unified_order(lines=numbered, **values)
