"""Coherent orders: prices with 20 % of tax in them, discounts and shipping."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.shops.shopify.store import Document, stamp

FIRST_ID = 6_100_000_000_000
_STEP = 10_000
_CENT = Decimal("0.01")
_GOODS = (
    ("Lampe Opaline", "LMP-OPA-01", "89.90"),
    ("Bougie Figuier", "BGI-FIG-220", "24.50"),
    ("Vase Argile", "VAS-ARG-M", "43.00"),
    ("Assiette Grès", "ASS-GRS-26", "18.00"),
    ("Coussin Lin", "CSN-LIN-45", "39.00"),
)
_PEOPLE = (
    ("Camille", "Roussel", "75009", "Paris"),
    ("Inès", "Faure", "69003", "Lyon"),
    ("Paul", "Giraud", "33000", "Bordeaux"),
    ("Léa", "Santoni", "20090", "Ajaccio"),
)


def generate(n: int, seed: int, start: datetime, first: int = 0) -> list[Document]:
    """``n`` orders, one a second from ``start``; the same seed makes the same orders."""
    rng = random.Random(seed)  # noqa: S311 - invents orders, guards nothing
    return [_order(rng, first + index, start + timedelta(seconds=index)) for index in range(n)]


def bag(amount: Decimal | str) -> Document:
    """An amount as Shopify writes it, trailing zeros trimmed, in both currencies."""
    text = f"{Decimal(amount).normalize():f}"
    money = {"amount": text if "." in text else f"{text}.0", "currencyCode": "EUR"}
    return {"shopMoney": money, "presentmentMoney": dict(money)}


def _tax(gross: Decimal) -> Decimal:
    return (gross / 6).quantize(_CENT, rounding=ROUND_HALF_UP)


def _tax_lines(tax: Decimal) -> list[Document]:
    line = {"title": "FR TVA", "rate": 0.2, "ratePercentage": 20.0, "channelLiable": False}
    return [{**line, "source": "Shopify", "priceSet": bag(tax)}]


def _item(rng: random.Random, number: int) -> tuple[Document, Decimal]:
    title, sku, price = rng.choice(_GOODS)
    quantity = rng.randint(1, 3)
    full = Decimal(price) * quantity
    off = (full / 10).quantize(_CENT) if rng.random() < 0.2 else Decimal(0)
    allocations = [{"allocatedAmountSet": bag(off), "discountApplication": {"index": 0}}] if off else []
    variant = {"id": f"gid://shopify/ProductVariant/{490 + _index(sku)}", "sku": sku}
    item = {
        "id": f"gid://shopify/LineItem/{number}",
        "title": title,
        "variantTitle": None,
        "sku": sku,
        "quantity": quantity,
        "currentQuantity": quantity,
        "refundableQuantity": quantity,
        "isGiftCard": False,
        "requiresShipping": True,
        "taxable": True,
        "customAttributes": [],
        "originalUnitPriceSet": bag(price),
        "originalTotalSet": bag(full),
        "discountAllocations": allocations,
        "taxLines": _tax_lines(_tax(full - off)),
        "variant": variant,
        "product": {"id": f"gid://shopify/Product/{910 + _index(sku)}"},
    }
    return item, full - off


def _index(sku: str) -> int:
    return [goods[1] for goods in _GOODS].index(sku)


def _shipping(number: int) -> Document:
    return {
        "id": f"gid://shopify/ShippingLine/{number}",
        "title": "Colissimo Domicile",
        "isRemoved": False,
        "originalPriceSet": bag("6.9"),
        "discountedPriceSet": bag("6.9"),
        "currentDiscountedPriceSet": bag("6.9"),
        "taxLines": _tax_lines(Decimal("1.15")),
        "discountAllocations": [],
    }


def _order(rng: random.Random, index: int, at: datetime) -> Document:
    key = FIRST_ID + index * _STEP
    items = [_item(rng, key + 1 + position) for position in range(rng.randint(1, 4))]
    total = sum((amount for _, amount in items), Decimal("6.9"))
    tax = sum((_tax(amount) for _, amount in items), Decimal("1.15"))
    first, last, postcode, city = rng.choice(_PEOPLE)
    address = {
        "firstName": first,
        "lastName": last,
        "name": f"{first} {last}",
        "company": None,
        "address1": f"{rng.randint(1, 99)} rue des Martyrs",
        "address2": None,
        "zip": postcode,
        "city": city,
        "provinceCode": None,
        "countryCodeV2": "FR",
        "phone": None,
    }
    order: dict[str, Any] = {
        "id": f"gid://shopify/Order/{key}",
        "legacyResourceId": str(key),
        "name": f"#{2001 + index}",
        "number": 2001 + index,
        **dict.fromkeys(("createdAt", "updatedAt", "processedAt"), stamp(at)),
        **dict.fromkeys(("cancelledAt", "cancelReason", "closedAt", "note", "poNumber")),
        **dict.fromkeys(("closed", "test", "edited", "taxExempt", "dutiesIncluded"), False),
        "confirmed": True,
        "sourceName": "web",
        "email": f"{first}.{last}@example.fr".lower(),
        "phone": None,
        "customerLocale": "fr",
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "currencyCode": "EUR",
        "presentmentCurrencyCode": "EUR",
        "taxesIncluded": True,
        "customer": {"id": f"gid://shopify/Customer/{8_123_450_000 + rng.randint(0, 99)}"},
        "billingAddress": address,
        "shippingAddress": dict(address),
        "lineItems": {"nodes": [item for item, _ in items]},
        "shippingLines": {"nodes": [_shipping(key + 50)]},
        "transactions": [_sale(key + 51, at, total)],
        **{name: [] for name in ("refunds", "tags", "discountCodes", "additionalFees", "customAttributes")},
        **{name: bag(total) for name in ("originalTotalPriceSet", "totalPriceSet", "currentTotalPriceSet")},
        **{name: bag(tax) for name in ("totalTaxSet", "currentTotalTaxSet")},
        "totalReceivedSet": bag(total),
        "totalRefundedSet": bag("0"),
        "totalTipReceivedSet": bag("0"),
        "fulfillments": [],
    }
    return order


def _sale(number: int, at: datetime, total: Decimal) -> Document:
    return {
        "id": f"gid://shopify/OrderTransaction/{number}",
        "kind": "SALE",
        "status": "SUCCESS",
        "test": False,
        "gateway": "shopify_payments",
        "processedAt": stamp(at),
        "amountSet": bag(total),
    }
