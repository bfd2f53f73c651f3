"""What makes two orders the same customer's."""

from typing import Any

import pytest

from hub.order import Customer
from odoo_bridge.customers.identity import DEFAULT_RULES, Buyer, Rule, address_hash
from odoo_bridge.customers.normalization import normalized_email, normalized_postcode, phone_spellings
from tests.factories import address, unified_order


def keys(number: str = "4711", rules: tuple[Rule, ...] = DEFAULT_RULES, **customer: Any) -> list[str]:
    buyer = Buyer.of(unified_order(number, customer=Customer(**customer)), rules)
    return [key.text for key in buyer.keys]


def test_every_fact_is_a_key_the_most_trusted_first() -> None:
    known: dict[str, Any] = {
        "vat_id": "FR23334175221",
        "external_id": None,
        "email": "zoe@example.com",
        "phone": "0612345678",
    }

    assert keys(name="Zoé Martin", company="Lampes SARL", **known) == [
        "vat:FR23334175221",
        "email:zoe@example.com/lampes",
        "phone:+33612345678/lampes",
    ]


def test_the_rules_of_the_shop_say_which_keys_count_and_in_which_order() -> None:
    customer = Customer(external_id="31", email="zoe@example.com", name="Zoé Martin")
    buyer = Buyer.of(unified_order(customer=customer), (Rule.EMAIL, Rule.ACCOUNT))

    assert [key.basis for key in buyer.keys] == ["email:zoe@example.com", "customer:lampes-fr:31"]


def test_a_household_shares_the_basis_and_not_the_key() -> None:
    orders = [unified_order(customer=Customer(email="m@example.com", name=f"{name} Martin")) for name in "AB"]
    one, other = (Buyer.of(order, DEFAULT_RULES).keys[0] for order in orders)

    assert one.basis == other.basis
    assert one.text != other.text


def test_who_says_nothing_is_a_customer_of_one_order() -> None:
    assert keys() == ["order:lampes-fr:4711"]
    assert keys("4712", rules=(Rule.EMAIL,), external_id="31") == ["order:lampes-fr:4712"]


@pytest.mark.parametrize("written", ["ZOE@Example.com", " zoe@example.com ", "zoe@example.com\n"])
def test_case_and_blanks_around_do_not_count(written: str) -> None:
    assert normalized_email(written) == "zoe@example.com"


@pytest.mark.parametrize("written", ["", "zoe", "a@b@c", "zoe martin@example.com", "a@b,c d@e"])
def test_what_is_no_email_is_none(written: str) -> None:
    assert normalized_email(written) == ""


def test_a_key_always_fits_its_column() -> None:
    [long] = keys(email=f"{'z' * 300}@example.com", name="y" * 300)
    [other] = keys(email=f"{'z' * 299}@example.com", name="y" * 300)

    assert len(long) <= 191
    assert long != other


def test_odoo_may_have_a_phone_number_in_any_usual_spelling() -> None:
    spellings = ["+33 6 12 34 56 78", "+33612345678", "06 12 34 56 78", "0612345678"]

    assert phone_spellings("+33612345678") == spellings


@pytest.mark.parametrize(
    ("written", "plain"), [("F-69003", "69003"), ("69 003", "69003"), ("SW1A 1AA", "sw1a1aa")]
)
def test_postcodes_are_compared_without_blanks_and_country(written: str, plain: str) -> None:
    assert normalized_postcode(written) == plain


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
