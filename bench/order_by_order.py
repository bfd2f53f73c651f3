"""The client that a good integrator would write: one order after the other, nothing doubled, cents compared.

It keeps its line open, never logs in again, knows taxes and countries beforehand, and asks for all products
of an order at once. It looks before it creates (customer, other delivery address, order), compares the
order's and the invoice's totals with the shop's, repairs a cent on the tax line, and keeps the shop's date.
What it does not know are `load`, batches, and which answers need not be asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.order import Address, Order
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.sale.plan import PlannedLine, ServiceSkus, planned_lines
from odoo_bridge.taxes import TaxTable

_SERVICES = ServiceSkus("SHIPPING", "SHIPPING", "DISCOUNT", "ROUNDING")
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderByOrder:
    """Writes orders to one Odoo. `countries` are Odoo's ids by ISO 3166 code."""

    odoo: Odoo
    taxes: TaxTable
    countries: Mapping[str, int]
    features: Mapping[str, Any]

    def write(self, order: Order) -> None:
        """Customer → addresses → order → invoice, posted and compared: a call for each."""
        lines = planned_lines(order, _SERVICES)
        products = self._products({line.sku for line in lines})
        customer = self._customer(order)
        delivery = self._delivery_address(order, customer)
        sale = self._sale_order(order, customer, delivery, lines, products)
        self._require_total("sale.order", sale, order, tolerance=0.05)
        self.odoo.call("sale.order", "action_confirm", [sale])
        self.odoo.call("sale.order", "write", [sale], vals={"date_order": _time(order)})
        invoice = self._invoice(sale)
        self._repair(invoice, order)
        self.odoo.call("account.move", "action_post", [invoice])
        self._require_total("account.move", invoice, order, tolerance=0)

    def _products(self, skus: set[str]) -> dict[str, int]:
        rows = self.odoo.search_read(
            "product.product", [["default_code", "in", sorted(skus)]], ["default_code"]
        )
        return {str(row["default_code"]): int(row["id"]) for row in rows}

    def _customer(self, order: Order) -> int:
        email = order.customer.email
        found = self.odoo.search_read("res.partner", [["email", "=", email]], ["id"], limit=1)
        if found:
            return int(found[0]["id"])
        address = order.billing_address or order.shipping_address or Address()
        company = order.customer.company or address.company
        values = {"name": company or order.customer.name, "email": email, "is_company": bool(company)}
        return self._create("res.partner", {**values, **self._address(address)})

    def _delivery_address(self, order: Order, customer: int) -> int:
        address = order.shipping_address
        if address is None or address == order.billing_address:
            return customer
        values = {"name": address.name, "type": "delivery", "parent_id": customer, **self._address(address)}
        domain = [[name, "=", values[name]] for name in ("parent_id", "name", "street", "zip", "city")]
        found = self.odoo.search_read("res.partner", domain, ["id"], limit=1)
        return int(found[0]["id"]) if found else self._create("res.partner", values)

    def _address(self, address: Address) -> Record:
        return {
            "street": address.street,
            "street2": address.street2,
            "zip": address.postcode,
            "city": address.city,
            "phone": address.phone,
            "country_id": self.countries.get(address.country, False),
        }

    def _sale_order(
        self,
        order: Order,
        customer: int,
        delivery: int,
        lines: list[PlannedLine],
        products: Mapping[str, int],
    ) -> int:
        domain = [["client_order_ref", "=", order.number], ["origin", "=", order.shop]]
        found = self.odoo.search_read("sale.order", domain, ["state"], limit=1)
        if found:
            return int(found[0]["id"])
        values = {
            "partner_id": customer,
            "partner_shipping_id": delivery,
            "client_order_ref": order.number,
            "origin": order.shop,
            "order_line": [[0, 0, self._line(line, products[line.sku])] for line in lines],
        }
        return self._create("sale.order", values)

    def _line(self, line: PlannedLine, product: int) -> Record:
        taxes = self.taxes.ids(line.rates, price_included=line.price_included)
        return {
            "product_id": product,
            "name": line.name,
            "product_uom_qty": float(line.quantity),
            "price_unit": float(line.unit_price),
            versions.field(self.features, "line_tax_field"): [[6, 0, taxes]],
        }

    def _invoice(self, sale: int) -> int:
        context = {"active_model": "sale.order", "active_ids": [sale], "active_id": sale}
        values = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, [sale]]]}
        wizard = self._create("sale.advance.payment.inv", values, context=context)
        action = self.odoo.call("sale.advance.payment.inv", "create_invoices", [wizard], context=context)
        return int(action["res_id"])

    def _repair(self, invoice: int, order: Order) -> None:
        missing = float(order.totals.gross) - self._total("account.move", invoice)
        if round(missing, 2) == 0:
            return
        domain = [["move_id", "=", invoice], ["display_type", "=", "tax"]]
        taxes = self.odoo.search_read("account.move.line", domain, ["amount_currency"])
        line = min(taxes, key=lambda row: float(row["amount_currency"]))
        written = {"amount_currency": round(line["amount_currency"] - missing, 2)}
        self.odoo.call("account.move", "write", [invoice], vals={"line_ids": [[1, line["id"], written]]})

    def _require_total(self, model: str, record: int, order: Order, *, tolerance: float) -> None:
        difference = abs(self._total(model, record) - float(order.totals.gross))
        assert difference <= tolerance + 0.001, (model, order.number, difference)

    def _total(self, model: str, record: int) -> float:
        [row] = self.odoo.read(model, [record], ["state", "amount_total"])
        return float(row["amount_total"])

    def _create(self, model: str, values: Record, **more: Any) -> int:
        made = self.odoo.call(model, "create", vals_list=[values], **more)
        return int(made[0] if isinstance(made, list) else made)


def _time(order: Order) -> str:
    return order.placed_at.strftime("%Y-%m-%d %H:%M:%S")
