"""Lines on which a shop charged another VAT than is due: both figures and why, by the day of the decision."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO

from django.utils import timezone

from hub.models import Order, Shop
from hub.order.money import amount_text, number_text
from odoo_bridge.models import VatRecord, VatState
from odoo_bridge.vat.orders.outcome import Agreement, LineVat
from odoo_bridge.vat.stored.recording import lines_of

DIFFERING = (VatState.HELD_DIFFERENT, VatState.FOLLOWED_SHOP, VatState.FOLLOWED_RULE)
MOST = 5000  # orders
COLUMNS = (
    *("decided_on", "shop", "order", "order_id", "sold_on", "state", "line", "treatment", "country"),
    *("currency", "charged_rate", "charged_tax", "due_rate", "due_tax", "difference", "reason"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line; `difference` is what was charged too much, or with a minus too little."""

    order: Order
    decided_on: date
    sold_on: date
    state: VatState
    currency: str
    line: LineVat

    @property
    def difference(self) -> Decimal:
        """In the order's currency."""
        return self.line.difference

    def cells(self) -> dict[str, str]:
        """As text, by column; an empty rate is one that the shop does not tell."""
        line = self.line
        shares = dict.fromkeys((share.treatment.value, share.country) for share in line.shares)
        rate = line.charged_rate
        cells = {
            "decided_on": self.decided_on.isoformat(),
            "shop": self.order.shop.slug,
            "order": self.order.number,
            "order_id": self.order.external_id,
            "sold_on": self.sold_on.isoformat(),
            "state": self.state.value,
            "line": line.title,
            "treatment": " ".join(treatment for treatment, _ in shares),
            "country": " ".join(country for _, country in shares if country),
            "currency": self.currency,
            "charged_rate": "" if rate is None else number_text(rate),
            "charged_tax": amount_text(line.charged_tax, self.currency),
            "due_rate": " ".join(map(number_text, line.rates)),
            "due_tax": amount_text(line.due_tax, self.currency),
            "difference": amount_text(self.difference, self.currency),
            "reason": line.reason,
        }
        return {name: cells[name] for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Differences:
    """Of a period, the newest first; `complete`: not cut."""

    lines: Sequence[Difference]
    complete: bool


def differences(
    first: date, last: date, shop: Shop | None = None, state: VatState | None = None
) -> Differences:
    """Both days included, in the hub's time zone; of each order the newest decision."""
    rows = VatRecord.objects.filter(
        newest=True,
        state__in=[state] if state in DIFFERING else DIFFERING,
        decided_at__gte=_midnight(first),
        decided_at__lt=_midnight(last + timedelta(days=1)),
    )
    if shop is not None:
        rows = rows.filter(order__shop=shop)
    found = rows.select_related("order__shop").defer("decisions", "reasons").order_by("-decided_at", "-pk")
    some = list(found[: MOST + 1])
    return Differences([line for row in some[:MOST] for line in _lines(row)], complete=len(some) <= MOST)


def as_csv(lines: Iterable[Difference]) -> str:
    """With a header."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(cell) for name, cell in line.cells().items()} for line in lines)
    return out.getvalue()


def _lines(row: VatRecord) -> Iterator[Difference]:
    for line in lines_of(row):
        if line.agreement is Agreement.DIFFERENT:
            yield Difference(
                order=row.order,
                decided_on=timezone.localdate(row.decided_at),
                sold_on=row.day,
                state=VatState(row.state),
                currency=row.currency,
                line=line,
            )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _harmless(cell: str) -> str:
    """Titles are typed by anybody: no spreadsheet is to take one for a formula. Figures stay figures."""
    formula = cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not _is_number(cell))
    return f"'{cell}" if formula else cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdigit()
