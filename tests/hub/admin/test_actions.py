"""What staff may do about orders and deliveries: by POST, with the right to, leaving a trace."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub import deliveries
from hub.models import Delivery, DeliveryState, Event, Order
from hub.order import Notice
from tests.factories import PLACED_AT, SETTLED_AFTER, ingest, shop, unified_order
from tests.hub.admin.conftest import TARGET, Staff

pytestmark = pytest.mark.django_db
MISMATCH = (Notice(code="totals_mismatch", detail="shop says 49.10, lines say 49.00"),)


def do(client: Client, row: Order | Delivery, action: str, **given: object) -> str:
    """Press the button; the page that comes back."""
    kind = row._meta.model_name
    answer = client.post(
        f"/admin/hub/{kind}/{row.pk}/do/{action}/",
        {f"{action}-{name}": str(value) for name, value in given.items()},
        follow=True,
    )
    assert answer.status_code == 200
    return str(answer.content.decode())


def last_event(order: Order) -> Event:
    return Event.objects.filter(order=order).latest("id")


@pytest.fixture
def held() -> Delivery:
    """A delivery that is held because the totals of its order differ."""
    [order] = ingest(shop(), unified_order(notices=MISMATCH))
    delivery = deliveries.of_newest_revision(order, TARGET)
    columns = {"state": "held", "error_class": "business", "error_code": "totals_mismatch"}
    Delivery.objects.filter(pk=delivery.pk).update(**columns)
    delivery.refresh_from_db()
    return delivery


def test_accepting_an_order_lets_its_delivery_go_on(client: Client, held: Delivery) -> None:
    page = do(client, held.order, "accept", revision=1, reason="the shop rounds per line")

    held.refresh_from_db()
    order = Order.objects.get()
    assert "is accepted" in page
    assert (order.accepted_revision, order.error_class) == (1, "")
    assert held.state == DeliveryState.WAITING
    told = Event.objects.filter(order=order, kind="staff").order_by("id").values_list("actor", "text")
    assert [actor for actor, _ in told] == ["zoe", "zoe"]
    assert "the shop rounds per line" in told[0][1]


def test_accepting_leaves_deliveries_alone_that_wait_for_something_else(
    client: Client, held: Delivery
) -> None:
    Delivery.objects.update(error_code="sku_unknown", waits_for="sku:LMP-9")

    do(client, held.order, "accept", revision=1, reason="fine")

    held.refresh_from_db()
    assert held.state == DeliveryState.HELD


def test_what_nobody_has_looked_at_is_not_accepted(client: Client, held: Delivery) -> None:
    changed = unified_order(notices=MISMATCH, note="new", updated_at=PLACED_AT + SETTLED_AFTER)
    ingest(held.order.shop, changed, observed_at=PLACED_AT + 3 * SETTLED_AFTER)

    page = do(client, held.order, "accept", revision=1, reason="fine")

    assert "changed meanwhile" in page
    assert Order.objects.get().accepted_revision == 0


def test_an_order_without_a_notice_cannot_be_accepted(client: Client) -> None:
    [order] = ingest(shop(), unified_order())

    assert "does not apply any more" in do(client, order, "accept", revision=1, reason="fine")


def test_reading_again_from_the_stored_raw_order(client: Client) -> None:
    [order] = ingest(shop(), {"external_id": "broken"})

    page = do(client, order, "read-again")
    assert "still cannot be read" in page

    order.refresh_from_db()
    assert order.raw is not None
    [good] = ingest(shop("other"), unified_order("broken"))
    assert good.raw is not None
    order.raw.payload = {**good.raw.payload, "shop": "lampes-fr"}
    order.raw.save()
    page = do(client, order, "read-again")

    order.refresh_from_db()
    assert "was read again" in page
    assert (order.revision, order.error_class) == (1, "")


def test_reading_again_without_its_channel_says_what_to_do(client: Client) -> None:
    [order] = ingest(shop(), unified_order())
    order.shop.channel = "gone"
    order.shop.save(update_fields=["channel"])

    assert "INSTALLED_APPS" in do(client, order, "read-again")


def test_deliver_again_asks_for_a_reason_and_keeps_it(
    client: Client, stuck: Callable[[Order], Delivery]
) -> None:
    [order] = ingest(shop(), unified_order())
    delivery = stuck(order)

    asked = do(client, delivery, "again", reason="  ")
    delivery.refresh_from_db()
    assert "This field is required" in asked
    assert delivery.state == DeliveryState.HELD

    do(client, delivery, "again", reason="product created")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING
    assert (last_event(order).actor, "product created" in last_event(order).text) == ("zoe", True)


def test_declare_done_needs_a_reason(client: Client, stuck: Callable[[Order], Delivery]) -> None:
    [order] = ingest(shop(), unified_order())
    delivery = stuck(order)

    assert "This field is required" in do(client, delivery, "done")
    do(client, delivery, "done", reason="invoiced by hand as INV/7")

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert "INV/7" in last_event(order).text


def test_what_is_running_is_left_alone(client: Client, stuck: Callable[..., Delivery]) -> None:
    [order] = ingest(shop(), unified_order())
    delivery = stuck(order, DeliveryState.RUNNING)

    for action in ("again", "done"):
        assert "does not apply any more" in do(client, delivery, action, reason="hurry")

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RUNNING


@pytest.mark.parametrize("action", ["again", "done"])
def test_a_race_with_the_bridge_is_told(
    client: Client, stuck: Callable[..., Delivery], monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    [order] = ingest(shop(), unified_order())
    delivery = stuck(order)
    monkeypatch.setattr(deliveries, "_RESTABLE", ())  # as if the bridge had claimed it just now

    assert "nothing was changed" in do(client, delivery, action, reason="hurry")


def test_looking_at_an_action_does_nothing(client: Client, stuck: Callable[[Order], Delivery]) -> None:
    [order] = ingest(shop(), unified_order())
    delivery = stuck(order)

    page = client.get(f"/admin/hub/delivery/{delivery.pk}/do/again/").content.decode()

    delivery.refresh_from_db()
    assert "nothing is written twice" in page
    assert delivery.state == DeliveryState.HELD


def test_an_action_that_does_not_exist(client: Client, stuck: Callable[[Order], Delivery]) -> None:
    delivery = stuck(ingest(shop(), unified_order())[0])

    assert client.post(f"/admin/hub/delivery/{delivery.pk}/do/explode/").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "reached"), [("/admin/hub/delivery/", True), ("https://evil.example/", False)]
)
def test_afterwards_only_to_pages_of_ours(
    client: Client, stuck: Callable[[Order], Delivery], wanted: str, reached: bool
) -> None:
    delivery = stuck(ingest(shop(), unified_order())[0])

    answer = client.post(
        f"/admin/hub/delivery/{delivery.pk}/do/again/", {"again-reason": "x", "next": wanted}
    )

    assert (answer.headers["Location"] == wanted) is reached


def test_who_may_only_look_finds_no_buttons_and_is_refused(
    staff: Staff, stuck: Callable[[Order], Delivery]
) -> None:
    [order] = ingest(shop(), unified_order())
    delivery = stuck(order)
    looker = staff("view_order", "view_delivery")

    page = looker.get(f"/admin/hub/order/{order.pk}/change/").content.decode()
    refused = looker.post(f"/admin/hub/delivery/{delivery.pk}/do/again/", {"again-reason": "x"})

    delivery.refresh_from_db()
    assert "/do/" not in page
    assert refused.status_code == 403
    assert delivery.state == DeliveryState.HELD


def test_who_may_see_nothing_sees_nothing(staff: Staff) -> None:
    [order] = ingest(shop(), unified_order())
    stranger = staff()

    for address in ("", f"{order.pk}/change/", f"{order.pk}/raw/", f"{order.pk}/do/read-again/"):
        assert stranger.get(f"/admin/hub/order/{address}").status_code == 403


def test_without_the_form_s_token_nothing_happens(stuck: Callable[[Order], Delivery]) -> None:
    delivery = stuck(ingest(shop(), unified_order())[0])
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_superuser("csrf"))

    answer = strict.post(f"/admin/hub/delivery/{delivery.pk}/do/again/", {"again-reason": "x"})

    delivery.refresh_from_db()
    assert answer.status_code == 403
    assert delivery.state == DeliveryState.HELD


def test_an_older_content_that_was_accepted_stays_accepted(client: Client, held: Delivery) -> None:
    do(client, held.order, "accept", revision=1, reason="fine")

    changed = replace(unified_order(notices=MISMATCH, note="new"), updated_at=PLACED_AT + SETTLED_AFTER)
    ingest(held.order.shop, changed, observed_at=PLACED_AT + 3 * SETTLED_AFTER)

    order = Order.objects.get()
    assert (order.accepted_revision, order.error_code) == (1, "totals_mismatch")
