"""What makes two orders the same customer's."""

from typing import Any

import pytest

from hub.order import Customer
from odoo_bridge.customers.identity import address_hash, customer_key, normalized_email
from tests.factories import address, unified_order


def key(external_id: str = "4711", **customer: Any) -> str:
    return customer_key(unified_order(external_id, customer=Customer(**customer)))


def test_the_email_is_the_customer_at_every_shop() -> None:
    assert key(email="zoe@example.com", external_id="4712") == "email:zoe@example.com"


@pytest.mark.parametrize("written", ["ZOE@Example.com", " zoe@example.com ", "zoe@example.com\n"])
def test_case_and_blanks_around_do_not_count(written: str) -> None:
    assert normalized_email(written) == "zoe@example.com"


@pytest.mark.parametrize("written", ["", "zoe", "a@b@c", "zoe martin@example.com", "a@b,c d@e"])
def test_what_is_no_email_is_none(written: str) -> None:
    assert normalized_email(written) == ""


def test_without_email_the_shops_customer_counts_then_the_order_itself() -> None:
    assert customer_key(unified_order(customer=Customer(external_id="31"))) == "customer:lampes-fr:31"
    assert key() == "order:lampes-fr:4711"
    assert key() != key("4712")


def test_a_key_always_fits_its_column() -> None:
    long = f"{'z' * 300}@example.com"

    assert len(key(email=long)) < 191
    assert key(email=long) != key(email=f"{'z' * 299}@example.com")


def test_an_address_is_the_same_however_it_is_typed() -> None:
    typed = address(street="3, Rue des Lilas", city="LYON", name="Zoe  Martin", postcode="69 003")

    assert address_hash(typed) == address_hash(address())


@pytest.mark.parametrize(
    "change",
    [{"street": "4 rue des Lilas"}, {"country": "BE"}, {"company": "Lampes SARL"}, {"street2": "2e étage"}],
)
def test_another_place_is_another_address(change: dict[str, str]) -> None:
    assert address_hash(address(**change)) != address_hash(address())


def test_a_phone_number_is_no_place() -> None:
    assert address_hash(address(phone="+33 4 00 00 00 00")) == address_hash(address())


def test_words_do_not_move_from_one_field_to_the_next() -> None:
    assert address_hash(address(street="ab", street2="c")) != address_hash(address(street="a", street2="bc"))
