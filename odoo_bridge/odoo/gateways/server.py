"""What a server tells of itself: countries, the user's rights, the day on which the user's key ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.errors import AffluentError
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.names import INVOICE, PARTNER, PRODUCT, SALE_ORDER

_FOR_RPC = ("rpc", False)
# By model, what the hub's user must be allowed.
NEEDED: Mapping[str, str] = {
    SALE_ORDER: "create", PARTNER: "create", INVOICE: "create", PRODUCT: "read",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyEnd:
    """When the user's only API key ends; None where it does not end."""

    moment: datetime | None


@dataclass(frozen=True, slots=True)
class Server:
    """One server, as the hub's user sees it."""

    odoo: Odoo

    def countries(self) -> dict[str, int]:
        """Odoo's ids by ISO 3166 code."""
        rows = self.odoo.search_read("res.country", [], ["code"])
        return {str(row["code"]): int(row["id"]) for row in rows if row["code"]}

    def may(self, model: str, operation: str) -> bool:
        """Whether the user may do that with any record of the model at all."""
        return bool(self.odoo.call(model, "check_access_rights", operation=operation, raise_exception=False))

    def key_end(self, uid: int) -> KeyEnd | None:
        """Of the user's key; None where it cannot be told, or where there are several of them.

        Nobody can tell then which one is ours, and not every user may look.
        """
        domain = [["user_id", "=", uid]]
        try:
            keys = self.odoo.search_read("res.users.apikeys", domain, ["scope", "expiration_date"])
        except AffluentError:
            return None
        usable = [key for key in keys if key["scope"] in _FOR_RPC]
        return KeyEnd(_moment(usable[0]["expiration_date"])) if len(usable) == 1 else None


def _moment(cell: object) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{cell}").replace(tzinfo=UTC)
    except ValueError:
        return None
