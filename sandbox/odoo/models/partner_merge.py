"""The wizard that merges partners for good: what pointed to one of them points to the one that stays.

Source: recorded on 19 (base.partner.merge.automatic.wizard), with its three refusals.
"""

from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.access import SYSTEM
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import UserError
from sandbox.odoo.model import Model
from sandbox.odoo.rpc import record_method

PARTNER = "res.partner"
_MOST = 3


class PartnerMerge(Model):
    """Merges the chosen partners into one."""

    name, label = "base.partner.merge.automatic.wizard", "Merge Partner Wizard"
    FIELDS = {
        "partner_ids": f.Many2many("Contacts", PARTNER),
        "dst_partner_id": f.Many2one("Destination Contact", PARTNER),
        "state": f.Selection(
            "State",
            options=(("option", "Option"), ("selection", "Selection"), ("finished", "Finished")),
            default="option",
        ),
    }

    @record_method
    def action_merge(self, env: Env, ids: list[int]) -> dict[str, Any]:
        """Merge; asked again, there is nothing left to do. Raises UserError for what it refuses."""
        self.require_records(env, ids)
        wizard = env.row(self.name, ids[0])
        rows = env.table(PARTNER).rows
        chosen = [rows[record] for record in wizard["partner_ids"] if record in rows]
        if len(chosen) > 1:
            _refuse(env, chosen)
            into = wizard["dst_partner_id"] or chosen[0]["id"]
            for row in chosen:
                if row["id"] != into:
                    _merge(env, row, into)
        return {
            "type": "ir.actions.act_window",
            "res_model": self.name,
            "res_id": ids[0],
            "view_mode": "form",
            "target": "new",
        }


def _refuse(env: Env, chosen: list[Row]) -> None:
    if len(chosen) > _MOST:
        raise UserError(
            "For safety reasons, you cannot merge more than 3 contacts together. "
            "You can re-open the wizard several times if needed."
        )
    ids = {row["id"] for row in chosen}
    if any(row.get("parent_id") in ids for row in chosen):
        raise UserError("You cannot merge a contact with one of his parent.")
    if SYSTEM not in env.groups and len({row.get("email") or "" for row in chosen}) > 1:
        raise UserError(
            "All contacts must have the same email. "
            "Only the Administrator can merge contacts with different emails."
        )


def _merge(env: Env, row: Row, into: int) -> None:
    """References, external ids and missing values go to the one that stays."""
    gone = row["id"]
    for model in env.registry:
        for name, field in model.stored.items():
            if isinstance(field, f.Many2one) and field.comodel == PARTNER:
                for record in list(env.table(model.name).where(name, (gone,))):
                    env.table(model.name).update(record, {name: into})
    for external_id, known in list(env.database.external_ids.items()):
        if (known.model, known.record) == (PARTNER, gone):
            env.database.set_external_id(external_id, PARTNER, into, known.noupdate)
    kept = env.row(PARTNER, into)
    missing = {name: value for name, value in row.items() if value and not kept.get(name) and name != "id"}
    env.table(PARTNER).update(into, missing)
    env.table(PARTNER).delete(gone)
