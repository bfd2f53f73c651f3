"""Invoices and credit notes that would be made, repaired, posted and set off."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from hub.errors import BusinessError
from hub.order.money import ZERO
from hub.sentences import say
from odoo_bridge.odoo.client import Record
from odoo_bridge.odoo.rehearsal.records import Loaded, ids, number
from odoo_bridge.odoo.rehearsal.stage import LINE, MOVE, Stage, amounts, decimal, reference
from odoo_bridge.odoo.rehearsal.totals import Item

_REFUND = "out_refund"
_TITLES = {"out_invoice": "new invoice", _REFUND: "new credit note"}


def add(stage: Stage, kind: str, values: Mapping[str, Any], taxes: Mapping[int, Decimal]) -> int:
    """A draft with its tax lines: credits on an invoice, debits on a credit note."""
    count = sum(row["move_type"] == kind for row in stage.pretended.rows[MOVE].values()) + 1
    title = f"{_TITLES[kind]} {count}"
    row = {
        "ref": "",
        "reversed_entry_id": False,
        **values,
        "move_type": kind,
        "state": "draft",
        "name": "/",
        "_title": title,
        "amount_residual": values["amount_total"],
    }
    if not row["journal_id"]:
        row["journal_id"] = reference(stage.pretended.new_id(f"journal of the {title}"))
    move_id = stage.pretended.add(MOVE, title, row)
    sign = 1 if kind == _REFUND else -1
    for tax_id, amount in taxes.items():
        if stage.facts.tax(tax_id).rate:
            line = {"move_id": [move_id, title], "display_type": "tax", "amount_currency": sign * amount}
            stage.pretended.add(LINE, f"tax line of the {title}", line)
    return move_id


def add_line(stage: Stage, move_id: int, product_id: int, item: Item) -> None:
    """What an invoice sells on a line: credit notes ask for its taxes."""
    title = f"line of {stage.pretended.titles.get(move_id, move_id)}"
    line = {
        "move_id": [move_id, ""],
        "display_type": "product",
        "product_id": [product_id, ""],
        "price_subtotal": item.net(item.amount),
        "tax_ids": [tax.tax_id for tax in item.taxes],
    }
    stage.pretended.add(LINE, title, line)


def learn(stage: Stage, records: Sequence[Loaded]) -> None:
    """The taxes of credit notes, in one call."""
    stage.facts.learn_taxes(tax for one in records for line in one.lines for tax in ids(line, "tax_ids/.id"))


def load_note(stage: Stage, record: Loaded) -> int:
    """A draft credit note."""
    head = record.head
    invoice_id = number(head["reversed_entry_id/.id"]) or 0
    currency = stage.row(MOVE, invoice_id, ["currency_id"])["currency_id"]
    items = [
        Item(decimal(line["price_unit"]) * decimal(line["quantity"]), stage.taxes(ids(line, "tax_ids/.id")))
        for line in record.lines
    ]
    found = stage.sum(items, str(currency[1]))
    values = {
        **amounts(found),
        "ref": head["ref"],
        "reversed_entry_id": reference(invoice_id),
        "currency_id": currency,
        "partner_id": reference(record.reference("partner_id")),
        "journal_id": reference(record.reference("journal_id")),
        "fiscal_position_id": reference(record.reference("fiscal_position_id")),
    }
    return add(stage, _REFUND, values, found.taxes)


def write(stage: Stage, move_ids: Sequence[int], vals: Mapping[str, Any]) -> bool:
    """A tax line written by hand changes the totals; whatever else is written is only kept."""
    for move_id in move_ids:
        for _, line_id, changed in vals.get("line_ids", ()):
            _repair(stage, move_id, line_id, decimal(changed["amount_currency"]))
        rest = {name: value for name, value in vals.items() if name != "line_ids"}
        stage.pretended.change(MOVE, move_id, rest)
    return True


def _repair(stage: Stage, move_id: int, line_id: int, written: Decimal) -> None:
    line = stage.row(LINE, line_id, ["amount_currency"])
    names = ("move_type", "amount_tax", "amount_total", "amount_residual")
    move = stage.row(MOVE, move_id, names)
    more = written - decimal(line["amount_currency"])
    more = more if move["move_type"] == _REFUND else -more
    stage.pretended.change(LINE, line_id, {"amount_currency": written})
    values = {name: decimal(move[name]) + more for name in names[1:]}
    stage.pretended.change(MOVE, move_id, values)


def post(stage: Stage, move_ids: Sequence[int]) -> bool:
    """Drafts count from now on; a credit note is set off against its invoice, as far as that is open."""
    names = ("state", "name", "move_type", "reversed_entry_id", "amount_residual", "amount_total")
    rows = [stage.row(MOVE, move_id, names) for move_id in move_ids]
    for row in rows:
        if row["state"] != "draft":
            raise BusinessError(
                "odoo_refused", say("The entry {entry} is no draft any more.", entry=row["name"]), ""
            )
        if decimal(row["amount_total"]) < ZERO:
            raise BusinessError(
                "odoo_refused",
                say("Odoo would refuse to post an invoice with a negative total."),
                say("Correct it in Odoo or at the shop, then deliver again."),
            )
    for row in rows:
        _post(stage, row)
    return False


def _post(stage: Stage, row: Record) -> None:
    number_, title = int(row["id"]), stage.pretended.titles.get(int(row["id"]), "")
    name = row["name"] if row["name"] not in ("/", False, "") else title or f"number of {number_}"
    stage.pretended.change(MOVE, number_, {"state": "posted", "name": name})
    if row["move_type"] == _REFUND and row["reversed_entry_id"]:
        set_off(stage, number_, int(row["reversed_entry_id"][0]))


def set_off(stage: Stage, number: int, document_id: int) -> None:
    """Two documents against each other, as far as both are open."""
    one, other = (
        decimal(stage.row(MOVE, n, ["amount_residual"])["amount_residual"]) for n in (number, document_id)
    )
    less = min(one, other)
    stage.pretended.change(MOVE, number, {"amount_residual": one - less})
    stage.pretended.change(MOVE, document_id, {"amount_residual": other - less})


def cancel(stage: Stage, move_ids: Sequence[int]) -> bool:
    """Drafts that are not wanted any more."""
    for move_id in move_ids:
        stage.pretended.change(MOVE, move_id, {"state": "cancel"})
    return True
