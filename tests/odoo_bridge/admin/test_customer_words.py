"""What customers are recognized by is told in words, in the reader's language."""

import pytest

from hub.spoken import spoken
from odoo_bridge.admin.customer_words import key_in_words, keys_in_words
from odoo_bridge.customers.identity import DEFAULT_RULES, Identity
from odoo_bridge.customers.verdict import Candidate, judge
from odoo_bridge.models import PartnerLink


@pytest.mark.parametrize(
    ("basis", "shown"),
    [
        ("email:zoe@example.com", "E-mail zoe@example.com"),
        ("phone:+33612345678", "Phone +33612345678"),
        ("vat:FR40303265045", "VAT id FR40303265045"),
        ("customer:lampes-fr:31", "Customer 31 at lampes-fr"),
        ("customer:opaline-com:gid://shopify/Customer/8123450074", "Customer 8123450074 at opaline-com"),
        ("order:lampes-fr:4711", "Order 4711 at lampes-fr"),
        ("customer:0f3c", "customer:0f3c"),  # a fingerprint of one that is too long
        ("loyalty:7", "loyalty:7"),
    ],
)
def test_a_key_in_words(basis: str, shown: str) -> None:
    assert key_in_words(basis) == shown


def test_keys_are_told_once_and_first_what_people_know() -> None:
    keys = ("customer:lampes-fr:31", "phone:+33612345678", "email:zoe@example.com", "email:zoe@example.com")

    shown = keys_in_words(PartnerLink(basis=basis) for basis in keys)

    assert shown == "E-mail zoe@example.com, Phone +33612345678, Customer 31 at lampes-fr"


BUYER = Identity(
    **{"order": "lampes-fr:1", "name": "Zoé Martin", "vat_id": "FR40303265045"},
    **{
        "account": "opaline-com:gid://shopify/Customer/8",
        "email": "zoe@example.com",
        "phone": "+33612345678",
    },
)


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ({"vat_id": BUYER.vat_id}, "<The VAT id FR40303265045 is the same.>"),
        ({"accounts": frozenset([BUYER.account])}, "<The shop account 8 (opaline-com) is the same.>"),
        ({"emails": frozenset([BUYER.email])}, "<<The e-mail zoe@example.com is the same>, and the name.>"),
        (
            {"emails": frozenset([BUYER.email]), "names": ("Zoé Martyn",)},
            "<<The e-mail zoe@example.com is the same>, "
            "and the names <“Zoé Martin” and “Zoé Martyn”> are alike.>",
        ),
        (
            {"emails": frozenset([BUYER.email]), "names": ()},
            "<<The e-mail zoe@example.com is the same>; only one of them has a name.>",
        ),
        ({"phones": frozenset([BUYER.phone])}, "<<The phone +33612345678 is the same>, and the name.>"),
    ],
)
def test_each_reason_that_the_rules_give_is_told_in_the_language_of_the_reader(
    known: dict[str, object], shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.spoken.gettext", lambda text: f"<{text}>")
    candidate = Candidate(partner_id=7, **{"names": ("Zoé Martin",), **known})  # type: ignore[arg-type]

    assert spoken(judge(BUYER, candidate, DEFAULT_RULES).reasons[0]) == shown
