"""Keys are made once, recognized by their hash, and refused with a reason."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from hub import api_keys
from hub.errors import ConfigError, CredentialsError
from hub.models import ApiKey

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_key_is_recognized() -> None:
    row, key = api_keys.make("warehouse", ["orders:read"])

    assert api_keys.verify(key) == row


def test_the_database_never_holds_the_secret() -> None:
    row, key = api_keys.make("warehouse", ["orders:read"])

    _, prefix, secret = key.split("_")
    stored = ApiKey.objects.values().get(pk=row.pk)
    assert stored["prefix"] == prefix
    assert secret not in str(stored)


def test_two_keys_differ() -> None:
    keys = {api_keys.make("warehouse", ["orders:read"])[1] for _ in range(20)}

    assert len(keys) == 20


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "aff",
        "aff__",
        "aff_12345678_",
        "aff_12345678_" + "g" * 64,
        "aff_١٢٣٤٥٦٧٨_" + "0" * 64,
        "shp_12345678_" + "0" * 64,
        "aff_12345678_" + "0" * 64 + "\n",
        "aff_12345678_" + "0" * 100_000,
    ],
)
def test_what_is_no_key_is_refused_without_asking_the_database(
    broken: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0), pytest.raises(CredentialsError) as refused:
        api_keys.verify(broken)

    assert refused.value.code == "key_malformed"


def test_a_key_with_another_secret_is_unknown() -> None:
    _, key = api_keys.make("warehouse", ["orders:read"])
    last = "0" if key[-1] != "0" else "1"

    with pytest.raises(CredentialsError) as refused:
        api_keys.verify(key[:-1] + last)

    assert refused.value.code == "key_unknown"


def test_the_secret_of_another_key_is_unknown() -> None:
    (_, one), (_, other) = (api_keys.make(name, ["orders:read"]) for name in ("one", "other"))

    with pytest.raises(CredentialsError) as refused:
        api_keys.verify(one[:13] + other[13:])

    assert refused.value.code == "key_unknown"


def test_a_key_expires_to_the_second() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        row, key = api_keys.make("warehouse", ["orders:read"], expires_at=NOON + timedelta(hours=1))
        clock.move_to(NOON + timedelta(minutes=59, seconds=59))
        assert api_keys.verify(key) == row

        clock.move_to(NOON + timedelta(hours=1))
        with pytest.raises(CredentialsError, match="expired on 2026-11-21") as refused:
            api_keys.verify(key)

    assert refused.value.code == "key_expired"


def test_a_revoked_key_is_refused() -> None:
    row, key = api_keys.make("warehouse", ["orders:read"])
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=NOON)

    with pytest.raises(CredentialsError, match="revoked on 2026-11-21") as refused:
        api_keys.verify(key)

    assert refused.value.code == "key_revoked"


def test_a_wrong_secret_learns_nothing_of_expiry_or_revocation() -> None:
    row, key = api_keys.make("warehouse", ["orders:read"])
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=NOON)

    with pytest.raises(CredentialsError) as refused:
        api_keys.verify(key[:-64] + "0" * 64)

    assert refused.value.code == "key_unknown"


def test_use_is_written_at_most_once_a_minute(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        row, _ = api_keys.make("warehouse", ["orders:read"])
        api_keys.note_use(row)
        row.refresh_from_db()
        assert row.last_used_at == NOON

        clock.shift(timedelta(seconds=59))
        with django_assert_num_queries(0):
            api_keys.note_use(row)

        clock.shift(timedelta(seconds=1))
        api_keys.note_use(row)
        row.refresh_from_db()
        assert row.last_used_at == NOON + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("name", "scopes", "code"),
    [
        ("", ["orders:read"], "key_name"),
        ("   ", ["orders:read"], "key_name"),
        ("x" * 121, ["orders:read"], "key_name"),
        ("warehouse", [], "key_scope"),
        ("warehouse", ["orders:read", "orders:write"], "key_scope"),
    ],
)
def test_a_useless_key_is_not_made(name: str, scopes: list[str], code: str) -> None:
    with pytest.raises(ConfigError) as refused:
        api_keys.make(name, scopes)

    assert refused.value.code == code
    assert not ApiKey.objects.exists()
