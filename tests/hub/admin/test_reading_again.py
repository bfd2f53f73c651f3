"""Reading a shop's orders again from the back office: first what it means, then, agreed to, it is done."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import backfill
from hub.models import Backfill, Cursor, Event, Shop
from hub.order.document import time_text
from hub.polling import poll
from tests.factories import PLACED_AT
from tests.hub.admin.conftest import Staff, text_of
from tests.hub.ingest.pages import at
from tests.hub.polling.ledger import Ledger, opened

pytestmark = pytest.mark.django_db
DAY = f"{PLACED_AT:%Y-%m-%d}"  # midnight in Paris, so before the first order
TOMORROW = f"{PLACED_AT + timedelta(days=1):%Y-%m-%d}"


@pytest.fixture(autouse=True)
def _some_days_later() -> object:
    with time_machine.travel(PLACED_AT + timedelta(days=5)) as clock:
        yield clock


@pytest.fixture
def lampes() -> Shop:
    """A shop that was read to its end."""
    shop = opened(Ledger(10))
    poll(shop)
    return shop


def press(client: Client, row: Shop | Backfill, action: str, **given: str) -> str:
    url = f"/admin/hub/{row._meta.model_name}/{row.pk}/do/{action}/"
    answer = client.post(url, {f"{action}-{name}": value for name, value in given.items()}, follow=True)
    assert answer.status_code == 200
    return text_of(answer)


def test_moving_the_cursor_back_first_says_what_it_means(client: Client, lampes: Shop) -> None:
    page = press(client, lampes, "rewind", day=DAY, reason="The plug-in was repaired.")

    assert "Read until now: 21 Nov 2026 13:16." in page
    assert "10 orders changed since then and would be read again." in page
    assert "nothing is delivered twice" in page
    for hidden in (
        f'day" value="{DAY}"',
        'confirmed" value="on"',
        'reason" value="The plug-in was repaired."',
    ):
        assert f'<input type="hidden" name="rewind-{hidden}' in page
    assert Cursor.objects.get().position == time_text(at(10_000))


def test_agreed_to_it_moves_and_leaves_a_trace(client: Client, lampes: Shop) -> None:
    page = press(client, lampes, "rewind", day=DAY, reason="The plug-in was repaired.", confirmed="on")

    assert "reads again what changed since 21 Nov 2026." in page
    assert Cursor.objects.get().position == "2026-11-20T23:00:00Z"
    event = Event.objects.get(order=None)
    assert (event.actor, "The plug-in was repaired." in event.text) == ("zoe", True)
    assert "Cursor moved" in text_of(client.get(f"/admin/hub/shop/{lampes.pk}/history/"))


def test_it_never_skips_orders(client: Client, lampes: Shop) -> None:
    given = {"day": TOMORROW, "reason": "x"}

    page = press(client, lampes, "rewind", **given)
    refused = press(client, lampes, "rewind", **given, confirmed="on")

    assert "would never be read: choose an earlier day." in page
    assert "<button" not in page.split('class="bo-list"')[1].split("</form>")[0]
    assert "would never be read" in refused
    assert Cursor.objects.get().position == time_text(at(10_000))


@pytest.mark.parametrize("action", ["rewind", "older"])
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("", "required"),
        ("soon", "valid date"),
        ("0001-01-01", "1 Jan"),
        ("1969-12-31", "1 Jan"),
        ("2999-01-01", "in the future"),
    ],
)
def test_what_is_typed_wrong_is_said(client: Client, lampes: Shop, action: str, day: str, told: str) -> None:
    page = press(client, lampes, action, day=day, reason="x", confirmed="on")

    assert told.replace("1 Jan", "greater than or equal") in page
    assert not Backfill.objects.exists()
    assert Cursor.objects.get().position == time_text(at(10_000))


def test_reading_older_orders_first_says_how_many_they_are(client: Client, lampes: Shop) -> None:
    page = press(client, lampes, "older", day=DAY)

    assert "10 orders changed since then and would be read again." in page
    assert "Closed, cancelled and refunded orders are read too." in page
    assert "“Deliver from”" in page
    assert not Backfill.objects.exists()


def test_agreed_to_the_worker_reads_them_and_the_shop_shows_how_far_it_is(
    client: Client, lampes: Shop
) -> None:
    page = press(client, lampes, "older", day=DAY, confirmed="on")

    row = Backfill.objects.get()
    assert (row.state, row.total, row.started_by) == ("waiting", 10, "zoe")
    assert "are read again, between" in page
    assert f"/admin/hub/backfill/{row.pk}/change/" in page
    assert 'value="0"' in page
    again = press(client, lampes, "older", day=DAY, confirmed="on")
    assert f"(backfill {row.pk})" in again


def test_pausing_resuming_and_cancelling(client: Client, lampes: Shop) -> None:
    row = backfill.start(lampes, at(0), by="zoe")

    assert "is paused" in press(client, row, "pause")
    assert "does not apply any more" in press(client, row, "pause")
    assert "goes on within a minute" in press(client, row, "resume")
    assert "is cancelled" in press(client, row, "cancel", reason="Not now.")
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert "/do/" not in text_of(client.get(f"/admin/hub/backfill/{row.pk}/change/"))


def test_the_page_of_a_stopped_one_says_why(client: Client, lampes: Shop) -> None:
    row = backfill.start(lampes, at(0), by="zoe")
    Backfill.objects.update(
        state="failed",
        error_class="contract",
        error_code="html",
        error_cause="<b>HTML</b>",
        error_remedy="Ask.",
    )

    page = text_of(client.get(f"/admin/hub/backfill/{row.pk}/change/"))
    first = text_of(client.get("/admin/"))

    for shown in (page, first):
        assert "&lt;b&gt;HTML&lt;/b&gt;" in shown
        assert "Ask." in shown
    assert f"/admin/hub/backfill/{row.pk}/do/resume/" in page


def test_orders_that_polling_had_missed_are_shown_until_a_night_finds_none(
    client: Client, lampes: Shop
) -> None:
    now = timezone.now()
    night = {"shop": lampes, "since": at(0), "reason": "nightly", "state": "done", "finished_at": now}
    Backfill.objects.create(**night, missed=2)

    for page in ("/admin/", f"/admin/hub/shop/{lampes.pk}/change/"):
        assert "found 2 orders that polling had missed." in text_of(client.get(page))

    Backfill.objects.create(**night)
    for page in ("/admin/", f"/admin/hub/shop/{lampes.pk}/change/"):
        assert "had missed" not in text_of(client.get(page))


def test_the_shops_page_says_where_a_cut_walk_goes_on(client: Client, lampes: Shop) -> None:
    Cursor.objects.update(resume=f"{time_text(at(60))}/{time_text(at(0))}")

    page = text_of(client.get(f"/admin/hub/shop/{lampes.pk}/change/"))

    assert "The next poll goes on from" in page
    assert "21 Nov 2026 10:31" in page


def test_the_list_asks_the_same_however_many(client: Client, lampes: Shop) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/hub/backfill/").status_code == 200
        return len(captured)

    Backfill.objects.create(shop=lampes, since=at(0))
    one = questions()
    for number in range(9):
        Backfill.objects.create(shop=opened(Ledger(), f"shop-{number}"), since=at(0), total=1000, seen=250)

    page = text_of(client.get("/admin/hub/backfill/"))
    assert 'value="25"' in page
    assert questions() == one <= 9


def test_who_may_only_look_changes_nothing(staff: Staff, lampes: Shop) -> None:
    row = backfill.start(lampes, at(0), by="zoe")
    looker = staff("view_shop", "view_backfill")

    assert "/do/" not in text_of(looker.get(f"/admin/hub/backfill/{row.pk}/change/"))
    assert looker.post(f"/admin/hub/backfill/{row.pk}/do/cancel/").status_code == 403
    for action in ("older", "rewind"):
        given = {f"{action}-day": DAY, f"{action}-confirmed": "on", f"{action}-reason": "x"}
        assert looker.post(f"/admin/hub/shop/{lampes.pk}/do/{action}/", given).status_code == 403
    assert staff("view_order").get("/admin/hub/backfill/").status_code == 403


def test_a_nightly_re_read_is_told_in_words_and_in_the_hubs_own_zone(client: Client, lampes: Shop) -> None:
    # given one from midnight in Paris on, half way
    since = datetime(2026, 10, 31, 23, tzinfo=UTC)
    position = f"{time_text(at(60))}/{time_text(at(0))}"
    row = Backfill.objects.create(
        shop=lampes, since=since, reason="nightly", state="running", started_by="clock", position=position
    )

    page = text_of(client.get(f"/admin/hub/backfill/{row.pk}/change/"))

    assert "2026-11-01" in page  # its title
    assert "2026-10-31" not in page
    assert "by itself" in page
    assert f'<span title="{position}">21 Nov 2026 10:31</span>' in page

    # when it has ended, nothing goes on
    Backfill.objects.update(state="done", finished_at=timezone.now())
    assert "Goes on from" not in text_of(client.get(f"/admin/hub/backfill/{row.pk}/change/"))


def test_the_first_page_names_the_zone_of_all_times(client: Client) -> None:
    assert "All times are those of Europe/Paris." in text_of(client.get("/admin/"))
