"""The shop can be told to fail in every way a hub must survive."""

import http.client
import time

import pytest

from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.sandbox.woocommerce.recorded import Answer, ask, control, full_order, orders


@pytest.fixture(autouse=True)
def _with_an_order(shop: WooCommerceSandbox) -> None:
    shop.load(full_order(id=7))


def test_latency_keeps_one_waiting_and_not_the_others(shop: WooCommerceSandbox) -> None:
    shop.fault("latency", seconds=0.8)

    began = time.monotonic()
    late = orders(shop)
    waited = time.monotonic() - began
    again = time.monotonic()
    orders(shop)

    assert late.status == 200
    assert waited >= 0.8
    assert time.monotonic() - again < 0.7


def test_a_rate_limit_says_when_to_come_back(shop: WooCommerceSandbox) -> None:
    control(shop, "POST faults", kind="rate_limited", times=2, retry_after=7)

    answers = [orders(shop) for _ in range(3)]

    assert [answer.status for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "7"


def statuses(answers: list[Answer]) -> list[int]:
    return [answer.status for answer in answers]


def test_a_fault_can_wait_aim_at_a_path_and_last(shop: WooCommerceSandbox) -> None:
    # given: the second request for refunds fails, and from then on each one until cleared
    control(shop, "POST faults", kind="unauthorized", path="refunds", after=1, times=None)

    # when
    listed = [orders(shop) for _ in range(2)]
    refunds = [ask(shop, "/wp-json/wc/v3/orders/7/refunds") for _ in range(3)]
    control(shop, "POST faults/clear")
    healed = ask(shop, "/wp-json/wc/v3/orders/7/refunds")

    # then
    assert statuses(listed) == [200, 200]
    assert statuses(refunds) == [200, 401, 401]
    assert healed.status == 200


def test_a_firewall_answers_html_with_status_200(shop: WooCommerceSandbox) -> None:
    shop.fault("html_200")

    answer = orders(shop)

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "X-WP-Total" not in answer.headers


def test_half_of_the_json_arrives_as_if_it_were_all(shop: WooCommerceSandbox) -> None:
    whole = orders(shop).content
    shop.fault("truncated_json")

    answer = orders(shop)

    assert answer.status == 200
    assert answer.content == whole[: len(whole) // 2]


def test_the_line_breaks_in_the_middle_of_the_body(shop: WooCommerceSandbox) -> None:
    shop.fault("cut")

    with pytest.raises(http.client.IncompleteRead):
        orders(shop)


def test_garbage_is_no_text(shop: WooCommerceSandbox) -> None:
    shop.fault("garbage")

    with pytest.raises(UnicodeDecodeError):
        orders(shop).content.decode()


def test_a_huge_body_is_as_large_as_said(shop: WooCommerceSandbox) -> None:
    shop.fault("huge", bytes=5_000_000)

    answer = orders(shop)

    assert len(answer.content) > 5_000_000
    assert answer.document[0]["id"] == 1


def test_a_redirect_leads_to_another_host(shop: WooCommerceSandbox) -> None:
    shop.fault("redirect", location="http://169.254.169.254/latest/meta-data")

    answer = orders(shop)

    assert answer.status == 302
    assert answer.headers["Location"] == "http://169.254.169.254/latest/meta-data"


@pytest.mark.parametrize(("kind", "status_after"), [("reset", "processing"), ("reset_after", "completed")])
def test_a_reset_leaves_open_whether_the_work_was_done(
    shop: WooCommerceSandbox, kind: str, status_after: str
) -> None:
    shop.fault(kind)

    with pytest.raises(ConnectionResetError):
        ask(shop, "/wp-json/wc/v3/orders/7", "PUT", {"status": "completed"})

    assert ask(shop, "/wp-json/wc/v3/orders/7").document["status"] == status_after


def test_latency_and_another_fault_hit_the_same_request(shop: WooCommerceSandbox) -> None:
    shop.fault("maintenance", retry_after=30)
    shop.fault("latency", seconds=0.2)
    began = time.monotonic()

    answer = orders(shop)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert time.monotonic() - began >= 0.2


def test_the_control_api_is_never_hit(shop: WooCommerceSandbox) -> None:
    shop.fault("reset", times=None)

    assert control(shop, "GET state")["faults"] == ["reset"]


def test_an_unknown_fault_is_refused_with_the_known_ones(shop: WooCommerceSandbox) -> None:
    answer = ask(shop, "/sandbox/faults", "POST", {"kind": "gremlins"}, {})

    assert answer.status == 400
    assert "maintenance" in answer.document["error"]
