"""Reading the environment strictly: every secret also from a file, no guessing at booleans."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_DATABASES = ("sqlite", "mysql")
_MAIL_SETTINGS = (
    *("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"),
    *("EMAIL_USE_TLS", "EMAIL_USE_SSL"),
)
_MAILS = ("smtp", "smtp+tls", "smtp+ssl")


class Environment(environ.FileAwareEnv):
    """`env("NAME")` reads NAME, or the file that NAME_FILE names (Docker and Kubernetes secrets).

    Every method raises `ImproperlyConfigured` with the variable's name and what to write instead.
    """

    def __init__(self) -> None:
        environ.FileAwareEnv.__init__(self)
        self.ENVIRON = FileAwareMapping(cache=False)  # its own is shared and remembers files for ever

    def text(self, name: str, default: str = "") -> str:
        """The value without white space around it (secret files end in a newline); empty means not set."""
        try:
            return str(self(name, default="")).strip() or default
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE={os.environ[name + '_FILE']!r} cannot be read ({error.strerror}). "
                f"Correct the path, or unset {name}_FILE and set {name}."
            ) from None

    def names(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """A list, separated by commas with or without spaces."""
        return [item.strip() for item in self.text(name, ",".join(default)).split(",") if item.strip()]

    def switch(self, name: str, default: bool) -> bool:
        """A boolean; refuses what is neither yes nor no, so that `DEBUG=flase` never passes silently."""
        value = self.text(name).lower()
        if not value:
            return default
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        raise ImproperlyConfigured(
            f"{name}={value!r} is neither true nor false. Write {name}=true or {name}=false."
        )

    def required(self, name: str, *, unless_debug: str, debug: bool) -> str:
        """A value that has an insecure default, which only DEBUG may use."""
        value = self.text(name)
        if value:
            return value
        if debug:
            return unless_debug
        raise ImproperlyConfigured(
            f"{name} is not set. Set {name} (or {name}_FILE), or DEBUG=true on a machine of your own; "
            "`.env.example` shows how to make one."
        )

    def whole_number(self, name: str, default: int, *, at_least: int = 0, at_most: int | None = None) -> int:
        """A whole number within bounds."""
        text = self.text(name, str(default))
        if not re.fullmatch(r"-?[0-9]+", text) or int(text) < at_least:
            raise ImproperlyConfigured(f"{name}={text!r} is not a whole number of at least {at_least}.")
        if at_most is not None and int(text) > at_most:
            raise ImproperlyConfigured(f"{name}={text!r} is not a whole number of at most {at_most}.")
        return int(text)

    def choice(self, name: str, default: str, allowed: Sequence[str]) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name}={value!r} is none of: {', '.join(allowed)}.")
        return value

    def mail(self, name: str) -> dict[str, Any]:
        """Django's settings of the mail server at `smtp+tls://user:password@host:587`; empty: none."""
        url = self.text(name)
        if not url:
            return {"EMAIL_HOST": ""}
        if url.split("://")[0] not in _MAILS:
            raise ImproperlyConfigured(
                f"{name} begins with none of: {', '.join(_MAILS)}. "
                f"Write for example {name}=smtp+tls://user:password@mail.example.com:587."
            )
        found = dict(environ.Env.email_url_config(url))
        return {
            key: value
            for key, value in found.items()
            if key.startswith("EMAIL_") and key != "EMAIL_FILE_PATH"
        }

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Django's description of the database at that URL: `sqlite:///path` or `mysql://…`."""
        url = self.text(name, default)
        if url.split(":")[0] not in _DATABASES:
            raise ImproperlyConfigured(
                f"{name} begins with neither sqlite:// nor mysql://. "
                f"Write for example {name}=mysql://user:password@host/affluent (MariaDB and MySQL alike)."
            )
        try:
            return dict(environ.Env.db_url_config(url))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} cannot be read as a URL ({error}). Write %-codes for special characters."
            ) from None


def load(root: Path) -> Environment:
    """The environment, completed by `.env` in the project's folder where the variables are not set.

    ENV_FILE names another file; one that is named must exist.
    """
    named = os.environ.get("ENV_FILE", "")
    file = Path(named) if named else root / ".env"
    if named and not file.exists():
        raise ImproperlyConfigured(f"ENV_FILE={named!r} does not exist. Correct the path, or unset it.")
    env = Environment()
    if file.is_file():
        env.read_env(str(file))
    return env
