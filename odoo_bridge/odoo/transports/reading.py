"""From an HTTP answer to its JSON value, or to the classed error of what came instead."""

import json
from typing import Any

from hub.sentences import say
from odoo_bridge.odoo.errors import UnknownOutcomeError, from_status
from odoo_bridge.odoo.transports.wire import Answer

_BEFORE_ODOO = (429, 502, 503, 504)  # said by a proxy or by Odoo's front door, whatever the body


def document_of(answer: Answer, name: str) -> Any:
    """The JSON value of the answer to the call `name`.

    Raises `UnknownOutcomeError` where it is cut short, else what `from_status` makes of it.
    """
    text = answer.body.decode("utf-8", "replace")
    if answer.status in _BEFORE_ODOO:
        raise from_status(answer.status, text, name)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if answer.status == 200 and text.lstrip()[:1] in ("", "{", "[", '"'):
            raise UnknownOutcomeError(
                "odoo_answer_cut", say("Odoo's answer to {name} is cut short.", name=name)
            ) from None
        raise from_status(answer.status, text, name) from None
