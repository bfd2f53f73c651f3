"""The VAT that is due in a period, added up as returns want it: by treatment, country and rate.

Sales count on their day, refunds on theirs: a return is not corrected for what was given back later.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from hub.models import Shop
from hub.order.money import ZERO, amount_text, number_text
from hub.order.vocabulary import Status
from odoo_bridge.models import VatPart, VatRefundPart, VatState
from odoo_bridge.sale.credit_lines import REST

COLUMNS = (
    *("currency", "treatment", "country", "rate"),
    *("orders", "sold_net", "sold_tax", "refunds", "refunded_net", "refunded_tax", "net", "tax"),
)
_GOES_ON = (VatState.AGREED, VatState.FOLLOWED_SHOP, VatState.FOLLOWED_RULE)
_BY = ("record__currency", "treatment", "country", "rate")
_Slot = tuple[str, str, str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How many orders or refunds, and what they come to."""

    count: int = 0
    net: Decimal = ZERO
    tax: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """Sales and refunds of one treatment, country and rate, in their own currency."""

    currency: str
    treatment: str
    country: str
    rate: Decimal
    sold: Sums
    refunded: Sums

    @property
    def net(self) -> Decimal:
        """What is left: the figure of the return."""
        return self.sold.net - self.refunded.net

    @property
    def tax(self) -> Decimal:
        """Likewise."""
        return self.sold.tax - self.refunded.tax

    def cells(self) -> dict[str, str]:
        """As text, by column."""
        amounts = {
            "sold_net": self.sold.net,
            "sold_tax": self.sold.tax,
            "refunded_net": self.refunded.net,
            "refunded_tax": self.refunded.tax,
            "net": self.net,
            "tax": self.tax,
        }
        cells = {
            "currency": self.currency,
            "treatment": self.treatment,
            "country": self.country,
            "rate": number_text(self.rate),
            "orders": str(self.sold.count),
            "refunds": str(self.refunded.count),
            **{name: amount_text(amount, self.currency) for name, amount in amounts.items()},
        }
        return {name: cells[name] for name in COLUMNS}


def report(first: date, last: date, shop: Shop | None = None) -> Sequence[ReportLine]:
    """Both days included, in the hub's time zone; without held orders and those never invoiced."""
    counted = Q(record__newest=True, record__state__in=_GOES_ON) & _not_called_off()
    if shop is not None:
        counted &= Q(record__order__shop=shop)
    sold = VatPart.objects.filter(counted, record__day__gte=first, record__day__lte=last)
    back = VatRefundPart.objects.filter(counted, day__gte=first, day__lte=last)
    sales = _sums(sold.values(*_BY).annotate(of_net=Sum("net"), of_tax=Sum("tax"), count=Count("record")))
    refunds = _sums(back.values(*_BY).annotate(of_net=Sum("net"), of_tax=Sum("tax"), count=Count("pk")))
    return [
        ReportLine(
            currency=slot[0],
            treatment=slot[1],
            country=slot[2],
            rate=slot[3],
            sold=sales.get(slot, Sums()),
            refunded=refunds.get(slot, Sums()),
        )
        for slot in sorted({*sales, *refunds})
    ]


def _not_called_off() -> Q:
    """A cancelled order that was invoiced is taken back on the day of the cancellation."""
    credited = VatRefundPart.objects.filter(record=OuterRef("record"), refund=REST)
    return ~Q(record__order__status=Status.CANCELLED.value) | Q(Exists(credited))


def _sums(rows: Iterable[dict[str, Any]]) -> dict[_Slot, Sums]:
    return {_slot(row): Sums(count=row["count"], net=row["of_net"], tax=row["of_tax"]) for row in rows}


def _slot(row: dict[str, Any]) -> _Slot:
    currency, treatment, country, rate = (row[name] for name in _BY)
    return currency, treatment, country, rate


def as_csv(lines: Iterable[ReportLine]) -> str:
    """With a header."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(line.cells() for line in lines)
    return out.getvalue()
