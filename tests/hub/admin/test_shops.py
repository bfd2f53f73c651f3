"""Setting up shops: the form that a channel declares, secrets that never come out, and the switches."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import ports
from hub.errors import CredentialsError
from hub.models import Cursor, Shop
from tests.factories import PAPER, ingest, shop, unified_order
from tests.hub.admin.conftest import Staff

pytestmark = pytest.mark.django_db
WOO = {
    "slug": "lampes-fr",
    "name": "Lampes",
    "poll_seconds": "60",
    "credential_url": "https://shop.example",
    "credential_consumer_key": "ck_very-secret",
    "credential_consumer_secret": "cs_very-secret",
    "options": '{"per_minute": 60}',
}
ADD = "/admin/hub/shop/add/?channel=woocommerce"


def form_errors(answer: object) -> str:
    """What the form complains of."""
    form = answer.context["adminform"].form  # type: ignore[attr-defined] # a response with its context
    return " ".join(str(text) for texts in form.errors.values() for text in texts)


@pytest.fixture
def lampes(client: Client) -> Shop:
    """A WooCommerce shop, made through the form."""
    client.post(ADD, WOO)
    return Shop.objects.get()


def change(client: Client, row: Shop, **given: str) -> object:
    kept = {name: value for name, value in WOO.items() if "consumer" not in name}
    return client.post(f"/admin/hub/shop/{row.pk}/change/", {**kept, **given})


def test_a_shop_is_added_by_the_form_that_its_channel_declares(client: Client) -> None:
    page = client.get(ADD).content.decode()
    answer = client.post(ADD, WOO, follow=True)

    [made] = Shop.objects.all()
    for label in ("Shop address", "Consumer key", "Webhook secret", "calls per minute"):
        assert label in page
    assert (made.slug, made.channel, made.options) == ("lampes-fr", "woocommerce", {"per_minute": 60})
    assert dict(made.credentials) == {
        "url": "https://shop.example",
        "consumer_key": "ck_very-secret",
        "consumer_secret": "cs_very-secret",
    }
    assert "Test its connection now" in answer.content.decode()


def test_the_platform_is_chosen_first(client: Client) -> None:
    ports.register(PAPER)

    page = client.get("/admin/hub/shop/add/").content.decode()
    unknown = client.get("/admin/hub/shop/add/?channel=<script>").content.decode()

    assert "?channel=paper" in page
    assert "?channel=woocommerce" in page
    assert "No such channel is installed" in unknown


def test_with_one_platform_there_is_nothing_to_choose(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    woo = ports.channel("woocommerce")
    monkeypatch.setattr(ports, "channels", lambda: (woo,))

    assert client.get("/admin/hub/shop/add/").headers["Location"] == "?channel=woocommerce"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"slug": "Lampes FR"}, "lower-case letters"),
        ({"slug": ""}, "required"),
        ({"credential_url": ""}, "required"),
        ({"credential_consumer_key": ""}, "required"),
        ({"credential_url": "not an address"}, "not an address"),
        ({"poll_seconds": "0"}, "greater than or equal to 1"),
        ({"poll_seconds": "a"}, "whole number"),
        ({"poll_seconds": "9" * 30}, "less than or equal"),
        ({"options": "{"}, "not valid JSON"),
        ({"options": "[1]"}, "JSON object"),
        ({"options": "7"}, "JSON object"),
        ({"options": '{"per_minute": NaN}'}, "NaN is no JSON value"),
        ({"options": '{"per_minute": ' + "9" * 5000 + "}"}, "not valid JSON"),
        ({"options": '{"sign_url": "\\ud800"}'}, "not valid JSON"),
        ({"options": '{"a":' * 20 + "1" + "}" * 20}, "nested too deeply"),
        ({"options": "[" * 9000}, "not valid JSON"),
        ({"options": '{"colour": "red"}'}, "colour"),
        ({"options": '{"per_minute": "many"}'}, "per_minute"),
        ({"options": "x" * 30_000}, "at most 20000"),
        ({"name": "\x00"}, "Null characters"),
    ],
)
def test_what_is_typed_wrong_is_said_at_the_form(client: Client, given: dict[str, str], told: str) -> None:
    answer = client.post(ADD, {**WOO, **given})

    assert answer.status_code == 200
    assert told in form_errors(answer)
    assert not Shop.objects.exists()


def test_a_slug_is_taken_once(client: Client, lampes: Shop) -> None:
    assert "already exists" in form_errors(client.post(ADD, WOO))


def test_secrets_are_never_shown_again(client: Client, lampes: Shop) -> None:
    page = client.get(f"/admin/hub/shop/{lampes.pk}/change/").content.decode()
    wrong = change(client, lampes, options="{", credential_consumer_key="ck_typed-now")

    for shown in (page, bytes(wrong.content).decode()):  # type: ignore[attr-defined] # a response
        assert "very-secret" not in shown
        assert "ck_typed-now" not in shown
    assert "https://shop.example" in page
    assert "Leave empty to keep the stored one" in page


def test_an_empty_field_keeps_the_secret_and_a_filled_one_replaces_it(client: Client, lampes: Shop) -> None:
    change(client, lampes, name="New name", credential_consumer_secret="cs_new")

    lampes.refresh_from_db()
    assert lampes.name == "New name"
    assert lampes.credentials["consumer_key"] == "ck_very-secret"
    assert lampes.credentials["consumer_secret"] == "cs_new"


def test_an_optional_secret_can_be_forgotten(client: Client, lampes: Shop) -> None:
    change(client, lampes, credential_webhook_secret="whsec")
    lampes.refresh_from_db()
    assert lampes.credentials["webhook_secret"] == "whsec"

    change(client, lampes, forget_webhook_secret="on")

    lampes.refresh_from_db()
    assert "webhook_secret" not in lampes.credentials


def test_secrets_whose_encryption_key_is_lost_are_asked_for_again(client: Client, lampes: Shop) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hub_shop SET credentials = %s", ["v1:lost:nonsense"])

    answer = change(client, lampes)
    change(client, lampes, credential_consumer_key="k", credential_consumer_secret="s")

    lampes.refresh_from_db()
    assert form_errors(answer).count("required") == 2
    assert lampes.credentials["consumer_key"] == "k"


def test_saving_touches_only_what_the_form_is_about(client: Client, lampes: Shop) -> None:
    """The poller writes the same row at any time; the form must not write back what it read before."""
    page = f"/admin/hub/shop/{lampes.pk}/change/"
    client.get(page)
    polled = timezone.now().replace(microsecond=0)
    Shop.objects.update(last_success_at=polled, next_poll_at=polled, error_cause="noted meanwhile")
    with CaptureQueriesContext(connection) as captured:
        change(client, lampes, name="Other")

    [written] = [
        str(q["sql"]) for q in captured if str(q["sql"]).startswith("UPDATE") and "hub_shop" in str(q)
    ]
    lampes.refresh_from_db()
    assert "last_success_at" not in written
    assert "credentials" not in written
    assert (lampes.name, lampes.next_poll_at, lampes.error_cause) == ("Other", polled, "noted meanwhile")


def test_a_new_key_ends_the_pause_that_the_old_one_caused(client: Client, lampes: Shop) -> None:
    lampes.note_trouble(CredentialsError("wrong_key", "Refused."), timezone.now())
    lampes.save()

    change(client, lampes, credential_consumer_key="ck_new")

    lampes.refresh_from_db()
    assert (lampes.error_class, lampes.next_poll_at) == ("", None)


def test_the_slug_never_changes(client: Client, lampes: Shop) -> None:
    change(client, lampes, slug="other", name="Other")

    lampes.refresh_from_db()
    assert (lampes.slug, lampes.name) == ("lampes-fr", "Other")


def test_a_shop_of_a_channel_that_is_gone_can_still_be_looked_at(client: Client) -> None:
    row = shop(channel="gone")

    page = client.get(f"/admin/hub/shop/{row.pk}/change/").content.decode()
    client.post(f"/admin/hub/shop/{row.pk}/change/", {"name": "Renamed", "poll_seconds": "60"})

    row.refresh_from_db()
    assert "The channel gone is not installed" in page
    assert row.name == "Renamed"


def test_the_page_shows_how_far_the_shop_was_read(client: Client) -> None:
    row = shop()
    Cursor.objects.create(shop=row, position="2026-11-21T09:30:00")

    assert "2026-11-21T09:30:00" in client.get(f"/admin/hub/shop/{row.pk}/change/").content.decode()


def press(client: Client, row: Shop, action: str, reason: str = "") -> str:
    given = {f"{action}-reason": reason} if reason else {}
    answer = client.post(f"/admin/hub/shop/{row.pk}/do/{action}/", given, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_test_connection_shows_what_works(client: Client) -> None:
    page = press(client, shop(), "test")

    assert "The connection works." in page
    assert "Works." in page


def test_test_connection_shows_what_to_mend(client: Client) -> None:
    row = shop(channel="woocommerce", credentials={"url": "https://127.0.0.1:1", "consumer_key": "k"})

    page = press(client, row, "test")

    assert "Something has to be mended" in page
    assert "Complete the shop&#x27;s form." in page


def test_poll_now_makes_the_shop_due(client: Client) -> None:
    row = shop(next_poll_at=timezone.now() + timedelta(hours=1))

    page = press(client, row, "poll")

    row.refresh_from_db()
    assert "within seconds" in page
    assert row.next_poll_at is not None
    assert row.next_poll_at <= timezone.now()


def test_poll_now_says_why_it_would_not_help(client: Client) -> None:
    paused = shop("paused", active=False)
    refused = shop("refused", error_class="credentials")

    assert "resume it first" in press(client, paused, "poll")
    assert "enter a new one" in press(client, refused, "poll")


def test_pause_and_resume_leave_a_trace(client: Client) -> None:
    row = shop()

    assert "is paused" in press(client, row, "pause", "Stock-taking.")
    assert Shop.objects.filter(active=False).exists()
    assert "polled again" in press(client, row, "resume")
    assert Shop.objects.filter(active=True).exists()
    history = client.get(f"/admin/hub/shop/{row.pk}/history/").content.decode()
    assert "Paused." in history
    assert "Resumed." in history


def test_who_may_only_look_changes_nothing(staff: Staff) -> None:
    row = shop()
    looker = staff("view_shop")

    page = looker.get(f"/admin/hub/shop/{row.pk}/change/").content.decode()

    assert "/do/" not in page
    assert "paper-secret" not in page
    for action in ("test", "poll", "pause"):
        assert looker.post(f"/admin/hub/shop/{row.pk}/do/{action}/").status_code == 403
    assert looker.get("/admin/hub/shop/add/").status_code == 403


def test_only_a_shop_without_orders_can_be_deleted(client: Client) -> None:
    empty, busy = shop("empty"), shop("busy")
    ingest(busy, unified_order())

    for row in (empty, busy):
        client.post(f"/admin/hub/shop/{row.pk}/delete/", {"post": "yes"})

    assert list(Shop.objects.values_list("slug", flat=True)) == ["busy"]


def test_the_list_tells_how_each_shop_fares(client: Client) -> None:
    now = timezone.now()
    fine = shop("fine", last_success_at=now)
    shop("late", last_success_at=now - timedelta(hours=5))
    shop("off", active=False)
    shop("new")
    shop("gone", channel="gone")
    shop("refused", error_class="credentials", error_cause="The key was refused.")
    ingest(fine, unified_order("1"), unified_order("2"))

    page = client.get("/admin/hub/shop/").content.decode()

    for told in (
        "Up to date",
        "Late",
        "Paused",
        "Not read yet",
        "Key refused",
        "The key was refused.",
        "5 hours",
    ):
        assert told.replace(" ", "\N{NO-BREAK SPACE}") in page or told in page
    counts = {row.slug: row.order_count for row in client.get("/admin/hub/shop/").context["cl"].result_list}
    assert (counts["fine"], counts["late"]) == (2, 0)


def test_the_list_asks_the_same_however_many_shops(client: Client) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/hub/shop/")
        return len(captured)

    shop("one")
    one = questions()
    for number in range(9):
        ingest(shop(f"more{number}"), unified_order())

    assert questions() == one <= 8
