"""What the first page is made of, ready to be printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from hub.admin.labels import Label


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, its colour, and the list behind it (empty: none)."""

    label: Label
    count: int
    tone: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a card."""

    label: Label
    text: Label


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that does not work: what it is, its state, why, what to do, and the page that mends it."""

    name: str
    state: SafeString
    cause: str
    remedy: str
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a strip: its colour, and what it says in words."""

    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """How a shop or service fares. `kind` is small print; `strip` the last hours, oldest first."""

    name: str
    kind: str
    url: str
    state: SafeString
    facts: Sequence[Fact]
    problems: Sequence[Figure] = ()
    strip: Sequence[Cell] = ()
