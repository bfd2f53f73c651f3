"""Which operation moves ``date_modified``: the measured table, on three set-ups.

Left out, because the sandbox has neither notes nor products: the two "note added" rows and "product
renamed" (none of them moved the date, on any set-up).
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.sandbox.woocommerce.recorded import ask, capture, control

Operation = Callable[[WooCommerceSandbox, int], object]
META = [{"key": "_tracking_number", "value": "6A123"}]


def order_path(order_id: int) -> str:
    return f"/wp-json/wc/v3/orders/{order_id}"


def put(**body: object) -> Operation:
    return lambda shop, order_id: ask(shop, order_path(order_id), "PUT", body)


def behind(shop: WooCommerceSandbox, order_id: int) -> object:
    return control(shop, "POST orders/edit", id=order_id, changes={"meta_data": META}, behind=True)


def saved(shop: WooCommerceSandbox, order_id: int) -> object:
    return control(shop, "POST orders/edit", id=order_id, changes={"meta_data": META})


def refund_amount(shop: WooCommerceSandbox, order_id: int) -> object:
    return ask(shop, f"{order_path(order_id)}/refunds", "POST", {"amount": "1.00", "api_refund": False})


def refund_line(shop: WooCommerceSandbox, order_id: int) -> object:
    line = shop.store.order(order_id)["line_items"][0]["id"]
    return ask(shop, f"{order_path(order_id)}/refunds", "POST", {"line_items": [{"id": line, "quantity": 1}]})


def refund_all(shop: WooCommerceSandbox, order_id: int) -> object:
    return ask(
        shop, f"{order_path(order_id)}/refunds", "POST", {"amount": shop.store.order(order_id)["total"]}
    )


def delete_refund(shop: WooCommerceSandbox, order_id: int) -> object:
    refund_id = control(shop, "POST orders/refund", id=order_id, amount="1.00")["refund_id"]
    shop.store.order(order_id)["date_modified_gmt"] = BEFORE
    return ask(shop, f"{order_path(order_id)}/refunds/{refund_id}", "DELETE")


def edit_line(shop: WooCommerceSandbox, order_id: int) -> object:
    line = shop.store.order(order_id)["line_items"][0]
    return control(shop, "POST orders/quantity", id=order_id, line=line["id"], quantity=line["quantity"] + 1)


def untrash(shop: WooCommerceSandbox, order_id: int) -> object:
    control(shop, "POST orders/trash", id=order_id)
    shop.store.order(order_id)["date_modified_gmt"] = BEFORE
    return control(shop, "POST orders/untrash", id=order_id)


def pay(shop: WooCommerceSandbox, order_id: int) -> object:
    shop.store.order(order_id)["status"] = "pending"
    return control(shop, "POST orders/status", id=order_id, status="processing")


def edit_customer(shop: WooCommerceSandbox, _: int) -> object:
    return shop.store.customers.update({2: {"id": 2, "first_name": "Jeanne"}})


OPERATIONS: dict[str, Operation] = {
    "baseline (GET only)": lambda shop, order_id: ask(shop, order_path(order_id)),
    "status change REST": put(status="completed"),
    "PUT same status": put(status="processing"),
    "PUT empty body": put(),
    "partial refund REST amount only": refund_amount,
    "partial refund REST with line": refund_line,
    "full refund REST": refund_all,
    "refund deleted": delete_refund,
    "meta added REST": put(meta_data=META),
    "meta via update_post_meta (php, old plugin style)": behind,
    "meta via $order->update_meta_data+save_meta_data": saved,
    "meta via $order->update_meta_data+save": saved,
    "save() without change": lambda shop, order_id: control(
        shop, "POST orders/edit", id=order_id, changes={}
    ),
    "line item edited REST": edit_line,
    "line item edited php item->save only": behind,
    "line item meta wc_update_order_item_meta": behind,
    "billing address REST": put(billing={"city": "Nantes"}),
    "customer profile edited": edit_customer,
    "trash": lambda shop, order_id: ask(shop, order_path(order_id), "DELETE"),
    "untrash": untrash,
    "force delete": lambda shop, order_id: ask(shop, f"{order_path(order_id)}?force=true", "DELETE"),
    "payment_complete php": pay,
    "stock reduced flag / download perms regen": saved,
}
NOT_IN_THE_SANDBOX = {"note added (REST, private)", "note added (REST, to customer)", "product renamed"}
SETUPS = {
    "11.0.1 HPOS": "hpos",
    "8.0.3 legacy posts storage": "legacy",
    "11.0.1 legacy posts storage (HPOS switched off)": "legacy",
}
BEFORE = "2026-11-21T22:00:00"
MEASURED = capture("which_operation_changes_date_modified")


@pytest.fixture(params=SETUPS)
def setup(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(setup: str) -> Iterator[WooCommerceSandbox]:
    clock = Clock(datetime(2026, 11, 21, 22, tzinfo=UTC))
    with WooCommerceSandbox(storage=SETUPS[setup], clock=clock) as running:
        yield running


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_moves_the_date_as_measured(
    shop: WooCommerceSandbox, setup: str, operation: str
) -> None:
    # given: an order of a minute ago
    order = capture("orders/b2c_fr_guest")["body"]
    order_id = shop.load({**order, "date_modified_gmt": BEFORE})
    shop.clock.advance(timedelta(minutes=1))
    measured = next(row for row in MEASURED[setup] if row["operation"] == operation)

    # when
    OPERATIONS[operation](shop, order_id)

    # then
    answer = ask(shop, order_path(order_id))
    assert answer.status == measured["http_status_of_get_afterwards"]
    if answer.status == 200:
        assert (answer.document["date_modified_gmt"] != BEFORE) is measured["date_modified_changed"]
        assert answer.document["status"] == measured["status_after"]


def test_every_measured_operation_is_tried() -> None:
    assert {row["operation"] for rows in MEASURED.values() for row in rows} == {
        *OPERATIONS,
        *NOT_IN_THE_SANDBOX,
    }


def test_an_edit_that_moves_no_date_still_shows(shop: WooCommerceSandbox) -> None:
    order_id = shop.load(capture("orders/b2c_fr_guest")["body"])
    before = ask(shop, order_path(order_id)).document

    behind(shop, order_id)

    after = ask(shop, order_path(order_id)).document
    assert after["meta_data"] != before["meta_data"]
    assert after["date_modified_gmt"] == before["date_modified_gmt"]
