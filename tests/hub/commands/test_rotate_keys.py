"""`rotate_keys`."""

import base64
import os

import pytest
from pytest_django import Settings

from tests.factories import shop
from tests.hub.commands.running import manage

pytestmark = pytest.mark.django_db


def test_secrets_are_counted_and_lost_ones_named(settings: Settings) -> None:
    shop()
    settings.ENCRYPTION_KEYS = [base64.b64encode(os.urandom(32)).decode(), *settings.ENCRYPTION_KEYS]

    assert manage("rotate_keys").out == "1 secrets encrypted anew, 0 were current.\n"
    assert manage("rotate_keys").out == "0 secrets encrypted anew, 1 were current.\n"

    settings.ENCRYPTION_KEYS = [base64.b64encode(os.urandom(32)).decode()]
    assert "shop lampes-fr" in manage("rotate_keys").complaint
