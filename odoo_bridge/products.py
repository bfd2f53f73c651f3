"""Products by SKU (Odoo's internal reference): asked in one call, remembered for a while, made on demand."""

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hub.errors import BusinessError
from hub.sentences import say
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.products import NewProduct, Products

_FRESH_SECONDS = 300
_REMEDY = say(
    "Create the product in Odoo with this internal reference, or map the shop's SKU to "
    "another one; the orders that wait go on by themselves."
)


class UnknownSkuError(BusinessError):
    """Odoo has no product (or several) with these SKUs; `waits_for` names the first one."""

    def __init__(self, code: str, cause: str, skus: Sequence[str], remedy: str = _REMEDY) -> None:
        self.skus = tuple(skus)
        self.waits_for = waits_for(skus[0])
        super().__init__(code, cause, remedy)


def waits_for(sku: str) -> str:
    """How deliveries name the product that they wait for."""
    return f"sku:{sku}"[:255]


@dataclass(frozen=True, slots=True)
class Found:
    """The products with a SKU, believed until then (monotonic seconds)."""

    ids: tuple[int, ...]
    until: float


@dataclass(slots=True)
class Catalogue:
    """What is known of one Odoo's products. Only found ones are remembered: a missing one may come."""

    found: dict[str, Found] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def learn(self, odoo: Odoo, skus: Iterable[str]) -> None:
        """Ask in one call for all that is not known, or not any more, of these SKUs."""
        now = time.monotonic()
        with self.lock:
            known = {sku for sku, found in self.found.items() if found.until > now}
        missing = sorted(set(skus) - known)
        if not missing:
            return
        found = Products(odoo).by_reference(missing)
        with self.lock:
            for sku in missing:
                ids = tuple(found.get(sku, ()))
                # What is missing or double may be mended at any moment: true for this batch only.
                self.found[sku] = Found(ids, now + _FRESH_SECONDS if len(ids) == 1 else now)

    def has(self, sku: str) -> bool:
        """Whether a learned SKU is a product, or several."""
        with self.lock:
            return sku in self.found and bool(self.found[sku].ids)

    def remember(self, key: str, product_id: int) -> None:
        """A product that was just made, by its SKU or, without one, by our external id."""
        with self.lock:
            self.found[key] = Found((product_id,), time.monotonic() + _FRESH_SECONDS)

    def product_ids(self, skus: Iterable[str], order: str) -> dict[str, int]:
        """The product of each learned SKU; raises `UnknownSkuError` that names every SKU missing in Odoo."""
        with self.lock:
            found = {sku: self.found[sku].ids if sku in self.found else () for sku in sorted(set(skus))}
        twice = [sku for sku, ids in found.items() if len(ids) > 1]
        if twice:
            cause = say(
                "{order}: several products in Odoo have the reference {twice}.",
                order=order,
                twice=", ".join(twice),
            )
            raise UnknownSkuError(
                "sku_ambiguous", cause, twice, say("Leave the reference on one of them only.")
            )
        absent = [sku for sku, ids in found.items() if not ids]
        if absent:
            raise UnknownSkuError(
                "sku_unknown",
                say("{order}: Odoo has no product {absent}.", order=order, absent=", ".join(absent)),
                absent,
            )
        return {sku: ids[0] for sku, ids in found.items()}


def create(odoo: Odoo, catalogue: Catalogue, products: Sequence[NewProduct]) -> None:
    """Get or create them by our external ids: two bridges with the same new SKU make one product.

    Raises `BusinessError` with Odoo's words when it refuses.
    """
    for one, product_id in zip(products, Products(odoo).create(products), strict=True):
        catalogue.remember(one.sku or one.external_id, product_id)
