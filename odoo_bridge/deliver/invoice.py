"""What is wrong with an invoice, in words for the person who mends it."""

from decimal import Decimal

from hub.errors import BusinessError
from hub.order import Order
from hub.sentences import say
from odoo_bridge.deliver.sale_order import totals_differ
from odoo_bridge.odoo.gateways.invoices import Invoice
from odoo_bridge.odoo.gateways.sale_orders import SaleOrder
from odoo_bridge.sale.plan import tolerated


def nothing_made(sale: SaleOrder) -> BusinessError:
    """Odoo skips in silence what has nothing to invoice."""
    return BusinessError(
        "nothing_to_invoice",
        say("Odoo made no invoice for {sale}.", sale=sale.name),
        say("Products invoiced on delivery must be delivered first, or set to invoice on order in Odoo."),
    )


def refused(sale: SaleOrder, refusal: BusinessError) -> BusinessError:
    """Why Odoo makes no invoice: 19 counts goods as invoiced when their only invoice was cancelled."""
    if not sale.invoice_ids or sale.invoice_status != "invoiced":
        return refusal
    return BusinessError(
        "invoice_cancelled",
        say(
            "The invoice of {sale} was cancelled in Odoo, which makes no second one for the same goods.",
            sale=sale.name,
        ),
        say(
            "Set the cancelled invoice back to draft in Odoo, then deliver again; or declare "
            "this delivery done."
        ),
    )


def gone(sale: SaleOrder) -> BusinessError:
    """Somebody deleted or cancelled it in Odoo."""
    return BusinessError(
        "invoice_gone",
        say("The invoice of {sale} does not exist in Odoo any more.", sale=sale.name),
        say("Deliver again."),
    )


def differs(invoice: Invoice, order: Order) -> BusinessError:
    """By more than may be repaired."""
    return totals_differ(say("invoice of {order}", order=order.number), invoice.gross, invoice.tax, order)


def beyond_repair(invoice: Invoice, order: Order) -> BusinessError:
    """Nothing to repair it on."""
    name = say("invoice of {order} (no tax line to repair)", order=order.number)
    return totals_differ(name, invoice.gross, invoice.tax, order)


def compare(invoice: Invoice, order: Order, tolerance: Decimal) -> None:
    """To the cent: the total is the shop's; only the split into net and tax may differ by the tolerance."""
    if invoice.gross != order.totals.gross or not tolerated(invoice.tax - order.totals.tax, tolerance):
        raise totals_differ(invoice.name, invoice.gross, invoice.tax, order)
