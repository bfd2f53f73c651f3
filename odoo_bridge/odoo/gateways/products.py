"""Products by reference (Odoo's "internal reference"), and new ones under our external ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import ConfigError
from hub.sentences import say
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import NoRightsError
from odoo_bridge.odoo.gateways.names import PRODUCT

RIGHTS_REMEDY = say(
    "Give the API user the group Products: Create (in older versions Sales: Administrator), or choose "
    "another way for missing products in the delivery policy."
)


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to make in Odoo; `price` is the list price without tax, `sku` may be empty."""

    external_id: str
    sku: str
    name: str
    price: Decimal
    ships: bool


@dataclass(frozen=True, slots=True)
class Products:
    """The products that one company sees."""

    odoo: Odoo

    def by_reference(self, skus: Sequence[str]) -> dict[str, list[int]]:
        """Which of the SKUs are products in Odoo, with the products' ids, the oldest first."""
        domain = [["default_code", "in", list(skus)]]
        rows = self.odoo.search_read(PRODUCT, domain, ["default_code"], order="id")
        found: dict[str, list[int]] = {}
        for row in rows:
            found.setdefault(str(row["default_code"]), []).append(int(row["id"]))
        return found

    def with_text(self, text: str, *, most: int) -> list[tuple[str, str]]:
        """For a person who searches: reference and name of products with the text in one of them."""
        facts = [["default_code", "ilike", text], ["name", "ilike", text]]
        rows = self.odoo.search_read(
            PRODUCT, ["|", *facts], ["default_code", "name"], order="id desc", limit=most
        )
        return [(str(row["default_code"]), str(row["name"])) for row in rows if row["default_code"]]

    def create(self, products: Sequence[NewProduct]) -> list[int]:
        """Get or create them, in two calls. Raises `BusinessError` with Odoo's words when it refuses.

        `ConfigError` where the user may not create products: orders that need none go on.
        """
        asked = versions.PRODUCT_KIND
        known = self.odoo.call(PRODUCT, "fields_get", allfields=list(asked.names), attributes=["type"])
        kind = asked.found(known)
        rows = [
            [one.external_id, one.name, one.sku, "consu" if one.ships else "service", f"{one.price:f}"]
            for one in products
        ]
        try:
            return self.odoo.load(PRODUCT, ["id", "name", "default_code", kind, "lst_price"], rows)
        except NoRightsError as refusal:
            raise ConfigError("product_rights_missing", refusal.cause, RIGHTS_REMEDY) from refusal
