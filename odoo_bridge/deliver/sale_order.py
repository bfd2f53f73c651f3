"""Sale orders as a delivery sees them: what they are made of, and whether they say what the shop says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import BusinessError
from hub.order import Order
from hub.order.money import amount_text
from hub.sentences import say
from odoo_bridge.customers.matching import Partners
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.odoo.gateways.documents import LineDraft
from odoo_bridge.odoo.gateways.sale_orders import SaleDraft, SaleOrder
from odoo_bridge.sale.plan import PlannedLine, tolerated


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A planned line with the ids that Odoo knows it by."""

    line: PlannedLine
    product_id: int
    tax_ids: Sequence[int]

    def under(self, external_id: str) -> LineDraft:
        """As it is written under our name for it."""
        line = self.line
        return LineDraft(
            external_id, self.product_id, line.name, line.quantity, line.unit_price, self.tax_ids
        )


def draft(
    ids: ExternalIds,
    order: Order,
    partners: Partners,
    lines: Sequence[WrittenLine],
    reference: str,
    choices: Mapping[str, int | None],
    note: str | None = None,
) -> SaleDraft:
    """What the order's sale order is made of.

    `reference` is the customer's, `choices` are the policy's, `note` is what must stand on the invoice.
    """
    return SaleDraft(
        external_id=ids.of("order", order.external_id),
        reference=reference,
        origin=f"{order.shop} {order.external_id}",
        placed_at=order.placed_at,
        customer=partners.customer,
        invoice_to=partners.invoice,
        deliver_to=partners.delivery,
        lines=[one.under(ids.of("line", order.external_id, *one.line.key)) for one in lines],
        choices=choices,
        note=note,
    )


def gone(record_id: int) -> BusinessError:
    """Somebody deleted it in Odoo."""
    return BusinessError(
        "sale_order_gone",
        say("The sale order {record_id} does not exist in Odoo any more.", record_id=record_id),
        say("Somebody deleted it. Restore it, or enter the sale by hand and accept this delivery."),
    )


def compare(sale: SaleOrder, order: Order, tolerance: Decimal) -> None:
    """Raise `BusinessError` when Odoo's currency or totals differ by more than can be repaired."""
    if sale.currency != order.currency:
        raise BusinessError(
            "currency_differs",
            say(
                "Order {order} of shop {shop} is in {currency}, Odoo wrote {sale} in {other}.",
                order=order.number,
                shop=order.shop,
                currency=order.currency,
                sale=sale.name,
                other=sale.currency,
            ),
            say(
                "Choose a pricelist in {currency} on {sale} in Odoo, then deliver again.",
                currency=order.currency,
                sale=sale.name,
            ),
        )
    if sale.cancelled:
        raise BusinessError(
            "sale_order_cancelled",
            say("{sale} was cancelled in Odoo.", sale=sale.name),
            say("Set it back to quotation in Odoo and deliver again, or leave it cancelled."),
        )
    wrong_tax = not tolerated(sale.tax - order.totals.tax, tolerance)
    if wrong_tax or not tolerated(sale.gross - order.totals.gross, tolerance):
        raise totals_differ(sale.name, sale.gross, sale.tax, order)


def totals_differ(name: str, gross: Decimal, tax: Decimal, order: Order) -> BusinessError:
    """The error that shows both sides."""
    said, here = (
        say(
            "{gross} (tax {tax})",
            gross=amount_text(total, order.currency),
            tax=amount_text(taxed, order.currency),
        )
        for total, taxed in ((order.totals.gross, order.totals.tax), (gross, tax))
    )
    return BusinessError(
        "totals_differ",
        say(
            "Order {order} of shop {shop}: the shop says {said}, Odoo's {name} says {here}.",
            order=order.number,
            shop=order.shop,
            said=said,
            name=name,
            here=here,
        ),
        say(
            "Compare the lines and taxes; correct the order in Odoo (and the tax table, for "
            "those to come), then deliver again."
        ),
    )
