"""What makes troubles one problem: the same kind of row, place, code and missing thing."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from hub.models.problem import KEY_LENGTH


class Source(StrEnum):
    """The kinds of rows that wait. `outage`: a whole connection, and with it all that is to go there."""

    DELIVERY = "delivery"
    ORDER = "order"
    OUTAGE = "outage"
    SHOP = "shop"
    DIFFERENCE = "difference"
    WEBHOOK = "webhook"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Cause:
    """`place` is the target, the side or the shop; `subject` what is missing, as `sku:LMP-9`."""

    source: str
    place: str
    error_class: str
    code: str
    subject: str = ""

    @property
    def key(self) -> str:
        """The same for the same cause, for ever; fits an address."""
        parts = [self.source, self.place, self.error_class, self.code, self.subject]
        text = json.dumps(parts).encode()
        return hashlib.sha256(text).hexdigest()[:KEY_LENGTH]

    @property
    def missing(self) -> tuple[str, str]:
        """The kind of thing that is missing and its name: `("sku", "LMP-9")`."""
        kind, _, name = self.subject.partition(":")
        return kind, name
