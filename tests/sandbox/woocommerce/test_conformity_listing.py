"""Lists of orders, compared with recorded answers.

The recorded shop held more orders than its recorded pages show, so each test fills up with orders that sort
behind the page (and with some that the filter must keep out) until the recorded counts hold.

Left out: the exact order of rows in ``legacy/modified_order_unstable_page*`` (it was whatever the database
chose for equal dates; that it is unstable is tested below).
"""

from collections.abc import Iterable
from typing import Any

import pytest

from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.sandbox.woocommerce.recorded import (
    ask,
    assert_as_recorded,
    capture,
    full_order,
    rows_of,
    target_of,
)

OLD = "2026-11-21T22:00:01"
FIRST_FILLER = 90_000


def fill(shop: WooCommerceSandbox, missing: int, **fields: Any) -> None:
    """Add orders of which nothing is recorded but that they exist."""
    for number in range(missing):
        shop.load(full_order(id=FIRST_FILLER + number, **fields))


def load(shop: WooCommerceSandbox, rows: Iterable[dict[str, Any]]) -> None:
    """Add the rows of a recorded page; created in the order of their ids, as they were."""
    for row in rows:
        number = int(row["id"])
        created = f"2026-11-21T22:{5 + number // 60:02d}:{number % 60:02d}"
        shop.load(full_order(**{"date_created_gmt": created, **row}))


NEWEST_FIRST = [
    "list_default_3",
    "list_fields_nested",
    "list_fields_restricted_100",
    "list_envelope",
    "head_count",
]


@pytest.mark.parametrize("name", NEWEST_FIRST)
def test_the_newest_orders_are_listed_as_recorded(shop: WooCommerceSandbox, name: str) -> None:
    # given: the orders of the page, 112 in all, and two in the trash that status=any leaves out
    recorded = capture(name)
    rows = recorded.get("body", [])
    rows = rows["body"] if isinstance(rows, dict) else rows
    if name == "list_default_3":
        for row in rows:
            shop.load(row)
    else:
        load(shop, ({**row, "billing": {"email": "jean.dupont@example.com"}} for row in rows))
    fill(shop, 112 - len(rows), date_created_gmt=OLD)
    for number in (95, 154):
        shop.load(full_order(id=number, status="trash"))

    # when
    answer = ask(shop, target_of(recorded), recorded["request"]["method"])

    # then
    assert_as_recorded(answer, recorded)


def test_the_second_page_follows_the_first(shop: WooCommerceSandbox) -> None:
    recorded = capture("list_page2_headers")
    load(shop, ({"id": number, "status": "processing"} for number in (160, 158, 157, 155)))
    fill(shop, 108, date_created_gmt=OLD)

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_past_the_last_page_order_tables_count_nothing(shop: WooCommerceSandbox) -> None:
    recorded = capture("list_page_beyond_last")
    fill(shop, 112, date_created_gmt=OLD)

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_past_the_last_page_the_older_generation_counts_truly(legacy: WooCommerceSandbox) -> None:
    fill(legacy, 112, date_created_gmt=OLD)

    answer = ask(legacy, "/wp-json/wc/v3/orders?page=999")

    assert answer.document == []
    assert answer.headers["X-WP-Total"] == "112"
    assert answer.headers["X-WP-TotalPages"] == "12"


def test_nothing_changed_after_a_date_in_the_future(shop: WooCommerceSandbox) -> None:
    recorded = capture("list_empty")
    fill(shop, 3)

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_the_trash_is_listed_when_asked_for(shop: WooCommerceSandbox) -> None:
    recorded = capture("list_trash")
    load(shop, recorded["body"])
    fill(shop, 5)

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_an_explicit_list_of_statuses_holds_what_any_leaves_out(shop: WooCommerceSandbox) -> None:
    # given: the recorded rows, some of them trashed or of a custom status, and others up to 179
    recorded = capture("list_status_any_vs_explicit")
    load(shop, recorded["body"])
    fill(shop, 179 - len(recorded["body"]), date_created_gmt=OLD)
    left_out = sum(row["status"] in {"trash", "checkout-draft"} for row in recorded["body"])

    # when
    explicit = ask(shop, target_of(recorded))
    swallowed = ask(shop, "/wp-json/wc/v3/orders?status=any,trash,checkout-draft")

    # then: "any" swallows the rest of a list
    assert_as_recorded(explicit, recorded)
    assert left_out > 0
    assert swallowed.headers["X-WP-Total"] == str(179 - left_out)


def test_full_orders_are_listed_by_modification_as_recorded(shop: WooCommerceSandbox) -> None:
    # given: three orders just after the date, 159 later ones, and one at the date itself (not after it)
    recorded = capture("list_modified_after")
    for row in recorded["body"]:
        shop.load(row)
    fill(shop, 159, date_modified_gmt="2026-11-21T22:45:00")
    shop.load(full_order(id=33, date_modified_gmt="2026-11-21T22:03:26"))

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


