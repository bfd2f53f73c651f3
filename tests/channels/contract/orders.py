"""Checks of the mapping on every fixture. Each takes a subject and a fixture."""

import dataclasses
import json
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from unittest.mock import patch

import jsonschema

from hub.order import Line, Order, Refund, Totals, from_document
from hub.order.money import ZERO, fits, smallest_unit
from hub.order.schema import json_schema
from hub.order.vocabulary import FulfillmentStatus, LineKind, PaymentStatus, Status
from sandbox.shops.copying import copied
from tests.channels.contract.subject import SHOP, Fixture, Subject

SCHEMA = jsonschema.Draft202012Validator(json_schema())


def becomes_the_expected_order(subject: Subject, fixture: Fixture) -> None:
    assert subject.document(fixture.raw) == fixture.expected


def is_the_same_when_read_twice(subject: Subject, fixture: Fixture) -> None:
    assert subject.order(fixture.raw) == subject.order(fixture.raw) == subject.known(fixture)


def leaves_the_raw_order_unchanged(subject: Subject, fixture: Fixture) -> None:
    before = copied(fixture.raw)
    subject.order(fixture.raw)
    assert fixture.raw == before


def opens_no_socket(subject: Subject, fixture: Fixture) -> None:
    with patch.object(socket, "socket", side_effect=AssertionError("the mapping opened a socket")):
        subject.order(fixture.raw)


def reads_the_same_whatever_the_order_of_keys(subject: Subject, fixture: Fixture) -> None:
    assert subject.document(_reversed(fixture.raw)) == fixture.expected


def reads_the_same_after_storage_as_json(subject: Subject, fixture: Fixture) -> None:
    assert subject.document(json.loads(json.dumps(fixture.raw))) == fixture.expected


