"""What mends the problems of the bridge in the desk: a form, then all that wait go on and arrive in Odoo."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from hub.models import Delivery, DeliveryState, Event, Problem, ProblemAct, ProblemState
from hub.people import audit
from hub.problems import desk, following
from hub.problems.group import Group
from odoo_bridge.bridge.waiting import release_policy
from odoo_bridge.models import (
    ChargedDiffers,
    ChoiceKind,
    OdooChoice,
    OdooConnection,
    PaymentMapping,
    ProductMapping,
    ProductVat,
    ServiceMapping,
    ShopPolicy,
    TaxMapping,
    VatClassRate,
)
from tests.factories import line
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: World) -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def held(world: World, *numbers: str, **changes: Any) -> list[Delivery]:
    """Orders that tried to go to Odoo and wait."""
    changes = changes or {"lines": (line(sku="LMP-9"),)}
    found = [world.attempt(world.delivery(number, **changes)) for number in numbers]
    assert {one.state for one in found} == {DeliveryState.HELD}, [one.error_cause for one in found]
    return found


def problem(code: str) -> Group:
    [group] = [group for group in desk.open_groups() if group.cause.code == code]
    return group


def mend(client: Client, group: Group, name: str, **given: Any) -> str:
    """Fill in a form of the problem's page; the page that comes back."""
    values = {"version": group.version, "reason": "seen", **given}
    address = f"/admin/hub/problem/{group.key}/do/mend-{name}/"
    return str(client.post(address, values, follow=True).content.decode())


def page(client: Client, group: Group, **query: str) -> str:
    return str(client.get(f"/admin/hub/problem/{group.key}/change/", query).content.decode())


def noted() -> tuple[str, str, list[tuple[str, str, str]]]:
    """What the audit log tells of it, why, and which values changed."""
    entry = LogEntry.objects.get(content_type__model="problem")
    values = [(one["field"], one["old"], one["new"]) for one in audit.values_of(entry)]
    return audit.told(entry), audit.reason_of(entry), values


def arrive(world: World, waiting: list[Delivery]) -> None:
    for one in waiting:
        done = world.attempt(one)
        assert done.state == DeliveryState.DELIVERED, done.error_cause


def test_an_unknown_sku_is_said_to_be_another_product(client: Client, world: World) -> None:
    waiting = held(world, "1", "2")
    group = problem("sku_unknown")
    assert "SKU LMP-9 unknown in Odoo" in page(client, group)

    shown = mend(client, group, "product", how="typed", reference="LMP-02")

    assert "2 orders go on." in shown
    assert "SKU LMP-9 is the product LMP-02 in Odoo." in shown
    mapping = ProductMapping.objects.get()
    assert (mapping.shop, mapping.sku, mapping.reference) == (world.shop, "LMP-9", "LMP-02")
    arrive(world, waiting)
    row = Problem.objects.get()
    assert (row.state, row.resolved_by) == (ProblemState.RESOLVED, "zoe")
    assert "LMP-9 is the product LMP-02" in row.resolution
    assert Event.objects.filter(shop=world.shop, order=None, actor="zoe", text__contains="LMP-02").exists()
    assert noted() == (
        "Say which product it is. SKU LMP-9 is the product LMP-02 in Odoo. Orders: 2 of 2.",
        "seen",
        [("Internal reference in Odoo", "LMP-9", "LMP-02")],
    )


def test_products_are_searched_in_odoo(client: Client, world: World) -> None:
    waiting = held(world, "1")

    shown = page(client, problem("sku_unknown"), mend="product", q="floor")
    mend(client, problem("sku_unknown"), "product", how="use:LMP-02")

    assert "LMP-02 – Floor lamp" in shown
    arrive(world, waiting)


def test_an_unknown_product_is_created_with_its_title_and_price(client: Client, world: World) -> None:
    waiting = held(world, "1", lines=(line(sku="LMP-9", title="Wall lamp", net="40.00"),))

    mend(client, problem("sku_unknown"), "product", how="create")

    arrive(world, waiting)
    [made] = [row for row in world.rows("product.product") if row["default_code"] == "LMP-9"]
    assert (made["name"], made["lst_price"]) == ("Wall lamp", Decimal(20))


