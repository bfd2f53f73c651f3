"""Webhooks in the back office: the shop's section, the first page, and the list of what came."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from hub import ports
from hub.models import Shop, Webhook, WebhookState, WebhookSubscription
from hub.webhooks.following import follow_due
from tests.factories import PAPER, PaperSource, ingest, shop, unified_order
from tests.hub.admin.conftest import Staff, text_of
from tests.hub.webhooks.calls import call, calling_shop, said, waiting

pytestmark = pytest.mark.django_db
LIST = "/admin/hub/webhook/"
ADDRESS = "https://hub.example.com/webhooks/paper/lampes-fr/"


@pytest.fixture(autouse=True)
def _public(settings: Settings) -> None:
    settings.BASE_URL = "https://hub.example.com"
    PAPER.sources.clear()


def page_of(client: Client, row: Shop) -> str:
    return text_of(client.get(f"/admin/hub/shop/{row.pk}/change/"))


def press(client: Client, row: Shop, action: str) -> str:
    given = {f"{action}-reason": "As agreed."}
    return text_of(client.post(f"/admin/hub/shop/{row.pk}/do/{action}/", given, follow=True))


def test_a_shop_is_subscribed_and_stopped_on_its_page(client: Client) -> None:
    lampes = shop()
    assert "Off" in page_of(client, lampes)
    assert "Stop webhooks" not in page_of(client, lampes)

    begun = press(client, lampes, "subscribe")

    assert PAPER.sources["lampes-fr"].subscribers == {ADDRESS}
    for told in ("Subscribed.", ADDRESS, "None came yet", "Stop webhooks"):
        assert told in begun
    assert WebhookSubscription.objects.get().wanted

    ended = press(client, lampes, "unsubscribe")

    assert "are stopped. Polling finds every change" in ended
    history = text_of(client.get(f"/admin/hub/shop/{lampes.pk}/history/"))
    assert "Subscribed to webhooks." in history
    assert "Stopped webhooks." in history


def test_the_section_says_how_webhooks_fare(client: Client) -> None:
    lampes = calling_shop()
    call(said())
    call(said(), secret="another")
    assert "Coming in" in page_of(client, lampes)
    assert "Forged, refused" in page_of(client, lampes)
    assert "1 since" in page_of(client, lampes)

    WebhookSubscription.objects.update(silent_since=timezone.now(), silent_changes=3)
    page = page_of(client, lampes)
    assert "Webhooks of lampes-fr stopped: 3 changes since" in page
    assert "Nothing is lost" in page

    WebhookSubscription.objects.update(error_class="config", error_cause="It may only read.")
    assert "It may only read." in page_of(client, lampes)


def test_what_a_person_must_do_is_shown_with_what_to_copy(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhooks = ports.Webhooks(secret="key", steps="Open <b>Webhooks</b>.\nPaste the address.")
    monkeypatch.setattr(PAPER, "webhooks", webhooks)

    page = press(client, shop(), "subscribe")

    assert "take the steps below" in page
    assert "Open &lt;b&gt;Webhooks&lt;/b&gt;.<br>Paste the address." in page
    assert ADDRESS in page


def test_a_secret_to_copy_is_shown_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    webhooks = ports.Webhooks(secret="webhook_secret", hub_chooses_secret=True, steps="Paste both.")
    monkeypatch.setattr(PAPER, "webhooks", webhooks)
    lampes = shop()

    answer = client.post(f"/admin/hub/shop/{lampes.pk}/do/subscribe/")

    lampes.refresh_from_db()
    secret = lampes.credentials["webhook_secret"]
    for told in (secret, ADDRESS, "Paste both.", "never shown again"):
        assert told in text_of(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in str(answer.cookies)
    assert secret not in page_of(client, lampes)
    assert secret not in press(client, lampes, "subscribe")


def test_trouble_comes_with_its_remedy(client: Client, settings: Settings) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"

    assert "Set BASE_URL to the hub&#x27;s public address" in press(client, shop(), "subscribe")


def test_a_platform_without_webhooks_offers_none(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PAPER, "webhooks", None)
    lampes = shop()

    assert "This platform never calls the hub" in page_of(client, lampes)
    assert "/do/subscribe/" not in page_of(client, lampes)
    assert "does not apply" in press(client, lampes, "subscribe")


def test_a_new_key_lets_the_clock_look_at_the_subscription(client: Client) -> None:
    lampes = calling_shop()
    form = {"name": "Lampes", "poll_seconds": "60", "options": "", "allow_private_hosts": "on"}

    client.post(f"/admin/hub/shop/{lampes.pk}/change/", form)
    assert WebhookSubscription.objects.get().checked_at is not None

    client.post(f"/admin/hub/shop/{lampes.pk}/change/", {**form, "credential_webhook_secret": "new"})
    assert WebhookSubscription.objects.get().checked_at is None


def test_the_first_page_names_webhooks_that_stopped(client: Client) -> None:
    calling_shop(last_success_at=timezone.now())
    calling_shop("off", active=False)
    assert "All is well" in text_of(client.get("/admin/"))

    WebhookSubscription.objects.update(silent_since=timezone.now(), silent_changes=3)
    troubles = [trouble.name for trouble in client.get("/admin/").context["troubles"]]

    assert troubles == ["Webhooks lampes-fr"]
    assert "came by polling alone" in text_of(client.get("/admin/"))


def found(client: Client, query: str) -> set[str]:
    return {row.event_id for row in client.get(f"{LIST}{query}").context["cl"].result_list}


def test_what_came_is_listed_filtered_searched_and_linked(client: Client) -> None:
    lampes, maison = calling_shop(), calling_shop("maison")
    [order] = ingest(lampes, unified_order("4711"))
    waiting(lampes, "evt-1", "4711")
    waiting(lampes, "evt-2", "4712", state=WebhookState.FAILED, error_class="contract", error_cause="HTML.")
    waiting(maison, "other-3", "4711", state=WebhookState.FOLLOWED)

    page = text_of(client.get(LIST))

    assert page.count(f"/admin/hub/order/{order.pk}/change/") == 1
    assert "HTML." in page
    assert found(client, "?state__exact=failed") == {"evt-2"}
    assert found(client, f"?shop__id__exact={maison.pk}") == {"other-3"}
    assert found(client, "?q=4711") == {"evt-1", "other-3"}
    assert found(client, "?q=evt") == {"evt-1", "evt-2"}
    assert found(client, "?q=" + "x" * 500) == set()
    assert LIST in text_of(client.get("/admin/"))


def test_a_page_shows_what_it_said(client: Client) -> None:
    lampes = calling_shop()
    hostile = said("e1", "<script>alert(1)</script>")
    call(hostile)
    call(b"\xff<script>")

    for row in Webhook.objects.all():
        page = text_of(client.get(f"{LIST}{row.pk}/change/"))
        assert "<script>alert" not in page
        assert "\N{REPLACEMENT CHARACTER}<script>" not in page
        assert str(lampes) in page
        assert row.event_id in page


def test_one_is_followed_again(client: Client) -> None:
    lampes = calling_shop()
    PAPER.sources["lampes-fr"] = PaperSource()
    rows = [waiting(lampes, f"e{n}", str(n), state=WebhookState.FAILED) for n in range(3)]
    nameless = waiting(lampes, "e9", "", state=WebhookState.FAILED)

    client.post(f"{LIST}{rows[0].pk}/do/again/")
    chosen = {"action": "follow_again", "_selected_action": [rows[1].pk, nameless.pk]}
    answer = client.post(LIST, chosen, follow=True)

    assert "1 order is read again." in text_of(answer)
    states = dict(Webhook.objects.values_list("event_id", "state"))
    assert states == {"e0": "waiting", "e1": "waiting", "e2": "failed", "e9": "failed"}
    assert follow_due().nothing_new == 2
    assert "/do/again/" not in text_of(client.get(f"{LIST}{nameless.pk}/change/"))


def test_nobody_writes_webhooks_by_hand(client: Client) -> None:
    row = waiting(calling_shop())

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"{LIST}{row.pk}/change/", {"external_id": "other"})
    assert Webhook.objects.get().external_id == "4711"


def test_who_may_only_look_changes_nothing(staff: Staff) -> None:
    lampes = calling_shop()
    row = waiting(lampes, state=WebhookState.FAILED)
    looker = staff("view_webhook", "view_shop")

    assert looker.get(LIST).status_code == 200
    assert "/do/" not in text_of(looker.get(f"{LIST}{row.pk}/change/"))
    assert "/do/" not in page_of(looker, lampes)
    assert looker.post(f"{LIST}{row.pk}/do/again/").status_code == 403
    assert looker.post(f"/admin/hub/shop/{lampes.pk}/do/subscribe/").status_code == 403
    assert staff("view_order").get(LIST).status_code == 403


@pytest.mark.parametrize("address", [LIST, "/admin/", "/admin/hub/shop/"])
def test_pages_ask_the_same_however_many_there_are(client: Client, address: str) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    def silent_shop(slug: str) -> None:
        made = calling_shop(slug)
        for number in range(4):
            waiting(made, f"e{number}", str(number))
        since = timezone.now() - timedelta(hours=1)
        WebhookSubscription.objects.filter(shop=made).update(silent_since=since, silent_changes=2)

    silent_shop("one")
    one = questions()
    for number in range(5):
        silent_shop(f"more-{number}")

    assert questions() == one
