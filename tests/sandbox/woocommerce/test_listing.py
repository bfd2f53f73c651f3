"""Filters and orders of a list that no record shows, by the documentation of the REST API."""

from collections.abc import Iterator

import pytest

from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.sandbox.woocommerce.recorded import ask, full_order, orders


@pytest.fixture
def shop() -> Iterator[WooCommerceSandbox]:
    """Orders 1 to 6, created one a minute and modified in the opposite order; 2 is of customer 9."""
    with WooCommerceSandbox() as running:
        for number in range(1, 7):
            running.load(
                full_order(
                    id=number,
                    customer_id=9 if number == 2 else 0,
                    date_created_gmt=f"2026-11-21T22:0{number}:00",
                    date_modified_gmt=f"2026-11-21T22:3{7 - number}:00",
                )
            )
        yield running


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, [6, 5, 4, 3, 2, 1]),
        ({"order": "asc"}, [1, 2, 3, 4, 5, 6]),
        ({"orderby": "modified"}, [1, 2, 3, 4, 5, 6]),
        ({"orderby": "id", "order": "asc", "per_page": "2", "page": "2"}, [3, 4]),
        ({"offset": "4"}, [2, 1]),
        ({"exclude": "6,5"}, [4, 3, 2, 1]),
        ({"include": "2,5", "orderby": "include", "order": "asc"}, [2, 5]),
        ({"include": "5,2", "orderby": "include"}, [5, 2]),
        ({"customer": "9"}, [2]),
        ({"after": "2026-11-21T22:04:00", "dates_are_gmt": "true"}, [6, 5]),
        ({"before": "2026-11-21T22:04:00", "dates_are_gmt": "1"}, [3, 2, 1]),
        ({"modified_before": "2026-11-21T23:33:00"}, [6, 5]),
        ({"modified_after": "2026-11-21T23:35:00%2B01:00"}, [1]),
    ],
)
def test_a_query_gives_these_orders(shop: WooCommerceSandbox, query: dict[str, str], ids: list[int]) -> None:
    assert orders(shop, **query).ids == ids


def test_lists_may_be_written_with_brackets(shop: WooCommerceSandbox) -> None:
    answer = ask(shop, "/wp-json/wc/v3/orders?exclude[]=6&exclude[]=5&status[0]=any")

    assert answer.ids == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"per_page": "0"}, "per_page must be between 1 (inclusive) and 100 (inclusive)"),
        ({"per_page": "all"}, "per_page is not of type integer."),
        ({"page": "0"}, "page must be greater than or equal to 1"),
        ({"order": "up"}, "order is not one of asc and desc."),
        ({"exclude": "1,x"}, "exclude[1] is not of type integer."),
        ({"dates_are_gmt": "maybe"}, "dates_are_gmt is not of type boolean."),
        ({"modified_after": "1795299360"}, "Invalid date."),
        ({"modified_after": "2026-13-41T00:00:00"}, "Invalid date."),
    ],
)
def test_a_parameter_that_does_not_validate_is_named(
    shop: WooCommerceSandbox, query: dict[str, str], message: str
) -> None:
    answer = orders(shop, **query)

    name = next(iter(query))
    assert answer.status == 400
    assert answer.document["data"]["params"] == {name: message}


def test_every_bad_parameter_is_named_at_once(shop: WooCommerceSandbox) -> None:
    answer = orders(shop, per_page="0", orderby="mood")

    assert answer.document["message"] == "Invalid parameter(s): per_page, orderby"


def test_auto_draft_gives_everything_with_older_storage(legacy: WooCommerceSandbox) -> None:
    legacy.load(full_order(id=1))
    legacy.load(full_order(id=2, status="trash"))

    assert orders(legacy, status="auto-draft").ids == [2, 1]