def test_a_service_product_of_the_policy_is_renamed_there(client: Client, world: World) -> None:
    ShopPolicy.objects.update(shipping_sku="PORT")
    waiting = held(world, "1", lines=(line(), line("2", kind="shipping", sku="", net="5.00", title="DHL")))

    mend(client, problem("sku_unknown"), "product", how="typed", reference="SHIPPING")

    world.policy.refresh_from_db()
    assert world.policy.shipping_sku == "SHIPPING"
    assert not ProductMapping.objects.exists()
    arrive(world, waiting)


def test_a_mapping_that_led_nowhere_is_mended_where_it_stands(client: Client, world: World) -> None:
    ProductMapping.objects.create(shop=world.shop, sku="LMP-01", reference="GONE")
    waiting = held(world, "1", lines=(line(sku="LMP-01"),))

    mend(client, problem("sku_unknown"), "product", how="typed", reference="LMP-02")

    assert ProductMapping.objects.get().reference == "LMP-02"
    arrive(world, waiting)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"how": "typed", "reference": ""}, "Type the internal reference"),
        ({"how": "typed", "reference": "NOWHERE"}, "Odoo has 0 products"),
        ({"how": "guess"}, "bo-errors"),
        ({"how": "typed", "reference": "LMP-02", "version": "x"}, "The form was incomplete"),
    ],
)
def test_a_product_named_wrong_is_said_and_nothing_goes(
    client: Client, world: World, given: dict[str, str], said: str
) -> None:
    [waiting] = held(world, "1")

    shown = mend(client, problem("sku_unknown"), "product", **given)

    assert said in shown
    waiting.refresh_from_db()
    assert (waiting.state, ProductMapping.objects.count()) == (DeliveryState.HELD, 0)


def test_who_mends_it_second_is_told_before_odoo_is_asked(client: Client, world: World) -> None:
    held(world, "1")
    looked_at = problem("sku_unknown")
    mend(client, looked_at, "product", how="typed", reference="LMP-02")

    Delivery.objects.update(state=DeliveryState.HELD, waits_for="sku:LMP-9")
    shown = mend(client, looked_at, "product", how="create")

    assert "zoe did something about it" in shown
    assert ProductMapping.objects.get().reference == "LMP-02"
    assert not [row for row in world.rows("product.product") if row["default_code"] == "LMP-9"]
    assert ProblemAct.objects.count() == 1


def test_who_mends_it_after_somebody_saved_the_mapping_elsewhere_overwrites_nothing(
    client: Client, world: World
) -> None:
    # given a person with the form before them, while another saves the mapping on its page
    held(world, "1")
    looked_at = problem("sku_unknown")
    following.follow()
    given = {"shop": world.shop.pk, "sku": "LMP-9", "reference": "LMP-02"}
    client.post("/admin/odoo_bridge/productmapping/add/", given)
    release_policy(world.policy)

    # when the first one saves something else
    shown = mend(client, looked_at, "product", how="create")

    # then they are told, and Odoo was asked for nothing
    assert "zoe: Product mapping saved: LMP-9 → LMP-02." in shown
    assert ProductMapping.objects.get().reference == "LMP-02"
    assert not [row for row in world.rows("product.product") if row["default_code"] == "LMP-9"]


def test_lines_without_sku_become_one_product(client: Client, world: World) -> None:
    waiting = held(world, "1", lines=(line(sku=""),))

    mend(client, problem("sku_missing"), "fallback", reference="LMP-01")

    world.policy.refresh_from_db()
    assert (world.policy.unknown_sku, world.policy.fallback_sku) == ("fallback", "LMP-01")
    assert noted()[2] == [(str(world.shop), "hold", "LMP-01")]
    arrive(world, waiting)


