"""The VAT of orders in the back office: the order's page, the list of differences, policy and classes."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks

from hub.models import Delivery, DeliveryState
from hub.order import Customer
from hub.sentences import spoken
from odoo_bridge.models import ChargedDiffers, ProductVat, ShopPolicy, VatClassRate, VatRecord
from odoo_bridge.vat.stored.recording import decisions_of, lines_of
from tests.odoo_bridge.vat.orders.orders import address, line
from tests.odoo_bridge.world import World, build, sandbox

pytestmark = pytest.mark.django_db
RECORDS, POLICIES = "/admin/odoo_bridge/vatrecord/", "/admin/odoo_bridge/shoppolicy/"


@pytest.fixture
def client(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with sandbox("19") as running:
        yield build(running)


@pytest.fixture
def held(world: World) -> Delivery:
    """French VAT was charged for a lamp that went to Poland."""
    world.policy.charged_differs, world.policy.seller_oss = ChargedDiffers.HOLD, True
    world.policy.save()
    place = address("PL")
    lamp = line("123.00", "20", sku="LMP-01", title="<Lamp>")
    return world.attempt(world.delivery(lines=(lamp,), billing_address=place, shipping_address=place))


def test_the_orders_page_shows_both_figures_the_reasons_and_the_choices(
    client: Client, held: Delivery
) -> None:
    page = client.get(f"/admin/hub/order/{held.order_id}/change/").content.decode()

    for words in ("20.50\xa0EUR", "23.00\xa0EUR", "OSS_DESTINATION PL", "one-stop shop", "art. 33(a)"):
        assert words in page
    assert "&lt;Lamp&gt;" in page
    assert "Invoice the VAT that was charged" in page
    assert "Invoice the VAT that is due" in page


@pytest.mark.usefixtures("held")
def test_a_decision_that_is_kept_can_be_told_in_french_and_english() -> None:
    record = VatRecord.objects.get()

    [decision], [line_vat] = decisions_of(record), lines_of(record)

    # as it was made
    assert decision["reasons"][0] == (
        "From FR to PL: a distance sale to a consumer, declared in the one-stop shop."
    )
    assert decision["evidence"]["to"] == "PL (Directive 2006/112/EC art. 5(2))"
    assert line_vat.reason == "the shop charged 20.50 EUR (20 %), due are 23.00 EUR (23 %)"
    # and in French
    with translation.override("fr"):
        assert spoken(decision["reasons"][0]) == (
            "De FR vers PL : vente à distance à un particulier, déclarée au guichet unique (OSS)."
        )
        assert spoken(line_vat.reason) == (
            "la boutique a appliqué 20.50 EUR (20 %), la TVA due est de 23.00 EUR (23 %)"
        )


def test_why_an_order_is_held_can_be_told_in_french(world: World, held: Delivery) -> None:
    # given one held because another VAT is due, and one because VIES does not answer
    place, buyer = address("DE"), Customer(name="Zoé", company="Lampen GmbH", vat_id="DE136695976")
    waits = world.attempt(world.delivery("2", customer=buyer, billing_address=place, shipping_address=place))
    assert (held.error_code, waits.error_code) == ("vat_differs", "vat_vies_waits")

    # when
    causes = [Delivery.objects.get(pk=one.pk).error_cause for one in (held, waits)]

    # then
    assert causes[0].endswith("<Lamp>: the shop charged 20.50 EUR (20 %), due are 23.00 EUR (23 %).")
    assert "VIES did not answer, which means neither valid nor invalid" in causes[1]
    with translation.override("fr"):
        differs, unanswered = map(spoken, causes)
    assert differs.endswith(
        "<Lamp> : la boutique a appliqué 20.50 EUR (20 %), la TVA due est de 23.00 EUR (23 %)."
    )
    assert "VIES n’a pas répondu, ce qui ne veut dire ni valide ni invalide" in unanswered


def test_french_staff_read_the_reasons_in_french(client: Client, held: Delivery) -> None:
    client.cookies["django_language"] = "fr"

    with translation.override("fr"):  # the page leaves its language behind
        page = client.get(f"/admin/hub/order/{held.order_id}/change/").content.decode()
        differences = client.get(f"{RECORDS}differences/").content.decode()

    for words in ("vente à distance à un particulier", "la boutique a appliqué 20.50 EUR"):
        assert words in page
    for words in ("Lieu d’arrivée", "Ce qui est vendu", "Biens", "source du taux"):
        assert words.lower() in page.lower()
    assert "a distance sale to a consumer" not in page.partition('id="vat"')[2].partition("</section>")[0]
    assert "la boutique a appliqué 20.50 EUR" in differences


def test_an_order_whose_vat_is_not_decided_has_no_such_part(client: Client, world: World) -> None:
    order = world.order()

    assert 'id="vat"' not in client.get(f"/admin/hub/order/{order.pk}/change/").content.decode()


def test_a_person_chooses_on_the_held_order(client: Client, held: Delivery) -> None:
    answer = client.post(
        f"/admin/hub/delivery/{held.pk}/do/vat-as-charged/", {"vat-as-charged-reason": "the shop is right"}
    )

    assert answer.status_code == 302
    held.refresh_from_db()
    assert (held.state, held.result["chosen"]) == (DeliveryState.WAITING, "vat_follow_shop")


def test_the_list_of_differences_can_be_filtered_by_state(client: Client, held: Delivery) -> None:
    number = held.order.number

    assert number in client.get(RECORDS, {"state": "held_different"}).content.decode()
    assert number not in client.get(RECORDS, {"state": "agreed"}).content.decode()


def test_a_new_policy_decides_vat_and_a_stored_one_is_as_it_was(client: Client, world: World) -> None:
    new = client.get(f"{POLICIES}add/").context["adminform"].form

    assert new["charged_differs"].value() == "hold"
    assert ShopPolicy.objects.get().charged_differs == ChargedDiffers.OFF


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("seller_country", "F1", "country code"),
        ("registrations", "DE CH", "CH"),
        ("distance_sales_start", "9000", "its year"),
    ],
)
def test_what_does_not_exist_is_said_at_the_field(world: World, field: str, typed: str, said: str) -> None:
    setattr(world.policy, field, typed)

    errors = _errors(world.policy)

    assert said in errors


def _errors(policy: ShopPolicy) -> str:
    try:
        policy.full_clean()
    except ValidationError as wrong:
        return str(wrong)
    return ""


def test_classes_and_their_rates_are_normalized(world: World) -> None:
    rate = VatClassRate(policy=world.policy, country="es", product_class="Food", rate=4)

    rate.full_clean()

    assert (rate.country, rate.product_class) == ("ES", "food")


def test_mapping_a_product_in_the_back_office_lets_the_order_go_on(
    client: Client, held: Delivery, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    shop = held.order.shop_id
    form = {"shop": shop, "sku": "LMP-01", "supply": "service", "product_class": "standard"}

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/admin/odoo_bridge/productvat/add/", form)

    assert answer.status_code == 302
    assert ProductVat.objects.get().supply == "service"
    held.refresh_from_db()
    assert held.state == DeliveryState.WAITING
