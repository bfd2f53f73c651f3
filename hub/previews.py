"""What would be written to a target if an order were delivered now; whoever delivers registers how to look.

Nothing is written anywhere: neither to the target nor to the hub's tables.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext, ngettext

from hub.errors import ConfigError
from hub.models import Order, Shop
from hub.sentences import say

Told = Callable[[int, int], None]  # orders looked at, orders in all


class Verdict(StrEnum):
    """How a delivery would end: it arrives, a person is needed first, or there is nothing to do."""

    READY = "ready"
    MISSING = "missing"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is in the way, as the delivery's own error says it.

    `key` names the thing, the same for all orders that lack it (`sku:LMP-9`); `url` is the page that mends
    it, empty where there is none. `subject` says it without the order, for a list of many.
    """

    code: str
    error_class: str
    key: str
    cause: str
    remedy: str
    subject: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that would be made: in words, and exactly what would be sent, record by record.

    Numbers that the target has not given yet stand in the records as words in angle quotes.
    """

    words: str
    name: str
    records: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line of the sale order: on which product, at which price, with which taxes of the target."""

    sku: str
    product: str
    name: str
    quantity: str
    unit_price: str
    taxes: str


@dataclass(frozen=True, slots=True)
class Total:
    """An amount that is expected at the target, as texts in `currency`."""

    what: str
    net: str
    tax: str
    gross: str
    currency: str


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys: found by a rule, or to be created. `partner` is the target's number, where it has one."""

    name: str
    found: bool
    rule: str
    reasons: Sequence[str] = ()
    partner: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """One order. `reason` says why there is nothing to do; `notes` what a person should know beside it."""

    target: str
    revision: int
    verdict: Verdict
    reason: str = ""
    customer: Customer | None = None
    lines: Sequence[PlannedLine] = ()
    calls: Sequence[Call] = ()
    totals: Sequence[Total] = ()
    lacks: Sequence[Lack] = ()
    notes: Sequence[str] = ()


@dataclass(slots=True)
class Cause:
    """Something that several orders lack; `examples` are the first of them."""

    lack: Lack
    orders: int = 0
    examples: list[Order] = field(default_factory=list)


@dataclass(slots=True)
class ShopPreview:
    """All orders of a shop since a moment.

    Each order counts once in `verdicts`, and those that lack something once in `stopped` by the code of what
    stops it first; in `causes` it counts for everything that it lacks. `left` were not looked at.
    """

    shop: Shop
    target: str
    since: datetime
    orders: int = 0
    left: int = 0
    calls: int = 0
    verdicts: dict[Verdict, int] = field(default_factory=dict)
    stopped: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    causes: list[Cause] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.verdicts.get(Verdict.MISSING)


def summary(found: ShopPreview) -> str:
    """“212 orders: 201 ready, 9 need a product, 2 totals differ.”"""
    counts = [(found.verdicts.get(Verdict.READY, 0), gettext("ready"))]
    needs: dict[str, int] = {}
    for code, count in found.stopped.items():
        need = _need(code)
        needs[need] = needs.get(need, 0) + count
    counts += [(count, need) for need, count in sorted(needs.items(), key=lambda one: -one[1])]
    counts += [(found.verdicts.get(Verdict.NOTHING, 0), gettext("with nothing to do"))]
    said = ", ".join(f"{count} {words}" for count, words in counts if count or words == counts[0][1])
    orders = ngettext("%(count)d order", "%(count)d orders", found.orders) % {"count": found.orders}
    return f"{orders}: {said}."


def _need(code: str) -> str:
    """What stops an order first, as it is counted."""
    needs = {
        "sku_unknown": gettext("need a product"),
        "sku_ambiguous": gettext("need a product"),
        "sku_missing": gettext("need a SKU"),
        "tax_unknown": gettext("need a tax"),
        "tax_inactive": gettext("need a tax"),
        "vat_tax_open": gettext("need a tax"),
        "vat_tax_inactive": gettext("need a tax"),
        "vat_position_open": gettext("need a fiscal position"),
        "vat_position_gone": gettext("need a fiscal position"),
        "pricelist_missing": gettext("need a pricelist"),
        "journal_missing": gettext("need a payment journal"),
        "odoo_choice_gone": gettext("need a choice in the policy"),
        "odoo_choice_of_other_odoo": gettext("need a choice in the policy"),
        "customer_ambiguous": gettext("need a customer to be chosen"),
        "totals_differ": gettext("totals differ"),
        "currency_differs": gettext("currencies differ"),
        "changed_after_delivery": gettext("changed after the delivery"),
        "odoo_rights_missing": gettext("need rights in Odoo"),
        "odoo_refused": gettext("refused by Odoo"),
    }
    return needs.get(code) or gettext("stopped by %(code)s") % {"code": code}


class Previewer(Protocol):
    """Looks at one kind of target. All methods raise `AffluentError` where nobody can look."""

    def of_order(self, order: Order, *, seconds: float) -> Preview:
        """What would become of an order; Odoo gets so many seconds in all."""
        ...

    def of_shop(
        self,
        shop: Shop,
        since: datetime,
        *,
        seconds: float,
        most: int | None = None,
        told: Told | None = None,
    ) -> ShopPreview:
        """Every order placed since then, the newest `most` of them; `told` hears of the progress."""
        ...


_previewers: list[Previewer] = []


def register(previewer: Previewer) -> None:
    """Let it answer."""
    _previewers.append(previewer)


def previewer() -> Previewer:
    """The one that is registered; raises `ConfigError` where orders go nowhere."""
    if not _previewers:
        raise ConfigError(
            "no_target", say("Nothing is installed that delivers orders."), say("Install odoo_bridge.")
        )
    return _previewers[0]
