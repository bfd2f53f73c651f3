"""Payments that would be registered and set off."""

from collections.abc import Sequence

from hub.order.money import ZERO
from odoo_bridge.odoo.rehearsal.records import Loaded
from odoo_bridge.odoo.rehearsal.stage import LINE, MOVE, PAYMENT, Stage, decimal


def load_payment(stage: Stage, record: Loaded) -> int:
    """A draft payment."""
    amount = decimal(record.head["amount"])
    title = f"new payment {len(stage.pretended.rows[PAYMENT]) + 1}"
    return stage.pretended.add(PAYMENT, title, {"state": "draft", "_amount": amount})


def post(stage: Stage, payment_ids: Sequence[int]) -> bool:
    """Posted payments have a line that waits to be set off."""
    for payment_id in payment_ids:
        stage.pretended.change(PAYMENT, payment_id, {"state": "posted"})
        if payment_id < 0:
            row = {
                "payment_id": [payment_id, ""],
                "account_type": "asset_receivable",
                "reconciled": False,
                "_open": stage.pretended.rows[PAYMENT][payment_id]["_amount"],
            }
            stage.pretended.add(LINE, f"line of the {stage.pretended.titles[payment_id]}", row)
    return True


def assign(stage: Stage, document_id: int, line_id: int) -> None:
    """Set a payment off against a document, as far as both are open."""
    document = decimal(stage.row(MOVE, document_id, ["amount_residual"])["amount_residual"])
    line = stage.pretended.rows[LINE].get(line_id)
    open_ = line["_open"] if line else document  # of a real one Odoo knows how much
    less = min(document, open_)
    stage.pretended.change(MOVE, document_id, {"amount_residual": document - less})
    values = {"reconciled": open_ - less == ZERO} | ({"_open": open_ - less} if line else {})
    stage.pretended.change(LINE, line_id, values)
