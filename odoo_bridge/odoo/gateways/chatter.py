"""Files and notes on a partner, made by `load` under our external ids: each once, however often it is sent.

Odoo converts `res_id` and file contents in `load` like integers and text (`ir.fields.converter`, 17 and 19).
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.names import PARTNER

_ATTACHMENT, _MESSAGE = "ir.attachment", "mail.message"


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file to attach; `description` is searchable text beside it."""

    external_id: str
    partner_id: int
    name: str
    mimetype: str
    description: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note in the chatter: plain text."""

    external_id: str
    partner_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Chatter:
    """What stands beside the partners that one company sees."""

    odoo: Odoo

    def attach(self, drafts: Sequence[FileDraft]) -> list[int]:
        """Get or create attachments, all of them or none; raises `BusinessError` when Odoo refuses one."""
        columns = ["id", "name", "res_model", "res_id", "mimetype", "description", "datas"]
        rows = [
            [
                draft.external_id,
                draft.name,
                PARTNER,
                str(draft.partner_id),
                draft.mimetype,
                draft.description,
                base64.b64encode(draft.data).decode("ascii"),
            ]
            for draft in drafts
        ]
        return self.odoo.load(_ATTACHMENT, columns, rows)

    def note(self, drafts: Sequence[NoteDraft]) -> list[int]:
        """Get or create notes; `message_post` would write one more at each try."""
        columns = ["id", "model", "res_id", "message_type", "body"]
        rows = [
            [draft.external_id, PARTNER, str(draft.partner_id), "comment", f"<pre>{escape(draft.text)}</pre>"]
            for draft in drafts
        ]
        return self.odoo.load(_MESSAGE, columns, rows)
