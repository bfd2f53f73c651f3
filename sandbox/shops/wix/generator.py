"""Coherent orders of every kind out of a seed: the same seed makes the same orders."""

from __future__ import annotations

import random
import uuid
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.shops.wix.catalogue import PEOPLE, PLACES, PRODUCTS, Place, Product
from sandbox.shops.wix.store import Document, timestamp

CENT = Decimal("0.01")
NO_VARIANT = "00000000-0000-0000-0000-000000000000"
STORES_APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
SHARE_PAID, SHARE_MEMBERS = 0.85, 0.3  # the others wait for a bank transfer; have no account


def generate(seed: int, number: int, placed_at: datetime) -> tuple[Document, Document]:
    """One order and its transactions."""
    chance = random.Random(f"{seed}-{number}")  # noqa: S311 - made-up orders guard nothing
    place, (first, last) = chance.choice(PLACES), chance.choice(PEOPLE)
    order_id, when = _guid(chance), timestamp(placed_at)
    percent = chance.choice((0, 0, 0, 10))
    chosen = chance.sample(PRODUCTS, chance.randint(1, 3))
    items = [_item(chance, product, place, percent) for product in chosen]
    ships = any(item["physicalProperties"]["shippable"] for item in items)
    shipping = _shipping(chance, place, first, last) if ships else None
    paid = chance.random() < SHARE_PAID
    order: Document = {
        "id": order_id,
        "number": str(number),
        **dict.fromkeys(("createdDate", "updatedDate", "purchasedDate"), when),
        **_state(place, paid=paid),
        **_parties(chance, place, first, last),
        **_amounts(items, shipping, paid=paid),
        "appliedDiscounts": _discounts(chance, items, percent),
        "activities": [{"id": _guid(chance), "createdDate": when, "type": "ORDER_PLACED"}],
    }
    if shipping:
        order["shippingInfo"] = shipping
        order["recipientInfo"] = shipping["logistics"]["shippingDestination"]
    gross = Decimal(order["priceSummary"]["total"]["amount"])
    return order, _transactions(chance, order_id, when, gross, paid=paid)


def _state(place: Place, *, paid: bool) -> Document:
    return {
        "status": "APPROVED",
        "paymentStatus": "PAID" if paid else "NOT_PAID",
        "fulfillmentStatus": "NOT_FULFILLED",
        "archived": False,
        "imported": False,
        "channelInfo": {"type": "WEB"},
        "buyerLanguage": "de" if place.country == "DE" else "fr",
        "customFields": [],
        "extendedFields": {"namespaces": {}},
    }


def _parties(chance: random.Random, place: Place, first: str, last: str) -> Document:
    person = {"firstName": first, "lastName": last, "phone": f"+3361234{chance.randint(1000, 9999)}"}
    return {
        "buyerInfo": _buyer(chance, first, last),
        "billingInfo": {"address": _address(place), "contactDetails": person},
    }


def _amounts(items: list[Document], shipping: Document | None, *, paid: bool) -> Document:
    costs = [*items, *([shipping["cost"]] if shipping else [])]
    gross, net = (_sum(costs, f"totalPrice{side}Tax") for side in ("After", "Before"))
    tax, nothing = _money(gross - net), _money(Decimal(0))
    return {
        "lineItems": items,
        "additionalFees": [],
        "currency": "EUR",
        "currencyConversionDetails": {"originalCurrency": "EUR", "conversionRate": "1"},
        "taxIncludedInPrices": True,
        "priceSummary": {
            "subtotal": _money(_sum(items, "totalPriceBeforeTax")),
            "shipping": shipping["cost"]["totalPriceBeforeTax"] if shipping else nothing,
            "tax": tax,
            "discount": _money(_sum(items, "totalDiscount")),
            "total": _money(gross),
            "totalAdditionalFees": nothing,
        },
        "taxInfo": {"totalTax": tax, "taxBreakdown": [], "taxExempt": False},
        "taxSummary": {"totalTax": tax},
        "balanceSummary": _balance(gross, paid=paid),
    }


