"""`add_shop`: everything that a shop's form can set up."""

from pathlib import Path

import pytest

from hub import ports
from hub.errors import CredentialsError
from hub.models import Shop
from tests.factories import PAPER, shop
from tests.hub.commands.running import manage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _paper() -> None:
    ports.register(PAPER)


def test_a_shop_is_added_and_its_secrets_are_not_shown() -> None:
    ran = manage("add_shop", "paper", "lampes-fr", "--set", "key=very-secret", "--name", "Lampes")

    added = Shop.objects.get()
    assert (ran.code, ran.out) == (0, "Shop lampes-fr added.\n")
    assert (added.slug, added.name, added.channel, added.active) == ("lampes-fr", "Lampes", "paper", True)
    assert added.credentials == {"key": "very-secret"}
    assert added.allow_private_hosts is False


def test_a_secret_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from-a-file=with signs\n")

    manage("add_shop", "paper", "lampes-fr", "--set", f"key=@{file}")

    assert Shop.objects.get().credentials == {"key": "from-a-file=with signs"}


def test_options_and_switches() -> None:
    manage(
        *("add_shop", "paper", "lampes-fr", "--set", "key=a=b", "--option", "status_map=lost=cancelled"),
        *("--allow-private-hosts", "--poll-seconds", "7", "--inactive"),
    )

    added = Shop.objects.get()
    assert added.credentials == {"key": "a=b"}
    assert added.options == {"status_map": "lost=cancelled"}
    assert (added.allow_private_hosts, added.poll_seconds, added.active) == (True, 7, False)


def test_update_changes_what_is_given_and_ends_a_pause() -> None:
    lampes = shop(name="Lampes", poll_seconds=9, options={"a": "1"})
    lampes.note_trouble(CredentialsError("refused", "The key is refused."), lampes.created_at)
    lampes.save()

    ran = manage("add_shop", "paper", "lampes-fr", "--update", "--set", "key=new", "--option", "b=2")

    changed = Shop.objects.get()
    assert ran.out == "Shop lampes-fr changed.\n"
    assert changed.credentials == {"key": "new"}
    assert (changed.name, changed.poll_seconds, changed.options) == ("Lampes", 9, {"a": "1", "b": "2"})
    assert not changed.waits_for_credentials


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["paper", "lampes-fr"], "key"),
        (["paper", "lampes-fr", "--set", "key="], "key"),
        (["paper", "lampes-fr", "--set", "kee=x", "--set", "key=x"], "kee"),
        (["paper", "lampes-fr", "--set", "key"], "KEY=VALUE"),
        (["paper", "lampes-fr", "--set", "key=@/no/such/file"], "/no/such/file"),
        (["paper", "Lampes FR", "--set", "key=x"], "slug"),
        (["paper", "lampes-fr", "--set", "key=x", "--poll-seconds", "0"], "poll_seconds"),
        (["paper", "lampes-fr", "--set", "key=x", "--poll-seconds", "soon"], "--poll-seconds"),
        (["etsy", "lampes-fr", "--set", "key=x"], "etsy"),
        (["paper", "lampes-fr", "--set", "key=x", "--update"], "lampes-fr"),
        (["paper"], "SLUG"),
    ],
)
def test_bad_input_is_one_line_that_names_it(arguments: list[str], named: str) -> None:
    ran = manage("add_shop", *arguments)

    assert named in ran.complaint
    assert not Shop.objects.exists()


def test_a_slug_is_taken_once_and_keeps_its_platform() -> None:
    shop()
    shop("other", channel="gone")

    assert "--update" in manage("add_shop", "paper", "lampes-fr", "--set", "key=x").complaint
    assert "gone" in manage("add_shop", "paper", "other", "--set", "key=x", "--update").complaint
