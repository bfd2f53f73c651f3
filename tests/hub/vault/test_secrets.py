"""Credentials in the database: sealed, shown nowhere, and one lost key stops no other shop."""

import base64
import io
import json
import logging
import os
import pickle

import pytest
import structlog
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from hub.errors import ConfigError
from hub.models import Shop
from hub.polling import due_shops, poll
from hub.vault.fields import Secrets
from hub.vault.rotation import rotate
from tests.factories import PAPER, PaperSource, shop

pytestmark = pytest.mark.django_db
SECRET = "paper-secret"  # what the factory puts into each shop


def stored(slug: str = "lampes-fr") -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM hub_shop WHERE slug = %s", [slug])
        return str(cursor.fetchone()[0])


def new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_the_database_holds_a_token_and_python_the_text() -> None:
    shop()

    assert stored().startswith("v1.")
    assert SECRET not in stored()
    assert Shop.objects.get().credentials == {"key": SECRET}
    assert Shop.objects.get().account.credentials["key"] == SECRET


def test_secrets_show_in_no_text() -> None:
    shop()
    found = Shop.objects.get()

    texts = [repr(found), str(found), repr(found.credentials), str(found.credentials), repr(found.account)]
    texts += [repr(vars(found)), f"{found.credentials}"]

    assert SECRET not in " ".join(texts)


def test_secrets_show_in_no_log(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    shop()
    found = Shop.objects.get()
    found.credentials["key"]

    with caplog.at_level(logging.INFO):
        structlog.get_logger("test").warning("poll", account=found.account, credentials=found.credentials)

    assert SECRET not in caplog.text
    assert SECRET not in "".join(capfd.readouterr())


@pytest.mark.parametrize("form", ["json", "jsonl", "xml", "python"])
def test_a_dump_holds_no_secret(form: str) -> None:
    shop()

    assert SECRET not in str(serializers.serialize(form, Shop.objects.all()))


def test_a_dump_can_be_loaded_and_the_secrets_typed_in_again() -> None:
    shop()
    dump = serializers.serialize("json", Shop.objects.all())
    Shop.objects.all().delete()

    for row in serializers.deserialize("json", dump):
        row.save()

    assert Shop.objects.get().credentials == {}


def test_saving_something_else_leaves_the_token_alone() -> None:
    shop()
    before = stored()

    found = Shop.objects.get()
    found.name = "Lampes"
    found.save()

    assert stored() == before


def test_new_credentials_replace_the_old_ones() -> None:
    shop()
    found = Shop.objects.get()

    found.credentials = {**found.credentials, "key": "new"}
    found.save()

    assert Shop.objects.get().credentials == {"key": "new"}


def test_a_lost_key_stops_one_shop_and_not_the_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a shop sealed with a key that is gone, and one sealed with the new key
    monkeypatch.setattr(
        PAPER, "open", lambda account: PaperSource([]) if account.credentials["key"] else None
    )
    shop()
    settings.ENCRYPTION_KEYS = [new_key()]
    shop("maison")

    # when both are polled
    results = {due.slug: poll(due) for due in due_shops()}

    # then one says what to do, and the other works
    error = results["lampes-fr"].error
    assert isinstance(error, ConfigError)
    assert error.code == "secret_unreadable"
    assert results["maison"].error is None

    # and saving the first does not wipe what the old key could still open
    before = stored()
    lost = Shop.objects.get(slug="lampes-fr")
    lost.name = "Lampes"
    lost.save()
    assert stored() == before


def test_a_token_copied_from_another_column_opens_nowhere() -> None:
    shop()
    sealed = Secrets(stored(), "odoo_bridge.OdooConnection.secrets")

    with pytest.raises(ConfigError):
        sealed["key"]


@pytest.mark.parametrize("value", ["key=secret", ["key"], None, 7])
def test_only_named_texts_are_credentials(value: object) -> None:
    with pytest.raises(ValidationError):
        Shop._meta.get_field("credentials").to_python(value)


def test_pickled_rows_hold_no_clear_text() -> None:
    shop()

    assert SECRET.encode() not in pickle.dumps(Shop.objects.get())


def test_rotation_seals_everything_anew_and_can_be_repeated(settings: Settings) -> None:
    shop()
    shop("maison")
    old = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [new_key(), *old]
    before = stored()

    assert (rotate().renewed, rotate().renewed, rotate().current) == (2, 0, 2)

    assert stored() != before
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    assert Shop.objects.get(slug="maison").credentials == {"key": SECRET}


def test_rotation_names_what_no_key_opens_and_does_the_rest(settings: Settings) -> None:
    shop()
    settings.ENCRYPTION_KEYS = [new_key()]
    shop("maison")
    settings.ENCRYPTION_KEYS = [new_key(), *settings.ENCRYPTION_KEYS]

    done = rotate()

    assert done.renewed == 1
    assert done.unreadable == ["shop lampes-fr"]


def test_dumpdata_of_the_whole_hub_holds_no_secret() -> None:
    shop()
    out = io.StringIO()

    call_command("dumpdata", "hub", stdout=out)

    assert SECRET not in out.getvalue()
    assert json.loads(out.getvalue())
