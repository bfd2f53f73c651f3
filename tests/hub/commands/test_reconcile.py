"""`reconcile`: shop and hub counted against each other, what it prints, and its exit codes."""

from collections.abc import Iterator

import pytest

from hub import leases
from hub.errors import TransientError
from hub.models import Backfill, Cursor, Difference, Order, Reconciliation, Shop
from hub.polling import poll
from tests.hub.commands.running import manage
from tests.hub.polling.ledger import Ledger, breaking, opened
from tests.hub.reconciliation.recounting import counts, polled, today, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with today():
        yield


def test_a_shop_and_a_hub_that_agree() -> None:
    polled(Ledger(12))

    ran = manage("reconcile")

    assert (ran.code, ran.err) == (0, "")
    assert "lampes-fr: shop 12 orders, hub 12" in ran.out
    run = Reconciliation.objects.get()
    assert (run.side, run.state, counts(run)) == ("shop", "done", {"equal": 12})
    assert run.days == [["2026-11-21", 12, 12]]
    assert not Difference.objects.exists()


def test_an_order_that_the_shop_no_longer_has_is_open_until_it_is_accepted() -> None:
    ledger = Ledger(5)
    polled(ledger)
    del ledger.changed["3"]

    ran = manage("reconcile", "--shop", "lampes-fr", "--by-day")

    assert (ran.code, ran.err) == (2, "")
    assert "lampes-fr: shop 4 orders, hub 5" in ran.out
    assert "  2026-11-21: shop 4 orders, hub 5" in ran.out
    assert "The shop does not have the order any more (1)" in ran.out
    [state, cause] = told()["gone_at_shop"]
    assert state == "open"
    assert cause.startswith(
        "Order #3 of shop lampes-fr (49.00 EUR, open) is in the hub, and the shop does not"
    )

    # accepted, it is no difference any more, and the shop is not asked for it again
    Difference.objects.update(state="accepted")
    asked = len(ledger.read)
    assert manage("reconcile").code == 0
    assert len(ledger.read) == asked + 4
    # and once the shop shows it again, it is over
    ledger.change("3", seconds=11_000)
    assert manage("reconcile").code == 0
    assert Difference.objects.get(kind="gone_at_shop").state == "resolved"


def test_what_polling_had_missed_is_read_and_kept() -> None:
    # given an order that appears with an old date, and one that changes without moving its date
    ledger = Ledger(3)
    polled(ledger)
    ledger.change("77", seconds=15)
    ledger.notes["1"] = "Please ring twice."

    ran = manage("reconcile")

    assert ran.code == 0
    assert set(Order.objects.values_list("external_id", flat=True)) == {"0", "1", "2", "77"}
    assert told() == {
        "missed_order": ("resolved", "Order #77 of shop lampes-fr was at the shop and not in the hub."),
        "missed_change": ("resolved", "Order #1 of shop lampes-fr differed from the shop: other content."),
    }
    # missed a second time, it is the same row
    ledger.notes["1"] = "Do not ring."
    manage("reconcile")
    assert Difference.objects.get(kind="missed_change").times == 2


def test_an_order_that_the_walk_passed_over_is_asked_for_before_it_is_called_gone() -> None:
    # given a shop that was restored from a backup: the order has an older date there
    ledger = Ledger(3)
    polled(ledger)
    ledger.change("2", seconds=-99 * 24 * 3600)

    assert manage("reconcile").code == 0
    assert not Difference.objects.exists()


def test_what_cannot_be_read_or_was_called_off_is_not_compared() -> None:
    ledger = Ledger(3)
    polled(ledger)
    Order.objects.filter(external_id="1").update(status="cancelled")
    Order.objects.filter(external_id="2").update(published_revision=0)
    del ledger.changed["1"], ledger.changed["2"]

    ran = manage("reconcile")

    assert ran.code == 0
    assert "1 not compared: cancelled, and deleted at the shop since" in ran.out
    assert "1 not compared: never settled, and deleted at the shop since" in ran.out


def test_a_dry_run_finds_the_same_and_changes_nothing() -> None:
    ledger = Ledger(4)
    polled(ledger)
    ledger.change("77", seconds=15)
    ledger.notes["1"] = "Please ring twice."
    del ledger.changed["3"]

    ran = manage("reconcile", "--dry-run")

    assert ran.code == 2
    assert "An order that polling had missed (1)" in ran.out
    assert "A change at the shop that polling had missed (1)" in ran.out
    assert "The shop does not have the order any more (1)" in ran.out
    assert ran.out.endswith("Nothing was changed.\n")
    assert (Order.objects.count(), Backfill.objects.count()) == (4, 0)
    assert not Difference.objects.exists()
    assert not Reconciliation.objects.exists()


def test_a_shop_that_does_not_answer_is_not_compared() -> None:
    ledger = Ledger(4)
    polled(ledger)
    ledger.between = breaking(1, TransientError("down", "The shop is down.", "Wait."))

    ran = manage("reconcile")

    assert ran.code == 1
    assert ran.complaint == "lampes-fr ↔ shop could not be compared: The shop is down. Wait."
    run = Reconciliation.objects.get()
    assert (run.state, run.error_class, counts(run)) == ("incomplete", "transient", {})
    assert Backfill.objects.get().state == "cancelled"


def test_a_paused_shop_is_not_asked() -> None:
    polled(Ledger(2))
    Shop.objects.update(active=False)

    assert "Shop lampes-fr is paused." in manage("reconcile").complaint
    assert not Backfill.objects.exists()


def test_nothing_to_compare_is_equal() -> None:
    assert manage("reconcile").out == "No shops yet. Add one with `manage.py add_shop`.\n"
    polled(Ledger(0))

    ran = manage("reconcile", "--days", "1")

    assert (ran.code, counts(Reconciliation.objects.get())) == (0, {})


def test_two_at_once_are_refused() -> None:
    lampes = polled(Ledger(1))
    leases.acquire(f"reconcile:{lampes.pk}", "another")

    assert "Shop lampes-fr is being reconciled already." in manage("reconcile").complaint


@pytest.mark.parametrize("days", ["0", "366", "x"])
def test_days_that_make_no_sense(days: str) -> None:
    assert "--days" in manage("reconcile", "--days", days).complaint


def test_an_unknown_shop() -> None:
    assert "there is no shop 'x'" in manage("reconcile", "--shop", "x").complaint


def test_the_cursor_stays_where_it_is_and_polling_goes_on() -> None:
    ledger = Ledger(2)
    lampes = opened(ledger)
    poll(lampes)
    before = Cursor.objects.get().position

    manage("reconcile")

    assert Cursor.objects.get().position == before != ""
