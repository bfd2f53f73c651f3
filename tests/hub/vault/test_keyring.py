"""AES-256-GCM under keys that can be changed."""

import base64
import os

import pytest

from hub.errors import ConfigError
from hub.vault.keyring import Keyring, key_id


def new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_what_was_sealed_opens_again_and_shows_nothing() -> None:
    ring = Keyring([new_key()])

    token = ring.encrypt("ck_secret 🛋️", "Shop.credentials")

    assert ring.decrypt(token, "Shop.credentials") == "ck_secret 🛋️"
    assert "secret" not in token
    assert token != ring.encrypt("ck_secret 🛋️", "Shop.credentials")


def test_a_new_key_opens_what_the_old_one_sealed() -> None:
    old, new = new_key(), new_key()
    token = Keyring([old]).encrypt("text", "p")

    both = Keyring([new, old])

    assert both.decrypt(token, "p") == "text"
    assert not both.is_current(token)
    assert both.is_current(both.encrypt("text", "p"))


def test_a_token_opens_only_for_its_purpose() -> None:
    ring = Keyring([new_key()])
    token = ring.encrypt("text", "hub.Shop.credentials")

    with pytest.raises(ConfigError, match="cannot be decrypted"):
        ring.decrypt(token, "odoo_bridge.OdooConnection.secrets")


@pytest.mark.parametrize("position", range(0, 60, 3))
def test_a_token_that_was_touched_never_opens(position: int) -> None:
    ring = Keyring([new_key()])
    token = ring.encrypt("some secret text", "p")
    body = token.split(".")[2]
    sealed = bytearray(base64.urlsafe_b64decode(body))
    sealed[position % len(sealed)] ^= 1

    forged = token.replace(body, base64.urlsafe_b64encode(bytes(sealed)).decode())

    with pytest.raises(ConfigError):
        ring.decrypt(forged, "p")


@pytest.mark.parametrize(
    "junk", ["", "v1", "v1.abcd", "v1.abcd.====", "v1.12345678.AAAA", "plain text", "v1.é.é"]
)
def test_what_is_no_token_is_told_in_words(junk: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Keyring([new_key()]).decrypt(junk, "p")
    assert refused.value.remedy


def test_a_lost_key_is_told_in_words() -> None:
    token = Keyring([new_key()]).encrypt("text", "p")

    with pytest.raises(ConfigError, match="ENCRYPTION_KEYS"):
        Keyring([new_key()]).decrypt(token, "p")


def test_a_short_token_of_the_right_key_is_told_in_words() -> None:
    key = new_key()
    name = key_id(base64.b64decode(key))

    with pytest.raises(ConfigError):
        Keyring([key]).decrypt(f"v1.{name}.AAAA", "p")


@pytest.mark.parametrize("keys", [["short"], [""], [base64.b64encode(b"x" * 31).decode()], ["ключ"], []])
def test_keys_that_are_none_are_refused_without_being_shown(keys: list[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        Keyring(keys)
    assert "short" not in str(refused.value)
