"""The dry run as the hub asks for it through `hub.previews`; here it is guarded against writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from hub.errors import ContractError
from hub.models import Order, Shop
from hub.order import InvalidOrder
from hub.previews import Preview, ShopPreview, Told, Verdict
from hub.sentences import say
from odoo_bridge.models import ShopPolicy
from odoo_bridge.preview import lacks, rights, shops, shown
from odoo_bridge.preview.findings import Finding, find
from odoo_bridge.preview.guard import only_reading
from odoo_bridge.preview.opening import Worlds, connection_of, open_worlds, remarks
from odoo_bridge.preview.world import imagined


class OdooPreviewer:
    """Looks at orders that go to Odoo."""

    def of_order(self, order: Order, *, seconds: float) -> Preview:
        """By the shop's policy as it is."""
        with _looking():
            connection = connection_of(order)
            if not order.revision:
                found = lacks.of_unread(order, connection.target)
                return Preview(connection.target, 0, Verdict.MISSING, lacks=found)
            worlds = open_worlds(connection, seconds=seconds, change=_as_it_is)
            [finding] = find(worlds.strict, worlds.mended, imagined([order], connection.target))
            return _preview(worlds, finding)

    def of_shop(
        self,
        shop: Shop,
        since: datetime,
        *,
        seconds: float,
        most: int | None = None,
        told: Told | None = None,
    ) -> ShopPreview:
        """As if the policy's first day had come already."""
        with _looking():
            return shops.preview(shop, since, seconds=seconds, most=most, told=told)


@contextmanager
def _looking() -> Iterator[None]:
    """Writes nothing; a content that an older hub stored otherwise is told like any trouble."""
    try:
        with only_reading():
            yield
    except InvalidOrder as invalid:
        raise ContractError(
            "order_unreadable",
            say("The stored content of an order cannot be read: {invalid}.", invalid=invalid),
            say("Read the shop's orders again from their raw content with `manage.py remap`."),
        ) from invalid


def _as_it_is(policy: ShopPolicy) -> None:
    """The policy is looked at as it stands."""


def _preview(worlds: Worlds, finding: Finding) -> Preview:
    order, target = finding.outcome.delivery.order, worlds.connection.target
    world = worlds.mended if finding.mended else worlds.strict
    refused = rights.missing(world.odoo, world.rehearsal.writes)
    if refused is not None:
        finding.add(lacks.of_error(refused, order, target))
    calls = shown.calls(world, finding.shown)
    reason = finding.reason or ("" if calls else say("Odoo has all of it already."))
    return Preview(
        target=target,
        revision=order.revision,
        verdict=Verdict.MISSING if finding.lacks else Verdict.NOTHING if reason else Verdict.READY,
        reason="" if finding.lacks else reason,
        customer=shown.customer(finding.shown, target),
        lines=shown.lines(world, finding.shown),
        calls=calls,
        totals=shown.totals(finding.shown),
        lacks=finding.lacks,
        notes=[*shown.notes(world, finding.shown), *remarks(worlds.connection)],
    )
