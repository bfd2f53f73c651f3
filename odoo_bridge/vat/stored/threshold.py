"""How much a seller has sold across borders to consumers: the threshold of €10,000 (art. 59c)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from hub.order.vocabulary import Status
from odoo_bridge.models import ShopPolicy, VatPart
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.limits import most_eur, over_distance_sales
from odoo_bridge.vat.orders.outcome import OrderVat

COUNTED = (Treatment.OSS_DESTINATION, Treatment.ORIGIN_BELOW_THRESHOLD)


@dataclass(slots=True)
class RunningTotal:
    """Net sales by calendar year, in EUR, of all shops whose orders go to one company.

    The figure of the shop's policy counts for its year, the hub's own orders for theirs. Orders of the batch
    `apart` are counted as they are decided, so that the one that passes the threshold is seen.
    """

    policy: ShopPolicy
    apart: Collection[int] = ()
    _years: dict[int, Decimal | None] = field(default_factory=dict)

    def over(self, day: date, net: Decimal, currency: str) -> bool | None:
        """Whether a sale has passed it; None where a currency's worth is not known."""
        last, this, sale = self._of(day.year - 1), self._of(day.year), most_eur(net, currency)
        if last is None or this is None or sale is None:
            return None
        return over_distance_sales(last, this, sale)

    def add(self, day: date, vat: OrderVat, currency: str) -> None:
        """An order that was just decided."""
        net = sum((s.net for line in vat.lines for s in line.shares if s.treatment in COUNTED), Decimal(0))
        before, more = self._of(day.year), most_eur(net, currency)
        self._years[day.year] = None if before is None or more is None else before + more

    def _of(self, year: int) -> Decimal | None:
        if year not in self._years:
            self._years[year] = self._count(year)
        return self._years[year]

    def _count(self, year: int) -> Decimal | None:
        policy = self.policy
        start = policy.distance_sales_start if policy.distance_sales_year == year else None
        parts = VatPart.objects.filter(
            treatment__in=COUNTED,
            record__newest=True,
            record__day__year=year,
            record__order__shop__odoo_policy__connection=policy.connection_id,
        )
        sold = parts.exclude(record__order__in=self.apart).exclude(
            record__order__status=Status.CANCELLED.value
        )
        total: Decimal | None = start or Decimal(0)
        for row in sold.values("record__currency").annotate(net=Sum("net")).order_by():
            more = most_eur(row["net"], row["record__currency"])
            total = None if total is None or more is None else total + more
        return total
