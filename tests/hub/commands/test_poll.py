"""`poll`: once, or as a process that ends cleanly."""

import signal
import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from hub import leases
from hub.errors import TransientError
from hub.models import Order, Shop
from hub.processes import Shutdown
from tests.conftest import Manage
from tests.factories import PAPER, PaperSource, shop
from tests.hub.commands.running import manage
from tests.hub.ingest.pages import raw
from tests.hub.polling.test_polling import Walk, page

pytestmark = pytest.mark.django_db


def test_once_walks_every_active_shop_due_or_not() -> None:
    PAPER.sources["a"] = PaperSource([raw("1", shop="a")])
    shop("a", next_poll_at=timezone.now().replace(year=2999))
    shop("b", active=False)

    ran = manage("poll", "--once")

    assert (ran.code, ran.out) == (0, "a: 1 orders seen, 1 new, 1 changed, 0 held.\n")


def test_once_one_shop_since_a_time() -> None:
    walk = PAPER.sources["a"] = Walk(page(cursor="x"))
    shop("a")
    shop("b")

    ran = manage("poll", "a", "--once", "--since", "2026-11-01T01:00:00+01:00")

    assert ran.out.count("\n") == 1
    assert walk.asked == ["2026-11-01T00:00:00Z"]


def test_a_shop_that_fails_is_told_after_the_others_were_polled() -> None:
    PAPER.sources["a"] = Walk(TransientError("timeout", "Shop a does not answer.", "Wait."))
    shop("a")
    shop("b")

    ran = manage("poll", "--once")

    assert ran.code == 1
    assert "a: 0 orders seen, 0 new, 0 changed, 0 held. Stopped: Shop a does not answer. Wait." in ran.out
    assert "b: " in ran.out


def test_a_shop_that_somebody_polls_is_told() -> None:
    lampes = shop()

    with leases.held(f"poll:{lampes.pk}"):
        assert "somebody else" in manage("poll", "--once").out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nobody", "--once"], "nobody"),
        (["--once", "--since", "yesterday"], "yesterday"),
        (["--since", "2026-11-01"], "--once"),
    ],
)
def test_bad_input_is_one_line_that_names_it(arguments: list[str], named: str) -> None:
    assert named in manage("poll", *arguments).complaint


@pytest.mark.django_db(transaction=True)
def test_the_loop_polls_what_is_due_until_asked_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    PAPER.sources["a"] = PaperSource([raw("1", shop="a")])
    shop("a")
    shop("b")
    monkeypatch.setattr(Shutdown, "wait", lambda stop, seconds: stop.request())

    assert manage("poll", "a").code == 0

    assert Order.objects.count() == 1
    assert Shop.objects.get(slug="b").last_poll_at is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_ends_cleanly_when_asked(manage: Manage, number: signal.Signals) -> None:
    lampes = shop(channel="gone")
    process = manage("poll")
    _until(lambda: Shop.objects.get(pk=lampes.pk).last_poll_at is not None)

    process.send_signal(number)

    assert process.wait(20) == 0
    assert "Traceback" not in process.communicate()[1]


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