def _item(chance: random.Random, product: Product, place: Place, percent: int) -> Document:
    quantity = chance.randint(1, 3)
    full = product.price * quantity
    off = (full * percent / 100).quantize(CENT, ROUND_HALF_UP)
    rate = place.reduced_rate if product.reduced else place.rate
    return {
        "id": _guid(chance),
        "productName": {"original": product.name, "translated": product.name},
        "catalogReference": {
            "catalogItemId": str(uuid.uuid5(uuid.NAMESPACE_URL, product.sku)),
            "appId": STORES_APP,
            "options": {"variantId": NO_VARIANT},
        },
        "quantity": quantity,
        "physicalProperties": {"sku": product.sku, "shippable": product.preset == "PHYSICAL"},
        "itemType": {"preset": product.preset},
        "price": _money(product.price),
        "priceBeforeDiscounts": _money(product.price),
        "totalDiscount": _money(off),
        "refundQuantity": 0,
        **_taxed(full - off, rate, place),
    }


def _shipping(chance: random.Random, place: Place, first: str, last: str) -> Document:
    price = chance.choice((Decimal("4.90"), Decimal("6.90"), Decimal("9.90")))
    person = {"firstName": first, "lastName": last}
    cost = {"price": _money(price), "discount": _money(Decimal(0)), **_taxed(price, place.rate, place)}
    destination = {"address": _address(place), "contactDetails": person}
    return {
        "title": "Colissimo Domicile",
        "code": _guid(chance),
        "logistics": {"shippingDestination": destination},
        "cost": cost,
    }


def _taxed(gross: Decimal, rate: str, place: Place) -> Document:
    net = (gross / (1 + Decimal(rate))).quantize(CENT, ROUND_HALF_UP)
    part = {
        "jurisdiction": place.country,
        "jurisdictionType": "COUNTRY",
        "rate": rate,
        "taxType": "VAT",
        "taxName": "TVA",
        "taxAmount": _money(gross - net),
        "taxableAmount": _money(net),
    }
    return {
        "totalPriceBeforeTax": _money(net),
        "totalPriceAfterTax": _money(gross),
        "taxInfo": {
            "taxAmount": _money(gross - net),
            "taxableAmount": _money(net),
            "taxRate": rate,
            "taxIncludedInPrice": True,
            "taxBreakdown": [part],
        },
    }


def _buyer(chance: random.Random, first: str, last: str) -> Document:
    email = f"{first}.{last}@example.fr".lower().replace("’", "")
    known = "memberId" if chance.random() < SHARE_MEMBERS else "visitorId"
    return {known: _guid(chance), "contactId": _guid(chance), "email": email}


def _address(place: Place) -> Document:
    return {
        "country": place.country,
        "subdivision": place.subdivision,
        "city": place.city,
        "postalCode": place.postcode,
        "addressLine": "14 rue des Martyrs",
    }


def _discounts(chance: random.Random, items: list[Document], percent: int) -> list[Document]:
    if not percent:
        return []
    amounts = [{"id": item["id"], "totalDiscount": item["totalDiscount"]} for item in items]
    coupon = {"id": _guid(chance), "code": "BIENVENUE10", "amount": _money(_sum(items, "totalDiscount"))}
    return [{"discountType": "GLOBAL", "coupon": coupon, "lineItemDiscounts": amounts}]


def _balance(gross: Decimal, *, paid: bool) -> Document:
    nothing = _money(Decimal(0))
    received = (
        {"paid": _money(gross), "balance": nothing} if paid else {"paid": nothing, "balance": _money(gross)}
    )
    return {**received, **dict.fromkeys(("refunded", "authorized", "pendingRefund", "chargeback"), nothing)}


def _transactions(chance: random.Random, order_id: str, when: str, gross: Decimal, *, paid: bool) -> Document:
    payment = {
        "id": _guid(chance),
        "createdDate": when,
        "updatedDate": when,
        "amount": _money(gross),
        "status": "APPROVED" if paid else "PENDING_MERCHANT",
        "regularPaymentDetails": {
            "paymentMethod": "CreditCard" if paid else "Offline",
            "offlinePayment": not paid,
            "providerTransactionId": f"pi_{_guid(chance)[:8]}",
            "paymentMethodName": {"siteLanguageName": "Carte" if paid else "Virement bancaire"},
        },
    }
    return {"orderId": order_id, "payments": [payment], "refunds": []}


def _sum(holders: list[Any], field: str) -> Decimal:
    return sum((Decimal(holder[field]["amount"]) for holder in holders), Decimal(0))


def _money(amount: Decimal) -> Document:
    text = f"{amount.quantize(CENT):f}"
    return {"amount": text, "formattedAmount": f"{text.replace('.', ',')} €"}


def _guid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))