def test_a_tax_is_chosen_from_those_of_odoo(client: Client, world: World) -> None:
    TaxMapping.objects.all().delete()
    waiting = held(world, "1", lines=(line(),))
    group = problem("tax_unknown")
    assert "Ask Odoo for the choices" in page(client, group)
    shown = page(client, group, mend="tax")
    [tax] = [
        row["id"]
        for row in world.rows("account.tax")
        if row["amount"] == 20 and row["price_include"] and row["active"] and row["type_tax_use"] == "sale"
    ][:1]
    assert f'<option value="{tax}">' in shown

    mend(client, group, "tax", tax=tax)

    mapping = TaxMapping.objects.get()
    assert (mapping.rate, mapping.price_included, mapping.tax_id, mapping.chosen) == (
        Decimal(20),
        True,
        tax,
        True,
    )
    assert noted()[2] == [("Odoo tax", "", mapping.tax_name)]
    arrive(world, waiting)


def test_a_payment_method_gets_its_journal(client: Client, world: World) -> None:
    ShopPolicy.objects.update(register_payment=True)
    waiting = held(world, "1", lines=(line(),))
    [number, name] = world.connection.features["journals"][0]
    assert "No journal for payments by card" in page(client, problem("journal_missing"))

    mend(client, problem("journal_missing"), "journal", journal=number)

    assert PaymentMapping.objects.get().journal_name == name
    assert noted()[2] == [("Odoo journal", "", name)]
    arrive(world, waiting)


def test_what_is_gone_in_odoo_is_replaced_wherever_it_is_named(client: Client, world: World) -> None:
    rows = {"connection": world.connection, "kind": ChoiceKind.TEAM}
    gone = OdooChoice.objects.create(**rows, odoo_id=901, name="Old team", active=False)
    wanted = OdooChoice.objects.filter(**rows, active=True).first()
    wanted = wanted or OdooChoice.objects.create(**rows, odoo_id=1, name="Team")
    ShopPolicy.objects.update(team=gone)
    held(world, "1", lines=(line(),))

    shown = mend(client, problem("odoo_choice_gone"), "choice", choice=wanted.pk)

    world.policy.refresh_from_db()
    assert world.policy.team == wanted
    assert "1 order goes on." in shown


def test_a_carrier_is_replaced_in_the_mappings(client: Client, world: World) -> None:
    rows = {"connection": world.connection, "kind": ChoiceKind.CARRIER}
    gone = OdooChoice.objects.create(**rows, odoo_id=901, name="Old post", active=False)
    wanted = OdooChoice.objects.create(**rows, odoo_id=902, name="New post")
    ServiceMapping.objects.create(shop=world.shop, title="DHL", reference="SHIPPING", carrier=gone)
    [waiting] = [world.delivery("1")]
    Delivery.objects.filter(pk=waiting.pk).update(
        state="held", error_class="config", error_code="odoo_choice_gone", waits_for="choice:carrier:901"
    )

    mend(client, problem("odoo_choice_gone"), "choice", choice=wanted.pk)

    assert ServiceMapping.objects.get().carrier == wanted
    assert noted()[2] == [("Carrier", str(gone), str(wanted))]


def vat_differs(world: World) -> list[Delivery]:
    """A book that the shop sells at 5.5 %, and that somebody mapped as a lamp."""
    ShopPolicy.objects.update(charged_differs=ChargedDiffers.HOLD)
    ProductVat.objects.create(shop=world.shop, sku="LMP-01", product_class="standard")
    return held(world, "1", lines=(line(sku="LMP-01", tax_rate="5.5"),))


def test_a_product_gets_its_vat_class(client: Client, world: World) -> None:
    waiting = vat_differs(world)
    assert "LMP-01 – Desk lamp (1)" in page(client, problem("vat_differs"))

    mend(client, problem("vat_differs"), "vat-class", sku="LMP-01", supply="goods", product_class="Book")

    row = ProductVat.objects.get()
    assert (row.shop, row.sku, row.product_class) == (world.shop, "LMP-01", "book")
    assert noted()[2] == [(str(world.shop), "standard (goods)", "book (goods)")]
    assert world.attempt(waiting[0]).error_code != "vat_differs"


