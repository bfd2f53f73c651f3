"""Broken copies of a channel: the contract suite is only worth what it catches."""

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from channels.base import Channel
from tests.channels.contract import orders, subscriptions, walking, webhooks
from tests.channels.contract.subject import ContractShop, Scene, Subject, subject

_LEFT_OUT = shutil.ignore_patterns("fixtures", "__pycache__", "*.md")


@dataclass(frozen=True)
class Mutation:
    """A mistake: in `file`, `sound` becomes `broken`."""

    name: str
    file: str
    sound: str
    broken: str

    def __str__(self) -> str:
        return self.name.replace(" ", "_")


def share(mistakes: Sequence[Mutation]) -> Sequence[Mutation]:
    """Every third of the mistakes that take the walking checks to find; all of them with `MUTATIONS=all`."""
    return mistakes if os.environ.get("MUTATIONS") == "all" else mistakes[::3]


@dataclass(frozen=True)
class Mutants:
    """Copies of a channel's package with one mistake each, and the fake shop that they are tried on.

    `shared` names modules of `channels` that are copied along, so that mistakes in them count too; `own`
    are checks of this platform alone.
    """

    channel: type[Channel]
    shop: Callable[[], AbstractContextManager[ContractShop]]
    shared: tuple[str, ...] = ()
    own: tuple[Callable[[Scene], None], ...] = ()

    @property
    def package(self) -> Path:
        """Where the sound channel lies."""
        return Path(str(sys.modules[self.channel.__module__].__file__)).parent

    @contextmanager
    def broken(self, mutation: Mutation, folder: Path) -> Iterator[Subject]:
        """The channel with the mistake in it, importable for a while."""
        name = f"broken_{self.package.name}_{abs(hash(mutation.name))}"
        shutil.copytree(self.package, folder / name, ignore=_LEFT_OUT)
        for module in self.shared:
            shutil.copy(self.package.parent / f"{module}.py", folder / name)
        for file in (folder / name).glob("*.py"):
            file.write_text(self._rewritten(file, mutation, name), encoding="utf-8")
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
        try:
            made = getattr(importlib.import_module(f"{name}.channel"), self.channel.__name__)()
            yield subject(made, self.package)
        finally:
            sys.path.remove(str(folder))
            for module in [known for known in sys.modules if known.partition(".")[0] == name]:
                del sys.modules[module]

    def _rewritten(self, file: Path, mutation: Mutation, name: str) -> str:
        text = file.read_text(encoding="utf-8").replace(f"channels.{self.package.name}", name)
        for module in self.shared:
            text = text.replace(f"channels.{module}", f"{name}.{module}")
        if file.name != mutation.file:
            return text
        assert mutation.sound in text, "the code has changed: this is no mutation any more"
        return text.replace(mutation.sound, mutation.broken)

    def mapping_failures(self, subject: Subject) -> Iterator[str]:
        """Names of the checks that some fixture fails; first of those that know the right answer."""
        for check in (*orders.BY_EXAMPLE, *orders.LAWS):
            try:
                for fixture in subject.fixtures:
                    check(subject, fixture)
            except Exception:
                yield check.__name__

    def walking_failures(self, subject: Subject) -> Iterator[str]:
        """Names of the checks of walks that the channel fails on the fake shop."""
        yield from self._failures(subject, (*self.own, *walking.CHECKS))

    def calling_failures(self, subject: Subject) -> Iterator[str]:
        """Names of the checks of webhooks that the channel fails on the fake shop."""
        declared = subject.channel.webhooks
        subscribes = declared is not None and not declared.steps
        yield from self._failures(subject, (*webhooks.CHECKS, *(subscriptions.CHECKS if subscribes else ())))

    def _failures(self, subject: Subject, checks: Sequence[Callable[[Scene], None]]) -> Iterator[str]:
        for check in checks:
            with self.shop() as shop:
                try:
                    check(Scene(subject, shop))
                except (Exception, pytest.fail.Exception):
                    yield check.__name__
