"""Known customers in the back office: finding, choosing, merging, moving keys, and taking it back."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from hub.models import Delivery, DeliveryState, Event, EventKind
from hub.order import Customer
from odoo_bridge.models import Partner, PartnerLink
from tests.odoo_bridge.world import World

EMAIL = "zoe@example.com"


@pytest.fixture
def client(world: World) -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def by_hand(world: World, **values: Any) -> int:
    [made] = world.by_hand().call("res.partner", "create", vals_list=[values])
    return int(made)


def two_alike(world: World) -> tuple[int, int]:
    """Two partners of the merchant's that fit the buyer alike."""
    one, other = (by_hand(world, name="Zoé Martin", email=EMAIL) for _ in range(2))
    return one, other


def do(client: Client, row: Partner | PartnerLink, action: str, **given: Any) -> str:
    """Fill in the form of an action."""
    kind = "partner" if isinstance(row, Partner) else "partnerlink"
    values = {f"{action}-{name}": value for name, value in given.items()}
    address = f"/admin/odoo_bridge/{kind}/{row.pk}/do/{action}/"
    return str(client.post(address, values, follow=True).content.decode())


def last_decision() -> tuple[str, str]:
    event = Event.objects.filter(kind=EventKind.STAFF).latest("pk")
    return event.actor, event.text


def test_a_held_order_leads_to_the_choice_and_goes_on_after_it(client: Client, world: World) -> None:
    _, other = two_alike(world)
    held = [world.attempt(world.delivery(number)) for number in ("1", "2")]
    order_page = client.get(f"/admin/hub/order/{held[0].order_id}/change/").content.decode()
    address = f"/admin/odoo_bridge/partner/choose/{held[0].pk}/"
    assert address in order_page

    page = client.get(address).content.decode()
    client.post(address, {"customer": other, "reason": "She called."})

    assert page.count("The e-mail zoe@example.com is the same, and the name.") == 2
    # Both orders of that buyer go on, and a third is no question any more.
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WAITING}
    for one in (*held, world.delivery("3")):
        assert world.attempt(one).state == DeliveryState.DELIVERED
    assert {row["partner_id"] for row in world.rows("sale.order")} == {other}
    assert last_decision() == ("zoe", f"The customer is Zoé Martin #{other}. Reason: She called.")


def test_a_new_customer_may_be_the_choice(client: Client, world: World) -> None:
    alike = two_alike(world)
    held = world.attempt(world.delivery())

    client.post(f"/admin/odoo_bridge/partner/choose/{held.pk}/", {"customer": "new", "reason": "A third."})

    assert world.attempt(held).state == DeliveryState.DELIVERED
    [order] = world.rows("sale.order")
    assert order["partner_id"] not in alike
    assert set(PartnerLink.objects.values_list("chosen", "partner__partner_id")) == {
        (True, order["partner_id"])
    }


def test_anybody_in_odoo_can_be_searched_and_chosen(client: Client, world: World) -> None:
    two_alike(world)
    wanted = by_hand(world, name="Martin & Filles", email="shop@martin.example")
    held = world.attempt(world.delivery())
    address = f"/admin/odoo_bridge/partner/choose/{held.pk}/"

    page = client.get(address, {"q": "filles"}).content.decode()
    client.post(address, {"q": "filles", "customer": wanted, "reason": "Her shop."})

    assert "Martin &amp; Filles (shop@martin.example)" in page
    assert page.count('name="customer"') == 2
    world.attempt(held)
    assert [row["partner_id"] for row in world.rows("sale.order")] == [wanted]


@pytest.mark.parametrize(
    "given", [{}, {"customer": "new"}, {"customer": "999999", "reason": "x"}, {"reason": "x", "q": "\x00"}]
)
def test_what_is_chosen_wrong_is_said_and_changes_nothing(
    client: Client, world: World, given: dict[str, str]
) -> None:
    two_alike(world)
    held = world.attempt(world.delivery())

    page = client.post(f"/admin/odoo_bridge/partner/choose/{held.pk}/", given).content.decode()

    assert 'class="bo-errors"' in page
    assert not PartnerLink.objects.exists()


