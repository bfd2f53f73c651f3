"""The straight path of one order: customer → addresses → products → sale order → confirm → invoice → post.

Every step can be repeated: what exists is found under our external ids, what has a state is read first.
"""

from dataclasses import dataclass
from typing import Any

from hub.errors import BusinessError
from hub.order import Order
from odoo_bridge import pricelists, taxes
from odoo_bridge.customers import matching
from odoo_bridge.customers.matching import Partners
from odoo_bridge.customers.rows import Places
from odoo_bridge.deliver import invoice as invoices
from odoo_bridge.deliver import sale_order as sale_orders
from odoo_bridge.deliver.progress import Progress
from odoo_bridge.deliver.sale_order import SaleOrder, WrittenLine
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.models import InvoicePolicy, PartnerLink, ShopPolicy
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.pricelists import PricelistMissingError
from odoo_bridge.products import Catalogue
from odoo_bridge.sale.plan import ServiceSkus, planned_lines

_FIRST_CONSOLIDATED = 17


@dataclass(slots=True)
class Knowledge:
    """What a bridge remembers of one Odoo between orders: products, countries, pricelists."""

    catalogue: Catalogue
    countries: dict[str, int] | None = None
    pricelists: dict[str, int] | None = None

    def places(self, odoo: Odoo, policy: ShopPolicy) -> Places:
        """Countries and languages of this Odoo."""
        if self.countries is None:
            rows = odoo.search_read("res.country", [], ["code"])
            self.countries = {str(row["code"]): int(row["id"]) for row in rows if row["code"]}
        return Places(self.countries, tuple(policy.connection.features.get("languages", ())))

    def pricelist(self, odoo: Odoo, currency: str, policy: ShopPolicy) -> int | None:
        """A pricelist in a foreign currency: without one, Odoo silently writes the company's currency."""
        if currency == policy.connection.features.get("currency"):
            return None
        if self.pricelists is None or currency not in self.pricelists:
            self.pricelists = pricelists.by_currency(odoo)
        if currency not in self.pricelists:
            raise PricelistMissingError(str(policy.connection), currency)
        return self.pricelists[currency]


@dataclass(slots=True)
class Walk:
    """One order on its way through the steps."""

    odoo: Odoo
    order: Order
    policy: ShopPolicy
    progress: Progress
    knowledge: Knowledge

    def run(self) -> dict[str, Any]:
        """All steps; returns what to show of the result. Raises the classed error of what stops it."""
        sale = self._sale_order()
        sale_orders.compare(sale, self.order, self.policy.tolerance)
        if self.progress.record_id("confirmed") is None or not sale.confirmed:
            sale_orders.confirm(self.odoo, sale, self.order)
            self.progress.done("confirmed", sale_orders.MODEL, sale.record_id, label=sale.name)
        result: dict[str, Any] = {"sale_order": sale.name, "sale_order_id": sale.record_id}
        if self.policy.invoice != InvoicePolicy.NEVER:
            result |= self._invoice(sale)
        return result

    @property
    def _ids(self) -> ExternalIds:
        return ExternalIds(self.policy.connection.prefix, self.order.shop)

    def _sale_order(self) -> SaleOrder:
        record_id = self.progress.record_id("order")
        if record_id is None:
            lines = self._lines()  # before any partner is made: an unknown SKU must leave nothing behind
            partners = self._partners()
            record_id = self.progress.once("order", sale_orders.MODEL, lambda: self._create(partners, lines))
        return sale_orders.read(self.odoo, record_id)

    def _lines(self) -> list[WrittenLine]:
        policy = self.policy
        services = ServiceSkus(policy.shipping_sku, policy.fee_sku, policy.discount_sku, policy.rounding_sku)
        planned = planned_lines(self.order, services)
        said = f"Order {self.order.number} of shop {self.order.shop}"
        products = self.knowledge.catalogue.product_ids(self.odoo, (line.sku for line in planned), said)
        return [
            WrittenLine(
                line,
                products[line.sku],
                taxes.tax_ids(policy.connection, line.rates, price_included=line.price_included),
            )
            for line in planned
        ]

    def _partners(self) -> Partners:
        places = self.knowledge.places(self.odoo, self.policy)
        link = self._customer(places)
        found = matching.addresses(self.odoo, self._ids, link, self.order, places)
        self.progress.done("invoice_address", "res.partner", found.invoice)
        self.progress.done("delivery_address", "res.partner", found.delivery)
        return found

    def _customer(self, places: Places) -> PartnerLink:
        link = matching.find_or_create(self.policy.connection, self.odoo, self.order, places)
        self.progress.done("partner", "res.partner", link.partner_id)
        return link

    def _create(self, partners: Partners, lines: list[WrittenLine]) -> int:
        connection = self.policy.connection
        try:
            return sale_orders.create(
                self.odoo,
                self._ids,
                self.order,
                partners,
                lines,
                tax_field=str(connection.features.get("line_tax_field", "tax_id")),
                pricelist_id=self.knowledge.pricelist(self.odoo, self.order.currency, self.policy),
            )
        except BusinessError:
            matching.forget_gone(connection, self.odoo, partners)
            raise

    def _invoice(self, sale: SaleOrder) -> dict[str, Any]:
        invoice = invoices.find(self.odoo, sale) or invoices.create(
            self.odoo, sale, consolidated=_major(self.policy) >= _FIRST_CONSOLIDATED
        )
        self.progress.done("invoice", invoices.MODEL, invoice.record_id)
        repaired = invoices.repair(self.odoo, invoice, self.order, self.policy.tolerance)
        if repaired:
            self.progress.done("repaired", invoices.MODEL, invoice.record_id, label=f"{repaired:f}")
        if self.policy.invoice == InvoicePolicy.POSTED:
            invoice = invoices.post(self.odoo, invoice)
            invoices.compare(invoice, self.order, self.policy.tolerance)
            self.progress.done("posted", invoices.MODEL, invoice.record_id, label=invoice.name)
        result = {"invoice": invoice.name, "invoice_id": invoice.record_id, "invoice_state": invoice.state}
        repair = self.progress.label("repaired")
        return result | ({"repaired": repair} if repair else {})


def _major(policy: ShopPolicy) -> int:
    digits = policy.connection.version.removeprefix("saas~").split(".")[0]
    return int(digits) if digits.isdigit() else 0
