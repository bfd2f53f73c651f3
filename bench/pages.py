"""How long the back office takes with 200,000 orders: the server's time for its lists, searches and pages."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from bench.crowd import multiply
from bench.deliveries import scene
from hub.models import Delivery, Order
from sandbox.shops.woocommerce.generator import Mix

ORDERS = 200_000
_FEW = 40
_KINDS = ("guest", "registered", "mixed_rates", "percent_coupon", "company_fr")
_TRIES = 20
_YEAR = "report of a year"
_AIM, _AIMS = 300, {_YEAR: 1000}  # milliseconds
_HELD = "UPDATE hub_delivery SET state = 'held', error_class = 'business', error_cause = 'No such SKU.', "
_STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def run(orders: int = ORDERS) -> Iterator[str]:
    """The time below which 95 of 100 answers stay, for each kind of page."""
    if connection.vendor != "mysql":
        yield "pages: only measured on MariaDB (DATABASE_URL)"
        return
    with scene("17", "pages", _FEW, Mix(kinds=_KINDS)) as made:
        made.deliver(_FEW)
    _as_of_now()
    crowd = multiply(orders)
    _hold_some()
    yield f"pages: {crowd.orders} orders; p95 in milliseconds of the server, of which the processor's"
    yield from measure()


def measure() -> Iterator[str]:
    """A line for each kind of page, and which are slower than they should be."""
    slow = []
    with override_settings(STORAGES={**settings.STORAGES, **_STATIC}, ALLOWED_HOSTS=["*"]):
        client = Client()
        client.force_login(User.objects.get_or_create(username="bench", is_staff=True, is_superuser=True)[0])
        for name, addresses in _addresses().items():
            wall, processor = _p95(client, addresses)
            slow += [name] if wall > _AIMS.get(name, _AIM) else []
            yield f"pages: {name} {wall:.0f} ({processor:.0f})"
    yield f"pages slower than they should be: {', '.join(slow) or 'none'}"


def _as_of_now() -> None:
    """The first ones were placed in the last minutes, so that today has orders."""
    Order.objects.update(placed_at=timezone.now())


def _hold_some() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_HELD + "error_since = created_at WHERE MOD(id, 997) = 0")


def _addresses() -> dict[str, list[str]]:
    """What people open in the morning; searches of every kind, also for what is not there."""
    orders = "/admin/hub/order/"
    some = list(Order.objects.order_by("-pk").values("pk", "number", "email", "customer_name")[::5000])
    keys = [row["pk"] for row in some]
    today = timezone.localdate()
    sold = list(
        Delivery.objects.filter(order__in=keys, steps__name__in=("confirmed", "posted")).values_list(
            "steps__record_name"
        )
    )
    return {
        "overview": ["/admin/"],
        "list": [orders],
        "last page": [f"{orders}?p=200"],
        "filtered": [f"{orders}?{query}" for query in ("held=yes", "held=no", "status=open", "placed=90%2B")],
        "order": [f"{orders}{key}/change/" for key in keys],
        "by number": [f"{orders}?q={row['number']}" for row in some],
        "by e-mail": [f"{orders}?q={row['email']}" for row in some],
        "by name": [f"{orders}?q={row['customer_name'][2:]}" for row in some],
        "by Odoo's name": [f"{orders}?q={name}" for (name,) in sold],
        "in vain": [f"{orders}?q={term}" for term in ("zzzzzz", "FR99999999999", "ZZZ-1", "991234567")],
        "deliveries": ["/admin/hub/delivery/", "/admin/hub/delivery/?state=person"],
        "events": ["/admin/hub/event/"],
        "report of a month": ["/admin/reports/"],
        _YEAR: [f"/admin/reports/?first={today - timedelta(days=364)}&last={today}"],
    }


def _p95(client: Client, addresses: Sequence[str]) -> tuple[float, float]:
    """Milliseconds on the clock and of the processor."""
    walls, processors = [], []
    for place in range(_TRIES + 1):
        started, began = time.perf_counter(), time.process_time()
        answer = client.get(addresses[place % len(addresses)])
        walls.append(1000 * (time.perf_counter() - started))
        processors.append(1000 * (time.process_time() - began))
        assert answer.status_code == 200, addresses[place % len(addresses)]
    nth = int(0.95 * _TRIES)
    return sorted(walls[1:])[nth], sorted(processors[1:])[nth]  # the first one loads templates
