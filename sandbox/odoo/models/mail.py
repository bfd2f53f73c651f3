"""Messages on records, attachments, and the portal links of documents."""

import base64
import secrets
from typing import Any, ClassVar
from urllib.parse import urlencode

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.model import Model
from sandbox.odoo.rpc import Ids, record_method


class MailThread(Model):
    """A model whose records take messages."""

    @record_method
    def message_post(
        self, env: Env, ids: list[int], body: str = "", message_type: str = "notification", **kwargs: Any
    ) -> Ids:
        """Store one message on the (single) record."""
        self.require_records(env, ids)
        values = {"model": self.name, "res_id": ids[0], "body": body, "message_type": message_type}
        return Ids([env.model("mail.message").insert(env, values)])


class Document(MailThread):
    """A document that customers can see through a link with a token."""

    portal_path: ClassVar[str] = ""

    @record_method
    def get_portal_url(
        self, env: Env, ids: list[int], suffix: str = "", report_type: str = "", download: bool = False
    ) -> str:
        """The path of the document for its customer; the token in it is the whole right."""
        row = env.row(self.name, ids[0])
        if not row["access_token"]:
            env.table(self.name).update(ids[0], {"access_token": secrets.token_hex(16)})
        query = {"access_token": row["access_token"]}
        if report_type:
            query["report_type"] = report_type
        if download:
            query["download"] = "true"
        return f"{self.portal_path}/{ids[0]}{suffix}?{urlencode(query)}"


class Message(Model):
    """A message on a record."""

    name, label, order = "mail.message", "Message", "id desc"
    FIELDS = {
        "model": f.Char("Related Document Model"),
        "res_id": f.Integer("Related Document ID"),
        "body": f.Html("Contents"),
        "message_type": f.Char("Type"),
    }


def _size(env: Env, row: Row) -> int:
    return len(base64.b64decode(row["datas"])) if row.get("datas") else 0


class Attachment(Model):
    """A file, mostly attached to a record."""

    name, label, order = "ir.attachment", "Attachment", "id desc"
    FIELDS = {
        "name": f.Char("Name", required=True),
        "res_model": f.Char("Resource Model"),
        "res_id": f.Integer("Resource ID"),
        "mimetype": f.Char("Mime Type"),
        "description": f.Text("Description"),
        "datas": f.Binary("File Content (base64)"),
        "file_size": f.Integer("File Size", compute=_size),
    }
