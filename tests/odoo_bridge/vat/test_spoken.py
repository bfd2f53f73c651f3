"""Why a VAT was decided, in the language of whoever reads it: English is made, French is said."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
from django.utils.translation import gettext, override

from hub.sentences import Sentence, spoken
from odoo_bridge.models import VatCheck, VatOutcome
from odoo_bridge.vat.companies import french_company
from odoo_bridge.vat.decide import decide, todo_of
from odoo_bridge.vat.numbers import parse
from odoo_bridge.vat.sale import Sale, Vies
from odoo_bridge.vat.shapes import SHAPES
from odoo_bridge.vat.territories import Place, territories
from odoo_bridge.vat.vies.codes import CODES
from odoo_bridge.vat.vies.reading import Reading, failed
from odoo_bridge.vat.vies.soap import Soap
from tests.odoo_bridge.vat.sales import business, rows, sale

UNCLEAR = sale(ship_to=Place(country="ES", town="Las Palmas"))
SALES = [
    sale(buyer=business()),
    sale(),
    sale(ship_to=Place(country="CH", postcode="8001")),
    sale(ship_to=Place(country="RE", postcode="97400")),
    sale(buyer=business(vies=Vies.UNAVAILABLE)),
    sale(ship_to=Place(country="ES", postcode="28001"), product_class="food"),
    UNCLEAR,
]


def french(text: str) -> str:
    with override("fr"):
        return spoken(text)


def templates(text: str) -> Iterator[str]:
    """What the text and its facts were made of, as far as that has words."""
    if isinstance(text, Sentence):
        if re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", text.template)):
            yield text.template
        for fact in text.facts.values():
            yield from templates(fact)


def untranslated(texts: Iterable[str]) -> set[str]:
    """Names of places may be the same in French."""
    names = {one.name for one in territories()}
    with override("fr"):
        return {one for text in texts for one in templates(text) if gettext(one) == one} - names


@pytest.mark.parametrize(
    ("given", "english", "said"),
    [
        (
            SALES[0],
            "From FR to DE: a taxable person identified as DE136695976 buys; keep the proof of transport, "
            "declare it in the recapitulative statement. The registration where the goods leave",
            "De FR vers DE : livraison intracommunautaire exonérée, l’acheteur est un assujetti identifié "
            "sous le numéro DE136695976 ; conservez la preuve du transport et déclarez l’opération dans "
            "l’état récapitulatif.",
        ),
        (
            SALES[1],
            "From FR to DE: a distance sale to a consumer, declared in the one-stop shop.",
            "De FR vers DE : vente à distance à un particulier, déclarée au guichet unique (OSS).",
        ),
        (
            SALES[2],
            "From FR to CH: the goods leave the EU's VAT area (Directive 2006/112/EC art. 5(3)",
            "De FR vers CH : exportation, les biens quittent le territoire TVA de l’UE (Directive "
            "2006/112/EC art. 5(3)",
        ),
        (
            SALES[3],
            "From FR to La Réunion: treated as an export; VAT (none in Guyane and Mayotte) and octroi de mer",
            "De FR vers La Réunion : assimilé à une exportation ; la TVA (aucune en Guyane et à Mayotte) et "
            "l’octroi de mer sont dus à l’arrivée.",
        ),
        (
            SALES[4],
            "VIES did not answer, which means neither valid nor invalid: whether DE136695976 exempts is not",
            "VIES n’a pas répondu, ce qui ne veut dire ni valide ni invalide : rien ne prouve que "
            "DE136695976 ouvre droit à l’exonération.",
        ),
    ],
)
def test_a_decision_is_told_in_the_readers_language(given: Sale, english: str, said: str) -> None:
    reason = decide(given).reasons[0]

    assert reason.startswith(english.partition(" The registration")[0])
    assert french(reason).startswith(said)


def test_what_to_do_is_a_sentence_of_its_own() -> None:
    # given an address that may lie on the Canary Islands
    *told, last = decide(UNCLEAR).reasons

    # when
    todo = todo_of(last)

    # then names of territories are said in French too
    assert last == f"What to do: {todo}"
    assert not any(todo_of(reason) for reason in told)
    assert todo.startswith("Complete the postcode in the shop's order: in ES it decides about VAT (Canary")
    assert french(todo).startswith("Complétez le code postal dans la commande de la boutique : en ES, la TVA")
    assert "Îles Canaries" in french(todo)
    assert french(last).startswith("À faire : Complétez")


def test_no_sentence_of_any_decision_is_left_in_english() -> None:
    decided = [decide(row.sale) for name in ("law.csv", "vectors.csv") for row in rows(name)]
    decided += [decide(one) for one in SALES]

    reasons = [text for decision in decided for text in (*decision.reasons, *decision.evidence.values())]

    assert untranslated(reasons) == set()
    assert all(isinstance(reason, Sentence) for decision in decided for reason in decision.reasons)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Il n’y a pas de numéro."),
        ("EU372000041", "C’est une inscription au guichet unique, pas un n° de TVA."),
        ("12345678", "Le numéro n’est pas précédé de son pays, et le pays manque."),
        ("DE136695977", "DE136695977 : la clé de contrôle est fausse, il y a une faute de frappe."),
        ("DE13669597", "DE13669597 n’est pas un n° de TVA : après DE viennent 9 chiffres."),
        (
            "FR303265045",
            "FR303265045 n’est pas un n° de TVA : après FR viennent 2 caractères et les 9 chiffres du SIREN. "
            "303265045 est un SIREN ; le n° de TVA de cette société est FR40303265045.",
        ),
    ],
)
def test_what_is_wrong_with_a_number_is_told_in_french(typed: str, said: str) -> None:
    assert french(parse(typed).reason) == said


def test_forms_of_numbers_and_codes_of_vies_have_french_words() -> None:
    words = [*(shape.words for shape in SHAPES.values()), *(code.words for code in CODES.values())]

    assert untranslated(words) == set()
    assert french(french_company(None).reason) == ""


def soap_answer(*parts: str) -> Reading:
    body = f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">{"".join(parts)}</e:Envelope>'
    return Soap("http://vies.example").read(200, body.encode(), parse("BE0403019261"))


def test_words_of_the_hub_about_an_answer_are_translated_and_those_of_vies_are_not() -> None:
    assert french(soap_answer().detail) == "HTTP 200 : 0 réponses"
    assert soap_answer().detail == "HTTP 200: 0 answers"
    assert french(failed("MS_UNAVAILABLE", "Member  State\x00 away").detail) == "Member State away"


@pytest.mark.django_db
def test_a_kept_answer_of_vies_can_be_told_in_french() -> None:
    VatCheck.objects.create(
        prefix="BE",
        number="0403019261",
        outcome=VatOutcome.UNAVAILABLE,
        code="unreadable",
        detail=soap_answer().detail,
        asked_at=datetime(2026, 11, 21, tzinfo=UTC),
    )

    kept = VatCheck.objects.get()

    assert kept.detail == "HTTP 200: 0 answers"
    assert french(kept.detail) == "HTTP 200 : 0 réponses"
