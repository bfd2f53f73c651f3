"""The problems desk: what the list says, who may do what, and what is posted wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import Delivery, DeliveryState, Event, Order, Problem, ProblemAct, Webhook, WebhookState
from hub.problems import desk, elsewhere, following, replaying
from hub.problems.group import Group
from tests.factories import PLACED_AT, ingest, line, shop, unified_order
from tests.hub.admin.conftest import Staff, text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/hub/problem/"
SEE, DO = ("view_problem", "view_delivery"), ("change_problem", "change_delivery")
MOST_QUERIES = 12
Stuck = Callable[..., Delivery]


@pytest.fixture
def lampes(stuck: Stuck) -> list[Delivery]:
    """Three orders that wait for SKU LMP-9, and one of another shop that waits for LMP-7."""
    one = ingest(shop(name="Lampes de Lyon"), *(unified_order(str(number)) for number in range(3)))
    [other] = ingest(shop("verre", name="Verre & Co"), unified_order("9"))
    found = [stuck(order) for order in [*one, other]]
    Delivery.objects.update(error_since=PLACED_AT)
    Delivery.objects.filter(pk=found[-1].pk).update(
        waits_for="sku:LMP-7", error_since=PLACED_AT - timedelta(days=3)
    )
    return found


def group(subject: str = "sku:LMP-9") -> Group:
    [found] = [found for found in desk.open_groups() if found.cause.subject == subject]
    return found


def do(client: Client, name: str, key: str = "", /, **given: Any) -> Any:
    key = key or group().key
    return client.post(f"{LIST}{key}/do/{name}/", given, follow=True)


def titles(client: Client, **query: str) -> list[str]:
    page = text_of(client.get(LIST, query))
    return re.findall(r'<th scope="row"><a [^>]*><bdi>(.*?)</bdi>', page)


LMP_7, LMP_9 = "SKU LMP-7 unknown in Odoo", "SKU LMP-9 unknown in Odoo"


def test_the_list_says_what_waits_why_and_what_to_do(client: Client, lampes: list[Delivery]) -> None:
    page = text_of(client.get(LIST))

    assert titles(client) == [LMP_7, LMP_9]  # the oldest first
    assert "<b>2</b> problems" in page
    assert "<b>4</b> orders wait" in page
    assert "196.00\N{NO-BREAK SPACE}EUR" in page
    assert "Lampes de Lyon" in page
    assert "Verre &amp; Co" in page
    assert "Say which product of Odoo it is, or create it." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "biggest"}, [LMP_9, LMP_7]),
        ({"standing": "held"}, [LMP_7, LMP_9]),
        ({"standing": "failed"}, []),
        ({"class": "business"}, [LMP_7, LMP_9]),
        ({"class": "bug"}, []),
        ({"kind": "delivery"}, [LMP_7, LMP_9]),
        ({"kind": "shop"}, []),
        ({"who": "nobody"}, [LMP_7, LMP_9]),
        ({"who": "me"}, []),
        ({"shop": "999", "class": "nonsense", "sort": "x", "page": "0"}, [LMP_7, LMP_9]),
        ({"page": "99"}, [LMP_7, LMP_9]),
        ({"tab": "snoozed"}, []),
    ],
)
def test_the_list_is_filtered_and_sorted(
    client: Client, lampes: list[Delivery], query: dict[str, str], found: list[str]
) -> None:
    assert titles(client, **query) == found


def test_one_shop_only(client: Client, lampes: list[Delivery]) -> None:
    assert titles(client, shop=str(lampes[0].order.shop_id)) == [LMP_9]


def test_an_empty_desk_says_that_all_is_well(client: Client) -> None:
    assert "All is well" in text_of(client.get(LIST))


def test_somebody_takes_care_puts_it_off_and_notes_something(client: Client, lampes: list[Delivery]) -> None:
    zoe = User.objects.get(username="zoe")
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert "zoe takes care of it." in text_of(
        do(client, "assign", **{"assign-version": 0, "assign-assignee": zoe.pk})
    )
    assert titles(client, who="me") == [LMP_9]
    do(client, "note", **{"note-version": 1, "note-note": "Ask Ann."})
    assert "Ask Ann." in text_of(client.get(LIST))
    given = {"snooze-version": 2, "snooze-until": tomorrow.isoformat(), "snooze-reason": "On its way."}
    do(client, "snooze", **given)

    assert (titles(client), titles(client, tab="snoozed")) == ([LMP_7], [LMP_9])
    page = text_of(client.get(f"{LIST}{group().key}/change/"))
    for said in ("Assigned to zoe.", "Note changed.", "Put off until", "On its way."):
        assert said in page
    assert Event.objects.filter(actor="zoe", text__contains="On its way.").count() == 1
    do(client, "snooze", **{"snooze-version": 3, "snooze-until": "", "snooze-reason": "Now."})
    assert titles(client) == [LMP_7, LMP_9]


def test_all_that_wait_are_run_again_and_it_is_resolved_with_who_and_how(
    client: Client, lampes: list[Delivery]
) -> None:
    key = group().key
    given = {"version": 0, "scope": "all", "choice": "", "reason": "product made"}

    page = text_of(do(client, "again", **given))

    assert "3 orders go on." in page
    assert "<b>3</b> of 3 were run again." in page
    assert "Resolved on" in page
    resolved = text_of(client.get(LIST, {"tab": "resolved"}))
    assert LMP_9 in resolved
    assert "Run again." in resolved
    assert "zoe" in resolved
    assert titles(client) == [LMP_7]
    assert Problem.objects.get(pk=key).orders == 3
    assert set(Delivery.objects.filter(order__shop__slug="lampes-fr").values_list("state", flat=True)) == {
        "waiting"
    }


def test_only_the_ticked_are_run_again(client: Client, lampes: list[Delivery]) -> None:
    given = {
        "version": 0,
        "scope": "chosen",
        "choice": "",
        "reason": "x",
        "member": [lampes[0].pk, lampes[3].pk],
    }

    page = text_of(do(client, "again", **given))

    # The other one that was ticked is of another problem.
    assert "1 order goes on." in page
    assert group().orders == 2


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("again", {"scope": "all", "choice": "", "reason": ""}, "This field is required."),
        ("again", {"scope": "chosen", "choice": "", "reason": "x"}, "Tick at least one"),
        ("again", {"scope": "some", "choice": "", "reason": "x"}, "bo-errors"),
        ("again", {"scope": "all", "choice": "accept", "reason": "x"}, "not offered"),
        ("again", {"scope": "all", "choice": "", "reason": "x", "seen_at": "1e400"}, "bo-errors"),
        ("again", {"scope": "chosen", "choice": "", "reason": "x", "member": "\u0661"}, "Tick at least one"),
        ("snooze", {"snooze-until": "2020-01-01", "snooze-reason": "x"}, "Name a day that is to come."),
        ("snooze", {"snooze-until": "soon", "snooze-reason": "x"}, "bo-errors"),
        ("assign", {"assign-assignee": "999"}, "bo-errors"),
        ("note", {"note-note": "n" * 2001}, "bo-errors"),
    ],
)
def test_what_is_filled_in_wrong_is_said_and_changes_nothing(
    client: Client, lampes: list[Delivery], name: str, given: dict[str, str], said: str
) -> None:
    prefix = "" if name == "again" else f"{name}-"

    page = text_of(do(client, name, **{f"{prefix}version": 0, **given}))

    assert said in page
    assert not ProblemAct.objects.exists()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"held"}


def test_two_at_the_same_problem_the_second_is_told(
    client: Client, staff: Staff, lampes: list[Delivery]
) -> None:
    other = staff(*SEE, *DO)
    given = {"version": 0, "scope": "all", "choice": "", "reason": "now"}
    do(other, "again", **{**given, "scope": "chosen", "member": [lampes[0].pk]})

    page = text_of(do(client, "again", **given))

    assert "did something about it" in page
    assert "Look at it as it is now" in page
    assert group().orders == 2
    assert ProblemAct.objects.count() == 1


def test_who_comes_after_it_was_mended_elsewhere_is_told_and_does_nothing(
    client: Client, lampes: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    # given somebody who looks at the problem while another saves what it lacks on a page of its own
    following.follow()
    key = group().key
    monkeypatch.setattr(elsewhere, "_finders", [lambda _cause, _since: elsewhere.Saved("max", "Mapped.")])
    Delivery.objects.update(state=DeliveryState.WAITING, waits_for="", error_code="")

    # when they go on
    given = {"version": 0, "scope": "all", "choice": "", "reason": "now"}
    page = text_of(do(client, "again", key, **given))

    # then they are told who did, and nothing is done
    assert "Nothing was done: nothing waits for it any more. max: Mapped." in page
    assert not ProblemAct.objects.exists()
    assert Problem.objects.get(pk=key).version == 0


@pytest.mark.parametrize("key", ["0" * 32, "x", "../../", "9" * 400])
def test_a_problem_that_never_was_leads_to_the_list(client: Client, key: str) -> None:
    answer = client.get(f"{LIST}{key}/change/", follow=True)

    assert answer.redirect_chain[-1][0] == LIST


def test_a_problem_that_ended_has_its_page_still(client: Client, lampes: list[Delivery]) -> None:
    key = group().key
    following.follow()
    Delivery.objects.update(state=DeliveryState.DELIVERED)
    following.follow()

    page = text_of(client.get(f"{LIST}{key}/change/"))

    assert "Resolved on" in page
    assert "By itself" in page
    assert "By itself" in text_of(client.get(LIST, {"tab": "resolved"}))


def test_looking_is_not_changing_and_nothing_is_shown_that_one_may_not_see(
    staff: Staff, lampes: list[Delivery]
) -> None:
    key = group().key
    nobody, blind, viewer = staff("view_delivery"), staff("view_problem"), staff(*SEE)

    assert nobody.get(LIST).status_code == 403
    assert nobody.get(f"{LIST}{key}/change/").status_code == 403
    assert titles(blind) == []
    assert blind.get(f"{LIST}{key}/change/").status_code == 302
    assert titles(viewer) == [LMP_7, LMP_9]
    page = text_of(viewer.get(f"{LIST}{key}/change/"))
    assert "again-form" not in page
    assert "Write a note" not in page
    for name in ("again", "assign", "snooze", "note", "mend-product"):
        assert viewer.post(f"{LIST}{key}/do/{name}/", {}).status_code == 403


def test_who_may_handle_problems_but_not_deliveries_runs_nothing_again(
    staff: Staff, lampes: list[Delivery]
) -> None:
    person = staff(*SEE, "change_problem")
    given = {"version": 0, "scope": "all", "choice": "", "reason": "x"}

    assert person.post(f"{LIST}{group().key}/do/again/", given).status_code == 403
    assert "again-form" not in text_of(person.get(f"{LIST}{group().key}/change/"))
    assert do(person, "note", **{"note-version": 0, "note-note": "Hm."}).status_code == 200


def test_addresses_that_do_nothing(client: Client, lampes: list[Delivery]) -> None:
    key = group().key

    assert client.get(f"{LIST}{key}/do/again/").status_code == 302
    assert client.post(f"{LIST}{key}/do/nonsense/").status_code == 404
    assert client.post(f"{LIST}{key}/do/mend-nonsense/").status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_the_menu_has_it_for_those_who_may(client: Client, staff: Staff) -> None:
    assert LIST in text_of(client.get("/admin/"))
    assert LIST not in text_of(staff("view_order").get("/admin/"))


def queries(client: Client, address: str, **query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, query).status_code == 200
    return len(captured)


def fill(stuck: Stuck, slug: str, count: int) -> None:
    """So many problems of every kind, of a shop of its own."""
    lampes = shop(slug)
    rows = ingest(lampes, *(unified_order(f"{slug}{number}") for number in range(count)))
    held, unread = rows[: count // 2], rows[count // 2 :]
    for number, order in enumerate(held):
        delivery = stuck(order)
        Delivery.objects.filter(pk=delivery.pk).update(waits_for=f"sku:{slug}-{number}")
    Order.objects.filter(pk__in=[order.pk for order in unread]).update(error_class="contract", error_code="x")
    for number in range(count):
        broken = {"error_class": "contract", "error_code": f"c{number}", "state": WebhookState.FAILED}
        Webhook.objects.create(shop=lampes, event_id=f"{slug}{number}", **broken)
    following.follow()


def test_the_questions_do_not_grow_with_the_problems(staff: Staff, stuck: Stuck) -> None:
    rights = [f"view_{name}" for name in ("order", "shop", "difference", "webhook", "invoicedocument")]
    person = staff(*SEE, *DO, *rights)
    fill(stuck, "few", 4)
    few = [queries(person, LIST), queries(person, LIST, tab="resolved")]
    fill(stuck, "many", 20)
    many = [queries(person, LIST), queries(person, LIST, tab="resolved")]

    assert few == many
    assert max(many) <= MOST_QUERIES


def test_a_problem_of_many_orders_asks_no_more_than_one_of_few(staff: Staff, stuck: Stuck) -> None:
    person = staff(*SEE, *DO)

    def page() -> int:
        key = group().key
        return queries(person, f"{LIST}{key}/change/")

    for order in ingest(shop("few"), unified_order("1"), unified_order("2")):
        stuck(order)
    following.follow()
    few = page()
    for order in ingest(shop("many"), *(unified_order(str(number)) for number in range(60))):
        stuck(order)

    assert page() == few <= MOST_QUERIES


def test_a_long_list_has_pages(client: Client, stuck: Stuck) -> None:
    for number, order in enumerate(ingest(shop(), *(unified_order(str(n)) for n in range(52)))):
        Delivery.objects.filter(pk=stuck(order).pk).update(waits_for=f"sku:{number}")

    assert len(titles(client)) == 50
    assert len(titles(client, page="2", sort="biggest")) == 2
    page = text_of(client.get(LIST))
    assert "Page 1 of 2" in page
    assert "?page=2" in page


@pytest.mark.parametrize("many", [60])
def test_a_problem_of_many_orders_has_pages(client: Client, stuck: Stuck, many: int) -> None:
    for order in ingest(shop(), *(unified_order(str(n)) for n in range(many))):
        stuck(order)
    address = f"{LIST}{group().key}/change/"

    first, second = text_of(client.get(address)), text_of(client.get(address, {"page": "2"}))

    assert (first.count('name="member"'), second.count('name="member"')) == (50, 10)


def test_what_is_left_to_the_worker_shows_how_far_it_is(
    client: Client, lampes: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "AT_ONCE", 1)
    given: Mapping[str, Any] = {"version": 0, "scope": "all", "choice": "", "reason": "x"}

    page = text_of(do(client, "again", **given))
    assert "3 orders are run again in the background" in page
    assert '<progress max="3" value="0">' in page

    replaying.run_due()
    assert "<b>3</b> of 3 were run again." in text_of(
        client.get(f"{LIST}{Problem.objects.get().key}/change/")
    )


def test_products_of_orders_are_not_read_for_the_list(client: Client, stuck: Stuck) -> None:
    """Lines may be many: the desk counts deliveries, never their contents."""
    for order in ingest(shop(), *(unified_order(str(n), lines=(line(), line("2"))) for n in range(3))):
        stuck(order)

    with CaptureQueriesContext(connection) as captured:
        client.get(LIST)

    assert not any("hub_line" in entry["sql"] or "hub_revision" in entry["sql"] for entry in captured)
