"""The pages of alerts, of their rules and of who is told."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from hub.alerts import evaluating, rules
from hub.models import (
    Alert,
    AlertRecipient,
    AlertRule,
)
from tests.factories import shop
from tests.hub.alerts.conftest import Chat, refuse

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def test_a_recipient_is_made_and_tested(zoe: Client, chat: Chat) -> None:
    given = {"name": "#orders", "kind": "webhook", "webhook": chat.url, "active": "on"}
    zoe.post("/admin/hub/alertrecipient/add/", given)
    row = AlertRecipient.objects.get()
    page = zoe.get(reverse("admin:hub_alertrecipient_change", args=[row.pk])).content.decode()
    assert "5ecret" not in page

    zoe.post(reverse("admin:hub_alertrecipient_do", args=[row.pk, "test"]))

    assert "This is a test" in chat.texts[0]
    zoe.post(reverse("admin:hub_alertrecipient_change", args=[row.pk]), {**given, "webhook": "", "name": "x"})
    row.refresh_from_db()
    assert row.secrets["url"] == chat.url


def test_a_test_that_fails_says_why(zoe: Client, room: AlertRecipient, chat: Chat) -> None:
    chat.status = 404

    page = zoe.post(
        reverse("admin:hub_alertrecipient_do", args=[room.pk, "test"]), follow=True
    ).content.decode()

    assert "answered 404" in page
    assert "Make a new webhook there" in page


@pytest.mark.parametrize(
    "given", [{"kind": "email"}, {"kind": "webhook"}, {"kind": "webhook", "webhook": "file:///etc/passwd"}]
)
def test_a_recipient_that_cannot_be_reached_is_refused(zoe: Client, given: dict[str, str]) -> None:
    assert zoe.post("/admin/hub/alertrecipient/add/", {"name": "x", **given}).status_code == 200
    assert not AlertRecipient.objects.exists()


def test_the_page_of_an_alert_shows_who_was_told(zoe: Client, room: AlertRecipient, chat: Chat) -> None:
    refuse(shop())
    evaluating.run()
    alert = Alert.objects.filter(rule="credentials_refused").get()

    assert "refuses the key" in zoe.get("/admin/hub/alert/?state=open").content.decode()
    page = zoe.get(reverse("admin:hub_alert_change", args=[alert.pk])).content.decode()
    assert "#orders" in page
    assert "Sent" in page


def test_the_threshold_is_changed_by_form(zoe: Client) -> None:
    rules.keep_rows()
    row = AlertRule.objects.get(code="queue_depth")

    zoe.post(reverse("admin:hub_alertrule_change", args=[row.pk]), {"threshold": "7", "remind_hours": "0"})

    row.refresh_from_db()
    assert (row.active, row.threshold, row.remind_hours) == (False, 7, 0)
