"""Sale orders that would be made, written anew, confirmed, invoiced or cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hub.errors import BusinessError
from hub.sentences import say
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Record
from odoo_bridge.odoo.rehearsal import moves
from odoo_bridge.odoo.rehearsal.records import Loaded, ids, number
from odoo_bridge.odoo.rehearsal.stage import MOVE, SALE, Stage, amounts, decimal, reference
from odoo_bridge.odoo.rehearsal.totals import Item

_TAXES = tuple(f"{name}/.id" for name in versions.RENAMED["line_tax_field"].names)
_AMOUNTS = ("amount_untaxed", "amount_tax", "amount_total")


@dataclass(frozen=True, slots=True)
class Sold:
    """A line of a sale order, and whether it is invoiced before it leaves the house."""

    item: Item
    product_id: int
    invoiced: bool


def learn(stage: Stage, records: Sequence[Loaded]) -> None:
    """Taxes and products of all of them, in two calls."""
    lines = [line for record in records for line in record.lines]
    stage.facts.learn_taxes(tax for line in lines for tax in ids(line, *_TAXES))
    stage.facts.learn_products(number(line["product_id/.id"]) or 0 for line in lines)


def load_sale(stage: Stage, record: Loaded) -> int:
    """A new quotation with the totals that Odoo would add up."""
    head = record.head
    title = f"new sale order {len(stage.pretended.rows[SALE]) + 1}"
    row = {
        **_content(stage, record),
        "name": title,
        "state": "draft",
        "invoice_ids": [],
        "invoice_status": "no",
        "_partner": record.reference("partner_invoice_id"),
        "_journal": number(head.get("journal_id/.id", "")),
    }
    return stage.pretended.add(SALE, title, row)


def rewrite_sale(stage: Stage, sale_id: int, record: Loaded) -> None:
    """A quotation with other lines."""
    stage.pretended.change(SALE, sale_id, _content(stage, record))


def _content(stage: Stage, record: Loaded) -> Record:
    pricelist = number(record.head.get("pricelist_id/.id", ""))
    currency = stage.facts.currency(pricelist)
    sold = [_sold(stage, line) for line in record.lines]
    found = stage.sum([one.item for one in sold], str(currency[1]))
    position = reference(number(record.head.get("fiscal_position_id/.id", "")))
    return {**amounts(found), "currency_id": currency, "fiscal_position_id": position, "_sold": sold}


def _sold(stage: Stage, line: Mapping[str, str]) -> Sold:
    amount = decimal(line["price_unit"]) * decimal(line["product_uom_qty"])
    product = number(line["product_id/.id"]) or 0
    waits = stage.facts.on_delivery.get(product, False)
    return Sold(Item(amount, stage.taxes(ids(line, *_TAXES))), product, invoiced=not waits)


def confirm(stage: Stage, sale_ids: Sequence[int]) -> bool:
    """Quotations become sales; goods that are invoiced on delivery are not to be invoiced yet."""
    for sale_id in sale_ids:
        status = "to invoice" if any(one.invoiced for one in _lines(stage, sale_id)) else "no"
        stage.pretended.change(SALE, sale_id, {"state": "sale", "invoice_status": status})
    return True


def cancel(stage: Stage, sale_ids: Sequence[int]) -> bool:
    """With their draft invoices."""
    for sale_id in sale_ids:
        row = stage.row(SALE, sale_id, ["invoice_ids"])
        stage.pretended.change(SALE, sale_id, {"state": "cancel"})
        for move in stage.odoo.read(MOVE, row["invoice_ids"], ["state"]) if row["invoice_ids"] else ():
            if move["state"] == "draft":
                stage.pretended.change(MOVE, int(move["id"]), {"state": "cancel"})
    return True


def invoice(stage: Stage, sale_ids: Sequence[int]) -> list[int]:
    """A draft invoice for each that has something to invoice; raises as Odoo does when none has."""
    made = [one for one in (_invoice(stage, sale_id) for sale_id in sale_ids) if one]
    if not made:
        raise BusinessError(
            "odoo_refused",
            say("Odoo would refuse to invoice: no product of the order is invoiced before it is delivered."),
            say("Deliver the goods in Odoo first, or set the products to invoice on order."),
        )
    return made


def _invoice(stage: Stage, sale_id: int) -> int | None:
    sale = stage.row(SALE, sale_id, ["name", "currency_id", "invoice_ids", "fiscal_position_id", *_AMOUNTS])
    lines = _lines(stage, sale_id)
    sold = [one for one in lines if one.invoiced]
    billed = [one.item for one in sold]
    if not billed:
        return None
    found = stage.sum(billed, str(sale["currency_id"][1]))
    hidden = stage.pretended.rows[SALE].get(sale_id, {})
    values = amounts(found)
    if len(billed) == len(lines):  # what is said of the order holds for its invoice
        values = {name: sale[name] for name in _AMOUNTS}
    origin = str(sale["name"])
    head = {
        "invoice_origin": origin,
        "currency_id": sale["currency_id"],
        "partner_id": reference(hidden.get("_partner")),
        "journal_id": reference(hidden.get("_journal")),
        "fiscal_position_id": sale["fiscal_position_id"],
    }
    move_id = moves.add(stage, "out_invoice", {**values, **head}, found.taxes)
    for one in sold:
        moves.add_line(stage, move_id, one.product_id, one.item)
    known = [*sale["invoice_ids"], move_id]
    stage.pretended.change(SALE, sale_id, {"invoice_ids": known, "invoice_status": "invoiced"})
    return move_id


def _lines(stage: Stage, sale_id: int) -> list[Sold]:
    """As pretended, else as the real order has them."""
    for place in (stage.pretended.rows[SALE], stage.pretended.changes[SALE]):
        if "_sold" in place.get(sale_id, {}):
            return list(place[sale_id]["_sold"])
    return _real_lines(stage, sale_id)


def _real_lines(stage: Stage, sale_id: int) -> list[Sold]:
    field = versions.field(stage.odoo.features, "line_tax_field")
    names = ("product_id", "price_unit", "product_uom_qty", "qty_to_invoice", field)
    rows = stage.odoo.search_read("sale.order.line", [["order_id", "=", sale_id]], names)
    stage.facts.learn_taxes(tax for row in rows for tax in row[field])
    stage.facts.learn_products(_product(row) for row in rows)
    [sale] = stage.facts.odoo.read(SALE, [sale_id], ["state"])
    confirmed = sale["state"] not in ("draft", "sent")
    return [_real(stage, row, field, confirmed=confirmed) for row in rows if row["product_id"]]


def _real(stage: Stage, row: Record, field: str, *, confirmed: bool) -> Sold:
    """Of a confirmed order Odoo says itself what is to be invoiced."""
    quantity = decimal(row["product_uom_qty"])
    due = not stage.facts.on_delivery.get(_product(row), False)
    if confirmed:
        quantity = decimal(row["qty_to_invoice"])
        due = quantity != Decimal(0)
    return Sold(Item(decimal(row["price_unit"]) * quantity, stage.taxes(row[field])), _product(row), due)


def _product(row: Mapping[str, Any]) -> int:
    return int(row["product_id"][0]) if row["product_id"] else 0
