"""Subscribing: an address the world can reach, a secret, and repair without end."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from hub import leases, ports
from hub.errors import ConfigError, CredentialsError, TransientError
from hub.models import Shop, WebhookSubscription
from hub.ports import Finding
from hub.webhooks.addresses import is_public_host
from hub.webhooks.subscribing import SetUp, repair_due, subscribe, unsubscribe
from tests.factories import PAPER, PaperSource, shop
from tests.hub.webhooks.calls import call, said

pytestmark = pytest.mark.django_db
HUB = "https://hub.example.com"
ADDRESS = f"{HUB}/webhooks/paper/lampes-fr/"


@pytest.fixture(autouse=True)
def _public(settings: Settings) -> None:
    settings.BASE_URL = HUB
    PAPER.sources.clear()


@pytest.fixture
def lampes() -> Shop:
    return shop()


def source(of: Shop) -> PaperSource:
    return PAPER.sources.setdefault(of.slug, PaperSource())


class Refusing(PaperSource):
    """A shop that says no, or breaks."""

    def __init__(self, trouble: Exception | None = None) -> None:
        super().__init__()
        self.trouble = trouble

    def subscribe(self, address: str) -> Sequence[Finding]:
        if self.trouble is not None:
            raise self.trouble
        return [Finding(name="webhooks", ok=False, detail="The key may only read.", remedy="Let it write.")]


def row() -> WebhookSubscription:
    return WebhookSubscription.objects.get()


def test_the_platform_is_told_the_address_and_a_secret_is_made_once(lampes: Shop) -> None:
    done = subscribe(lampes)

    lampes.refresh_from_db()
    secret = lampes.credentials["webhook_secret"]
    assert [finding.detail for finding in done.findings] == ["Subscribed."]
    assert (done.works, done.secret) == (True, "")  # nobody has to know it
    assert source(lampes).subscribers == {ADDRESS}
    assert (len(secret), lampes.credentials["key"]) == (43, "paper-secret")
    assert (row().wanted, row().address, row().in_trouble) == (True, ADDRESS, False)
    assert row().findings == [{"name": "webhooks", "ok": True, "detail": "Subscribed.", "remedy": ""}]
    assert call(said(), secret=secret).status_code == 200

    subscribe(lampes)

    lampes.refresh_from_db()
    assert lampes.credentials["webhook_secret"] == secret


def test_a_secret_that_only_the_platform_knows_is_asked_for(
    lampes: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PAPER, "webhooks", ports.Webhooks(secret="webhook_secret"))

    [finding] = subscribe(lampes).findings

    assert not finding.ok
    assert "“Webhook secret” is empty" in finding.detail
    assert source(lampes).subscribers == set()
    assert (row().error_code, row().subscribed_at) == ("webhooks_not_set_up", None)


def test_where_a_person_subscribes_the_platform_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PAPER, "webhooks", ports.Webhooks(secret="webhook_secret", steps="Click here."))
    lampes = shop(credentials={"key": "paper-secret", "webhook_secret": "theirs"})

    assert subscribe(lampes) == SetUp(findings=[])

    assert (source(lampes).subscribers, row().wanted, row().address) == (set(), True, ADDRESS)
    [finding] = unsubscribe(lampes)
    assert "at the platform too" in finding.detail


def test_a_secret_that_a_person_must_copy_is_told_once(lampes: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    webhooks = ports.Webhooks(secret="webhook_secret", hub_chooses_secret=True, steps="Paste both.")
    monkeypatch.setattr(PAPER, "webhooks", webhooks)

    first, second = subscribe(lampes), subscribe(lampes)

    assert first.secret == lampes.credentials["webhook_secret"] != ""
    assert second.secret == ""


def test_the_clock_makes_no_secret_that_nobody_would_see(
    lampes: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a secret that a person copied to the platform, and then forgot in the shop's form
    webhooks = ports.Webhooks(secret="webhook_secret", hub_chooses_secret=True, steps="Paste both.")
    monkeypatch.setattr(PAPER, "webhooks", webhooks)
    subscribe(lampes)
    lampes.credentials = {"key": "paper-secret"}
    lampes.save()
    WebhookSubscription.objects.update(checked_at=None)

    assert repair_due() == 1

    lampes.refresh_from_db()
    assert "webhook_secret" not in lampes.credentials
    assert "“Webhook secret” is empty" in row().error_cause


@pytest.mark.parametrize(
    "base",
    ["http://hub.example.com", "https://localhost:8000", "https://10.0.0.7", "https://hub", "nonsense"],
)
def test_an_address_that_the_world_cannot_reach_is_refused_with_what_to_set(
    lampes: Shop, settings: Settings, base: str
) -> None:
    settings.BASE_URL = base

    with pytest.raises(ConfigError) as refused:
        subscribe(lampes)

    assert "BASE_URL" in refused.value.remedy
    assert source(lampes).subscribers == set()


def test_a_shop_inside_the_house_may_call_a_private_address(settings: Settings) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"
    lampes = shop(allow_private_hosts=True)

    subscribe(lampes)

    assert source(lampes).subscribers == {"http://127.0.0.1:8000/webhooks/paper/lampes-fr/"}


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("hub.example.com", True),
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("192.168.1.2", False),
        ("::1", False),
        ("hub.local", False),
        ("hub.internal.", False),
        ("intranet", False),
        ("", False),
    ],
)
def test_which_hosts_are_public(host: str, public: bool) -> None:
    assert is_public_host(host) is public


def test_a_platform_without_webhooks_says_that_polling_does_it(
    lampes: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PAPER, "webhooks", None)

    with pytest.raises(ConfigError, match="polling finds every change"):
        subscribe(lampes)


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (None, "The key may only read."),
        (CredentialsError("refused", "The key is refused.", "Make one."), "The key is refused."),
        (KeyError("id"), "KeyError('id')"),
    ],
)
def test_trouble_at_the_platform_is_a_finding_and_stays_on_the_row(
    lampes: Shop, trouble: Exception | None, told: str
) -> None:
    PAPER.sources[lampes.slug] = Refusing(trouble)

    [finding] = subscribe(lampes).findings

    assert not finding.ok
    assert told in row().error_cause
    assert row().error_remedy == finding.remedy != ""
    assert row().wanted

    PAPER.sources[lampes.slug] = PaperSource()
    subscribe(lampes)
    assert (row().in_trouble, row().subscribed_at) == (False, row().checked_at)


def test_an_address_that_is_not_the_hubs_any_more_is_given_back(lampes: Shop, settings: Settings) -> None:
    subscribe(lampes)
    settings.BASE_URL = "https://new.example.com"

    subscribe(lampes)

    assert source(lampes).subscribers == {"https://new.example.com/webhooks/paper/lampes-fr/"}


def test_stopping_ends_the_calls_and_closes_the_address(lampes: Shop) -> None:
    subscribe(lampes)
    lampes.refresh_from_db()
    secret = lampes.credentials["webhook_secret"]

    unsubscribe(lampes)

    assert (source(lampes).subscribers, row().wanted, row().subscribed_at) == (set(), False, None)
    assert call(said(), secret=secret).status_code == 404


def test_two_processes_do_not_subscribe_at_once(lampes: Shop) -> None:
    with leases.held(f"subscribe:{lampes.pk}"):
        for work in (subscribe, unsubscribe):
            with pytest.raises(TransientError, match="another process"):
                work(lampes)
        assert repair_due() == 0


def test_a_person_begins_anew_and_the_clock_does_not(lampes: Shop) -> None:
    subscribe(lampes)
    long_ago = timezone.now() - timedelta(days=3)
    told = {"silent_since": long_ago, "silent_changes": 4, "forged": 9, "forged_since": long_ago}
    WebhookSubscription.objects.update(subscribed_at=long_ago, checked_at=long_ago, **told)

    assert repair_due() == 1
    assert (row().subscribed_at, row().silent_changes, row().forged) == (long_ago, 4, 9)

    subscribe(lampes)
    assert (row().silent_since, row().silent_changes, row().forged, row().forged_since) == (None, 0, 0, None)
    assert row().subscribed_at == row().checked_at


def test_repair_is_daily_and_hourly_where_something_is_wrong() -> None:
    well, troubled, silent = shop("well"), shop("troubled"), shop("silent")
    for each in (well, troubled, silent):
        subscribe(each)
    PAPER.sources["troubled"] = Refusing()
    subscribe(troubled)
    WebhookSubscription.objects.filter(shop=silent).update(silent_since=timezone.now())
    now = timezone.now()

    def repaired(hours: float) -> int:
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            return repair_due()

    assert [repaired(0.5), repaired(1.1), repaired(1.2), repaired(25), repaired(25.1)] == [0, 2, 0, 3, 0]


def test_repair_puts_back_what_was_lost_at_the_platform(lampes: Shop) -> None:
    subscribe(lampes)
    source(lampes).subscribers.clear()
    WebhookSubscription.objects.update(checked_at=None)

    assert repair_due() == 1
    assert source(lampes).subscribers == {ADDRESS}


@pytest.mark.parametrize("change", [{"active": False}, {"error_class": "credentials"}])
def test_repair_leaves_alone_who_is_paused(lampes: Shop, change: dict[str, object]) -> None:
    subscribe(lampes)
    WebhookSubscription.objects.update(checked_at=None)
    Shop.objects.update(**change)

    assert repair_due() == 0


def test_repair_notes_what_it_could_not_even_try(lampes: Shop, settings: Settings) -> None:
    subscribe(lampes)
    WebhookSubscription.objects.update(checked_at=None)
    settings.BASE_URL = "http://127.0.0.1"

    assert (repair_due(), repair_due()) == (1, 0)
    assert (row().error_code, row().error_class) == ("base_url_not_public", "config")
