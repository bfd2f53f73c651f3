"""JSON-2, Odoo 19 and later: one POST per call, a bearer key, real HTTP statuses.

https://www.odoo.com/documentation/19.0/developer/reference/external_api.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hub.errors import CredentialsError
from hub.sentences import say
from odoo_bridge.odoo.errors import Fault, from_fault, from_status
from odoo_bridge.odoo.transports.reading import document_of
from odoo_bridge.odoo.transports.wire import Wire

_KEY = re.compile(r"[!-~]+")


class Json2:
    """Calls with named arguments only; `create` always takes and returns lists."""

    def __init__(self, wire: Wire, *, database: str, key: str) -> None:
        if not _KEY.fullmatch(key):  # else the HTTP library refuses the header, and shows it
            raise CredentialsError(
                "odoo_key_refused",
                say("The API key is empty or has characters that no key has."),
                say("Type in the key as Odoo showed it, without blanks and line breaks."),
            )
        self.wire = wire
        self._headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": database}

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None,
        params: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> Any:
        """The result of `model.method`; raises the classed error of a fault."""
        name = f"{model}.{method}"
        body = {**params, "context": dict(context)}
        if ids is not None:
            body["ids"] = list(ids)
        answer = self.wire.post(f"/json/2/{model}/{method}", body, self._headers, name)
        document = document_of(answer, name)
        if answer.status == 200:
            return document
        if isinstance(document, dict) and document.get("name"):
            raise from_fault(Fault(str(document["name"]), str(document.get("message", "")), name))
        raise from_status(answer.status, str(document), name)
