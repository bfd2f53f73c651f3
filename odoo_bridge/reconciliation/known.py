"""What the hub says of a portion of orders: contents, deliveries, finished steps; a handful of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Min

from hub.models import Delivery, DeliveryState, DeliveryStep, Order, Outbox, Revision
from hub.order import Order as UnifiedOrder
from hub.order import from_document
from hub.order.money import amount_text
from hub.sentences import say
from odoo_bridge.deliver.progress import Progress, progress_of
from odoo_bridge.models import ShopPolicy, VatRecord
from odoo_bridge.sale.afterwards import is_cancelled
from odoo_bridge.sale.plan import tolerance_in
from odoo_bridge.vat.stored.written import as_written

_NOTES = ("credit_note:", "credited:")


@dataclass(slots=True, kw_only=True)
class Known:
    """An order as the hub has it. `delivery` is that of the newest published revision, if there is one.

    `newest` is the content that the world was told last, `written` the one that Odoo got; `unpublished` since
    when its oldest message waits. `by_hand`: a person declared a delivery of it done, so that the figures in
    Odoo are theirs.
    """

    row: Order
    policy: ShopPolicy
    newest: UnifiedOrder | None
    written: UnifiedOrder | None
    delivery: Delivery | None
    progress: Progress | None
    by_hand: bool
    unpublished: datetime | None

    @property
    def sale_id(self) -> int | None:
        """The sale order that the hub wrote."""
        return self.progress.record_id("order") if self.progress else None

    @property
    def move_ids(self) -> set[int]:
        """The invoice and credit notes that it wrote."""
        done = self.progress.done if self.progress else {}
        names = (name for name in done if name in ("invoice", "posted") or name.startswith(_NOTES))
        return {record_id for name in names if (record_id := done[name].record_id)}

    def has(self, step: str) -> bool:
        """Whether the step was finished; `paid:` asks for any step of the kind."""
        done = self.progress.done if self.progress else {}
        return any(name.startswith(step) for name in done) if step.endswith(":") else step in done

    @property
    def reference(self) -> str:
        """What the sale order says of itself to people."""
        return f"{self.policy.reference_prefix}{self.row.number or self.row.external_id}"

    @property
    def origin(self) -> str:
        """What it says of itself to the hub."""
        return f"{self.row.shop.slug} {self.row.external_id}"

    @property
    def is_cancelled(self) -> bool:
        """Whether the shop called it off."""
        return self.newest is not None and is_cancelled(self.newest)

    @property
    def tolerance(self) -> Decimal:
        """How much of a rounding difference the policy bears, in the order's currency."""
        return tolerance_in(self.policy.tolerance, self.row.currency)

    @property
    def said(self) -> str:
        """How sentences begin."""
        return say(
            "Order {order} of shop {shop}",
            order=self.row.number or self.row.external_id,
            shop=self.row.shop.slug,
        )

    def money(self, amount: Decimal) -> str:
        """An amount with its currency."""
        return f"{amount_text(amount, self.row.currency)} {self.row.currency}"


def read(orders: Sequence[Order], target: str, policy: ShopPolicy | None) -> list[Known]:
    """What is known of those orders that belong to the target.

    An order stays with the Odoo that it was written to; one that was never written goes where the policy
    says.
    """
    written_to = _written_to(orders)
    default = policy.connection.target if policy else ""
    mine = [order for order in orders if written_to.get(order.pk, default) == target]
    if policy is None or not mine:
        return []
    ids = [order.pk for order in mine]
    deliveries: dict[int, list[Delivery]] = {}
    for row in Delivery.objects.filter(order__in=ids, target=target).order_by("revision"):
        deliveries.setdefault(row.order_id, []).append(row)
    progress = {
        one.delivery.order_id: one for one in progress_of([r[-1] for r in deliveries.values()]).values()
    }
    contents = _contents(mine, progress)
    decided = {(row.order_id, row.revision): row for row in VatRecord.objects.filter(order__in=ids)}
    waiting = dict(
        Outbox.objects.filter(order__in=ids, published_at=None)
        .values_list("order")
        .annotate(Min("occurred_at"))
        .order_by()
    )
    return [
        _known(
            order, policy, deliveries.get(order.pk, []), progress.get(order.pk), contents, decided, waiting
        )
        for order in mine
    ]


def _known(
    order: Order,
    policy: ShopPolicy,
    rows: Sequence[Delivery],
    progress: Progress | None,
    contents: Mapping[tuple[int, int], UnifiedOrder],
    decided: Mapping[tuple[int, int], VatRecord],
    waiting: Mapping[int, datetime],
) -> Known:
    newest = rows[-1] if rows and rows[-1].revision == order.published_revision else None
    key = (order.pk, (progress.written_revision if progress else None) or 0)
    written = contents.get(key)
    return Known(
        row=order,
        policy=policy,
        newest=contents.get((order.pk, order.published_revision)),
        written=as_written(written, decided[key]) if written and key in decided else written,
        delivery=newest,
        progress=progress,
        by_hand=any(_is_declared(row) for row in rows),
        unpublished=waiting.get(order.pk),
    )


def _is_declared(row: Delivery) -> bool:
    """A person declared it done: the bridge names the sale order, and clears what was wrong."""
    if row.state != DeliveryState.DELIVERED:
        return False
    named = isinstance(row.result, dict) and row.result.get("sale_order_id")
    return row.in_trouble or not named


def _written_to(orders: Collection[Order]) -> dict[int, str]:
    steps = DeliveryStep.objects.filter(delivery__order__in=[order.pk for order in orders], name="order")
    rows = steps.order_by("-id").values_list("delivery__order", "delivery__target")
    return dict(rows)  # the oldest comes last and stays


def _contents(
    orders: Sequence[Order], progress: Mapping[int, Progress]
) -> dict[tuple[int, int], UnifiedOrder]:
    wanted = {(order.pk, order.published_revision) for order in orders if order.published_revision}
    wanted |= {(pk, one.written_revision) for pk, one in progress.items() if one.written_revision}
    rows = Revision.objects.filter(
        order__in={pk for pk, _ in wanted}, number__in={number for _, number in wanted}
    )
    return {
        (row.order_id, row.number): from_document(row.document)
        for row in rows
        if (row.order_id, row.number) in wanted
    }
