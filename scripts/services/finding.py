"""Finding a service: the address that is set, the standard port, Docker, Debian, in this order."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.services import debian, docker, processes
from scripts.services.errors import UnavailableError
from scripts.services.service import Service


@dataclass(frozen=True, slots=True)
class Found:
    """Where a service answers, where that came from, and whether it was started for this run."""

    url: str
    source: str
    started: bool = False


def find(service: Service, folder: Path) -> Found:
    """A working server of that kind; raises `UnavailableError` with everything that was tried."""
    given = os.environ.get(service.variable, "")
    if given:
        return _given(service, given)
    tried = []
    for source, attempt in _sources(service, folder):
        try:
            return attempt()
        except UnavailableError as error:
            tried.append(f"{source}: {error}")
    raise UnavailableError(
        f"{service.name} is needed and none could be had. Start one and set {service.variable}, "
        "or start again where Docker answers, or as root on Debian. Tried: " + "; ".join(tried) + "."
    )


def _given(service: Service, url: str) -> Found:
    try:
        service.check(url)
    except UnavailableError as error:
        raise UnavailableError(
            f"{service.variable} is set, but that {service.name} cannot be used: {error}. "
            f"Correct {service.variable}, or unset it to let one be found."
        ) from None
    return Found(url, service.variable)


def _sources(service: Service, folder: Path) -> Iterator[tuple[str, Callable[[], Found]]]:
    for url in service.standard_urls():
        yield "the standard port", lambda url=url: _standing(service, url)  # type: ignore[misc] # the loop's own url
    yield "Docker", lambda: _container(service)
    yield "Debian's packages", lambda: _package(service, folder)


def _standing(service: Service, url: str) -> Found:
    service.check(url)
    return Found(url, "standard port")


def _container(service: Service) -> Found:
    if not docker.engine_answers():
        raise UnavailableError("no engine answers")
    return Found(docker.start(service), "Docker", started=True)


def _package(service: Service, folder: Path) -> Found:
    if not service.installed():
        debian.install(service.packages)
    return Found(processes.start(service, folder), "Debian's package", started=True)
