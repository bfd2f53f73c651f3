"""Taking webhooks in: genuine or not, once, small, and never a word too many."""

import http.client
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from hub import limits, ports
from hub.errors import ConfigError
from hub.models import Event, Shop, Webhook, WebhookState, WebhookSubscription
from hub.webhooks import reception
from tests.factories import PAPER
from tests.hub.webhooks.calls import call, calling_shop, said, signed

pytestmark = pytest.mark.django_db


def outcome(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["outcome"]


def counted() -> WebhookSubscription:
    return WebhookSubscription.objects.get()


def test_a_genuine_webhook_is_stored_to_be_followed() -> None:
    calling_shop()

    answer = call(said("e1", "4711"))

    [row] = Webhook.objects.all()
    assert outcome(answer) == (200, "stored")
    assert (row.event_id, row.external_id, row.topic, row.state) == ("e1", "4711", "order", "waiting")
    assert row.body == said("e1", "4711").decode()
    assert (counted().stored, counted().last_received_at) == (1, row.received_at)
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("secret", ["another", ""])
def test_a_forged_one_is_refused_and_leaves_a_count_alone(secret: str) -> None:
    calling_shop()

    answer = call(said(), secret=secret)

    assert outcome(answer) == (401, "forged")
    assert Webhook.objects.count() == 0
    assert (counted().forged, counted().last_received_at) == (1, None)
    assert counted().forged_since is not None


def test_the_count_of_forged_ones_keeps_its_beginning() -> None:
    calling_shop()
    call(said(), secret="another")
    since = counted().forged_since

    call(said(), secret="another")

    assert (counted().forged, counted().forged_since) == (2, since)


def test_a_replayed_one_is_a_duplicate_and_is_not_followed_again() -> None:
    calling_shop()
    call(said())
    Webhook.objects.update(state=WebhookState.FOLLOWED)

    answer = call(said())

    assert outcome(answer) == (200, "duplicate")
    assert Webhook.objects.get().state == WebhookState.FOLLOWED
    assert (counted().stored, counted().duplicates) == (1, 1)


def test_ids_that_differ_by_case_are_two_events() -> None:
    calling_shop()

    assert [outcome(call(said(event)))[1] for event in ("ab", "AB", "áb")] == ["stored"] * 3


def test_the_same_event_at_two_shops_is_two() -> None:
    calling_shop()
    calling_shop("maison")

    assert [outcome(call(said(), slug=slug))[1] for slug in ("lampes-fr", "maison")] == ["stored"] * 2


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b"null", b"\xff", b'{"event": ', said(order=None), said(order=""), said(order="x" * 999)],
)
def test_a_genuine_one_that_cannot_be_read_is_kept_and_not_refused(body: bytes) -> None:
    calling_shop()

    answers = [outcome(call(body)) for _ in range(2)]

    if body == said(order=None):  # names no order: nothing to look at
        assert answers == [(200, "nothing_to_do")] * 2
        return
    [row] = Webhook.objects.all()
    assert answers == [(200, "unreadable"), (200, "duplicate")]
    assert (row.state, row.error_class, row.external_id) == ("failed", "contract", "")
    assert "lampes-fr" in row.error_cause
    assert "polling reads the order" in row.error_remedy
    assert counted().unreadable == 1


@pytest.mark.parametrize("event", ["", "x" * 500, " padded ", "with\nbreak", "\ud800"])
def test_an_event_id_of_any_shape_is_still_known_again(event: str) -> None:
    calling_shop()

    assert [outcome(call(said(event)))[1] for _ in range(2)] == ["stored", "duplicate"]
    assert Webhook.objects.get().event_id.startswith("sha256:")


def test_a_ping_that_anybody_could_send_is_answered_and_not_stored() -> None:
    calling_shop()

    answer = call(b"ping", secret="")

    assert outcome(answer) == (200, "nothing_to_do")
    assert Webhook.objects.count() == 0
    assert counted().last_received_at is None


def test_every_address_that_nobody_listens_at_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    calling_shop("paused", active=False)
    calling_shop("gone", channel="gone")
    calling_shop("other", channel="woocommerce")
    calling_shop("unwanted")
    WebhookSubscription.objects.filter(shop__slug="unwanted").update(wanted=False)
    shop_without = calling_shop("never")
    WebhookSubscription.objects.filter(shop=shop_without).delete()

    answers = [call(said(), slug=slug) for slug in ("nobody", "paused", "other", "unwanted", "never")]
    answers.append(Client().post("/webhooks/gone/gone/", said(), content_type="application/json"))
    calling_shop("mute")
    monkeypatch.setattr(PAPER, "webhooks", None)
    answers.append(call(said(), slug="mute"))

    assert {(answer.status_code, answer.content) for answer in answers} == {(404, b'{"outcome": "unknown"}')}
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_post_is_answered(method: str) -> None:
    calling_shop()

    assert getattr(Client(), method)("/webhooks/paper/lampes-fr/").status_code == 405


def test_the_address_works_without_its_last_slash() -> None:
    calling_shop()
    answer = Client().post(
        "/webhooks/paper/lampes-fr", said(), content_type="application/json", headers=signed(said())
    )

    assert outcome(answer) == (200, "stored")


def test_a_database_that_is_away_asks_the_platform_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError(2006, "gone away")

    calling_shop()
    monkeypatch.setattr(Webhook, "save", gone)
    assert outcome(call(said())) == (503, "not_now")

    monkeypatch.setattr("hub.web.webhooks.addressee", gone)
    assert outcome(call(said())) == (503, "not_now")


