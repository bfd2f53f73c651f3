"""Coherent orders, rounded per line as a fresh shop does. The same seed makes the same orders."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.shops.prestashop.standing import RATES
from sandbox.shops.prestashop.store import Store

_CENT = Decimal("0.01")
_GOODS = (
    # product, name, reference, net price, tax
    ("20", "T-shirt coton bio", "TEE-001", "16.658333", "1"),
    ("21", "Mug émaillé 350 ml", "MUG-350", "8.330000", "1"),
    ("22", "Livre « Recettes d’été »", "LIV-042", "14.218009", "3"),
    ("23", "Panier repas", "REP-007", "9.090909", "2"),
)
_PEOPLE = (("Jean", "Dupont", ""), ("Marie", "Curie", ""), ("Piet", "Peeters", "Bruxelles Import NV"))
_STATES = ("2", "2", "2", "3", "5", "10", "6")
_SHIPPING = (Decimal("7.00"), Decimal("8.40"))


@dataclass(frozen=True, slots=True)
class _Made:
    """One line, in amounts of the whole line."""

    row: dict[str, Any]
    net: Decimal
    gross: Decimal


def place(store: Store, chance: random.Random, moment: datetime, state: str | None = None) -> int:
    """Let a customer order. Returns the order's id."""
    order_id = store.next_id("orders")
    address_id, customer_id = _buyer(store, chance)
    lines = [_line(store, order_id, goods, chance) for goods in chance.sample(_GOODS, chance.randint(1, 3))]
    for line in lines:
        store.put("order_details", [line.row | {"id": store.next_id("order_details")}])
    chosen = state or chance.choice(_STATES)
    reference = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=9))
    order = _order(lines, chosen, reference, store.local(moment))
    pointers = {
        "id": order_id,
        "id_customer": str(customer_id),
        "id_address_invoice": str(address_id),
        "id_address_delivery": str(address_id),
    }
    store.put("orders", [{**pointers, **order}])
    _belongings(store, order_id, order)
    return order_id


def _buyer(store: Store, chance: random.Random) -> tuple[int, int]:
    first, last, company = chance.choice(_PEOPLE)
    customer_id, address_id = store.next_id("customers"), store.next_id("addresses")
    person = {"firstname": first, "lastname": last, "company": company}
    mail = f"{first.lower()}.{customer_id}@example.com"
    guest = {"is_guest": "0", "id_default_group": "3", "siret": None, "ape": None}
    store.put("customers", [{"id": customer_id, **person, "email": mail, **guest}])
    address = {"address1": "12 rue des Lilas", "address2": "", "postcode": "69003", "city": "Lyon"}
    numbers = {"vat_number": "BE0477472701" if company else "", "dni": "", "phone": "+33472000000"}
    place = {"id_country": "3" if company else "8", "id_state": "0", "phone_mobile": "", "deleted": "0"}
    store.put(
        "addresses",
        [{"id": address_id, "id_customer": str(customer_id), **person, **address, **numbers, **place}],
    )
    return address_id, customer_id


def _line(store: Store, order_id: int, goods: tuple[str, ...], chance: random.Random) -> _Made:
    product, name, reference, price, tax = goods
    quantity = chance.randint(1, 5)
    unit = Decimal(price)
    unit_gross = (unit * (100 + Decimal(RATES[tax])) / 100).quantize(Decimal("0.000001"))
    net, gross = (_cents(amount * quantity) for amount in (unit, unit_gross))
    row = {
        "id_order": str(order_id),
        "product_id": product,
        "product_attribute_id": "0",
        "product_name": name,
        "product_reference": reference,
        "product_quantity": str(quantity),
        "unit_price_tax_excl": price,
        "unit_price_tax_incl": f"{unit_gross:f}",
        "total_price_tax_excl": _six(net),
        "total_price_tax_incl": _six(gross),
        "associations": {"taxes": [{"id": tax}]},
    }
    return _Made(row, net, gross)


def _order(lines: list[_Made], state: str, reference: str, local: str) -> dict[str, Any]:
    net, gross = (
        sum((line.net for line in lines), Decimal(0)),
        sum((line.gross for line in lines), Decimal(0)),
    )
    paid_net, paid = net + _SHIPPING[0], gross + _SHIPPING[1]
    received = paid if state in ("2", "3", "5") else Decimal(0)
    nothing = dict.fromkeys(
        [
            f"total_{part}{kind}"
            for part in ("discounts", "wrapping")
            for kind in ("", "_tax_incl", "_tax_excl")
        ],
        "0.000000",
    )
    return {
        "id_currency": "1",
        "id_lang": "2",
        "id_carrier": "2",
        "current_state": state,
        "module": "ps_wirepayment",
        "payment": "Bank transfer",
        "valid": "1" if received else "0",
        "date_add": local,
        "date_upd": local,
        "shipping_number": "",
        "note": "",
        "id_shop": "1",
        "id_shop_group": "1",
        "recyclable": "0",
        "gift": "0",
        "gift_message": "",
        **nothing,
        "total_paid": _six(paid),
        "total_paid_tax_incl": _six(paid),
        "total_paid_tax_excl": _six(paid_net),
        "total_paid_real": _six(received),
        "total_products": _six(net),
        "total_products_wt": _six(gross),
        "total_shipping": _six(_SHIPPING[1]),
        "total_shipping_tax_incl": _six(_SHIPPING[1]),
        "total_shipping_tax_excl": _six(_SHIPPING[0]),
        "carrier_tax_rate": "20.000",
        "round_mode": "2",
        "round_type": "2",
        "conversion_rate": "1.000000",
        "reference": reference,
    }


def _belongings(store: Store, order_id: int, order: dict[str, Any]) -> None:
    """Its way to the customer, its history, its payment."""
    local, ours = order["date_add"], {"id_order": str(order_id), "date_add": order["date_add"]}
    store.put(
        "order_carriers",
        [{"id": store.next_id("order_carriers"), "id_carrier": "2", "tracking_number": "", **ours}],
    )
    history = {"id_employee": "0", "id_order_state": order["current_state"], **ours}
    store.put("order_histories", [{"id": store.next_id("order_histories"), **history}])
    if Decimal(order["total_paid_real"]):
        payment = {
            "id": store.next_id("order_payments"),
            "order_reference": order["reference"],
            "id_currency": "1",
            "amount": order["total_paid_real"],
            "payment_method": order["payment"],
            "transaction_id": "",
            "date_add": local,
        }
        store.put("order_payments", [payment])


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


def _six(amount: Decimal) -> str:
    return f"{amount:.6f}"
