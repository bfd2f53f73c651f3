"""What a shop refuses is told in French to those who read French, and in English in logs and the API."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation

from channels import prestashop, shopify, wix, woocommerce
from channels.clocks import clock_finding
from channels.cursors import BEGINNING
from channels.http import Answer
from channels.http.body import read_json
from channels.http.redaction import Redactor
from channels.option_values import positive
from channels.prestashop.errors import refine as refine_prestashop
from channels.reading import Reading, about_order
from channels.shopify.errors import refine as refine_shopify
from channels.source import ChannelAdapter
from channels.wix.errors import refine as refine_wix
from channels.woocommerce.channel import WooCommerce
from channels.woocommerce.errors import refine as refine_woocommerce
from hub.errors import AffluentError
from hub.ports import Account
from hub.sentences import restored, stored
from hub.spoken import spoken


@dataclass(frozen=True)
class Told:
    """A cause and its remedy."""

    cause: str
    remedy: str


@dataclass(frozen=True)
class Refusal:
    """A recorded answer to a key that a platform does not take, and how it is told."""

    platform: ModuleType
    recording: str
    refine: Callable[[Answer], AffluentError | None]
    english: Told
    french: Told

    def error(self) -> AffluentError:
        """What the channel makes of it."""
        file = Path(str(self.platform.__file__)).parent / "fixtures" / "errors" / f"{self.recording}.json"
        saved = json.loads(file.read_text(encoding="utf-8"))
        answer = Answer(
            method=saved["request"]["method"],
            url=saved["request"]["url"],
            status=saved["status"],
            headers=saved["headers"],
            content=json.dumps(saved["body"]).encode(),
            tries=1,
            shop="lampes",
        )
        error = self.refine(answer)
        assert error
        return error


REFUSALS = [
    Refusal(
        woocommerce,
        "401_wrong_secret",
        refine_woocommerce,
        Told(
            "Shop lampes, GET https://woo.example.test/wp-json/wc/v3/orders: the consumer secret is wrong "
            "(“Consumer secret is invalid.”).",
            "Make a new key in WooCommerce › Settings › Advanced › REST API and enter both of its parts.",
        ),
        Told(
            "Boutique lampes, GET https://woo.example.test/wp-json/wc/v3/orders : le secret client est faux "
            "(« Consumer secret is invalid. »).",
            "Créez une nouvelle clé dans WooCommerce › Réglages › Avancé › API REST et saisissez ses deux "
            "parties.",
        ),
    ),
    Refusal(
        prestashop,
        "401_unknown_key",
        refine_prestashop,
        Told(
            "Shop lampes, GET http://presta.example.test/api/orders?output_format=JSON: the key is unknown "
            "or switched off (“Authentification key is not active”).",
            "Copy the key again from Advanced Parameters › Webservice, and switch its status on there.",
        ),
        Told(
            "Boutique lampes, GET http://presta.example.test/api/orders?output_format=JSON : la clé est "
            "inconnue ou désactivée (« Authentification key is not active »).",
            "Copiez de nouveau la clé depuis Paramètres avancés › Webservice, et activez-y son statut.",
        ),
    ),
    Refusal(
        prestashop,
        "401_resource_not_allowed",
        refine_prestashop,
        Told(
            "Shop lampes, GET http://presta.example.test/api/customers?output_format=JSON: the key may not "
            'read this (“Resource of type "customers" is not allowed with this authentication key”).',
            "In Advanced Parameters › Webservice, edit the key and tick View (GET) for customers.",
        ),
        Told(
            "Boutique lampes, GET http://presta.example.test/api/customers?output_format=JSON : la clé ne "
            'permet pas de lire cela (« Resource of type "customers" is not allowed with this authentication '
            "key »).",
            "Dans Paramètres avancés › Webservice, modifiez la clé et cochez Afficher (GET) pour customers.",
        ),
    ),
    Refusal(
        shopify,
        "e4_unauthorized",
        refine_shopify,
        Told(
            "Shop lampes, POST https://lumen-maison.myshopify.com/admin/api/2026-10/graphql.json: Shopify "
            "does not accept the access token (“[API] Invalid API key or access token (unrecognized login or "
            "wrong password)”).",
            "Make a new token and enter it in the shop's form, or enter client id and secret (Dev Dashboard "
            "(dev.shopify.com/dashboard) › your app › Settings): then the hub fetches tokens itself.",
        ),
        Told(
            "Boutique lampes, POST https://lumen-maison.myshopify.com/admin/api/2026-10/graphql.json : "
            "Shopify n’accepte pas le jeton d’accès (« [API] Invalid API key or access token (unrecognized "
            "login or wrong password) »).",
            "Créez un nouveau jeton et saisissez-le dans le formulaire de la boutique, ou saisissez "
            "l’identifiant et le secret client (Dev Dashboard (dev.shopify.com/dashboard) › votre "
            "application › Settings) : le hub obtient alors lui-même les jetons.",
        ),
    ),
    Refusal(
        wix,
        "401_unauthenticated",
        refine_wix,
        Told(
            "Shop lampes, POST https://www.wixapis.com/ecom/v1/orders/search: Wix does not know the key, or "
            "it was revoked or has expired (HTTP 401).",
            "Make a new API key in manage.wix.com › Account settings › API Keys and enter it; for an app, "
            "compare its secret with the app's dashboard (dev.wix.com › Custom Apps) › Develop › OAuth.",
        ),
        Told(
            "Boutique lampes, POST https://www.wixapis.com/ecom/v1/orders/search : Wix ne connaît pas la "
            "clé, ou elle a été révoquée ou a expiré (HTTP 401).",
            "Créez une nouvelle clé d’API dans manage.wix.com › Paramètres du compte › Clés API et "
            "saisissez-la ; pour une application, comparez son secret avec le tableau de bord de "
            "l’application (dev.wix.com › Custom Apps) › Develop › OAuth.",
        ),
    ),
]


@pytest.fixture(params=REFUSALS, ids=lambda refusal: refusal.recording)
def refusal(request: pytest.FixtureRequest) -> Refusal:
    """Each of them."""
    chosen: Refusal = request.param
    return chosen


def in_french(text: str) -> str:
    with translation.override("fr"):
        return spoken(text)


def raised(call: Callable[[], object]) -> AffluentError:
    with pytest.raises(AffluentError) as caught:
        call()
    return caught.value


def test_a_refused_key_is_told_in_french(refusal: Refusal) -> None:
    error = refusal.error()

    assert Told(in_french(error.cause), in_french(error.remedy)) == refusal.french


def test_a_refused_key_stays_english_for_logs(refusal: Refusal) -> None:
    error = refusal.error()

    assert Told(error.cause, error.remedy) == refusal.english
    assert str(error) == f"{refusal.english.cause} {refusal.english.remedy}"


def test_a_stored_refusal_is_told_in_french(refusal: Refusal) -> None:
    error = refusal.error()

    assert in_french(restored(stored(error.cause))) == refusal.french.cause


def test_a_field_that_cannot_be_read_is_told_in_french() -> None:
    error = raised(lambda: Reading({"id": 7}, about_order({"id": 7})).at("billing.address"))

    assert error.cause == "order 7: billing.address: is missing."
    assert in_french(error.cause) == "commande 7 : billing.address : manque."


def test_a_wrong_option_is_told_in_french() -> None:
    error = raised(lambda: positive("per_minute", "many"))

    assert error.cause == "Option per_minute: 'many' is no whole number above zero."
    assert in_french(error.cause) == "Option per_minute : 'many' n’est pas un nombre entier supérieur à zéro."


def test_a_web_page_instead_of_data_is_told_in_french() -> None:
    error = raised(lambda: read_json(b"<html><h1>Maintenance</h1></html>", "answer"))

    assert error.cause == "answer: the answer is a web page, not data: “Maintenance”."
    assert in_french(error.cause) == (
        "answer : la réponse est une page web, pas des données : « Maintenance »."
    )


def test_an_address_without_sense_is_told_in_french() -> None:
    shown = Redactor(["secret"]).url("http://[secret")

    assert (shown, in_french(shown)) == ("an unreadable address", "une adresse illisible")


def test_fields_that_are_not_filled_in_are_named_in_french() -> None:
    error = raised(lambda: ChannelAdapter(WooCommerce()).open(Account(shop="lampes", credentials={})))

    assert error.cause == "Shop lampes: Shop address, Consumer key, Consumer secret not filled in."
    assert in_french(error.cause) == (
        "Boutique lampes : à renseigner : Adresse de la boutique, Clé client, Secret client."
    )


def test_what_the_connection_test_finds_is_told_in_french() -> None:
    found = clock_finding(BEGINNING, BEGINNING + timedelta(minutes=5))

    assert (found.name, found.detail) == ("clock", "The shop's clock is 300 s behind.")
    assert in_french(found.name) == "horloge"
    assert in_french(found.detail) == "L’horloge de la boutique retarde de 300 s."