@pytest.mark.parametrize("trouble", [KeyError("secret"), ConfigError("lost", "The key is lost.")])
def test_a_channel_that_cannot_check_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def fails(request: ports.WebhookRequest) -> ports.Hint:
        raise trouble

    calling_shop()
    monkeypatch.setattr(PAPER, "verify_webhook", fails)

    assert outcome(call(said())) == (503, "not_now")
    assert Webhook.objects.count() == 0


def test_forging_is_slowed_down_by_address_and_shuts_out_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reception, "FORGED_PER_MINUTE", 2)
    calling_shop()

    forged = [call(said(), secret="another") for _ in range(3)]

    assert [answer.status_code for answer in forged] == [401, 401, 429]
    assert 1 <= int(forged[-1].headers["Retry-After"]) <= 60
    assert counted().forged == 2
    assert call(said(), secret="another", caller="192.0.2.9").status_code == 401
    assert outcome(call(said())) == (200, "stored")


def test_the_address_of_a_forger_is_what_our_own_proxy_saw(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception, "FORGED_PER_MINUTE", 1)
    settings.PROXIES = 1
    calling_shop()

    def forge(claimed: str, seen: str) -> int:
        headers = {"X-Forwarded-For": f"{claimed}, {seen}"}
        return Client().post("/webhooks/paper/lampes-fr/", b"{}", "text/plain", headers=headers).status_code

    assert forge("198.51.100.1", "203.0.113.5") == 401
    assert forge("198.51.100.2", "203.0.113.5") == 429
    assert forge("198.51.100.2", "203.0.113.6") == 401


def test_a_shop_gone_wild_is_asked_for_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "GENUINE_PER_MINUTE", 2)
    calling_shop()
    calling_shop("maison")

    answers = [call(said(f"e{number}")) for number in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert Webhook.objects.count() == 2
    assert call(said("e9"), slug="maison").status_code == 200


def test_the_next_minute_counts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 119.0)
    assert [limits.seconds_to_wait("kind", "who", 1) for _ in range(2)] == [None, 1]

    monkeypatch.setattr("time.time", lambda: 120.0)
    assert limits.seconds_to_wait("kind", "who", 1) is None


def test_webhooks_that_come_again_end_a_silence() -> None:
    lampes = calling_shop()
    WebhookSubscription.objects.update(silent_since=lampes.created_at, silent_changes=3)

    call(said())

    assert (counted().silent_since, counted().silent_changes) == (None, 0)
    assert Event.objects.get(shop=lampes, kind="webhooks").text == "Webhooks come again."


@pytest.mark.django_db(transaction=True)
def test_an_answer_costs_one_question_and_two_writes() -> None:
    calling_shop()

    with CaptureQueriesContext(connection) as queries:
        call(said())

    verbs = [query["sql"].split()[0] for query in queries]
    assert [verb for verb in verbs if verb not in ("BEGIN", "COMMIT")] == ["SELECT", "INSERT", "UPDATE"]


@pytest.mark.django_db(transaction=True)
def test_the_same_event_many_times_at_once_is_one_row() -> None:
    calling_shop()
    start, answers = threading.Barrier(8), []

    def send() -> None:
        start.wait()
        answers.append(outcome(call(said())))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [(200, "duplicate")] * 7 + [(200, "stored")]
    assert (Webhook.objects.count(), counted().stored, counted().duplicates) == (1, 1, 7)


class TestOverASocket:
    """What a real server does with bodies that are too large, cut, or of no known length."""

    @pytest.fixture
    def lampes(self, transactional_db: None) -> Shop:
        return calling_shop()

    def talk(self, server: LiveServer, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes]:
        parts = urlsplit(server.url)
        line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        line.putrequest("POST", "/webhooks/paper/lampes-fr/")
        for name, value in {"Content-Type": "application/json", **headers}.items():
            line.putheader(name, value)
        line.endheaders(body or None)
        answer = line.getresponse()
        found = answer.status, answer.read()
        line.close()
        return found

    def test_a_body_of_the_right_size_is_taken(self, live_server: LiveServer, lampes: Shop) -> None:
        body = said() + b" " * (configured.WEBHOOK_MAX_BYTES - len(said()))

        status, _ = self.talk(live_server, {"Content-Length": str(len(body)), **signed(body)}, body)

        assert status == 200

    @pytest.mark.parametrize("length", [configured.WEBHOOK_MAX_BYTES + 1, 10**12, 10**40])
    def test_one_byte_more_is_refused_before_it_is_read(
        self, live_server: LiveServer, lampes: Shop, length: int
    ) -> None:
        # nothing of the body is sent: an answer proves that nobody waits for it
        assert self.talk(live_server, {"Content-Length": str(length)})[0] == 413

    @pytest.mark.parametrize("headers", [{"Transfer-Encoding": "chunked"}, {}, {"Content-Length": "many"}])
    def test_a_body_that_does_not_say_its_length_is_refused(
        self, live_server: LiveServer, lampes: Shop, headers: dict[str, str]
    ) -> None:
        assert self.talk(live_server, headers)[0] == 411

    def test_what_comes_after_the_said_length_is_not_read(
        self, live_server: LiveServer, lampes: Shop
    ) -> None:
        body = said()

        status, _ = self.talk(
            live_server, {"Content-Length": str(len(body)), **signed(body)}, body + b"x" * 99
        )

        assert status == 200
        assert Webhook.objects.get().body == body.decode()

    def test_a_cut_body_is_not_stored(self, live_server: LiveServer, lampes: Shop) -> None:
        parts = urlsplit(live_server.url)
        line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        line.putrequest("POST", "/webhooks/paper/lampes-fr/")
        for name, value in {"Content-Length": "500", **signed(said())}.items():
            line.putheader(name, value)
        line.endheaders(said())
        assert line.sock is not None
        line.sock.shutdown(1)  # no more will come

        assert line.getresponse().status == 400
        line.close()
        assert Webhook.objects.count() == 0