@pytest.fixture
def half_hour(shop: WooCommerceSandbox) -> WooCommerceSandbox:
    """163 orders of one hour in the shop in Paris: the first hundred, the last eighteen, and others
    between.
    """
    load(shop, capture("list_modified_after_plain_without_gmt_is_site_time")["body"])
    load(shop, capture("list_modified_after_gmt_plain_RIGHT")["body"])
    fill(shop, 163 - len(shop.store.orders), date_modified_gmt="2026-11-21T22:45:20")
    shop.load(full_order(id=5, date_modified_gmt="2026-11-21T21:45:32"))
    return shop


DATE_FILTERS = [
    "list_modified_after_gmt_plain_RIGHT",
    "list_modified_after_Z_alone_ok",
    "list_modified_after_Z_and_dates_are_gmt_WRONG",
    "list_modified_after_plain_without_gmt_is_site_time",
]


@pytest.mark.parametrize("name", DATE_FILTERS)
def test_the_four_ways_to_write_a_date(half_hour: WooCommerceSandbox, name: str) -> None:
    recorded = capture(name)

    answer = ask(half_hour, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_with_older_storage_any_holds_checkout_drafts(legacy: WooCommerceSandbox) -> None:
    recorded = capture("legacy/list_status_any_includes_checkout_draft")
    load(legacy, recorded["body"])
    fill(legacy, 104 - len(recorded["body"]), date_created_gmt=OLD)
    legacy.load(full_order(id=4, status="trash"))

    answer = ask(legacy, target_of(recorded))

    assert_as_recorded(answer, recorded)
    assert "checkout-draft" in {row["status"] for row in answer.document}


def test_older_storage_reads_dates_the_same_way(legacy: WooCommerceSandbox) -> None:
    # given: twenty orders changed after 22:25:30 UTC, ten of them recorded
    right = capture("legacy/modified_after_plain_with_dates_are_gmt_right")
    wrong = capture("legacy/modified_after_Z_with_dates_are_gmt_wrong")
    load(legacy, right["body"])
    fill(legacy, 10, date_modified_gmt="2026-11-21T22:25:33", date_created_gmt=OLD)
    legacy.load(full_order(id=5, date_modified_gmt="2026-11-21T22:25:30"))

    # when / then
    assert_as_recorded(ask(legacy, target_of(right)), right)
    assert_as_recorded(ask(legacy, target_of(wrong)), wrong)


def walked(shop: WooCommerceSandbox, per_page: int) -> set[int]:
    """Ids seen when walking all pages by modification."""
    seen: set[int] = set()
    page = 1
    while True:
        target = (
            f"/wp-json/wc/v3/orders?orderby=modified&order=asc&per_page={per_page}&page={page}&_fields=id"
        )
        answer = ask(shop, target)
        seen |= set(answer.ids)
        if page >= int(answer.headers["X-WP-TotalPages"]):
            return seen
        page += 1


@pytest.mark.parametrize("per_page", [3, 5, 7, 10, 16, 20])
def test_walking_pages_by_modification_loses_orders_before_10_4(
    legacy: WooCommerceSandbox, per_page: int
) -> None:
    """104 unchanging orders, some in the same second: the real shop gave 91 to 103 of them."""
    for number in range(104):
        legacy.load(
            full_order(id=100 + number, date_modified_gmt=f"2026-11-01T00:00:{(number + 1) // 2:02d}")
        )

    seen = walked(legacy, per_page)

    assert 85 < len(seen) < 104


def test_walking_pages_by_modification_loses_nothing_with_order_tables(shop: WooCommerceSandbox) -> None:
    for number in range(104):
        shop.load(full_order(id=100 + number, date_modified_gmt=f"2026-11-01T00:00:{(number + 1) // 2:02d}"))

    assert len(walked(shop, 7)) == 104


@pytest.mark.parametrize("page", ["4", "5"])
def test_pages_of_the_older_generation_are_sorted_by_second(legacy: WooCommerceSandbox, page: str) -> None:
    # given: the ten rows of the recorded pages 4 and 5, fifteen before and the rest after them
    pages = {name: capture(f"legacy/modified_order_unstable_page{name}") for name in ("4", "5")}
    for recorded in pages.values():
        load(legacy, rows_of(recorded))
    fill(legacy, 15, date_modified_gmt="2026-10-01T00:00:00")
    for number in range(79):
        legacy.load(full_order(id=80_000 + number, date_modified_gmt="2026-11-21T22:30:00"))

    # when
    answer = ask(legacy, target_of(pages[page]))

    # then: the seconds are those recorded; which row of a second comes first is not defined
    recorded = pages[page]
    assert [row["date_modified_gmt"] for row in answer.document] == [
        row["date_modified_gmt"] for row in recorded["body"]
    ]
    assert answer.headers["X-WP-Total"] == recorded["headers"]["X-WP-Total"]
    assert answer.headers["Link"] == recorded["headers"]["Link"]
