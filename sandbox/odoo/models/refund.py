"""The wizard that turns a posted invoice into a draft credit note. Not idempotent: each run makes another."""

from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.model import Model
from sandbox.odoo.models.move_entries import product_lines
from sandbox.odoo.rpc import record_method

COPIED = (
    "partner_id",
    "partner_shipping_id",
    "company_id",
    "currency_id",
    "fiscal_position_id",
    "invoice_origin",
    "team_id",
    "invoice_user_id",
)


class MoveReversal(Model):
    """The reversal wizard."""

    name, label = "account.move.reversal", "Account Move Reversal"
    FIELDS = {
        "move_ids": f.Many2many(
            "Invoices", "account.move", default=lambda env: tuple(env.context.get("active_ids", ()))
        ),
        "reason": f.Char("Reason displayed on Credit Note"),
        "journal_id": f.Many2one("Journal", "account.journal", required=True),
        "date": f.Date("Reversal date", default=lambda env: env.today.isoformat()),
    }

    @record_method
    def refund_moves(self, env: Env, ids: list[int]) -> dict[str, Any]:
        """Make a draft credit note of each invoice and answer with the action that shows it."""
        self.require_records(env, ids)
        wizard = env.row(self.name, ids[0])
        made = [self._reverse(env, wizard, env.row("account.move", move)) for move in wizard["move_ids"]]
        return {
            "name": "Reverse Moves",
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": made[0],
            "context": {"default_move_type": "out_refund"},
        }

    def _reverse(self, env: Env, wizard: Row, move: Row) -> int:
        reason = f", {wizard['reason']}" if wizard["reason"] else ""
        values = {name: move[name] for name in COPIED}
        values |= {
            "move_type": "out_refund",
            "reversed_entry_id": move["id"],
            "ref": f"Reversal of: {move['name']}{reason}",
            "invoice_date": wizard["date"],
            "journal_id": wizard["journal_id"],
            "invoice_line_ids": [[0, 0, _copy(line)] for line in product_lines(env, move["id"])],
        }
        return env.model("account.move").insert(env, values)


def _copy(line: Row) -> Row:
    plain = {name: line[name] for name in ("product_id", "name", "quantity", "price_unit", "discount")}
    return {
        **plain,
        "tax_ids": [[6, 0, list(line["tax_ids"])]],
        "sale_line_ids": [[6, 0, list(line["sale_line_ids"])]],
    }