def test_an_odoo_that_does_not_answer_is_said(client: Client, world: World) -> None:
    two_alike(world)
    held = world.attempt(world.delivery())
    world.sandbox.fault("user_error", model="res.partner", method="search_read", times=None)

    page = client.get(f"/admin/odoo_bridge/partner/choose/{held.pk}/").content.decode()

    assert "Odoo refused" in page


def test_nobody_is_chosen_for_what_needs_no_choice(client: Client, world: World) -> None:
    done = world.delivered()

    for number in (done.pk, 999999):
        answer = client.get(f"/admin/odoo_bridge/partner/choose/{number}/", follow=True)
        assert "Nobody has to be chosen" in answer.content.decode()


def test_choosing_needs_the_right_to(world: World) -> None:
    two_alike(world)
    held = world.attempt(world.delivery())
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_partner"))
    client = Client()
    client.force_login(reader)

    assert client.get("/admin/odoo_bridge/partner/").status_code == 200
    assert client.get(f"/admin/odoo_bridge/partner/choose/{held.pk}/").status_code == 403


@pytest.mark.parametrize(
    ("term", "count"), [("zoé m", 1), ("zoe@", 1), ("+336", 1), ("lampes-fr:31", 1), ("nobody", 0), ("", 2)]
)
def test_known_customers_are_found(client: Client, world: World, term: str, count: int) -> None:
    zoe = Customer(external_id="31", email=EMAIL, name="Zoé Martin", phone="0612345678")
    world.delivered("1", customer=zoe)
    world.delivered("2", customer=Customer(email="anna@example.com", name="Anna Roy"))

    answer = client.get("/admin/odoo_bridge/partner/", {"q": term})

    assert len(answer.context["cl"].result_list) == count


def test_a_customer_s_page_says_by_what_it_is_known_and_why(client: Client, world: World) -> None:
    world.delivered("1")
    partner = Partner.objects.get()

    page = client.get(f"/admin/odoo_bridge/partner/{partner.pk}/change/").content.decode()
    listed = client.get("/admin/odoo_bridge/partner/", {"q": str(partner.partner_id)}).content.decode()

    for told in ("E-mail zoe@example.com", "new customer", "Nobody known fits."):
        assert told in page
    for told in ("Created by the hub", "E-mail zoe@example.com"):
        assert told in listed
    assert "res.partner" in page


def pair(world: World) -> tuple[Partner, Partner]:
    """Zoé and Anna, each with an order."""
    world.delivered("1")
    world.delivered("2", customer=Customer(email=EMAIL, name="Anna Roy"))
    zoe, anna = Partner.objects.order_by("pk")
    return zoe, anna


def test_two_known_customers_are_merged_and_apart_again(client: Client, world: World) -> None:
    zoe, anna = pair(world)

    do(client, anna, "merge", into=zoe.partner_id, reason="Her maiden name.")
    world.delivered("3", customer=Customer(email=EMAIL, name="Anna Roy"))
    merged = max(row["id"] for row in world.rows("sale.order"))
    do(client, anna, "unmerge", reason="They are sisters.")
    world.delivered("4", customer=Customer(email=EMAIL, name="Anna Roy"))

    buyer = {row["id"]: row["partner_id"] for row in world.rows("sale.order")}
    assert buyer[merged] == zoe.partner_id
    assert buyer[max(buyer)] == anna.partner_id
    assert last_decision()[1].endswith("is apart from " + str(zoe) + " again. Reason: They are sisters.")


def test_who_was_merged_twice_is_still_found(client: Client, world: World) -> None:
    zoe, anna = pair(world)
    world.delivered("3", customer=Customer(email="mia@example.com", name="Mia Blanc"))
    mia = Partner.objects.latest("pk")

    do(client, anna, "merge", into=zoe.partner_id, reason="One person.")
    do(client, zoe, "merge", into=mia.partner_id, reason="One person.")
    world.delivered("4", customer=Customer(email=EMAIL, name="Anna Roy"))

    assert max(world.rows("sale.order"), key=lambda row: int(row["id"]))["partner_id"] == mia.partner_id