def test_a_vat_class_gets_its_rate_which_the_country_must_have(client: Client, world: World) -> None:
    vat_differs(world)
    given = {"country": "fr", "product_class": "lamps", "rate": "17"}

    shown = mend(client, problem("vat_differs"), "vat-rate", **given)
    assert "FR has no such rate of VAT." in shown
    mend(client, problem("vat_differs"), "vat-rate", **{**given, "rate": "5.5"})

    row = VatClassRate.objects.get()
    assert (row.policy, row.country, row.product_class, row.rate) == (
        world.policy,
        "FR",
        "lamps",
        Decimal("5.5"),
    )
    assert noted()[2] == [(str(world.shop), "", "5.5")]


def test_all_that_differ_may_be_invoiced_as_charged(client: Client, world: World) -> None:
    waiting = vat_differs(world)
    group = problem("vat_differs")
    given = {"version": 0, "scope": "all", "reason": "The accountant says so.", "choice": "vat_follow_shop"}

    client.post(f"/admin/hub/problem/{group.key}/do/again/", given)

    waiting[0].refresh_from_db()
    assert waiting[0].result["chosen"] == "vat_follow_shop"
    assert world.attempt(waiting[0]).error_code != "vat_differs"


def test_the_choice_of_a_customer_leads_back_to_the_problem(client: Client, world: World) -> None:
    for _ in range(2):
        world.by_hand().call(
            "res.partner", "create", vals_list=[{"name": "Zoé Martin", "email": "zoe@example.com"}]
        )
    held(world, "1", "2", lines=(line(),))
    group = problem("customer_ambiguous")
    assert group.orders == 2
    shown = page(client, group)
    start = shown.index("/admin/odoo_bridge/partner/choose/")
    address = shown[start : shown.index('"', start)]

    answer = client.post(address, {"customer": "new", "reason": "A third."})

    assert answer["Location"] == f"/admin/hub/problem/{group.key}/change/"
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.WAITING}
    act = ProblemAct.objects.get()
    assert (act.actor, act.text, act.reason) == ("zoe", "The customer was chosen.", "A third.")


def test_an_odoo_that_refuses_the_key_is_one_problem_with_all_that_wait(client: Client, world: World) -> None:
    for number in ("1", "2", "3"):
        world.delivery(number)
    OdooConnection.objects.update(
        error_class="credentials", error_code="odoo_key_refused", error_cause="Odoo refused the key."
    )

    shown = client.get("/admin/hub/problem/").content.decode()

    assert "Odoo refused the key: odoo:main" in shown
    assert problem("odoo_key_refused").orders == 3
    assert f"/admin/odoo_bridge/odooconnection/{world.connection.pk}/change/" in page(
        client, problem("odoo_key_refused")
    )


def test_an_odoo_that_does_not_answer_is_said(client: Client, world: World) -> None:
    TaxMapping.objects.all().delete()
    held(world, "1", lines=(line(),))
    world.sandbox.fault("user_error", model="account.tax", method="search_read", times=None)

    assert "Odoo refused" in page(client, problem("tax_unknown"), mend="tax")


def test_who_may_not_map_products_is_not_offered_it_and_refused(world: World) -> None:
    [waiting] = held(world, "1")
    person = User.objects.create_user("ann", is_staff=True)
    rights = ("view_problem", "change_problem", "view_delivery", "change_delivery")
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    ann = Client()
    ann.force_login(person)
    group = problem("sku_unknown")

    shown = page(ann, group)
    answer = ann.post(
        f"/admin/hub/problem/{group.key}/do/mend-product/", {"how": "create", "version": 0, "reason": "x"}
    )

    assert "Say which product it is" not in shown
    assert "Run again" in shown
    assert answer.status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == DeliveryState.HELD
