"""Real data for tests: orders of a small in-test channel, stored by the same ingest as in production.

    lampes = shop()
    [order] = ingest(lampes, unified_order(external_id="4711", lines=(line(sku="LMP-01"),)))

The channel's raw order is the unified document itself; anything else handed to `ingest` is an order
that nobody can read. It is registered when the first shop is made, so that discovery of real channels
never meets it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hub import ports
from hub.deliveries import of_newest_revision
from hub.errors import ConfigError, ContractError
from hub.ingest import ingest_page
from hub.models import Delivery, DeliveryState, Order, Shop
from hub.order import Address, Customer, Line, Payment, TaxAmount, from_document, to_document
from hub.order import Order as UnifiedOrder
from hub.order.closing import totals_of
from hub.order.money import quantize
from hub.order.vocabulary import FulfillmentStatus, LineKind, PaymentStatus, Status

PLACED_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SETTLED_AFTER = timedelta(minutes=1)


class PaperSource:
    """A shop that holds what the test put there."""

    def __init__(self, raw_orders: Sequence[Any] = ()) -> None:
        self.raw_orders = list(raw_orders)

    def pages(self, since: str | None) -> Iterator[ports.OrderPage]:
        """All of it on one page."""
        yield ports.OrderPage(orders=self.raw_orders, observed_at=PLACED_AT + SETTLED_AFTER, cursor="end")

    def order(self, external_id: str) -> ports.OrderPage:
        """The one order, or an empty page."""
        found = [raw for raw in self.raw_orders if raw.get("external_id") == external_id]
        return ports.OrderPage(orders=found, observed_at=PLACED_AT + SETTLED_AFTER)

    def check(self) -> Sequence[ports.Finding]:
        """Paper always works."""
        return [ports.Finding(name="connection", ok=True, detail="Works.")]


class PaperChannel:
    """A platform whose raw orders are unified documents. `sources` by shop slug, for tests that poll."""

    slug = "paper"
    label = "Paper"
    credentials: Mapping[str, ports.Credential] = {"key": ports.Credential(label="Key", secret=True)}

    def __init__(self) -> None:
        self.sources: dict[str, PaperSource] = {}

    def open(self, account: ports.Account) -> PaperSource:
        """The source that the test laid out for this shop; an empty one otherwise."""
        return self.sources.setdefault(account.shop, PaperSource())

    def identify(self, raw: ports.Raw) -> str:
        """The document's own id."""
        if not isinstance(raw, Mapping) or not raw.get("external_id"):
            raise ContractError("no_id", "The order has no external_id.")
        return str(raw["external_id"])

    def normalize(self, raw: ports.Raw, account: ports.Account) -> UnifiedOrder:
        """The document, read strictly."""
        return from_document(raw)

    def unpack(self, document: Any) -> Sequence[ports.Raw]:
        """A list of orders or one order."""
        return document if isinstance(document, list) else [document]

    def order_url(self, external_id: str, account: ports.Account) -> str:
        """Paper has a page for everything."""
        return f"https://paper.example/orders/{external_id}"


PAPER = PaperChannel()


def shop(slug: str = "lampes-fr", **columns: Any) -> Shop:
    """A stored shop of the in-test channel; `columns` are any of the model's."""
    ports.register(PAPER)
    values: dict[str, Any] = {"channel": PAPER.slug, "name": slug, "credentials": {"key": "paper-secret"}}
    return Shop.objects.create(slug=slug, **{**values, **columns})


def line(external_id: str = "1", *, net: str = "40.83", tax_rate: str | None = "20", **changes: Any) -> Line:
    """A product line of two lamps; `net` in EUR, tax added at `tax_rate` per cent (None: untaxed)."""
    amount = Decimal(net)
    tax = quantize(amount * Decimal(tax_rate) / 100, "EUR") if tax_rate else Decimal(0)
    values: dict[str, Any] = {
        "kind": LineKind.PRODUCT,
        "sku": "LMP-01",
        "title": "Desk lamp",
        "product_external_id": "12",
        "quantity": Decimal(2),
        "unit_price": (amount + tax) / 2,
        "net": amount,
        "tax": tax,
        "gross": amount + tax,
        "taxes": (TaxAmount(rate=Decimal(tax_rate), amount=tax, label="TVA"),) if tax_rate else (),
        "requires_shipping": True,
    }
    return Line(external_id=external_id, **{**values, **changes})


def address(**changes: Any) -> Address:
    """A home in Lyon."""
    values = {
        "name": "Zoé Martin",
        "street": "3 rue des Lilas",
        "postcode": "69003",
        "city": "Lyon",
        "country": "FR",
    }
    return Address(**{**values, **changes})


def unified_order(external_id: str = "4711", **changes: Any) -> UnifiedOrder:
    """A paid order of two lamps in EUR; totals follow the lines, `updated_at` follows `placed_at`."""
    lines = changes.setdefault("lines", (line(),))
    totals = changes.setdefault("totals", totals_of(lines))
    placed_at = changes.setdefault("placed_at", PLACED_AT)
    values: dict[str, Any] = {
        "channel": PAPER.slug,
        "shop": "lampes-fr",
        "number": f"#{external_id}",
        "updated_at": placed_at,
        "status": Status.OPEN,
        "payment_status": PaymentStatus.PAID,
        "fulfillment_status": FulfillmentStatus.UNFULFILLED,
        "raw_status": {"status": "processing"},
        "currency": "EUR",
        "prices_include_tax": True,
        "customer": Customer(external_id="31", email="zoe@example.com", name="Zoé Martin", locale="fr"),
        "billing_address": address(),
        "shipping_address": address(),
        "payments": (
            Payment(method="card", amount=totals.gross, paid_at=placed_at, reference=f"pay-{external_id}"),
        ),
    }
    return UnifiedOrder(external_id=external_id, **{**values, **changes})


def ingest(into: Shop, *orders: UnifiedOrder | Any, observed_at: datetime | None = None) -> list[Order]:
    """Store orders as one page of the shop, and return the stored rows in the order given.

    An order that is no `UnifiedOrder` is kept as it is: raw content that cannot be read. Without
    `observed_at` the shop showed the page a minute after its newest change, so all of it has settled;
    pass the order's own `updated_at` to leave it unsettled.
    """
    raws = [_raw(into, order) for order in orders]
    result = ingest_page(into, PAPER, ports.OrderPage(orders=raws, observed_at=observed_at or _later(orders)))
    rows = {row.external_id: row for row in Order.objects.filter(shop=into)}
    return [
        rows[raw["external_id"]]
        if isinstance(raw, Mapping) and raw.get("external_id") in result.external_ids
        else next(row for row in rows.values() if row.raw is not None and row.raw.payload == raw)
        for raw in raws
    ]


def hold_delivery(order: Order) -> Delivery:
    """The order's delivery, waiting for a product that the ERP does not know."""
    delivery = of_newest_revision(order, "odoo:main")
    delivery.note_trouble(ConfigError("sku_unknown", "No product LMP-01.", "Make the product."), PLACED_AT)
    delivery.state, delivery.waits_for = DeliveryState.HELD, "sku:LMP-01"
    delivery.save()
    return delivery


def _raw(into: Shop, order: UnifiedOrder | Any) -> Any:
    if isinstance(order, UnifiedOrder):
        return to_document(replace(order, shop=into.slug, channel=into.channel))
    return order


def _later(orders: Sequence[UnifiedOrder | Any]) -> datetime:
    dates = [order.updated_at for order in orders if isinstance(order, UnifiedOrder)]
    return max(dates, default=PLACED_AT) + SETTLED_AFTER
