"""The invoice: made once, repaired within the tolerance, posted once, read back and compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import BusinessError
from hub.order import Order
from odoo_bridge.deliver.sale_order import SaleOrder, money, totals_differ
from odoo_bridge.deliver.sale_order import read as read_sale_order
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.sale.plan import tolerated

MODEL = "account.move"
_WIZARD = "sale.advance.payment.inv"
_FIELDS = ("name", "state", "move_type", "amount_untaxed", "amount_tax", "amount_total")


@dataclass(frozen=True, slots=True)
class Invoice:
    """How an invoice stands in Odoo; amounts in its currency. `name` is "/" until it is posted."""

    record_id: int
    name: str
    state: str
    net: Decimal
    tax: Decimal
    gross: Decimal

    @property
    def posted(self) -> bool:
        """Whether it counts."""
        return self.state == "posted"


def find(odoo: Odoo, sale: SaleOrder) -> Invoice | None:
    """The customer invoice of the sale order that is not cancelled, if there is one."""
    if not sale.invoice_ids:
        return None
    rows = odoo.read(MODEL, sale.invoice_ids, _FIELDS)
    live = [row for row in rows if row["move_type"] == "out_invoice" and row["state"] != "cancel"]
    return _invoice(min(live, key=lambda row: int(str(row["id"])))) if live else None


def create(odoo: Odoo, sale: SaleOrder, *, consolidated: bool) -> Invoice:
    """Invoice the sale order. Never trusts the wizard's answer: the order says which invoice it has.

    Only orders without any invoice get here, so that refunded goods are never invoiced again.
    `consolidated` says whether this Odoo knows the choice not to merge orders (17 and later).
    """
    context = {"active_model": "sale.order", "active_ids": [sale.record_id], "active_id": sale.record_id}
    values: dict[str, object] = {
        "advance_payment_method": "delivered",
        "sale_order_ids": [[6, 0, [sale.record_id]]],
    }
    if consolidated:
        values["consolidated_billing"] = False
    try:
        wizard = odoo.call(_WIZARD, "create", context=context, vals_list=[values])
        odoo.call(_WIZARD, "create_invoices", wizard, context=context)
    except BusinessError:
        if not read_sale_order(odoo, sale.record_id).invoice_ids:
            raise
    made = find(odoo, read_sale_order(odoo, sale.record_id))
    if made is None:
        raise BusinessError(
            "nothing_to_invoice",
            f"Odoo made no invoice for {sale.name}.",
            "Products invoiced on delivery must be delivered first, or set to invoice on order in Odoo.",
        )
    return made


def repair(odoo: Odoo, invoice: Invoice, order: Order, tolerance: Decimal) -> Decimal:
    """Bring the draft's total to the shop's by writing the largest tax line. Returns what was added.

    Proven on 17 and 19: the written tax line survives posting. Without a tax line nothing is repaired.
    """
    missing = order.totals.gross - invoice.gross
    if not missing or invoice.posted:
        return Decimal(0)
    if not tolerated(missing, tolerance):
        raise totals_differ(f"invoice of {order.number}", invoice.gross, invoice.tax, order)
    line = _largest_tax_line(odoo, invoice)
    if line is None:
        raise totals_differ(
            f"invoice of {order.number} (no tax line to repair)", invoice.gross, invoice.tax, order
        )
    # A customer invoice's tax is a credit: negative in Odoo.
    written = money(line["amount_currency"]) - missing
    odoo.call(
        MODEL,
        "write",
        [invoice.record_id],
        vals={"line_ids": [[1, line["id"], {"amount_currency": float(written)}]]},
    )
    return missing


def _largest_tax_line(odoo: Odoo, invoice: Invoice) -> dict[str, object] | None:
    domain = [["move_id", "=", invoice.record_id], ["display_type", "=", "tax"]]
    lines = odoo.search_read("account.move.line", domain, ["amount_currency"])
    return max(lines, key=lambda line: abs(money(line["amount_currency"])), default=None)


def post(odoo: Odoo, invoice: Invoice) -> Invoice:
    """Post the draft; whoever else posted it meanwhile did the same."""
    if not invoice.posted:
        try:
            odoo.call(MODEL, "action_post", [invoice.record_id])
        except BusinessError:
            if not read(odoo, invoice.record_id).posted:
                raise
    return read(odoo, invoice.record_id)


def read(odoo: Odoo, record_id: int) -> Invoice:
    """How it stands now; raises `BusinessError` when somebody deleted it in Odoo."""
    rows: Sequence[dict[str, object]] = odoo.read(MODEL, [record_id], _FIELDS)
    if not rows:
        raise BusinessError(
            "invoice_gone", f"The invoice {record_id} does not exist in Odoo any more.", "Deliver again."
        )
    return _invoice(rows[0])


def compare(invoice: Invoice, order: Order, tolerance: Decimal) -> None:
    """To the cent: the total is the shop's; only the split into net and tax may differ by the tolerance."""
    if invoice.gross != order.totals.gross or not tolerated(invoice.tax - order.totals.tax, tolerance):
        raise totals_differ(invoice.name, invoice.gross, invoice.tax, order)


def _invoice(row: dict[str, object]) -> Invoice:
    return Invoice(
        record_id=int(str(row["id"])),
        name=str(row["name"] or "/"),
        state=str(row["state"]),
        net=money(row["amount_untaxed"]),
        tax=money(row["amount_tax"]),
        gross=money(row["amount_total"]),
    )
