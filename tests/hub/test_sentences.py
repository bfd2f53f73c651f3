"""Sentences are English text everywhere, and said in the language of whoever reads them."""

import copy
import json

import pytest
from django.core.management import load_command_class
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ConfigError
from hub.management.commands.makemessages import Command as MakeMessages
from hub.models import Event, EventKind, Shop
from hub.sentences import Sentence, joined, reasoned, restored, restored_within, say, stored, stored_within
from hub.spoken import spoken

NO_TAX = say(
    "Odoo {connection} has no sale tax of {said}.",
    connection="main",
    said=say("{rate} % with the tax included in the price", rate="19"),
)
IN_ENGLISH = "Odoo main has no sale tax of 19 % with the tax included in the price."
IN_FRENCH = "Odoo main n’a pas de taxe de vente à 19\xa0%, taxe incluse dans le prix."


def test_a_sentence_is_the_english_text() -> None:
    assert NO_TAX == IN_ENGLISH
    assert json.dumps([NO_TAX]) == json.dumps([IN_ENGLISH])
    assert str(ConfigError("tax_unknown", NO_TAX, say("Deliver again."))) == f"{IN_ENGLISH} Deliver again."


def test_it_is_said_in_the_language_of_the_page_and_so_are_its_parts() -> None:
    with override("fr"):
        assert spoken(NO_TAX) == IN_FRENCH
    with override("en"):
        assert spoken(NO_TAX) == IN_ENGLISH


def test_what_is_no_sentence_stays_as_it_is() -> None:
    with override("fr"):
        assert spoken("Orders") == "Orders"
        assert spoken("") == ""
        assert spoken(Sentence("", {})) == ""


def test_facts_from_outside_are_never_taken_for_a_template() -> None:
    sly = say("SKU {sku} is the product {wanted} in Odoo.", sku="{wanted}", wanted="{sku.__class__}\x1f[]")

    assert sly == "SKU {wanted} is the product {sku.__class__}\x1f[] in Odoo."
    assert restored(stored(sly)) == "SKU {wanted} is the product {sku.__class__} [] in Odoo."


def test_sentences_are_joined_and_keep_their_parts() -> None:
    both = reasoned(joined(NO_TAX, "", say("Deliver again.")), "it is in Odoo now")

    assert both == f"{IN_ENGLISH} Deliver again. Reason: it is in Odoo now"
    with override("fr"):
        assert spoken(both) == f"{IN_FRENCH} Livrez à nouveau. Motif\xa0: it is in Odoo now"


def test_without_a_reason_nothing_is_added() -> None:
    assert reasoned(say("Deliver again."), "") == "Deliver again."


def test_a_copy_can_be_said_too() -> None:
    with override("fr"):
        assert spoken(copy.deepcopy(NO_TAX)) == IN_FRENCH


def test_it_is_stored_with_what_it_was_made_of() -> None:
    again = restored(stored(NO_TAX))

    assert again == IN_ENGLISH
    assert stored(NO_TAX).startswith(IN_ENGLISH)  # a column is searched by its beginning
    with override("fr"):
        assert spoken(again) == IN_FRENCH


def test_text_that_was_stored_before_there_were_sentences_is_read() -> None:
    with override("fr"):
        assert spoken(restored("Deliver again.")) == "Livrez à nouveau."
        assert spoken(restored("Somebody’s own words.")) == "Somebody’s own words."


@pytest.mark.parametrize("length", range(len(IN_ENGLISH), len(stored(NO_TAX))))
def test_what_was_cut_off_is_told_in_english(length: int) -> None:
    assert restored(stored(NO_TAX)[:length]) == IN_ENGLISH


@pytest.mark.parametrize("parts", ["", "null", "[]", "[1]", '["a"]', '["a", []]', '["a", {"b": 3}]', "{"])
def test_spoilt_parts_leave_the_english_text(parts: str) -> None:
    assert restored(f"Text.\x1f{parts}") == "Text."


def test_in_json_only_sentences_become_sentences() -> None:
    value = {"reason": NO_TAX, "name": "Orders", "credit_notes": ["R1"], NO_TAX: 3, "at": None}

    again = restored_within(json.loads(json.dumps(stored_within(value))))

    assert again == value
    assert isinstance(again["reason"], Sentence)
    assert not isinstance(again["name"], Sentence)


def test_text_from_outside_in_json_never_becomes_a_sentence() -> None:
    sly = f'INV/7\x1f["{{a}}", {{"a": {"[" * 9}'

    again = restored_within(stored_within({"invoice": sly, sly: [sly]}))

    assert again == {
        "invoice": sly.replace("\x1f", " "),
        sly.replace("\x1f", " "): [sly.replace("\x1f", " ")],
    }
    assert not isinstance(again["invoice"], Sentence)


_FACTS = st.text(max_size=20)


@given(outside=_FACTS, inside=_FACTS)
def test_whatever_the_facts_are_what_is_stored_is_what_is_read(outside: str, inside: str) -> None:
    # given words from anywhere, also such that a column cannot carry
    text = say("{one} and {other}", one=outside, other=say("“{word}”", word=inside))

    # when they are stored and read
    again = restored(stored(text))

    # then nothing else was lost, and storing once more changes nothing
    assert again == text.encode("utf-8", "replace").decode().replace("\x1f", " ")
    assert stored(again) == stored(text)


@pytest.mark.django_db
def test_a_column_keeps_sentences() -> None:
    shop = Shop.objects.create(slug="lampes-fr", channel="woocommerce")
    Event.objects.create(shop=shop, kind=EventKind.STAFF, text=reasoned(say("Paused."), "holidays"))

    read = Event.objects.get()
    [listed] = Event.objects.values_list("text", flat=True)

    assert read.text == listed == "Paused. Reason: holidays"
    with override("fr"):
        assert spoken(read.text) == spoken(listed) == "Mise en pause. Motif\xa0: holidays"


def test_the_templates_are_collected_for_translators() -> None:
    command = load_command_class("hub", "makemessages")

    assert isinstance(command, MakeMessages)  # with all that Django's own can do
    assert "--keyword=say" in command.xgettext_options
