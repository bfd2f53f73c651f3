"""What is to be known about a service to find it, start it and stop it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """How Docker runs it: the image, the port inside, and what to hand to `docker run` and to the server."""

    image: str
    port: int
    options: Sequence[str] = ()
    arguments: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How Debian's package is started: a long-running command, its environment and its address."""

    command: Sequence[str]
    environment: Mapping[str, str]
    url: str


class Service(Protocol):
    """A service that the tests need."""

    name: str
    variable: str
    packages: Sequence[str]
    container: Container

    def standard_urls(self) -> Sequence[str]:
        """Where it usually answers on this machine, likeliest first."""
        ...

    def url_at(self, port: int) -> str:
        """The address of a server that this module started, on that port of 127.0.0.1."""
        ...

    def check(self, url: str) -> None:
        """Log in and try what the tests need; raises `UnavailableError`."""
        ...

    def installed(self) -> bool:
        """Whether the programs of Debian's packages are on this machine."""
        ...

    def launch(self, folder: Path) -> Launch:
        """Prepare a private folder and say how to start a server on it."""
        ...
