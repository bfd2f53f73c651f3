"""`webhooks` and `follow_webhooks`."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from hub import ports
from hub.errors import CredentialsError, TransientError
from hub.models import Webhook, WebhookState, WebhookSubscription
from hub.ports import OrderPage
from hub.processes import Shutdown
from tests.factories import PAPER, PaperSource, shop
from tests.hub.commands.running import manage
from tests.hub.ingest.pages import raw
from tests.hub.webhooks.calls import calling_shop, waiting

pytestmark = pytest.mark.django_db
ADDRESS = "https://hub.example.com/webhooks/paper/lampes-fr/"


@pytest.fixture(autouse=True)
def _public(settings: Settings) -> None:
    settings.BASE_URL = "https://hub.example.com"
    PAPER.sources.clear()


def test_a_shop_is_subscribed_looked_at_and_stopped() -> None:
    shop()

    begun = manage("webhooks", "lampes-fr")
    seen = manage("webhooks", "lampes-fr", "--status")
    ended = manage("webhooks", "lampes-fr", "--remove")

    assert [ran.code for ran in (begun, seen, ended)] == [0, 0, 0]
    assert "Subscribed." in begun.out
    assert f"Address: {ADDRESS}" in begun.out
    assert ADDRESS in seen.out
    assert "never" in seen.out
    assert "Stopped." in ended.out
    assert not WebhookSubscription.objects.get().wanted


def test_steps_that_only_a_person_can_take_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PAPER, "webhooks", ports.Webhooks(secret="key", steps="Click on Webhooks."))
    shop()

    ran = manage("webhooks", "lampes-fr")

    assert (ran.code, ran.out) == (
        0,
        f"Address: {ADDRESS}\nLeft to do at the platform: Click on Webhooks.\n",
    )


def test_a_secret_to_copy_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    webhooks = ports.Webhooks(secret="webhook_secret", hub_chooses_secret=True, steps="Paste both.")
    monkeypatch.setattr(PAPER, "webhooks", webhooks)
    made = shop()

    first, second = manage("webhooks", "lampes-fr"), manage("webhooks", "lampes-fr")

    made.refresh_from_db()
    assert f"Secret (told this once): {made.credentials['webhook_secret']}\n" in first.out
    assert "Secret" not in second.out


def test_what_is_left_to_do_is_an_exit_code() -> None:
    class Refusing(PaperSource):
        def subscribe(self, address: str) -> list[ports.Finding]:
            raise CredentialsError("read_only", "The key of shop lampes-fr may only read.", "Let it write.")

    PAPER.sources["lampes-fr"] = Refusing()
    shop()

    ran, seen = manage("webhooks", "lampes-fr"), manage("webhooks", "lampes-fr", "--status")

    assert (ran.code, seen.code) == (1, 1)
    for text in (ran.out, seen.out):
        assert "The key of shop lampes-fr may only read. Let it write." in text


def test_a_silence_is_told() -> None:
    calling_shop()
    WebhookSubscription.objects.update(silent_since=timezone.now(), silent_changes=3)

    ran = manage("webhooks", "lampes-fr", "--status")

    assert ran.code == 1
    assert "3 changes since" in ran.out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(["nobody"], "nobody"), (["lampes-fr", "--remove", "--status"], "--status"), ([], "SHOP")],
)
def test_bad_input_is_one_line_that_names_it(arguments: list[str], named: str) -> None:
    shop()

    assert named in manage("webhooks", *arguments).complaint


def test_a_hub_that_nobody_can_reach_and_a_platform_that_never_calls(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop()
    settings.BASE_URL = "http://127.0.0.1:8000"
    assert "BASE_URL" in manage("webhooks", "lampes-fr").complaint

    monkeypatch.setattr(PAPER, "webhooks", None)
    assert "polling finds every change" in manage("webhooks", "lampes-fr").complaint


class Half(PaperSource):
    """One order can be read, the other not now."""

    def order(self, external_id: str) -> OrderPage:
        if external_id == "down":
            raise TransientError("timeout", "Shop lampes-fr does not answer.", "Wait.")
        return super().order(external_id)


def test_once_follows_what_is_due_and_counts() -> None:
    PAPER.sources["lampes-fr"] = Half([raw("4711")])
    lampes = calling_shop()
    for event, order in (("e1", "4711"), ("e2", "4711"), ("e3", "down")):
        waiting(lampes, event, order)

    ran = manage("follow_webhooks", "--once")

    assert (ran.code, ran.out) == (
        0,
        "2 orders read; webhooks: 2 told something new, 0 nothing new, 0 failed, 1 are tried again.\n",
    )


@pytest.mark.django_db(transaction=True)
def test_the_loop_follows_until_asked_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    PAPER.sources["lampes-fr"] = PaperSource([raw("4711")])
    waiting(calling_shop())
    monkeypatch.setattr(Shutdown, "wait", lambda stop, seconds: stop.request())

    assert manage("follow_webhooks").code == 0

    assert Webhook.objects.get().state == WebhookState.FOLLOWED
