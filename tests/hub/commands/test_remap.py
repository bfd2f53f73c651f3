"""`remap`: held orders get another chance."""

from typing import Any

import pytest

from hub.models import Order
from tests.factories import PAPER, shop
from tests.hub.commands.running import manage
from tests.hub.ingest.pages import Scripted, raw, send

pytestmark = pytest.mark.django_db


def unable(document: Any) -> Any:
    raise KeyError("new_field")


@pytest.fixture(autouse=True)
def _held() -> None:
    """Two orders that a mended mapping understands, and one that stays unreadable, in two shops."""
    lampes, maison = shop(), shop("maison")
    send(lampes, raw("1"), {"external_id": "2"}, seen=60, channel=Scripted(normalize=unable))
    send(maison, raw("1", shop="maison"), seen=60, channel=Scripted(normalize=unable))
    assert PAPER.slug == lampes.channel


def held() -> int:
    return Order.objects.exclude(error_class="").count()


def test_all_held_orders() -> None:
    assert manage("remap").out == "2 readable, 1 still held.\n"
    assert held() == 1


def test_one_shop() -> None:
    assert manage("remap", "--shop", "maison").out == "1 readable, 0 still held.\n"


def test_named_orders() -> None:
    assert manage("remap", "1", "--shop", "lampes-fr").out == "1 readable, 0 still held.\n"
    assert held() == 2


@pytest.mark.parametrize(
    ("arguments", "named"), [(["77"], "77"), (["1", "--shop", "gone"], "gone"), (["--shop", "gone"], "gone")]
)
def test_bad_input_is_one_line_that_names_it(arguments: list[str], named: str) -> None:
    assert named in manage("remap", *arguments).complaint
