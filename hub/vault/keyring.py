"""Encrypt with the newest key, decrypt with whichever key it was."""

import base64
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.errors import ConfigError
from hub.sentences import say

_KEY_BYTES = 32
_NONCE_BYTES = 12
_REMEDY = "Put the key that encrypted it back into ENCRYPTION_KEYS, or type the credentials in again."


class Keyring:
    """Keys of 32 bytes, base64, newest first. Tokens read `v1.<key id>.<base64 of nonce and cipher text>`."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = {key_id(key): key for key in map(_decoded, keys or [""])}
        self.newest = next(iter(self._keys))

    def encrypt(self, text: str, purpose: str) -> str:
        """A token that only opens for the same `purpose` (for example `Shop.credentials`)."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._keys[self.newest]).encrypt(nonce, text.encode(), purpose.encode())
        return f"v1.{self.newest}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str, purpose: str) -> str:
        """The text; raises `ConfigError` when no key fits or the token was tampered with."""
        try:
            _, used, body = token.split(".")
            sealed = base64.urlsafe_b64decode(body)
            key = self._keys[used]
            return (
                AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode()).decode()
            )
        except (ValueError, KeyError, InvalidTag):
            raise ConfigError(
                "secret_unreadable", say("A stored secret cannot be decrypted."), _REMEDY
            ) from None

    def is_current(self, token: str) -> bool:
        """Whether the newest key made the token."""
        return token.split(".")[1:2] == [self.newest]


def key_id(key: bytes) -> str:
    """Eight hex digits that name a key without telling it."""
    return hashlib.sha256(b"affluent key id" + key).hexdigest()[:8]


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise ConfigError(
            "encryption_key",
            say("ENCRYPTION_KEYS holds something that is not 32 bytes in base64."),
            say("Make a key with: python3 -c 'import base64,os; print(base64.b64encode(os.urandom(32)))'"),
        )
    return key
