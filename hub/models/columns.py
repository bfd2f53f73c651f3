"""Column types of our own: ids that differ by case, JSON of any shape, sentences in any language."""

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from hub.sentences import restored, restored_within, stored, stored_within


class ExactCharField(models.CharField[str, str]):
    """Text that is equal only to itself: MariaDB and MySQL would else take `A1` for `a1` and `é` for `e`."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """The column's type, with a binary collation where the default one folds letters."""
        parameters: dict[str, Any] = {**super().db_parameters(connection)}
        if connection.vendor == "mysql":
            parameters["collation"] = "utf8mb4_bin"
        return parameters


class VerbatimJSONField(models.TextField[Any, Any]):
    """A JSON value as it came, kept as ASCII text.

    JSON columns refuse what platforms may send: MariaDB more than 32 levels and lone surrogates, all of
    them NaN. What a platform sent must be stored before anybody judges it.
    """

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """The value."""
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        """The text that is stored."""
        return json.dumps(value, separators=(",", ":"))

    def to_python(self, value: Any) -> Any:
        """Any JSON value is one of this field."""
        return value

    def value_to_string(self, obj: models.Model) -> Any:
        """Dumps hold the value itself, as those of Django's JSONField do."""
        return self.value_from_object(obj)


class SentenceField(models.TextField[str, str]):
    """What happened or what to do, in English, with what it takes to say it in another language."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """The text; a `Sentence` where one was stored."""
        return None if value is None else restored(value)

    def get_prep_value(self, value: Any) -> Any:
        """The text as the column keeps it."""
        return stored(value) if isinstance(value, str) else super().get_prep_value(value)


class SentencesField(models.JSONField):
    """JSON in which some texts are sentences, which can be said in another language."""

    def get_prep_value(self, value: Any) -> Any:
        """The JSON as the column keeps it."""
        return stored_within(super().get_prep_value(value))

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """The JSON; a `Sentence` where one was stored."""
        return restored_within(super().from_db_value(value, expression, connection))


def writable(text: str) -> str:
    """The text with what UTF-8 cannot carry (lone surrogates) replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
