"""The contract suite is sharp: each of these broken copies of the channel fails it."""

from pathlib import Path

import pytest

from channels.woocommerce.channel import WooCommerce
from tests.channels.contract.mutations import Mutants, Mutation, share
from tests.channels.woocommerce.contract_shop import SHOPS

pytestmark = pytest.mark.repeats

MUTANTS = Mutants(WooCommerce, SHOPS["hpos"], shared=("reading", "webhooks"))

MAPPING_MISTAKES = (
    Mutation("net and gross swapped", "lines.py", "gross=net + tax", "gross=net - tax"),
    Mutation(
        "amounts as floats", "lines.py", "self.sign * holder.amount", "float(self.sign) * holder.amount"
    ),
    Mutation("tax on top of gross", "lines.py", "context.tax(line)", "net"),
    Mutation(
        "the same rate for every line", "lines.py", "rates.get(rate_id, unknown)", 'rates.get("1", unknown)'
    ),
    Mutation("fees lost", "lines.py", 'order.list("fee_lines")', "()"),
    Mutation("shipping lost", "lines.py", 'order.list("shipping_lines")', "()"),
    Mutation("local time for UTC", "mapping.py", '"date_created_gmt"', '"date_created"'),
    Mutation("price before tax", "lines.py", "full_tax * context.prices_include_tax", "0"),
    Mutation("price after discount", "lines.py", 'line.decimal("subtotal")', 'line.decimal("total")'),
    Mutation(
        "discount with tax",
        "lines.py",
        "discount=quantize(full_net,",
        "discount=quantize(full_net + full_tax,",
    ),
    Mutation("refunds negative", "refunds.py", "sign=-1", "sign=1"),
    Mutation("refund lines under their own ids", "lines.py", '"_refunded_item_id"', '"_no_such_key"'),
    Mutation(
        "the number for the id", "mapping.py", 'external_id=source.identifier("id")', "external_id=number"
    ),
    Mutation(
        "guests are customer 0", "mapping.py", 'None if customer_id == "0" else customer_id', "customer_id"
    ),
    Mutation("trash is unknown", "status.py", '    "trash": Status.CANCELLED,\n', ""),
    Mutation(
        "cancelled is completed",
        "status.py",
        '"cancelled": Status.CANCELLED',
        '"cancelled": Status.COMPLETED',
    ),
    Mutation("every order paid", "payments.py", "    if paid_at is None:\n        return ()\n", ""),
    Mutation("two decimals for all", "mapping.py", "currency = _currency(source)", 'currency = "EUR"'),
    Mutation("one tax of several", "lines.py", "amount is not None]", "amount is not None][:1]"),
    Mutation("a VAT plugin forgotten", "vat_ids.py", '"_billing_vat_id",', '"_no_such_key",'),
    Mutation("text as it came", "reading.py", "return clean(found)", "return found"),
    Mutation(
        "the shop's word lost", "mapping.py", 'raw_status={"status": source.text("status")}', "raw_status={}"
    ),
    Mutation("ship to the payer", "mapping.py", '_address(source.optional("shipping")) or ', ""),
)