def document_comes_back_as_the_same_order(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    assert from_document(subject.document(fixture.raw)) == order


def document_fits_the_schema(subject: Subject, fixture: Fixture) -> None:
    SCHEMA.validate(json.loads(json.dumps(subject.document(fixture.raw))))


def names_channel_and_shop(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    assert (order.channel, order.shop) == (subject.slug, SHOP)


def id_is_text_and_the_one_it_is_identified_by(subject: Subject, fixture: Fixture) -> None:
    identity = subject.channel.identify(fixture.raw)
    assert isinstance(identity, str)
    assert identity == subject.known(fixture).external_id == fixture.expected["external_id"]


def ids_within_the_order_are_text_and_unique(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    for group in (order.lines, order.refunds, order.fulfillments):
        ids = [item.external_id for item in group]
        assert all(isinstance(identity, str) and identity for identity in ids)
        assert len(set(ids)) == len(ids)


def numbers_are_decimals(subject: Subject, fixture: Fixture) -> None:
    kinds = {type(value) for value in _values(subject.known(fixture))}
    assert float not in kinds
    assert int not in kinds


def amounts_have_the_decimals_of_the_currency(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    amounts = [amount for holder in _holders(order) for amount in (holder.net, holder.tax, holder.gross)]
    assert all(fits(amount, order.currency) for amount in amounts)


def currency_is_an_iso_code(subject: Subject, fixture: Fixture) -> None:
    currency = subject.known(fixture).currency
    assert len(currency) == 3
    assert currency.isascii()
    assert currency.isupper()


def times_are_aware_utc(subject: Subject, fixture: Fixture) -> None:
    moments = [value for value in _values(subject.known(fixture)) if isinstance(value, datetime)]
    assert moments
    assert all(moment.utcoffset() == timedelta() for moment in moments)


def gross_is_net_plus_tax(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    for holder in _holders(order):
        assert holder.gross == holder.net + holder.tax


def totals_are_the_sum_of_the_lines(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    for name in ("net", "tax", "gross"):
        assert getattr(order.totals, name) == sum((getattr(line, name) for line in order.lines), ZERO)


def tax_of_a_line_is_the_sum_of_its_taxes(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    for line in [*order.lines, *(line for refund in order.refunds for line in refund.lines)]:
        assert line.tax == sum((tax.amount for tax in line.taxes), ZERO)


def rates_are_per_cent_and_agree_with_the_amounts(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    for line in order.lines:
        known = [tax for tax in line.taxes if tax.rate is not None]
        assert all(0 <= tax.rate < 100 for tax in known if tax.rate is not None)
        if line.kind is LineKind.ROUNDING:
            continue
        # Some shops round each piece: then net and gross are off by up to half a unit for each.
        per_piece = abs(line.quantity) * smallest_unit(order.currency) / 2
        tolerated = 2 * smallest_unit(order.currency) + abs(line.net) * Decimal("0.006") + per_piece
        expected = [line.net * tax.rate / 100 for tax in known if tax.rate is not None]
        if line.kind is LineKind.DISCOUNT and len(known) > 1:
            # a discount on the whole order: each rate has a part of it
            smallest, largest = min(map(abs, expected)), max(map(abs, expected))
            assert smallest - tolerated <= abs(line.tax) <= largest + tolerated
            continue
        for tax, amount in zip(known, expected, strict=True):
            assert abs(tax.amount - amount) <= tolerated


def prices_agree_with_the_amounts(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    for line in order.lines:
        if order.prices_include_tax and line.discount:
            continue  # the tax on what was taken off is not part of the unified order
        full = line.gross if order.prices_include_tax else line.net + line.discount
        tolerated = 2 * smallest_unit(order.currency) + abs(line.quantity) * Decimal("0.000001")
        assert abs(line.unit_price * line.quantity - full) <= tolerated


def rounding_is_small_or_a_notice_says_so(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    rounded = [line for line in order.lines if line.kind is LineKind.ROUNDING]
    assert len(rounded) <= 1
    if any(abs(line.gross) > 5 * smallest_unit(order.currency) for line in rounded):
        assert "totals_mismatch" in {notice.code for notice in order.notices}


def refunds_are_positive_and_at_most_the_total(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    assert all(refund.gross >= 0 for refund in order.refunds)
    assert sum((refund.gross for refund in order.refunds), ZERO) <= order.totals.gross


def refunded_lines_belong_to_the_order(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    known = {line.external_id for line in order.lines}
    assert {line.external_id for refund in order.refunds for line in refund.lines} <= known


def payments_are_what_was_paid(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    paid = sum((payment.amount for payment in order.payments), ZERO)
    if order.payment_status in (PaymentStatus.PENDING, PaymentStatus.VOIDED, PaymentStatus.FAILED):
        assert paid == 0
    overpaid = "overpaid" in {notice.code for notice in order.notices}
    assert paid <= order.totals.gross or overpaid


def statuses_are_words_of_the_vocabulary(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    assert isinstance(order.status, Status)
    assert isinstance(order.payment_status, PaymentStatus)
    assert isinstance(order.fulfillment_status, FulfillmentStatus)


def the_platforms_own_words_are_kept(subject: Subject, fixture: Fixture) -> None:
    words = subject.known(fixture).raw_status
    assert words
    text = json.dumps(fixture.raw, ensure_ascii=False)
    assert all(json.dumps(word, ensure_ascii=False) in text for word in words.values())


def guests_have_no_customer_id(subject: Subject, fixture: Fixture) -> None:
    customer = subject.known(fixture).customer
    assert customer.guest == (customer.external_id is None)


def the_vat_id_is_one_of_its_candidates(subject: Subject, fixture: Fixture) -> None:
    customer = subject.known(fixture).customer
    found = {
        "".join(sign for sign in entry.value.upper() if sign.isalnum())
        for entry in customer.vat_id_candidates
    }
    assert customer.vat_id is None or customer.vat_id in found


def what_is_shipped_has_an_address_and_the_rest_none(subject: Subject, fixture: Fixture) -> None:
    order = subject.known(fixture)
    if not any(line.requires_shipping for line in order.lines):
        assert order.fulfillment_status is FulfillmentStatus.NOT_REQUIRED


def unknown_fields_are_tolerated(subject: Subject, fixture: Fixture) -> None:
    assert subject.document(_with_extra_fields(fixture.raw)) == fixture.expected


def text_that_no_database_holds_is_cleaned(subject: Subject, fixture: Fixture) -> None:
    document = subject.document(_soiled(fixture.raw))
    text = json.dumps(document, ensure_ascii=False)
    assert "\\u0000" not in text
    assert "\x00" not in text
    text.encode("utf-8")


def is_found_in_a_saved_answer(subject: Subject, fixture: Fixture) -> None:
    found = subject.channel.unpack(fixture.raw)
    assert [subject.document(raw) for raw in found] == [fixture.expected]


def _holders(order: Order) -> list[Line | Totals | Refund]:
    """Everything that has a net, a tax and a gross amount."""
    return [*order.lines, order.totals, *order.refunds, *(line for r in order.refunds for line in r.lines)]


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, StrEnum | bool | str) or value is None:
        return
    if dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            yield from _values(getattr(value, item.name))
    elif isinstance(value, Mapping):
        return
    elif isinstance(value, tuple):
        for item in value:
            yield from _values(item)
    else:
        yield value


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reversed(item) for name, item in reversed(value.items())}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def _with_extra_fields(value: Any) -> Any:
    if isinstance(value, dict):
        extra = {"a_field_of_next_year": {"with": ["content"]}}
        return {**{name: _with_extra_fields(item) for name, item in value.items()}, **extra}
    return [_with_extra_fields(item) for item in value] if isinstance(value, list) else value


_SOILED = frozenset(
    {"name", "title", "first_name", "company", "customer_note", "note", "reason", "address_1"}
)


def _soiled(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _soiled(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_soiled(item) for item in value]
    return f"\x00{value}\ud83d" if isinstance(value, str) and name in _SOILED else value


LAWS = (
    is_the_same_when_read_twice,
    leaves_the_raw_order_unchanged,
    opens_no_socket,
    document_comes_back_as_the_same_order,
    document_fits_the_schema,
    names_channel_and_shop,
    ids_within_the_order_are_text_and_unique,
    numbers_are_decimals,
    amounts_have_the_decimals_of_the_currency,
    currency_is_an_iso_code,
    times_are_aware_utc,
    gross_is_net_plus_tax,
    totals_are_the_sum_of_the_lines,
    tax_of_a_line_is_the_sum_of_its_taxes,
    rates_are_per_cent_and_agree_with_the_amounts,
    prices_agree_with_the_amounts,
    rounding_is_small_or_a_notice_says_so,
    refunds_are_positive_and_at_most_the_total,
    refunded_lines_belong_to_the_order,
    payments_are_what_was_paid,
    statuses_are_words_of_the_vocabulary,
    the_platforms_own_words_are_kept,
    guests_have_no_customer_id,
    the_vat_id_is_one_of_its_candidates,
    what_is_shipped_has_an_address_and_the_rest_none,
    text_that_no_database_holds_is_cleaned,
)
BY_EXAMPLE = (
    becomes_the_expected_order,
    reads_the_same_whatever_the_order_of_keys,
    reads_the_same_after_storage_as_json,
    id_is_text_and_the_one_it_is_identified_by,
    unknown_fields_are_tolerated,
    is_found_in_a_saved_answer,
)
CHECKS = (*LAWS, *BY_EXAMPLE)
