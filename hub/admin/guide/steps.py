"""What a step of the set-up is, and who tells of which."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from hub.models import Shop

Text = str | Promise


class StepState(StrEnum):
    """`open`: to be done; `next`: the first of these; `trouble`: it was done, and does not work."""

    DONE = "done"
    OPEN = "open"
    NEXT = "next"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Link:
    """Where the step is done."""

    label: Text
    url: str


def returning(url: str) -> str:
    """The address of a form or an action that leads back to the guide once it is done."""
    sign = "&" if "?" in url else "?"
    return f"{url}{sign}{urlencode({'next': reverse('admin:hub_shop_guide')})}"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what it is called, how it stands in a sentence, and where it is done."""

    title: Text
    state: StepState
    said: Text
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A shop or a connection with its steps; `url` is its page."""

    title: Text
    url: str
    steps: Sequence[Step]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return all(step.state is StepState.DONE for step in self.steps)


@dataclass(frozen=True, slots=True)
class Cards:
    """A part of the page; `add` is where the first one is made, empty where the person may not."""

    title: Text
    intro: Text
    cards: Sequence[Card]
    add: Link | None


Steps = Mapping[int, Sequence[Step]]  # by the shop's key
_of_shops: list[Callable[[Sequence[Shop]], Steps]] = []
_parts: list[tuple[str, Callable[[], Cards]]] = []


def add_shop_steps(steps: Callable[[Sequence[Shop]], Steps]) -> None:
    """Further steps of every shop, after those of the hub; a fixed number of queries for all of them."""
    _of_shops.append(steps)


def add_cards(permission: str, cards: Callable[[], Cards]) -> None:
    """A part of the page of its own, above the shops, for those with the permission."""
    _parts.append((permission, cards))


def parts() -> Sequence[tuple[str, Callable[[], Cards]]]:
    """What was added."""
    return _parts


def further_steps(shops: Sequence[Shop]) -> list[Steps]:
    """What other packages have to say of these shops."""
    return [steps(shops) for steps in _of_shops]


def in_turn(steps: Iterable[Step]) -> list[Step]:
    """The same steps, the first open one as the next."""
    told = list(steps)
    for number, step in enumerate(told):
        if step.state is StepState.OPEN:
            told[number] = replace(step, state=StepState.NEXT)
            break
    return told
