"""A model field that keeps a JSON object encrypted in the database, and its value, opened when it is used."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from hub.vault.keyring import Keyring


@cache
def _ring(keys: tuple[str, ...]) -> Keyring:
    return Keyring(keys)


def keyring() -> Keyring:
    """The ring of the keys in force."""
    return _ring(tuple(settings.ENCRYPTION_KEYS))


class Secrets(Mapping[str, str]):
    """Named texts under one token, decrypted when first asked for; shows nothing of itself.

    Raises `ConfigError` then, not when the row is read: a shop whose key is lost must not stop the others.
    """

    def __init__(self, token: str, purpose: str) -> None:
        self.token = token
        self._purpose = purpose
        self._clear: dict[str, str] | None = None

    def __getitem__(self, name: str) -> str:
        return self._opened()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened())

    def __len__(self) -> int:
        return len(self._opened())

    def __repr__(self) -> str:
        return "Secrets(•••)"

    def _opened(self) -> dict[str, str]:
        if self._clear is None:
            self._clear = dict(json.loads(keyring().decrypt(self.token, self._purpose)))
        return self._clear


class EncryptedJSONField(models.TextField[Any, Any]):
    """A dict of text values; clear in Python, AES-256-GCM in the database, shown nowhere.

    Rows that are read hold `Secrets`; assign a dict to change it. What was not changed is saved as it was.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    @property
    def purpose(self) -> str:
        """Binds a cipher text to its column, so that it opens nowhere else."""
        return f"{self.model._meta.label}.{self.name}"

    def from_db_value(self, value: str | None, *_: Any) -> Mapping[str, str]:
        """The sealed mapping."""
        return Secrets(value, self.purpose) if value else {}

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """The token that is stored."""
        if isinstance(value, Secrets):
            return value.token
        return keyring().encrypt(json.dumps(dict(value or {})), self.purpose)

    def to_python(self, value: Any) -> Any:
        """Only mappings are values of this field; a dump's empty one is read back as empty."""
        if value == _DUMPED:
            return {}
        if not isinstance(value, Mapping):
            raise ValidationError("Credentials are a set of named texts.")
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Dumps never hold secrets."""
        return _DUMPED


_DUMPED = "{}"
