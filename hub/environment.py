"""Reading the environment strictly: every secret also from a file, no guessing at booleans."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")


class Environment(environ.FileAwareEnv):
    """`env("NAME")` reads NAME, or the file that NAME_FILE names (Docker and Kubernetes secrets)."""

    def switch(self, name: str, default: bool) -> bool:
        """A boolean; refuses what is neither yes nor no, so that `DEBUG=flase` never passes silently."""
        value = os.environ.get(name, "").strip().lower()
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
        value = str(self(name, default="")).strip()
        if value:
            return value
        if debug:
            return unless_debug
        raise ImproperlyConfigured(
            f"{name} is not set. Set {name} (or {name}_FILE), or DEBUG=true on a machine of your own; "
            "`.env.example` shows how to make one."
        )

    def whole_number(self, name: str, default: int, *, at_least: int = 0) -> int:
        """A whole number not below a bound."""
        text = str(self(name, default=str(default))).strip()
        if not text.lstrip("-").isdigit() or int(text) < at_least:
            raise ImproperlyConfigured(f"{name}={text!r} is not a whole number of at least {at_least}.")
        return int(text)


def load(root: Path) -> Environment:
    """The environment, completed by `.env` in the project's folder where the variables are not set."""
    env = Environment()
    if (root / ".env").is_file():
        env.read_env(str(root / ".env"))
    return env
