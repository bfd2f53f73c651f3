"""Products by SKU (Odoo's internal reference), asked in one call and remembered for a while."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.errors import BusinessError
from odoo_bridge.odoo.client import Odoo

_FRESH_SECONDS = 300
_REMEDY = "Create the product in Odoo with this internal reference; the orders that wait go on by themselves."


class UnknownSkuError(BusinessError):
    """Odoo has no product (or several) with the SKU; `waits_for` names the first one missing."""

    def __init__(self, code: str, cause: str, sku: str, remedy: str = _REMEDY) -> None:
        self.waits_for = waits_for(sku)
        super().__init__(code, cause, remedy)


def waits_for(sku: str) -> str:
    """How deliveries name the product that they wait for."""
    return f"sku:{sku}"[:255]


@dataclass(slots=True)
class Catalogue:
    """What is known of one Odoo's products. Only found ones are remembered: a missing one may come."""

    ids: dict[str, tuple[int, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def product_ids(self, odoo: Odoo, skus: Iterable[str], order: str) -> dict[str, int]:
        """The product of each SKU; raises `UnknownSkuError` that names every SKU missing in Odoo."""
        wanted = sorted(set(skus))
        found = self._remembered(wanted)
        missing = [sku for sku in wanted if sku not in found]
        if missing:
            found.update(self._ask(odoo, missing, order))
        return found

    def _remembered(self, skus: Iterable[str]) -> dict[str, int]:
        now = time.monotonic()
        with self.lock:
            known = {sku: self.ids[sku] for sku in skus if sku in self.ids}
        return {sku: product for sku, (product, until) in known.items() if until > now}

    def _ask(self, odoo: Odoo, skus: list[str], order: str) -> dict[str, int]:
        found = existing(odoo, skus)
        twice = sorted(sku for sku, ids in found.items() if len(ids) > 1)
        if twice:
            cause = f"{order}: several products in Odoo have the reference {', '.join(twice)}."
            raise UnknownSkuError(
                "sku_ambiguous", cause, twice[0], "Leave the reference on one of them only."
            )
        absent = [sku for sku in skus if sku not in found]
        if absent:
            raise UnknownSkuError(
                "sku_unknown", f"{order}: Odoo has no product {', '.join(absent)}.", absent[0]
            )
        until = time.monotonic() + _FRESH_SECONDS
        with self.lock:
            self.ids.update({sku: (ids[0], until) for sku, ids in found.items()})
        return {sku: ids[0] for sku, ids in found.items()}


def existing(odoo: Odoo, skus: list[str]) -> dict[str, list[int]]:
    """Which of the SKUs are products in Odoo, with the products' ids."""
    rows = odoo.search_read("product.product", [["default_code", "in", skus]], ["default_code"], order="id")
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(str(row["default_code"]), []).append(int(row["id"]))
    return found
