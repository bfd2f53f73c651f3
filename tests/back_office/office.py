"""A back office with something in every table, and the addresses of all its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from hub import api_keys, deliveries
from hub.models import (
    Alert,
    AlertRecipient,
    ApiKey,
    Attempt,
    Backfill,
    Cursor,
    DeliveryState,
    DeliveryStep,
    InvoiceDocument,
    Order,
    Problem,
    SavedFilter,
    Shop,
    Webhook,
    WebhookSubscription,
)
from hub.order.vocabulary import Status
from hub.problems import following
from hub.problems.cause import Source
from odoo_bridge.models import (
    AddressTerritory,
    MemberState,
    OdooChoice,
    OdooConnection,
    Partner,
    PartnerLink,
    PartnerProof,
    PaymentMapping,
    ProductMapping,
    ProductVat,
    ServiceMapping,
    ShopPolicy,
    TaxMapping,
    VatCheck,
    VatPositionMapping,
    VatRateCheck,
    VatRecord,
    VatTaxMapping,
)
from tests.factories import ingest, line, shop, unified_order
from tests.hub.reconciliation.differences import difference, run

LAMPS = ("Desk lamp", "Floor lamp", "Lampshade")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's name, the same in every run, and its address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Office:
    """The order whose pages are looked at; everything else is found by its table."""

    order: Order

    def pages(self) -> Iterator[Page]:
        """Every list, form and page."""
        yield Page("overview", reverse("admin:index"))
        for model, pages in admin.site._registry.items():
            yield from _pages_of(model, pages)
        yield Page("hub.order page of one that was invoiced", self._address("change"))
        for tab in ("revisions", "preview", "unified", "raw"):
            yield Page(f"hub.order {tab}", self._address(tab))
        yield Page("hub.order difference of two revisions", f"{self._address('revisions')}?from=1&to=2")
        yield Page("hub.order search", f"{reverse('admin:hub_order_changelist')}?q=martin")
        yield Page("odoo_bridge.vatrecord report", reverse("admin:odoo_bridge_vatrecord_report"))
        yield Page("password change", reverse("admin:password_change"))

    def _address(self, tab: str) -> str:
        return reverse(f"admin:hub_order_{tab}", args=[self.order.pk])


def _pages_of(model: type[Model], pages: "admin.ModelAdmin[Model]") -> Iterator[Page]:
    name, place = model._meta.label_lower, f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield Page(f"{name} list", reverse(f"{place}_changelist"))
    rows = pages.model._default_manager.order_by("-pk")
    row = (rows.filter(source=Source.DELIVERY) if model is Problem else rows)[:1].get()
    if getattr(pages, "record_template", "a form") != "":
        yield Page(f"{name} page", reverse(f"{place}_change", args=[row.pk]))
    if model in (Shop, ApiKey, OdooConnection, ShopPolicy, ProductMapping, TaxMapping, User):
        query = "?channel=woocommerce" if model is Shop else ""
        yield Page(f"{name} add", reverse(f"{place}_add") + query)


def furnish(rows: int = 3) -> Office:
    """Let every table have so many rows, more or less; a second call with more adds what is missing."""
    for place in range(Shop.objects.count(), rows):
        _furnish(place)
    return Office(Order.objects.get(shop__slug="lampes-0", external_id="0"))


def _furnish(place: int) -> None:
    now = timezone.now()
    lampes = shop(f"lampes-{place}", name=f"Lampes de Lyon {place}", last_success_at=now)
    Cursor.objects.create(shop=lampes, position="2026-11-21T09:30:00Z")
    WebhookSubscription.objects.create(shop=lampes, wanted=True, last_received_at=now)
    connection = OdooConnection.objects.create(
        name=f"main-{place}", url="https://odoo.example", database="shop", user="hub", version="17.0", uid=2
    )
    orders = ingest(
        lampes,
        *(
            unified_order(
                str(number),
                placed_at=now - timedelta(hours=3 * number),
                lines=tuple(line(str(n), sku=f"LMP-{n}", title=title) for n, title in enumerate(LAMPS)),
            )
            for number in range(3)
        ),
        unified_order("3", placed_at=now - timedelta(days=1), status=Status.CANCELLED),
        {"external_id": "broken"},
    )
    ingest(lampes, unified_order("0", placed_at=now, note="Please ring twice", number="#0"))
    _delivered(orders[0], connection)
    _held(orders[1], connection)
    _of_the_hub(lampes, orders)
    _of_odoo(lampes, connection, orders[0], place)
    _of_people(place)
    following.follow()


def _of_people(place: int) -> None:
    Group.objects.create(name=f"Operators {place}")
    clerk = User.objects.create_user(f"operator-{place}", is_staff=True)
    LogEntry.objects.log_actions(str(clerk.pk), [clerk], CHANGE, "Note changed.", single_object=True)
    for owner in User.objects.filter(is_superuser=True):
        SavedFilter.objects.create(
            person=owner, table="hub.order", name=f"Held {place}", query="held=yes&q=martin"
        )
    recipient = {"name": f"Desk {place}", "kind": "email", "email": "desk@example.com", "secrets": {}}
    AlertRecipient.objects.create(**recipient)
    Alert.objects.create(
        **{"rule": "shop_unread", "key": f"lampes-{place}", "name": "A shop is not read", "cause": "Gone."},
        began_at=timezone.now(),
    )


def _delivered(order: Order, connection: OdooConnection) -> None:
    order.refresh_from_db()
    delivery = deliveries.of_newest_revision(order, connection.target)
    now = timezone.now()
    delivery.state, delivery.finished_at = DeliveryState.DELIVERED, now
    delivery.save()
    Attempt.objects.create(delivery=delivery, started_at=now, milliseconds=412, calls=9, outcome="delivered")
    for name, model, shown in (
        ("partner", "res.partner", "Zoé Martin"),
        ("order", "sale.order", "S00042"),
        ("posted", "account.move", "INV/2026/00007"),
    ):
        step = DeliveryStep(delivery=delivery, name=name, model=model, record_id=7, record_name=shown)
        step.milliseconds = 103
        step.save()


def _held(order: Order, connection: OdooConnection) -> None:
    delivery = deliveries.of_newest_revision(order, connection.target)
    delivery.state, delivery.waits_for = DeliveryState.HELD, "sku:LMP-9"
    delivery.error_class, delivery.error_code = "business", "sku_unknown"
    delivery.error_cause, delivery.error_remedy = "Odoo has no product LMP-9.", "Create the product in Odoo."
    delivery.error_since = timezone.now() - timedelta(hours=5)
    delivery.save()


def _of_the_hub(lampes: Shop, orders: list[Order]) -> None:
    now = timezone.now()
    Backfill.objects.create(shop=lampes, since=now - timedelta(days=30), total=120, seen=60, state="running")
    Webhook.objects.create(shop=lampes, event_id="e1", topic="order.updated", external_id="0", body="{}")
    InvoiceDocument.objects.create(
        order=orders[0], target="odoo:main", record_id=orders[0].pk, number="INV/2026/00007"
    )
    difference(orders[0])
    run(lampes)
    run(lampes, "odoo:main")
    api_keys.make(f"warehouse of {lampes.slug}", ["orders:read"])


def _of_odoo(lampes: Shop, connection: OdooConnection, order: Order, place: int) -> None:
    now = timezone.now()
    ShopPolicy.objects.create(shop=lampes, connection=connection)
    OdooChoice.objects.create(connection=connection, kind="warehouse", odoo_id=1, name="Lyon")
    TaxMapping.objects.create(
        connection=connection, rate=Decimal(20), price_included=True, tax_id=1, tax_name="TVA 20 %"
    )
    ProductMapping.objects.create(shop=lampes, sku="LMP-01", reference="LAMP")
    AddressTerritory.objects.create(
        country="ES", postcode=f"3500{place}", town="las palmas", territory="canaries"
    )
    ProductVat.objects.create(shop=lampes, sku="BOOK-01", product_class="books")
    ServiceMapping.objects.create(shop=lampes, title="Colissimo", reference="SHIPPING")
    PaymentMapping.objects.create(shop=lampes, connection=connection, method="card")
    partner = Partner.objects.create(connection=connection, partner_id=7, name="Zoé Martin")
    for key in ("email:zoe@example.com", "phone:+33478000000"):
        PartnerLink.objects.create(
            connection=connection, key=key, basis=key, partner=partner, rule="email", reasons=["same e-mail"]
        )
    check = VatCheck.objects.create(
        prefix="FR", number=f"4030326504{place}", outcome="valid", name="SA LAMPES", asked_at=now
    )
    VatRecord.objects.create(
        **{
            "order": order,
            "revision": order.revision,
            "state": "agreed",
            "day": now.date(),
            "currency": "EUR",
        },
        **{"gross": Decimal(49), "charged_tax": Decimal("8.17"), "due_tax": Decimal("8.17"), "proof": check},
    )
    PartnerProof.objects.create(connection=connection, answer=check, partner_id=7, order=order)
    VatTaxMapping.objects.create(
        **{"connection": connection, "treatment": "OSS_DESTINATION", "country": "DE", "rate": Decimal(19)},
        **{"supply": "goods", "price_included": True, "tax_id": 9, "tax_name": "19 % DE"},
    )
    VatPositionMapping.objects.create(
        connection=connection, treatment="OSS_DESTINATION", country="DE", open=True
    )
    MemberState.objects.get_or_create(prefix=("FR", "DE", "ES", "IT", "BE", "NL")[place % 6])
    VatRateCheck.objects.create(source=f"rates-{place}", source_day=now.date(), checked_at=now)
