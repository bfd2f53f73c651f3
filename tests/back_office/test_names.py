"""What the menu calls a list is what its page is called, in both languages."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from hub.admin import navigation
from hub.models import AlertRule, Backfill
from odoo_bridge.models import PartnerLink, VatRateCheck

pytestmark = pytest.mark.django_db
_HEADING = re.compile(r"<h1.*?</h1>", re.DOTALL)
_PARTS = re.compile(r">([^<>]+)</(?:a|span)\s*>")
_ICONS = ("chevron_right", "dock_to_right", "arrow_back")


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    """Each that pages speak."""
    return str(request.param)


@pytest.fixture
def client(language: str) -> Client:
    """Somebody who may do everything, in that language."""
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def heading(client: Client, address: str) -> list[str]:
    found = _HEADING.search(client.get(address).content.decode())
    assert found, address
    parts = (part.strip() for part in _PARTS.findall(found[0]))
    return [part for part in parts if part and part not in _ICONS]


def test_each_page_is_called_as_the_menu_calls_it(client: Client, language: str) -> None:
    with override(language):
        menu = [(model, str(group), str(name)) for model, (group, name) in navigation.names().items()]

    assert len(menu) > 25
    for model, group, name in menu:
        address = f"/admin/{model.replace('.', '/')}/"
        wanted = [group, name] if group not in ("", name) else [name]
        assert heading(client, address) == [escape(part) for part in wanted], model
        assert f"<title> {escape(name)} |" in " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize(
    ("model", "english", "french"),
    [
        (Backfill, ("Orders", "Re-reads"), ("Commandes", "Relectures")),
        (LogEntry, ("Access", "Audit log"), ("Accès", "Journal d’audit")),
        (VatRateCheck, ("VAT", "Checks of VAT rates"), ("TVA", "Contrôles des taux de TVA")),
    ],
)
def test_names_that_differed(model: type[Model], english: tuple[str, str], french: tuple[str, str]) -> None:
    for language, wanted in (("en", english), ("fr", french)):
        with override(language):
            assert tuple(map(str, navigation.names()[model._meta.label_lower])) == wanted


def test_what_is_read_again_is_called_so_wherever_it_is_named() -> None:
    with override("en"):
        assert str(Backfill._meta.verbose_name_plural).capitalize() == "Re-reads"
    with override("fr"):
        assert str(Backfill._meta.verbose_name_plural).capitalize() == "Relectures"


def test_a_list_that_is_not_in_the_menu_goes_by_its_table(client: Client, language: str) -> None:
    assert PartnerLink._meta.label_lower not in navigation.names()

    found = heading(client, "/admin/odoo_bridge/partnerlink/")

    assert found == (["Odoo", "Keys of customers"] if language == "en" else ["Odoo", "Clés de clients"])


def test_a_rule_is_headed_by_its_words(client: Client) -> None:
    rule = AlertRule.objects.get(code="backfills")

    *_around, title = heading(client, f"/admin/hub/alertrule/{rule.pk}/change/")

    assert title in (
        "A re-read stopped, or orders were missed",
        "Une relecture s’est arrêtée, ou des commandes ont été manquées",
    )
