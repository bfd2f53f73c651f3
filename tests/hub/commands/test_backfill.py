"""`backfill`: in the foreground, in the background, and what becomes of a stopped one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub import backfill
from hub.errors import ContractError, TransientError
from hub.models import Backfill, Order
from hub.order.document import time_text
from hub.processes import Shutdown
from tests.hub.commands.running import manage
from tests.hub.ingest.pages import at
from tests.hub.polling.ledger import Ledger, breaking, opened

pytestmark = pytest.mark.django_db
SINCE = time_text(at(0))


def test_a_dry_run_says_how_much_it_is_and_starts_nothing() -> None:
    opened(Ledger(10))

    ran = manage("backfill", "lampes-fr", "--since", time_text(at(40)), "--dry-run")

    assert ran.code == 0
    assert ran.out.startswith("6 orders of lampes-fr changed since 2026-11-21T09:30:40Z")
    assert not Backfill.objects.exists()


def test_it_reads_to_the_end_and_says_what_it_found() -> None:
    opened(Ledger(10), active=False)  # by hand also a shop that is paused

    ran = manage("backfill", "lampes-fr", "--since", SINCE)

    assert (ran.code, ran.err) == (0, "")
    assert "lampes-fr: 10 of 10 orders read (100 %), 10 new, 10 changed, 0 held; " in ran.out
    assert Order.objects.count() == 10
    assert Backfill.objects.get().started_by


def test_in_the_background_it_waits_for_the_worker() -> None:
    opened(Ledger(2))

    ran = manage("backfill", "lampes-fr", "--since", SINCE, "--background")

    row = Backfill.objects.get()
    assert (ran.code, row.state, row.seen) == (0, "waiting", 0)
    assert f"Backfill {row.pk} waits for the worker." in ran.out


def test_trouble_is_one_line_and_exit_code_1() -> None:
    ledger = Ledger(10)
    ledger.between = breaking(2, ContractError("html", "Shop lampes-fr answered HTML.", "Check it."))
    opened(ledger)

    ran = manage("backfill", "lampes-fr", "--since", SINCE)

    assert ran.complaint == "Failed: Shop lampes-fr answered HTML. Check it."
    assert "4 of 10 orders read (40 %)" in ran.out


def test_it_waits_while_the_shop_is_down_and_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(4)
    ledger.between = breaking(1, TransientError("timeout", "Shop lampes-fr does not answer."))
    opened(ledger)
    waits: list[float] = []

    def a_while(stop: Shutdown, seconds: float) -> bool:
        waits.append(seconds)
        if len(waits) == 3:
            ledger.between = lambda pages: None
            Backfill.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        return False

    monkeypatch.setattr(Shutdown, "wait", a_while)
    monkeypatch.setattr("hub.backfill.outcome.random.uniform", lambda low, high: high)

    ran = manage("backfill", "lampes-fr", "--since", SINCE)

    assert (ran.code, len(waits)) == (0, 3)
    assert ran.out.count("Shop lampes-fr does not answer.") == 1


def test_they_are_listed() -> None:
    lampes = opened(Ledger(10))
    row = backfill.start(lampes, at(40), by="zoe")
    Backfill.objects.create(shop=opened(Ledger(), "maison"), since=at(0), reason="nightly")

    everything, one = manage("backfill", "--list").out, manage("backfill", "lampes-fr", "--list").out

    assert "maison" in everything
    assert one.splitlines()[1].split() == [
        *(str(row.pk), "lampes-fr", "2026-11-21T09:30:40Z", "asked", "waiting", "0", "6", "0", "0", "0")
    ]
    assert len(one.splitlines()) == 2


def test_pausing_resuming_cancelling() -> None:
    lampes = opened(Ledger(3))
    number = str(backfill.start(lampes, at(0), by="zoe").pk)

    assert manage("backfill", "--pause", number).out == f"Backfill {number} is paused.\n"
    assert "is paused already" in manage("backfill", "--pause", number).complaint
    assert "waits for the worker" in manage("backfill", "--resume", number, "--background").out
    assert manage("backfill", "--cancel", number).out == f"Backfill {number} is cancelled.\n"
    assert "is cancelled" in manage("backfill", "--resume", number).complaint


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "SHOP and --since"),
        (["lampes-fr"], "--since"),
        (["nobody", "--since", SINCE], "nobody"),
        (["lampes-fr", "--since", "last year"], "last year"),
        (["lampes-fr", "--since", "2999-01-01"], "future"),
        (["--cancel", "7"], "backfill 7"),
        (["--cancel", "7", "--pause", "7"], "not allowed"),
        (["--pause", "seven"], "seven"),
    ],
)
def test_bad_input_is_one_line_that_names_it(arguments: list[str], named: str) -> None:
    opened(Ledger(1))

    assert named in manage("backfill", *arguments).complaint