def test_merging_in_odoo_too_is_for_good(client: Client, world: World) -> None:
    zoe, anna = pair(world)

    do(client, anna, "merge", into=zoe.partner_id, in_odoo="on", reason="One person.")

    anna.refresh_from_db()
    assert anna.gone
    assert not [row for row in world.customers() if row["id"] == anna.partner_id]
    assert {row["partner_id"] for row in world.rows("sale.order")} == {zoe.partner_id}
    assert "does not apply any more" in do(client, anna, "unmerge", reason="Oh no.")
    world.delivered("3", customer=Customer(email=EMAIL, name="Anna Roy"))
    assert {row["partner_id"] for row in world.rows("sale.order")} == {zoe.partner_id}


def test_what_odoo_will_not_merge_is_not_merged_here(client: Client, world: World) -> None:
    zoe, anna = pair(world)
    world.by_hand().call("res.partner", "write", [anna.partner_id], vals={"email": "anna@example.com"})

    page = do(client, anna, "merge", into=zoe.partner_id, in_odoo="on", reason="One person.")

    anna.refresh_from_db()
    assert "All contacts must have the same email." in page
    assert anna.merged_into is None


def test_nobody_is_merged_with_themselves_or_with_strangers(client: Client, world: World) -> None:
    zoe, anna = pair(world)
    do(client, anna, "merge", into=zoe.partner_id, reason="One person.")

    assert "are one already" in do(client, zoe, "merge", into=anna.partner_id, reason="Again.")
    assert "The hub knows no customer" in do(client, zoe, "merge", into=999999, reason="Whoever.")
    assert Partner.objects.filter(merged_into__isnull=False).count() == 1


def test_a_key_moves_to_a_new_customer_and_back(client: Client, world: World) -> None:
    world.delivered("1")
    [zoe] = Partner.objects.all()
    link = PartnerLink.objects.get(basis="customer:lampes-fr:31")

    asked = client.get(f"/admin/odoo_bridge/partnerlink/{link.pk}/do/move/").content.decode()
    done = do(client, link, "move", reason="Her daughter uses the account.")
    world.delivered("2")
    link.refresh_from_db()
    daughter = link.partner
    do(client, link, "back", reason="It was her after all.")
    world.delivered("3")

    buyers = [row["partner_id"] for row in sorted(world.rows("sale.order"), key=lambda row: row["id"])]
    assert f"Customer 31 at lampes-fr → Zoé Martin #{zoe.partner_id}" in asked
    assert "Customer 31 at lampes-fr leads to another customer now." in done
    assert daughter is not None
    assert buyers == [zoe.partner_id, daughter.partner_id, zoe.partner_id]


def test_a_key_moves_to_another_known_customer(client: Client, world: World) -> None:
    zoe, anna = pair(world)
    link = PartnerLink.objects.get(basis="customer:lampes-fr:31")

    do(client, link, "move", to=anna.partner_id, reason="Anna's account.")
    world.delivered("3")

    newest = max(world.rows("sale.order"), key=lambda row: int(row["id"]))
    assert newest["partner_id"] == anna.partner_id
    assert last_decision() == (
        "zoe",
        f"customer:lampes-fr:31 was moved from {zoe} to {anna}. Reason: Anna's account.",
    )


def test_keys_and_customers_are_not_edited_otherwise(client: Client, world: World) -> None:
    world.delivered("1")
    partner, link = Partner.objects.get(), PartnerLink.objects.first()
    assert link is not None

    client.post(f"/admin/odoo_bridge/partner/{partner.pk}/change/", {"partner_id": 1})
    shown = client.get(f"/admin/odoo_bridge/partnerlink/{link.pk}/change/", follow=True)

    assert Partner.objects.get().partner_id == partner.partner_id
    assert shown.redirect_chain[-1][0] == f"/admin/odoo_bridge/partner/{partner.pk}/change/"
    assert client.get("/admin/odoo_bridge/partnerlink/", follow=True).status_code == 200
    for kind in ("partner", "partnerlink"):
        assert client.get(f"/admin/odoo_bridge/{kind}/add/").status_code == 403
