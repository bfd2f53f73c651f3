"""What the platform rounded differently becomes one visible line."""

from decimal import Decimal

import pytest

from hub.order.closing import close, totals_of
from hub.order.vocabulary import LineKind
from tests.factories import line

LINES = (line("1", net="40.83"), line("2", net="10.00", tax_rate="5.5"))  # gross 49.00 + 10.55


def test_books_that_agree_stay_as_they_are() -> None:
    closed, totals, notices = close(LINES, gross=Decimal("59.55"), tax=Decimal("8.72"), currency="EUR")

    assert (closed, totals, notices) == (LINES, totals_of(LINES), ())


@pytest.mark.parametrize(("gross", "tax"), [("59.60", "8.72"), ("59.50", "8.77"), ("59.55", "8.67")])
def test_a_few_cents_become_a_rounding_line(gross: str, tax: str) -> None:
    closed, totals, notices = close(LINES, gross=Decimal(gross), tax=Decimal(tax), currency="EUR")

    assert [line.kind for line in closed[2:]] == [LineKind.ROUNDING]
    assert (totals.gross, totals.tax) == (Decimal(gross), Decimal(tax))
    assert notices == ()


@pytest.mark.parametrize(("gross", "tax"), [("59.61", "8.72"), ("59.55", "8.66"), ("0.00", "0.00")])
def test_more_than_five_cents_also_raise_a_notice(gross: str, tax: str) -> None:
    _, totals, [notice] = close(LINES, gross=Decimal(gross), tax=Decimal(tax), currency="EUR")

    assert totals.gross == Decimal(gross)
    assert notice.code == "totals_mismatch"
    assert gross in notice.detail


def test_the_smallest_unit_is_the_currencys() -> None:
    yen = (line("1", net="100", tax_rate=None),)

    assert close(yen, gross=Decimal(105), tax=Decimal(0), currency="JPY")[2] == ()
    assert close(yen, gross=Decimal(106), tax=Decimal(0), currency="JPY")[2] != ()
