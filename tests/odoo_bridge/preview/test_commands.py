"""`manage.py preview` and `preview_shop`: words, exit codes, and one line for what cannot be."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hub.models import Shop
from odoo_bridge.models import OdooConnection
from tests.factories import ingest, line, shop, unified_order
from tests.odoo_bridge.preview.watching import untouched
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)


def run(world: World, *arguments: str, **options: Any) -> tuple[int, str]:
    """Exit code and output; nothing is written."""
    out = io.StringIO()
    with untouched(world.sandbox):
        try:
            call_command(*arguments, stdout=out, stderr=out, **options)
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_ready_order_is_told_call_by_call(world: World) -> None:
    world.order()

    code, said = run(world, "preview", "lampes-fr/4711")

    assert code == 0
    assert "Order #4711 (lampes-fr): Ready: this would be written to odoo:main." in said
    assert "Customer Zoé Martin: would be created (created: Nobody known fits.)" in said
    assert "sale.order.load" in said
    assert "Expected invoice: net 40.83, tax 8.17, total 49.00 EUR" in said


def test_number_and_external_id_lead_to_the_order(world: World) -> None:
    world.order(lines=(line(sku="NO-1"),))

    for name in ("#4711", "4711", "lampes-fr/4711"):
        code, said = run(world, "preview", name)

        assert code == 2
        assert "MISSING sku_unknown: Order #4711 of shop lampes-fr: Odoo has no product NO-1." in said


def test_a_number_of_several_orders_is_told_apart(world: World) -> None:
    world.order("1", number="#7")
    other = shop("lampes-de")
    ingest(other, unified_order("2", shop=other.slug, number="#7"))

    with pytest.raises(CommandError, match="may be several orders") as caught:
        call_command("preview", "#7")
    assert all(name in str(caught.value) for name in ("lampes-fr/1", "lampes-de/2"))


def test_an_unknown_order_is_one_line(world: World) -> None:
    with pytest.raises(CommandError, match="there is no order 'nonsense'"):
        call_command("preview", "nonsense")


def test_the_preview_as_json(world: World) -> None:
    world.order()

    code, said = run(world, "preview", "4711", json=True)

    assert (code, json.loads(said)["verdict"]) == (0, "ready")


def test_a_shop_is_told_in_a_sentence_and_by_cause(world: World) -> None:
    for number in range(3):
        world.order(f"a{number}")
    for number in range(2):
        world.order(f"b{number}", lines=(line(sku="LMP-9"),))

    code, said = run(world, "preview_shop", "lampes-fr", days=3000)

    assert code == 2
    assert "Shop lampes-fr → odoo:main: 5 orders: 3 ready, 2 need a product." in said
    assert "SKU LMP-9: 2 orders (sku_unknown)" in said
    assert "for example lampes-fr/b0, lampes-fr/b1" in said
    assert "5 of 5 orders looked at" in said


def test_a_shop_that_is_ready_ends_with_0(world: World) -> None:
    world.order()

    code, said = run(world, "preview_shop", "lampes-fr", days=3000, json=True)

    assert (code, json.loads(said)["verdicts"]) == (0, {"ready": 1})


def test_what_cannot_be_is_one_line(world: World) -> None:
    world.order()
    world.sandbox.stop()

    with pytest.raises(CommandError, match="does not answer"):
        call_command("preview_shop", "lampes-fr", days=3000)


def test_a_shop_that_goes_nowhere_is_one_line(world: World) -> None:
    world.policy.delete()
    OdooConnection.objects.update(active=False)
    assert Shop.objects.count() == 1

    with pytest.raises(CommandError, match="go to no Odoo"):
        call_command("preview_shop", "lampes-fr")


def test_an_odd_number_of_days_is_one_line(world: World) -> None:
    with pytest.raises(CommandError, match="--days must be between"):
        call_command("preview_shop", "lampes-fr", days=0)
