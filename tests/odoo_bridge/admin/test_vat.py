"""VAT id checks and member states in the back office, their metrics, and the policy's form."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from odoo_bridge.models import MemberState, VatCheck
from odoo_bridge.vat.numbers import parse
from odoo_bridge.vat.vies.asking import current
from sandbox.vies import ViesSandbox
from tests.odoo_bridge.vat.vies.good import good_numbers
from tests.odoo_bridge.vat.vies.world import BELGIAN, GERMAN, OWN, ask, asked

pytestmark = pytest.mark.django_db
CHECKS, STATES = "/admin/odoo_bridge/vatcheck/", "/admin/odoo_bridge/memberstate/"


@pytest.fixture
def vies(settings: Settings) -> Iterator[ViesSandbox]:
    with ViesSandbox() as running:
        settings.VIES_REST_URL, settings.VIES_SOAP_URL = running.rest_url, running.soap_url
        yield running


@pytest.fixture
def client(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def test_the_page_of_a_check_shows_the_proof_and_the_member_state(client: Client, vies: ViesSandbox) -> None:
    vies.next_identifiers.append("WAPIAAAAX3lU8bHe")
    ask(BELGIAN)
    check = VatCheck.objects.get()

    listed = client.get(CHECKS).content.decode()
    page = client.get(f"{CHECKS}{check.pk}/change/").content.decode()

    assert "BE0403019261" in listed
    for words in (
        "WAPIAAAAX3lU8bHe",
        "FR40303265045",
        "NV EXAMPLE BELGIUM",
        vies.rest_url,
        "Asked",
        "Ask again",
    ):
        assert words in page
    assert "&quot;requestIdentifier&quot;" in page  # the answer as it came


@pytest.mark.parametrize("term", ["BE0403", "0403019261", "be 0403", "nothing", "%", "\x00"])
def test_checks_are_found_by_their_number(client: Client, vies: ViesSandbox, term: str) -> None:
    ask(BELGIAN)

    listed = client.get(CHECKS, {"q": term}).content.decode()

    assert ("NV EXAMPLE" in listed) is (term not in ("nothing",))


def test_ask_again_keeps_both_answers_and_shows_the_new_one(client: Client, vies: ViesSandbox) -> None:
    ask(BELGIAN)
    old = VatCheck.objects.get()
    vies.unregister("BE", BELGIAN.number)

    asked_page = client.get(f"{CHECKS}{old.pk}/do/again/").content.decode()
    shown = client.post(f"{CHECKS}{old.pk}/do/again/", follow=True)

    assert "the new one is kept beside it" in asked_page
    new = VatCheck.objects.latest("pk")
    assert shown.redirect_chain[-1][0].endswith(f"{CHECKS}{new.pk}/change/")
    assert (old.outcome, new.outcome) == ("valid", "invalid")
    assert len(asked(vies)) == 2


def test_a_check_can_be_neither_changed_nor_deleted_nor_made_up(client: Client, vies: ViesSandbox) -> None:
    ask(BELGIAN)
    check = VatCheck.objects.get()

    client.post(f"{CHECKS}{check.pk}/change/", {"outcome": "invalid"})
    deleted = client.post(f"{CHECKS}{check.pk}/delete/", {"post": "yes"})
    added = client.post(f"{CHECKS}add/", {"outcome": "valid"})

    assert (deleted.status_code, added.status_code) == (403, 403)
    assert VatCheck.objects.get().outcome == "valid"


def test_hostile_answers_are_shown_harmlessly(client: Client, vies: ViesSandbox) -> None:
    vies.fault("html_200", times=None, body="<script>alert(1)</script>")
    ask(BELGIAN)
    check = VatCheck.objects.get()

    page = client.get(f"{CHECKS}{check.pk}/change/").content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "unreadable" in page


def test_member_states_show_their_breaker_and_can_be_tried_again(client: Client, vies: ViesSandbox) -> None:
    # given
    vies.fail("MS_UNAVAILABLE", "DE")
    current(good_numbers(["DE"], 5), OWN)

    # when
    listed = client.get(STATES).content.decode()
    overview = client.get("/admin/").content.decode()
    client.post(STATES, {"action": "try_again", "_selected_action": ["DE"]}, follow=True)

    # then
    assert "Paused" in listed
    assert "MS_UNAVAILABLE: the member state does not answer VIES" in listed
    assert "VIES DE" in overview
    vies.restore()
    assert ask(GERMAN).outcome == "valid"
    assert MemberState.objects.get(prefix="DE").paused_until is None


def test_an_own_number_that_vies_refuses_is_on_the_first_page(client: Client, vies: ViesSandbox) -> None:
    current([BELGIAN], parse("FR83404833048"))

    overview = client.get("/admin/").content.decode()

    assert "FR83404833048" in overview
    assert "Correct our own VAT id" in overview


def test_the_metrics_tell_answers_what_waits_and_what_is_paused(client: Client, vies: ViesSandbox) -> None:
    vies.fail("MS_UNAVAILABLE", "DE")
    current([BELGIAN, *good_numbers(["DE"], 5)], OWN)

    text = client.get("/metrics").content.decode()

    assert 'affluent_vies_answers{code="",outcome="valid",state="BE"} 1.0' in text
    assert 'affluent_vies_answers{code="MS_UNAVAILABLE",outcome="unavailable",state="DE"} 3.0' in text
    assert 'affluent_vies_waiting{state="DE"} 5.0' in text
    assert 'affluent_vies_paused{state="DE"} 1.0' in text
    assert 'affluent_vies_paused{state="BE"} 0.0' in text
