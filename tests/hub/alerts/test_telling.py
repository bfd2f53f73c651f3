"""People are told once when trouble begins and once when it is over, whatever fails on the way."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from hub import clock
from hub.alerts import evaluating, rules
from hub.alerts.rules import Found, Rule, Unit
from hub.clock import SCHEDULES
from hub.models import (
    Alert,
    AlertMessage,
    AlertRecipient,
    AlertRule,
    MessageKind,
    Shop,
)
from sandbox.mail import MailServer
from tests.factories import shop
from tests.hub.alerts.conftest import Chat, Minutes, made, open_rules, refuse, switch_off_all_but

pytestmark = pytest.mark.django_db


def mend(row: Shop) -> None:
    row.clear_trouble()
    row.save()


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