WALKING_MISTAKES = (
    Mutation("newest first", "poll.py", '("order", "asc")', '("order", "desc")'),
    Mutation("a Z too many", "poll.py", "%H:%M:%S}", "%H:%M:%S}Z"),
    Mutation(
        "no overlap",
        "poll.py",
        "start = walk_start(since, OVERLAP)\n    st",
        "start = walk_start(since, 0 * OVERLAP)\n    st",
    ),
    Mutation(
        "the clock for what was read",
        "poll.py",
        "here = read_up_to(map(_changed_at, listing.rows), started, OVERLAP)",
        "here = listing.clock",
    ),
    Mutation(
        "the trash from where orders have come",
        "poll.py",
        "position(here, start.rest)",
        "position(here, here)",
    ),
    Mutation(
        "orders of the future have been read",
        "poll.py",
        "position(started - OVERLAP, here)",
        "position(started + OVERLAP, here)",
    ),
    Mutation("a position without its last second", "poll.py", "start.orders) - _SECOND)", "start.orders))"),
    Mutation("trash is not counted", "poll.py", 'for status in ("any", "trash")]', 'for status in ("any",)]'),
    Mutation("trash forgotten", "poll.py", '("any", "trash")', '("any",)'),
    Mutation("stop on the first page", "poll.py", "if listing.pages <= 1 or", "if listing.pages or"),
    Mutation("a full second overlooked", "poll.py", "newest - _SECOND, []", "newest, []"),
    Mutation("nothing left out", "poll.py", "if excluded else query", "if False else query"),
    Mutation(
        "the cursor of the end",
        "poll.py",
        "started = started or listing.clock\n            r",
        "started = listing.clock\n            r",
    ),
    Mutation(
        "our clock for the shop's", "api.py", "pages, answer.clock())", "pages, datetime.now().astimezone())"
    ),
    Mutation("site time for UTC", "poll.py", '("dates_are_gmt", "true")', '("dates_are_gmt", "false")'),
    Mutation("an error is a short page", "poll.py", "yield listing\n", "yield listing\n        return\n"),
    Mutation("gone is an error", "api.py", "if words(answer)[0] != _GONE:", "if words(answer)[0]:"),
)

CALLING_MISTAKES = (
    Mutation("nothing is forged", "webhooks.py", "if not signed_by(", 'if signed_by("", b"", "") and ('),
    Mutation("an empty secret signs", "webhooks.py", "    if not secret:\n        return False\n", ""),
    Mutation(
        "the topic is the event", "hints.py", "{delivery or topic} {digest_of(request.body)}", "{topic}"
    ),
    Mutation(
        "the time of arrival is the event", "hints.py", "{delivery or topic} ", "{request.received_at} "
    ),
    Mutation("no order in it", "hints.py", 'said.identifier("id") if', "None if"),
    Mutation(
        "a new set every time", "subscriptions.py", "for webhook in reversed(ours)", "for webhook in ()"
    ),
    Mutation("disabled ones are kept", "subscriptions.py", "if webhook.active and ", "if "),
    Mutation("doubles stay", "subscriptions.py", "if webhook not in kept.values()", "if False"),
    Mutation("all webhooks are ours", "subscriptions.py", "if _same_place(", "if True or _same_place("),
    Mutation("signed with what the shop makes up", "subscriptions.py", ', "secret": secret}', "}"),
    Mutation("nothing is made", "subscriptions.py", 'http.send("POST", _PATH', 'dict(a="POST", b=_PATH'),
    Mutation("removed without force", "subscriptions.py", '[("force", "true")]', "[]"),
)


@pytest.mark.parametrize("mistake", MAPPING_MISTAKES, ids=str)
def test_a_mistake_in_the_mapping_fails_the_suite(mistake: Mutation, tmp_path: Path) -> None:
    with MUTANTS.broken(mistake, tmp_path) as copy:
        assert next(MUTANTS.mapping_failures(copy), None)


@pytest.mark.parametrize("mistake", share(WALKING_MISTAKES), ids=str)
def test_a_mistake_in_the_walk_fails_the_suite(mistake: Mutation, tmp_path: Path) -> None:
    with MUTANTS.broken(mistake, tmp_path) as copy:
        assert next(MUTANTS.walking_failures(copy), None)


@pytest.mark.parametrize("mistake", CALLING_MISTAKES, ids=str)
def test_a_mistake_with_webhooks_fails_the_suite(mistake: Mutation, tmp_path: Path) -> None:
    with MUTANTS.broken(mistake, tmp_path) as copy:
        assert next(MUTANTS.calling_failures(copy), None)


def test_a_faithful_copy_passes(tmp_path: Path) -> None:
    with MUTANTS.broken(Mutation("none", "status.py", "DRAFT", "DRAFT"), tmp_path) as copy:
        assert list(MUTANTS.mapping_failures(copy)) == []
        assert list(MUTANTS.walking_failures(copy)) == []
        assert list(MUTANTS.calling_failures(copy)) == []
