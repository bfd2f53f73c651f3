"""Real data for tests: orders of a small in-test channel, stored by the same ingest as in production.

    lampes = shop()
    [order] = ingest(lampes, unified_order(external_id="4711", lines=(line(sku="LMP-01"),)))

The channel's raw order is the unified document itself; anything else handed to `ingest` is an order
that nobody can read. It is registered when the first shop is made, so that discovery of real channels
never meets it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hub import deliveries, ports
from hub.errors import ConfigError, ContractError, CredentialsError
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
        self.subscribers: set[str] = set()

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

    def count(self, since: str | None) -> int:
        """All of it."""
        return len(self.raw_orders)

    def subscribe(self, address: str) -> Sequence[ports.Finding]:
        """Remembers who wants to be called."""
        self.subscribers.add(address)
        return [ports.Finding(name="webhooks", ok=True, detail="Subscribed.")]

    def unsubscribe(self, address: str) -> Sequence[ports.Finding]:
        """Forgets it."""
        self.subscribers.discard(address)
        return [ports.Finding(name="webhooks", ok=True, detail="Stopped.")]


class PaperChannel:
    """A platform whose raw orders are unified documents. `sources` by shop slug, for tests that poll.

    Its webhooks are `{"event", "order", "at"}` in JSON; `x-paper-signature` is the HMAC-SHA256 of the body.
    """

    slug = "paper"
    label = "Paper"
    credentials: Mapping[str, ports.Credential] = {
        "key": ports.Credential(label="Key", secret=True),
        "webhook_secret": ports.Credential(label="Webhook secret", secret=True, required=False),
    }
    webhooks: ports.Webhooks | None = ports.Webhooks(secret="webhook_secret", hub_chooses_secret=True)

    def __init__(self) -> None:
        self.sources: dict[str, PaperSource] = {}

    def open(self, account: ports.Account) -> ports.Source:
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

    def verify_webhook(self, request: ports.WebhookRequest) -> ports.Hint:
        """The order a webhook names; a ping carries no signature and names none."""
        if request.body == b"ping":
            return ports.Hint(event_id="ping", topic="ping")
        secret = request.account.credentials.get("webhook_secret", "")
        given = request.headers.get("x-paper-signature", "")
        if not secret or not hmac.compare_digest(
            given.encode(), paper_signature(secret, request.body).encode()
        ):
            raise CredentialsError("forged_webhook", f"Shop {request.account.shop}: a forged webhook came.")
        try:
            said = json.loads(request.body)
            moment = datetime.fromisoformat(said["at"]) if said.get("at") else None
            return ports.Hint(
                event_id=said["event"], topic="order", external_id=said["order"], occurred_at=moment
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            cause = f"Shop {request.account.shop}: a webhook cannot be read."
            raise ContractError("unreadable_webhook", cause, "Look at its body.") from None

    def unpack(self, document: Any) -> Sequence[ports.Raw]:
        """A list of orders or one order."""
        return document if isinstance(document, list) else [document]

    def order_url(self, external_id: str, account: ports.Account) -> str:
        """Paper has a page for everything."""
        return f"https://paper.example/orders/{external_id}"


def paper_signature(secret: str, body: bytes) -> str:
    """What proves a webhook of the paper channel genuine."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


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


def claim(delivery: Delivery, owner: str) -> bool:
    """Whether that worker gets the delivery; it is then as stored."""
    keys = [(delivery.pk, delivery.order_id)]
    if not deliveries.claim_all(delivery.target, keys, owner):
        return False
    delivery.refresh_from_db()
    return True


def hold_delivery(order: Order) -> Delivery:
    """The order's delivery, waiting for a product that the ERP does not know."""
    delivery = deliveries.of_newest_revision(order, "odoo:main")
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
