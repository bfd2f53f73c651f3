"""Orders as WooCommerce's REST API writes them, built from prices and rates by its documented rules.

The sums are worked out here from scratch, so that they are a second opinion on the mapping's.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

MOMENT = "2026-11-20T10:15:00"
PERSON = {
    "first_name": "Zoé",
    "last_name": "Martin",
    "company": "",
    "address_1": "3 quai du Port",
    "address_2": "",
    "city": "Nantes",
    "state": "",
    "postcode": "44000",
    "country": "FR",
    "email": "zoe@example.test",
    "phone": "+33 1 23 45 67 89",
}


def cents(amount: Decimal | str) -> str:
    return str(Decimal(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


class Built:
    """An order in the making; `rates` are rate ids with their per cent, compound ones come on top."""

    def __init__(self, rates: dict[int, str] | None = None, compound: Sequence[int] = ()) -> None:
        self.rates = {1: "20"} if rates is None else rates
        self.compound = compound
        self.parts: dict[str, list[dict[str, Any]]] = {
            "line_items": [],
            "fee_lines": [],
            "shipping_lines": [],
        }

    def item(
        self, net: str, quantity: int = 1, full: str | None = None, rates: Sequence[int] = (1,)
    ) -> "Built":
        """A line of goods, `net` after and `full` before discounts."""
        entry = self._entry("line_items", net, rates)
        before = self._taxes(Decimal(full or net), rates)
        entry |= {
            "name": f"Article {entry['id']}",
            "product_id": 70,
            "variation_id": 0,
            "quantity": quantity,
            "subtotal": cents(full or net),
            "subtotal_tax": cents(sum(before.values(), Decimal(0))),
            "sku": f"ART-{entry['id']}",
            "price": float(net) / max(quantity, 1),
        }
        return self

    def fee(self, net: str, rates: Sequence[int] = (1,)) -> "Built":
        """A fee, negative for what some plugins take off."""
        self._entry("fee_lines", net, rates)["name"] = "Fee"
        return self

    def shipping(self, net: str, rates: Sequence[int] = (1,), method: str = "flat_rate") -> "Built":
        """A shipping charge."""
        self._entry("shipping_lines", net, rates).update(method_title="Shipping", method_id=method)
        return self

    def sums(self) -> tuple[Decimal, Decimal]:
        """Net and tax of all lines, each line rounded by itself."""
        lines = [line for part in self.parts.values() for line in part]
        return (
            sum((Decimal(line["total"]) for line in lines), Decimal(0)),
            sum((Decimal(line["total_tax"] or 0) for line in lines), Decimal(0)),
        )

    def order(self, **changes: Any) -> dict[str, Any]:
        """The order, paid and in work unless the changes say otherwise."""
        net, tax = self.sums()
        return {
            "id": 9001,
            "number": "9001",
            "status": "processing",
            "currency": "EUR",
            "prices_include_tax": False,
            "created_via": "checkout",
            "date_created_gmt": MOMENT,
            "date_modified_gmt": MOMENT,
            "date_paid_gmt": MOMENT,
            "total": cents(net + tax),
            "total_tax": cents(tax),
            "customer_id": 12,
            "billing": dict(PERSON),
            "shipping": {},
            "payment_method": "stripe",
            "transaction_id": "pi_1",
            "meta_data": [],
            "tax_lines": [
                {"rate_id": rate, "rate_percent": float(percent), "label": f"VAT {percent}"}
                for rate, percent in self.rates.items()
            ],
            "coupon_lines": [],
            "refunds": [],
            **self.parts,
            **changes,
        }

    def _entry(self, part: str, net: str, rates: Sequence[int]) -> dict[str, Any]:
        taxes = self._taxes(Decimal(net), rates)
        entry = {
            "id": 500 + sum(map(len, self.parts.values())),
            "total": cents(net),
            "total_tax": cents(sum(taxes.values(), Decimal(0))),
            "taxes": [{"id": rate, "total": str(tax), "subtotal": str(tax)} for rate, tax in taxes.items()],
            "meta_data": [],
        }
        self.parts[part].append(entry)
        return entry

    def _taxes(self, net: Decimal, rates: Sequence[int]) -> dict[int, Decimal]:
        plain = {rate: net * Decimal(self.rates[rate]) / 100 for rate in rates if rate not in self.compound}
        base = net + sum(plain.values(), Decimal(0))
        return plain | {
            rate: base * Decimal(self.rates[rate]) / 100 for rate in rates if rate in self.compound
        }
