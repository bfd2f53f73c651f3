"""The problems desk: who may decide for what waits, and what the audit log keeps of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from hub.models import Delivery, DeliveryState, Difference, DifferenceState, Order, Problem
from hub.order import Notice
from hub.people import audit
from hub.people.places import Role
from hub.problems import desk
from hub.problems.group import Group
from tests.factories import ingest, shop, unified_order
from tests.hub.admin.conftest import Staff, text_of
from tests.hub.people.conftest import Member
from tests.hub.people.conftest import member as member  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db
Stuck = Callable[..., Delivery]
DESK = ("view_problem", "change_problem")


def only() -> Group:
    [group] = desk.open_groups()
    return group


def do(client: Client, name: str, **given: Any) -> Any:
    return client.post(f"/admin/hub/problem/{only().key}/do/{name}/", given)


def page(client: Client) -> str:
    return text_of(client.get(f"/admin/hub/problem/{only().key}/change/"))


def run_again(choice: str = "", **given: Any) -> dict[str, Any]:
    return {"version": 0, "scope": "all", "reason": "the accountant says so", "choice": choice, **given}


@pytest.fixture
def _vat_differs(stuck: Stuck) -> None:
    """Two deliveries whose VAT differs from what is due, and that offer to follow the shop."""
    for order in ingest(shop(), unified_order("1"), unified_order("2")):
        stuck(order)
    Delivery.objects.update(
        error_code="vat_differs", waits_for="vat:differs", result={"offers": ["vat_follow_shop"]}
    )


@pytest.fixture
def _does_not_add_up() -> None:
    ingest(shop(), unified_order("1", notices=(Notice(code="totals_mismatch", detail="1 cent"),)))


@pytest.fixture
def _difference() -> None:
    [order] = ingest(shop(), unified_order("1"))
    Difference.objects.create(shop=order.shop, order=order, side="odoo:main", kind="totals", cause="49, 48")


@pytest.mark.usefixtures("_vat_differs")
def test_who_may_run_again_but_not_decide_runs_them_again_and_no_more(staff: Staff) -> None:
    operator = staff(*DESK, "view_delivery", "change_delivery")

    # given a person without the right to decide, who is offered no choice
    shown = page(operator)
    assert "Run again" in shown
    assert "Invoice the VAT that was charged" not in shown

    # when the choice is sent all the same, nothing is done
    assert do(operator, "again", **run_again("vat_follow_shop")).status_code == 403
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.HELD}
    assert not any("chosen" in row.result for row in Delivery.objects.all())
    assert not Problem.objects.filter(version__gt=0).exists()

    # and without a choice they go on
    assert do(operator, "again", **run_again()).status_code == 302
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.WAITING}


@pytest.mark.usefixtures("_vat_differs")
def test_who_may_decide_is_offered_the_choices(staff: Staff) -> None:
    accountant = staff(*DESK, "view_delivery", "change_delivery", "decide_delivery")

    assert "Invoice the VAT that was charged" in page(accountant)
    assert do(accountant, "again", **run_again("vat_follow_shop")).status_code == 302
    assert {row.result["chosen"] for row in Delivery.objects.all()} == {"vat_follow_shop"}


@pytest.mark.usefixtures("_does_not_add_up")
def test_accepting_orders_needs_the_right_to_decide_about_orders(staff: Staff) -> None:
    rights = (*DESK, "view_order", "change_order")

    assert do(staff(*rights), "again", **run_again("accept")).status_code == 403
    assert Order.objects.get().accepted_revision == 0
    assert do(staff(*rights, "decide_order"), "again", **run_again("accept")).status_code == 302
    assert Order.objects.get().accepted_revision == 1


@pytest.mark.usefixtures("_difference")
def test_accepting_differences_needs_the_right_to_decide_about_differences(staff: Staff) -> None:
    rights = (*DESK, "view_difference", "change_difference")
    operator = staff(*rights)

    assert "again-form" not in page(operator)  # there is nothing else to do about them here
    assert do(operator, "again", **run_again("accept")).status_code == 403
    assert Difference.objects.get().state == DifferenceState.OPEN
    assert do(staff(*rights, "decide_difference"), "again", **run_again("accept")).status_code == 302
    assert Difference.objects.get().state == DifferenceState.ACCEPTED


@pytest.mark.usefixtures("_vat_differs")
@pytest.mark.parametrize(
    ("role", "status"), [(Role.OPERATOR, 403), (Role.ACCOUNTANT, 302), (Role.ADMINISTRATOR, 302)]
)
def test_the_groups_decide_as_their_table_says(
    member: Member,
    role: Role,
    status: int,
) -> None:
    assert do(member(role), "again", **run_again("vat_follow_shop")).status_code == status


def noted() -> tuple[str, str, list[tuple[str, str, str]]]:
    """What the newest entry of the audit log tells, why, and which values changed."""
    entry = LogEntry.objects.latest("pk")
    assert entry.get_edited_object() == Problem.objects.get()
    values = [(one["field"], one["old"], one["new"]) for one in audit.values_of(entry)]
    return audit.told(entry), audit.reason_of(entry), values


@pytest.mark.usefixtures("_vat_differs")
def test_each_button_of_the_desk_is_in_the_audit_log(client: Client) -> None:
    zoe = User.objects.get(username="zoe")

    do(client, "assign", **{"assign-version": 0, "assign-assignee": zoe.pk})
    assert noted() == ("Assign.", "", [("Taken care of by", "", "zoe")])
    do(client, "assign", **{"assign-version": 1, "assign-assignee": ""})
    assert noted() == ("Assign.", "", [("Taken care of by", "zoe", "")])
    do(client, "snooze", **{"snooze-version": 2, "snooze-until": "2040-01-31", "snooze-reason": "stock"})
    assert noted() == ("Put off.", "stock", [("Put off until", "", "2040-01-31")])
    do(client, "note", **{"note-version": 3, "note-note": "Ask Ann."})
    do(client, "note", **{"note-version": 4, "note-note": "Ask Max."})
    assert noted() == ("Write a note.", "", [("Note", "Ask Ann.", "Ask Max.")])
    do(client, "again", **run_again("vat_follow_shop", version=5))
    told = "Invoice the VAT that was charged. Orders: 2 of 2."
    assert noted() == (told, "the accountant says so", [])
    assert {entry.user for entry in LogEntry.objects.all()} == {zoe}
    assert LogEntry.objects.count() == 6


@pytest.mark.usefixtures("_vat_differs")
def test_what_was_refused_is_not_in_the_audit_log(client: Client) -> None:
    do(client, "note", **{"note-version": 0, "note-note": "Ask Ann."})
    before = LogEntry.objects.count()

    do(client, "note", **{"note-version": 0, "note-note": "Ask Max."})  # somebody was first
    do(client, "again", **run_again(version=0))
    do(client, "again", **run_again("nonsense", version=1))
    do(client, "snooze", **{"snooze-version": 1, "snooze-until": "soon", "snooze-reason": "x"})

    assert LogEntry.objects.count() == before == 1


@pytest.mark.usefixtures("_vat_differs")
def test_the_audit_log_leads_to_the_problem(client: Client) -> None:
    do(client, "note", **{"note-version": 0, "note-note": "<script>alert(1)</script>"})

    log = text_of(client.get("/admin/admin/logentry/"))

    assert f"/admin/hub/problem/{only().key}/change/" in log
    assert "<script>alert(1)" not in log
