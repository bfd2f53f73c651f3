"""`check_connections`: every shop, and what other apps register."""

from collections.abc import Iterator

import pytest

from hub import connections
from hub.connections import Connection
from hub.errors import CredentialsError
from hub.models import Shop
from hub.ports import Finding
from tests.factories import PAPER, PaperSource, shop
from tests.hub.commands.running import manage

pytestmark = pytest.mark.django_db


class Refusing(PaperSource):
    """Its key was revoked."""

    def check(self) -> list[Finding]:
        return [
            Finding(name="address", ok=True, detail="Answers."),
            Finding(name="key", ok=False, detail="Is refused.", remedy="Make a new key."),
        ]


@pytest.fixture(autouse=True)
def _no_other_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_checks", [])


def test_nothing_to_check() -> None:
    assert "add_shop" in manage("check_connections").out


def test_all_work() -> None:
    shop()

    ran = manage("check_connections")

    assert ran.code == 0
    assert "shop lampes-fr  connection  ok  Works." in ran.out


def test_one_fails_and_the_others_are_still_checked() -> None:
    shop("a")
    PAPER.sources["b"] = Refusing()
    shop("b")
    shop("orphan", channel="gone")

    ran = manage("check_connections")

    assert ran.code == 1
    assert "FAILED  Is refused. Make a new key." in ran.out
    assert "No channel is called 'gone'" in ran.out
    assert "shop a" in ran.out


def test_other_apps_add_their_own() -> None:
    def odoo() -> Iterator[Connection]:
        yield Connection(name="odoo main", findings=[Finding(name="login", ok=False, detail="No.")])

    connections.register(odoo)
    connections.register(odoo)

    ran = manage("check_connections")

    assert (ran.code, ran.out.count("odoo main")) == (1, 1)


def test_a_key_that_works_again_ends_the_pause() -> None:
    lampes = shop()
    lampes.note_trouble(CredentialsError("refused", "Refused."), lampes.created_at)
    lampes.save()

    manage("check_connections")

    assert not Shop.objects.get().in_trouble
