"""Our names for records in Odoo: `<prefix>_<shop>.<kind>_<key>`, the same at every try.

Odoo allows one dot and no spaces; external ids are database-wide, so each hub has a prefix of its own.
"""

import hashlib
import re
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9-]{1,64}\Z")
_FINGERPRINT = re.compile(r"x[0-9a-f]{24}\Z")


@dataclass(frozen=True, slots=True)
class ExternalIds:
    """The names of one shop's records in one Odoo database."""

    prefix: str
    shop: str

    def of(self, kind: str, *keys: str) -> str:
        """`of("order", "4711")` → `aff1x2y3z_lampes_fr.order_4711`."""
        module = f"{self.prefix}_{self.shop.replace('-', '_')}"
        return f"{module}.{'_'.join((kind, *map(safe_key, keys)))}"


def shared(prefix: str, kind: str, *keys: str) -> str:
    """The name of a record that all shops of a hub share: `aff1x2y3z.product_LMP-01`."""
    return f"{prefix}.{'_'.join((kind, *map(safe_key, keys)))}"


def safe_key(key: str) -> str:
    """The key itself where it is plain, else a fingerprint of it (also where it looks like one)."""
    if _PLAIN.match(key) and not _FINGERPRINT.match(key):
        return key
    return "x" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]
