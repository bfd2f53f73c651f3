"""Alerts: each rule finds its trouble, people are told once when it begins and once when it is over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from hub import clock, deliveries
from hub.alerts import evaluating, rules
from hub.alerts.habit import usual_silence
from hub.alerts.rules import Found, Rule, Unit
from hub.clock import SCHEDULES
from hub.errors import CredentialsError
from hub.models import (
    Alert,
    AlertMessage,
    AlertRecipient,
    AlertRule,
    Delivery,
    DeliveryState,
    Difference,
    MessageKind,
    Order,
    Outbox,
    Shop,
    WebhookSubscription,
)
from odoo_bridge.models import OdooConnection, VatRateCheck
from sandbox.mail import MailServer
from tests.factories import ingest, shop, unified_order
from tests.hub.alerts.conftest import Chat, Minutes, made
from tests.hub.people.rows import row_of

pytestmark = pytest.mark.django_db
REFUSED = CredentialsError("key_refused", "The shop refuses the key.", "Enter a new one.")


def refuse(row: Shop) -> None:
    row.note_trouble(REFUSED, timezone.now())
    row.save()


def mend(row: Shop) -> None:
    row.clear_trouble()
    row.save()


def open_rules() -> set[str]:
    return set(Alert.objects.filter(ended_at=None, began_at__isnull=False).values_list("rule", flat=True))


def switch_off_all_but(code: str) -> AlertRule:
    rules.keep_rows()
    AlertRule.objects.exclude(code=code).update(active=False)
    return AlertRule.objects.get(code=code)


# --- once when it begins, once when it is over ----------------------------------------------------


def test_a_refused_key_is_told_once_and_its_end_once(
    room: AlertRecipient, chat: Chat, minutes: Minutes
) -> None:
    row = shop(name="Lampes de Lyon")
    switch_off_all_but("credentials_refused")
    refuse(row)

    for _ in range(3):
        evaluating.run()
        minutes(1)

    [began] = chat.texts
    assert "Alert: Shop Lampes de Lyon refuses the key" in began
    assert "Enter a new one." in began
    assert reverse("admin:hub_shop_change", args=[row.pk]) in began

    mend(row)
    minutes(6)
    evaluating.run()
    evaluating.run()
    assert chat.texts[1:] == [chat.texts[-1]]
    assert "Over: Shop Lampes de Lyon refuses the key" in chat.texts[-1]
    assert not open_rules()


def test_what_comes_and_goes_is_one_alert(room: AlertRecipient, chat: Chat, minutes: Minutes) -> None:
    row = shop()
    switch_off_all_but("credentials_refused")
    for _ in range(4):
        refuse(row)
        evaluating.run()
        minutes(1)
        mend(row)
        evaluating.run()
        minutes(1)

    assert len(chat.told) == 1
    assert Alert.objects.count() == 1


def test_a_reminder_comes_after_a_while(room: AlertRecipient, chat: Chat, minutes: Minutes) -> None:
    rule = switch_off_all_but("credentials_refused")
    AlertRule.objects.filter(pk=rule.pk).update(remind_hours=2)
    refuse(shop())

    for _ in range(5):
        evaluating.run()
        minutes(61)

    kinds = list(AlertMessage.objects.values_list("kind", "number"))
    assert kinds == [(MessageKind.BEGAN, 0), (MessageKind.REMINDER, 0), (MessageKind.REMINDER, 1)]
    assert "Still: " in chat.texts[1]


def test_what_did_not_last_is_told_to_nobody(room: AlertRecipient, chat: Chat, minutes: Minutes) -> None:
    rule = switch_off_all_but("credentials_refused")
    AlertRule.objects.filter(pk=rule.pk).update(threshold=10)
    row = shop()
    refuse(row)
    evaluating.run()
    minutes(5)
    mend(row)
    evaluating.run()
    assert not Alert.objects.exists()

    refuse(row)
    Shop.objects.update(error_since=timezone.now())
    evaluating.run()
    assert not chat.told
    minutes(11)
    evaluating.run()
    assert len(chat.told) == 1


def test_a_rule_that_is_switched_off_ends_its_alerts_without_a_word(
    room: AlertRecipient, chat: Chat, minutes: Minutes
) -> None:
    rule = switch_off_all_but("credentials_refused")
    refuse(shop())
    evaluating.run()
    AlertRule.objects.filter(pk=rule.pk).update(active=False)

    minutes(10)
    evaluating.run()

    assert len(chat.told) == 1
    assert not open_rules()


def test_a_rule_that_fails_leaves_the_others_be(
    room: AlertRecipient, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_threshold: int) -> list[Found]:
        raise ZeroDivisionError

    bad = Rule(code="a_broken", label="", help_text="", unit=Unit.COUNT, threshold=0, looks=(broken,))
    monkeypatch.setitem(rules._rules, "a_broken", bad)
    refuse(shop())

    evaluating.run()

    assert "credentials_refused" in open_rules()
    assert len(chat.told) == 1


# --- reaching people -------------------------------------------------------------------------------


def test_several_things_are_one_message(room: AlertRecipient, chat: Chat) -> None:
    switch_off_all_but("credentials_refused")
    for number in range(3):
        refuse(shop(slug=f"shop-{number}", name=f"Number {number}"))

    evaluating.run()

    [text] = chat.texts
    assert all(f"Shop Number {number} refuses" in text for number in range(3))


def test_it_is_tried_again_until_the_chat_takes_it(
    room: AlertRecipient, chat: Chat, minutes: Minutes
) -> None:
    switch_off_all_but("credentials_refused")
    refuse(shop())
    chat.status = 503
    evaluating.run()
    room.refresh_from_db()
    assert room.error_code == "webhook_failed"
    evaluating.run()
    assert AlertMessage.objects.get().attempts == 1

    chat.status = 200
    minutes(3)
    evaluating.run()

    room.refresh_from_db()
    assert len(chat.told) == 1
    assert not room.in_trouble
    assert room.last_success_at is not None


def test_it_gives_up_after_two_days(room: AlertRecipient, chat: Chat, minutes: Minutes) -> None:
    switch_off_all_but("credentials_refused")
    refuse(shop())
    chat.status = 404
    evaluating.run()
    minutes(60 * 49)
    AlertRule.objects.update(active=False)

    evaluating.run()

    message = AlertMessage.objects.earliest("pk")
    assert (message.sent_at, message.next_attempt_at) == (None, None)
    room.refresh_from_db()
    assert room.error_code == "webhook_refused"


def test_by_e_mail(mail: MailServer, minutes: Minutes) -> None:
    AlertRecipient.objects.create(name="Anna", email="anna@example.com")
    switch_off_all_but("credentials_refused")
    refuse(shop(name="Lampes\r\nBcc: all@example.com"))

    evaluating.run()

    [message] = mail.messages
    assert message["To"] == "anna@example.com"
    assert message["Bcc"] is None
    assert message["Subject"].startswith("[Affluent] Alert: Shop Lampes Bcc: all@example.com refuses")
    assert "Enter a new one." in message.get_content()


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        ({"RCPT": "550 no such user"}, "mail_address_refused"),
        ({"MAIL": "451 later"}, "mail_server_away"),
    ],
)
def test_a_mail_server_that_refuses(mail: MailServer, refusal: dict[str, str], code: str) -> None:
    row = AlertRecipient.objects.create(name="Anna", email="anna@example.com")
    switch_off_all_but("credentials_refused")
    refuse(shop())
    mail.refuse = refusal

    evaluating.run()

    row.refresh_from_db()
    assert row.error_code == code
    assert AlertMessage.objects.get().next_attempt_at is not None


def test_without_a_mail_server_the_recipient_says_so(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    row = AlertRecipient.objects.create(name="Anna", email="anna@example.com")
    refuse(shop())

    evaluating.run()

    row.refresh_from_db()
    assert row.error_code == "no_mail_server"
    assert "EMAIL_URL" in row.error_remedy


def test_a_name_from_outside_pings_nobody(room: AlertRecipient, chat: Chat) -> None:
    switch_off_all_but("credentials_refused")
    refuse(shop(name="<!channel> <https://evil.example|click>"))

    evaluating.run()

    assert "<!channel>" not in chat.texts[0]
    assert "&lt;!channel&gt;" in chat.texts[0]


def test_the_address_of_the_webhook_is_sealed_and_in_no_log(
    room: AlertRecipient, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets FROM hub_alertrecipient")
        [stored] = cursor.fetchone()
    chat.status = 500
    refuse(shop())
    evaluating.run()
    room.refresh_from_db()

    assert "5ecret" not in stored
    assert "5ecret" not in caplog.text
    assert "5ecret" not in room.error_cause


def test_the_clock_raises_alerts() -> None:
    assert SCHEDULES["alerts"] == {"func": "hub.clock.raise_alerts", "minutes": 1, "kwargs": ""}
    assert clock.raise_alerts() == {"began": 0, "ended": 0, "sent": 0}


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_send_once(chat: Chat) -> None:
    made(chat)
    switch_off_all_but("credentials_refused")
    refuse(shop())

    def tick(_: int) -> None:
        try:
            evaluating.run()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as several:
        list(several.map(tick, range(8)))

    assert len(chat.told) == 1
    assert AlertMessage.objects.count() == 1


# --- what the rules find ----------------------------------------------------------------------------


def hours(*days: int, opens: int = 8, closes: int = 20) -> list[datetime]:
    monday = datetime(2026, 11, 2, tzinfo=UTC)
    return [monday + timedelta(days=day, hours=hour) for day in days for hour in range(opens, closes)]


def test_nights_and_week_ends_are_a_habit() -> None:
    weeks = [day for day in range(28) if day % 7 < 5]

    assert usual_silence(hours(*range(7))) == timedelta(hours=13)
    assert usual_silence(hours(*weeks)) == timedelta(hours=13 + 48)


def test_two_days_when_the_shop_was_down_are_no_habit() -> None:
    assert usual_silence(hours(*(day for day in range(28) if day not in (9, 17)))) == timedelta(hours=13)


def test_who_sells_little_has_no_habit() -> None:
    assert usual_silence(hours(1)) is None


def test_a_silent_shop(minutes: Minutes) -> None:
    row, now = shop(), timezone.now()
    for hour in range(6, 200, 2):
        order = row_of(Order)
        Order.objects.filter(pk=order.pk).update(shop=row, placed_at=now - timedelta(hours=hour))
    switch_off_all_but("shop_silent")

    evaluating.run()
    assert open_rules() == {"shop_silent"}

    Order.objects.filter(pk=order.pk).update(placed_at=now)
    minutes(11)
    evaluating.run()
    assert not open_rules()


def held(row: Shop, age: timedelta) -> None:
    [order] = ingest(row, unified_order())
    delivery = deliveries.of_newest_revision(order, "odoo:main")
    since = timezone.now() - age
    columns = {"state": DeliveryState.HELD, "error_class": "business", "error_since": since}
    Delivery.objects.filter(pk=delivery.pk).update(**columns)


def waits(count: int) -> None:
    [order] = ingest(shop(), *(unified_order(external_id=str(number)) for number in range(1)))
    columns = {"order": order, "target": "odoo:main"}
    Delivery.objects.bulk_create(Delivery(revision=number, **columns) for number in range(10, 10 + count))


def unpublished(age: timedelta) -> None:
    ingest(shop(), unified_order())
    Outbox.objects.update(published_at=None, occurred_at=timezone.now() - age)


def difference() -> None:
    row_of(Difference)


def silent_webhooks() -> None:
    since = timezone.now() - timedelta(hours=1)
    WebhookSubscription.objects.create(shop=shop(), wanted=True, silent_since=since, silent_changes=4)


def connection_in_trouble(error_class: str) -> None:
    since = timezone.now() - timedelta(hours=1)
    OdooConnection.objects.create(
        name="main", url="http://o", error_class=error_class, error_cause="It says no.", error_since=since
    )


def late() -> None:
    Shop.objects.filter(pk=shop().pk).update(last_success_at=timezone.now() - timedelta(hours=1))


def rates_differ() -> None:
    today = timezone.localdate()
    VatRateCheck.objects.create(
        source="x",
        source_day=today,
        checked_at=timezone.now(),
        error_class="config",
        error_cause="AT: 20 ≠ 21",
    )


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("oldest_problem", lambda: held(shop(), timedelta(hours=5))),
        ("outbox_lag", lambda: unpublished(timedelta(minutes=20))),
        ("reconciliation_gap", difference),
        ("webhooks_stopped", silent_webhooks),
        ("credentials_refused", lambda: connection_in_trouble("credentials")),
        ("odoo_away", lambda: connection_in_trouble("transient")),
        ("shop_unread", late),
        ("vat_rates", rates_differ),
    ],
)
def test_each_rule_finds_its_trouble(
    code: str, make: Callable[[], None], room: AlertRecipient, chat: Chat
) -> None:
    make()
    switch_off_all_but(code)

    evaluating.run()

    assert open_rules() == {code}
    assert len(chat.told) == 1


def test_too_many_deliveries_wait(minutes: Minutes) -> None:
    rule = switch_off_all_but("queue_depth")
    AlertRule.objects.filter(pk=rule.pk).update(threshold=5)
    waits(5)
    evaluating.run()
    assert not open_rules()

    Delivery.objects.bulk_create([Delivery(order=Order.objects.get(), revision=99, target="odoo:main")])
    minutes(1)
    evaluating.run()
    assert open_rules() == {"queue_depth"}


def test_nothing_wrong_is_no_alert() -> None:
    ingest(shop(last_success_at=timezone.now()), unified_order())
    Outbox.objects.update(published_at=timezone.now())

    evaluating.run()

    assert not Alert.objects.exists()
    assert set(AlertRule.objects.values_list("code", flat=True)) == {rule.code for rule in rules.known()}


# --- pages ------------------------------------------------------------------------------------------


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
