"""The sale order in Odoo: created by `load`, checked against the shop, confirmed once."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import BusinessError
from hub.order import Order
from hub.order.money import amount_text
from odoo_bridge.customers.matching import Partners
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.sale.plan import PlannedLine, tolerated

MODEL = "sale.order"
_CONFIRMED = ("sale", "done")
_CONFIRMABLE = ("draft", "sent")


@dataclass(frozen=True, slots=True)
class SaleOrder:
    """How a sale order stands in Odoo; amounts in its currency."""

    record_id: int
    name: str
    state: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    currency: str
    invoice_ids: tuple[int, ...]
    invoice_status: str

    @property
    def confirmed(self) -> bool:
        """Whether it is a sale and no quotation any more."""
        return self.state in _CONFIRMED


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A planned line with the ids that Odoo knows it by."""

    line: PlannedLine
    product_id: int
    tax_ids: Sequence[int]


def create(
    odoo: Odoo,
    ids: ExternalIds,
    order: Order,
    partners: Partners,
    lines: Sequence[WrittenLine],
    *,
    tax_field: str,
    pricelist_id: int | None,
) -> int:
    """Get or create the sale order under our external id; a repeat changes nothing."""
    head = {
        "id": ids.of("order", order.external_id),
        "client_order_ref": order.number or order.external_id,
        "origin": f"{order.shop} {order.external_id}",
        "date_order": order.placed_at.strftime("%Y-%m-%d %H:%M:%S"),
        "partner_id/.id": str(partners.customer),
        "partner_invoice_id/.id": str(partners.invoice),
        "partner_shipping_id/.id": str(partners.delivery),
        # Left out rather than empty: until 16 the field is required, and has a default.
        **({"pricelist_id/.id": str(pricelist_id)} if pricelist_id else {}),
    }
    rows = [_line_cells(ids, order, written, tax_field) for written in lines]
    fields = [*head, *rows[0]]
    first = [*head.values(), *rows[0].values()]
    others = [[*([""] * len(head)), *row.values()] for row in rows[1:]]
    return odoo.load(MODEL, fields, [first, *others])[0]


def _line_cells(ids: ExternalIds, order: Order, written: WrittenLine, tax_field: str) -> dict[str, str]:
    line = written.line
    return {
        "order_line/id": ids.of("line", order.external_id, *line.key),
        "order_line/product_id/.id": str(written.product_id),
        "order_line/name": line.name,
        "order_line/product_uom_qty": f"{line.quantity:f}",
        "order_line/price_unit": f"{line.unit_price:f}",
        f"order_line/{tax_field}/.id": ",".join(map(str, written.tax_ids)),
    }


def read(odoo: Odoo, record_id: int) -> SaleOrder:
    """How it stands now; raises `BusinessError` when somebody deleted it in Odoo."""
    fields = (
        "name", "state", "amount_untaxed", "amount_tax", "amount_total",
        "currency_id", "invoice_ids", "invoice_status",
    )  # fmt: skip
    rows = odoo.read(MODEL, [record_id], fields)
    if not rows:
        raise BusinessError(
            "sale_order_gone",
            f"The sale order {record_id} does not exist in Odoo any more.",
            "Somebody deleted it. Restore it, or enter the sale by hand and accept this delivery.",
        )
    row = rows[0]
    return SaleOrder(
        record_id=record_id,
        name=str(row["name"]),
        state=str(row["state"]),
        net=money(row["amount_untaxed"]),
        tax=money(row["amount_tax"]),
        gross=money(row["amount_total"]),
        currency=str(row["currency_id"][1]),
        invoice_ids=tuple(row["invoice_ids"]),
        invoice_status=str(row["invoice_status"]),
    )


def money(number: object) -> Decimal:
    """Odoo sends amounts as JSON numbers: their shortest text is the amount that Odoo rounded to."""
    return Decimal(str(number))


def compare(sale: SaleOrder, order: Order, tolerance: Decimal) -> None:
    """Raise `BusinessError` when Odoo's currency or totals differ by more than can be repaired."""
    if sale.currency != order.currency:
        raise BusinessError(
            "currency_differs",
            f"Order {order.number} of shop {order.shop} is in {order.currency}, Odoo wrote {sale.name} in "
            f"{sale.currency}.",
            f"Choose a pricelist in {order.currency} on {sale.name} in Odoo, then deliver again.",
        )
    if sale.state == "cancel":
        raise BusinessError(
            "sale_order_cancelled",
            f"{sale.name} was cancelled in Odoo.",
            "Set it back to quotation in Odoo and deliver again, or leave it cancelled.",
        )
    wrong_tax = not tolerated(sale.tax - order.totals.tax, tolerance)
    if wrong_tax or not tolerated(sale.gross - order.totals.gross, tolerance):
        raise totals_differ(sale.name, sale.gross, sale.tax, order)


def totals_differ(name: str, gross: Decimal, tax: Decimal, order: Order) -> BusinessError:
    """The error that shows both sides."""
    said, here = (
        f"{amount_text(total, order.currency)} (tax {amount_text(taxed, order.currency)})"
        for total, taxed in ((order.totals.gross, order.totals.tax), (gross, tax))
    )
    return BusinessError(
        "totals_differ",
        f"Order {order.number} of shop {order.shop}: the shop says {said}, Odoo's {name} says {here}.",
        "Compare the lines and taxes; correct the order in Odoo (and the tax table, for those to come), then "
        "deliver again.",
    )


def confirm(odoo: Odoo, sale: SaleOrder, order: Order) -> None:
    """Confirm a quotation; whoever else confirmed it meanwhile did the same. The shop's date is kept."""
    if sale.state in _CONFIRMABLE:
        try:
            odoo.call(MODEL, "action_confirm", [sale.record_id])
        except BusinessError:
            if not read(odoo, sale.record_id).confirmed:
                raise
    # Confirming sets the date to now; writing it afterwards is kept (measured on 17 and 19).
    date = order.placed_at.strftime("%Y-%m-%d %H:%M:%S")
    odoo.call(MODEL, "write", [sale.record_id], vals={"date_order": date})
