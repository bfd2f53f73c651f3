"""Sale orders: created by `load`, read, confirmed once, cancelled; many in one call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from html import escape

from hub.errors import BusinessError
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.gateways.choices import column
from odoo_bridge.odoo.gateways.documents import LineDraft
from odoo_bridge.odoo.gateways.names import SALE_ORDER
from odoo_bridge.odoo.gateways.values import linked, money, rows_of, time_text

_FIELDS = (
    "name", "state", "amount_untaxed", "amount_tax", "amount_total",
    "currency_id", "invoice_ids", "invoice_status", "fiscal_position_id",
)  # fmt: skip
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
    fiscal_position_id: int | None = None

    @property
    def confirmed(self) -> bool:
        """Whether it is a sale and no quotation any more."""
        return self.state in _CONFIRMED

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == "cancel"

    @property
    def confirmable(self) -> bool:
        """Whether it is a quotation."""
        return self.state in _CONFIRMABLE


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """What a sale order is made of; partners by Odoo's ids. `reference` is the customer's.

    `choices` are Odoo's ids by kind (`warehouse`, `pricelist`, …); None says that there is to be none, and
    what is left out gets Odoo's default. `note` is plain text below the lines, which Odoo takes over to the
    invoice; None leaves it to Odoo, which puts the company's terms there, and "" leaves it empty.
    """

    external_id: str
    reference: str
    origin: str
    placed_at: datetime
    customer: int
    invoice_to: int
    deliver_to: int
    lines: Sequence[LineDraft]
    choices: Mapping[str, int | None] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SaleOrders:
    """The sale orders of one company."""

    odoo: Odoo

    def create(self, drafts: Sequence[SaleDraft], *, overwrite: bool = False) -> list[int]:
        """Get or create them under our external ids; a repeat changes nothing without `overwrite`.

        One call for all that name the same choices. All of them or none: raises `BusinessError` when Odoo
        refuses one.
        """
        found: dict[int, int] = {}
        # A column is left out rather than empty: an empty cell says "none", and Odoo has defaults.
        for group in _groups(drafts):
            rows = [row for number in group for row in self._rows(drafts[number])]
            cells = [list(row.values()) for row in rows]
            ids = self.odoo.load(SALE_ORDER, list(rows[0]), cells, overwrite=overwrite)
            found.update(zip(group, ids, strict=True))
        return [found[number] for number in range(len(drafts))]

    def rewrite(self, drafts: Sequence[SaleDraft], record_ids: Sequence[int]) -> None:
        """Write quotations anew, with other lines, in two calls; may be repeated.

        A line left out would stay: all of them go first. From a confirmed order Odoo lets none be taken.
        """
        self.odoo.call(SALE_ORDER, "write", record_ids, vals={"order_line": [[5, 0, 0]]})
        self.create(drafts, overwrite=True)

    def read(self, record_ids: Sequence[int]) -> dict[int, SaleOrder]:
        """How they stand now, by id; those that somebody deleted are not among them."""
        return {int(row["id"]): _sale_order(row) for row in self.odoo.read(SALE_ORDER, record_ids, _FIELDS)}

    def confirm(self, sales: Sequence[SaleOrder]) -> None:
        """Confirm quotations, all of them or none; who else confirmed a single one meanwhile did the same."""
        try:
            self.odoo.call(SALE_ORDER, "action_confirm", [sale.record_id for sale in sales])
        except BusinessError:
            if len(sales) > 1 or not self._is_confirmed(sales[0].record_id):
                raise

    def cancel(self, sales: Sequence[SaleOrder]) -> None:
        """Cancel quotations and orders, with their draft invoices; a repeat changes nothing."""
        context = {"disable_cancel_warning": True}  # 17 opens a window otherwise
        self.odoo.call(SALE_ORDER, "action_cancel", [sale.record_id for sale in sales], context=context)

    def write_date(self, sale: SaleOrder, placed_at: datetime) -> None:
        """The shop's date: confirming sets the date to now, writing it afterwards is kept (17 and 19)."""
        self.odoo.call(SALE_ORDER, "write", [sale.record_id], vals={"date_order": time_text(placed_at)})

    def _is_confirmed(self, record_id: int) -> bool:
        sale = self.read([record_id]).get(record_id)
        return sale is not None and sale.confirmed

    def _rows(self, draft: SaleDraft) -> list[dict[str, str]]:
        head = {
            "id": draft.external_id,
            "client_order_ref": draft.reference,
            "origin": draft.origin,
            "date_order": time_text(draft.placed_at),
            "partner_id/.id": str(draft.customer),
            "partner_invoice_id/.id": str(draft.invoice_to),
            "partner_shipping_id/.id": str(draft.deliver_to),
            **{column(kind): str(chosen or "") for kind, chosen in draft.choices.items()},
            **({} if draft.note is None else {"note": _html(draft.note)}),
        }
        taxes = f"order_line/{versions.field(self.odoo.features, 'line_tax_field')}/.id"
        return rows_of(head, [_line_cells(line, taxes) for line in draft.lines])


def _groups(drafts: Sequence[SaleDraft]) -> Iterable[list[int]]:
    """Which drafts have the same columns, and fit into one call."""
    groups: dict[tuple[bool, tuple[str, ...]], list[int]] = {}
    for number, draft in enumerate(drafts):
        groups.setdefault((draft.note is not None, tuple(draft.choices)), []).append(number)
    return groups.values()


def _html(text: str) -> str:
    """A paragraph for each line: the field holds HTML."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())


def _line_cells(line: LineDraft, taxes: str) -> dict[str, str]:
    return {
        "order_line/id": line.external_id,
        "order_line/product_id/.id": str(line.product_id),
        "order_line/name": line.name,
        "order_line/product_uom_qty": f"{line.quantity:f}",
        "order_line/price_unit": f"{line.unit_price:f}",
        taxes: ",".join(map(str, line.tax_ids)),
    }


def _sale_order(row: Record) -> SaleOrder:
    return SaleOrder(
        record_id=int(row["id"]),
        name=str(row["name"]),
        state=str(row["state"]),
        net=money(row["amount_untaxed"]),
        tax=money(row["amount_tax"]),
        gross=money(row["amount_total"]),
        currency=str(row["currency_id"][1]),
        invoice_ids=tuple(row["invoice_ids"]),
        invoice_status=str(row["invoice_status"]),
        fiscal_position_id=linked(row["fiscal_position_id"]),
    )
