"""From nothing to the first invoice, as the guided set-up leads there."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from hub.models import Delivery, DeliveryState, Shop
from odoo_bridge import connections
from odoo_bridge.bridge.process import run_once
from odoo_bridge.models import OdooConnection, ShopPolicy
from tests.factories import PLACED_AT, ingest, shop, unified_order
from tests.odoo_bridge.world import World, connection_to

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("odoo", ["19"], indirect=True)]
GUIDE = "/admin/hub/shop/set-up/"
POLICIES = "/admin/odoo_bridge/shoppolicy/"


@pytest.fixture
def client(db: None) -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def page(client: Client) -> str:
    answer = client.get(GUIDE)
    assert answer.status_code == 200
    return str(answer.content.decode())


def nothing() -> None:
    ShopPolicy.objects.all().delete()
    Shop.objects.all().delete()
    OdooConnection.objects.all().delete()


def test_an_empty_hub_says_where_to_begin(world: World, client: Client) -> None:
    nothing()

    shown = page(client)

    assert "/admin/odoo_bridge/odooconnection/add/" in shown
    assert "/admin/hub/shop/add/" in shown


def test_a_connection_that_was_made_here_delivers_no_new_shop_at_once(world: World, client: Client) -> None:
    form = client.get("/admin/odoo_bridge/odooconnection/add/").context["adminform"].form

    assert form.initial["new_shops_live"] is False


def test_a_shop_goes_from_added_to_live_step_by_step(world: World, client: Client) -> None:
    # given a shop whose orders nobody has decided about
    ShopPolicy.objects.all().delete()
    world.connection.new_shops_live = False
    world.connection.save()
    world.order(placed_at=PLACED_AT)
    assert "Choose the policy" in page(client)

    # when somebody makes its policy, as the form proposes it
    policy = choose_the_policy(world, client)
    assert not policy.live

    # then it waits to go live, and delivers nothing
    assert f"/admin/odoo_bridge/shoppolicy/{policy.pk}/do/go-live/" in page(client)
    assert world.attempt(world.delivery()).state == DeliveryState.NOT_DUE

    # when somebody lets it go live
    day = (PLACED_AT - timedelta(days=1)).date().isoformat()
    done = client.post(
        f"/admin/odoo_bridge/shoppolicy/{policy.pk}/do/go-live/", {"go-live-day": day}, follow=True
    )

    assert "1 order is on its way" in done.content.decode()
    run_once()
    world.assert_once()
    assert "are delivered" in page(client)


def choose_the_policy(world: World, client: Client) -> ShopPolicy:
    """Save the form of a new policy as it is, VAT left to the shop."""
    form = client.get(f"{POLICIES}add/").context["adminform"].form
    given = {name: value for name, value in form.initial.items() if value is not None}
    given |= {
        name: field.initial for name, field in form.fields.items() if name not in given and field.initial
    }
    given |= {"shop": world.shop.pk, "connection": world.connection.pk, "charged_differs": "off"}
    inlines = {f"{name}-TOTAL_FORMS": "0" for name in ("pricelists", "vat_class_rates", "class_rates")}
    inlines |= {f"{name}-INITIAL_FORMS": "0" for name in ("pricelists", "vat_class_rates", "class_rates")}
    answer = client.post(
        f"{POLICIES}add/", {**{k: str(getattr(v, "value", v)) for k, v in given.items()}, **inlines}
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return ShopPolicy.objects.get()


def test_what_was_read_before_there_was_a_policy_is_delivered_too(
    world: World, client: Client, settings: Settings
) -> None:
    # given two connections, so that somebody has to say which, and an order that the bridge has passed by
    settings.AMQP_URL = ""
    ShopPolicy.objects.all().delete()
    connection_to(world.sandbox, "second")
    world.order(placed_at=PLACED_AT)
    run_once()
    assert not Delivery.objects.exists()

    # when the policy is chosen, and the shop goes live
    policy = choose_the_policy(world, client)
    day = (PLACED_AT - timedelta(days=1)).date().isoformat()
    client.post(f"/admin/odoo_bridge/shoppolicy/{policy.pk}/do/go-live/", {"go-live-day": day})
    run_once()

    # then it is delivered, once
    world.assert_once()


def test_the_policy_that_a_shop_got_meanwhile_is_changed_and_not_doubled(
    world: World, client: Client
) -> None:
    # given a form for a new policy that somebody fills in while the shop gets one by itself
    ShopPolicy.objects.all().delete()
    world.connection.new_shops_live = False
    world.connection.save()
    connections.policy_for(world.shop)

    # when the form is saved, then that policy is what it says
    assert choose_the_policy(world, client).charged_differs == "off"

    # and who opens such a form now comes to the policy itself, and goes back to where they came from
    answer = client.get(f"{POLICIES}add/?shop={world.shop.pk}&next={GUIDE}")
    assert answer.headers["Location"].startswith(f"{POLICIES}{ShopPolicy.objects.get().pk}/change/?")
    assert "next=" in answer.headers["Location"]


def test_a_policy_that_somebody_chose_is_not_written_over(world: World, client: Client) -> None:
    answer = client.post(
        f"{POLICIES}add/", {"shop": str(world.shop.pk), "connection": str(world.connection.pk)}
    )

    assert "already exists" in answer.content.decode()


def test_the_guide_is_come_back_to(world: World, client: Client) -> None:
    go_live = f"{POLICIES}{world.policy.pk}/do/go-live/?next=%2Fadmin%2Fhub%2Fshop%2Fset-up%2F"
    world.policy.live = False
    world.policy.save()
    assert go_live in page(client)

    asked = client.get(go_live).content.decode()
    assert f'name="next" value="{GUIDE}"' in asked

    given = {"go-live-day": PLACED_AT.date().isoformat()}
    answer = client.post(go_live, {**given, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"].startswith("/admin/odoo_bridge/")
    world.policy.live = False
    world.policy.save()
    assert client.post(go_live, {**given, "next": GUIDE}).headers["Location"] == GUIDE


def test_stopping_asks_why_and_is_kept_in_the_history(world: World, client: Client) -> None:
    address = f"/admin/odoo_bridge/shoppolicy/{world.policy.pk}/do/stop/"

    client.post(address, {"stop-reason": "Stock-taking."})

    world.policy.refresh_from_db()
    assert not world.policy.live
    history = client.get(f"/admin/odoo_bridge/shoppolicy/{world.policy.pk}/history/").content.decode()
    assert "Stock-taking." in history


def test_trouble_is_shown_where_it_is_mended(world: World, client: Client) -> None:
    Shop.objects.update(error_class="credentials", error_code="x", error_cause="Key <b>refused</b>.")

    shown = page(client)

    assert "does not work" in shown
    assert "Key &lt;b&gt;refused&lt;/b&gt;." in shown


def test_the_page_asks_as_many_queries_for_twenty_shops_as_for_one(world: World, client: Client) -> None:
    page(client)
    with CaptureQueriesContext(database) as one:
        page(client)
    for number in range(19):
        ingest(shop(f"shop-{number}"), unified_order("1", shop=f"shop-{number}"))

    with CaptureQueriesContext(database) as twenty:
        page(client)

    assert len(twenty) == len(one) <= 12


def test_who_may_not_see_shops_is_refused(world: World, client: Client) -> None:
    clerk = User.objects.create_user("luc", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_order"))
    client.force_login(clerk)

    assert client.get(GUIDE).status_code == 403
    assert Delivery.objects.count() == 0
