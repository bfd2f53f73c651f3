"""Writing down what was decided about the VAT of orders, and reading it again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from hub.order import Order
from hub.order.money import amount_text, number_text
from hub.sentences import restored, stored
from odoo_bridge.models import VatPart, VatRecord, VatState
from odoo_bridge.vat.decision import Treatment, VatDecision
from odoo_bridge.vat.orders.kinds import Kind
from odoo_bridge.vat.orders.outcome import Agreement, LineVat, OrderVat, Share
from odoo_bridge.vat.stored.batch import Decided
from odoo_bridge.vat.stored.owners import compared


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written down of an order's revision."""

    order_id: int
    revision: int
    order: Order
    decided: Decided
    state: VatState


def record(entries: Sequence[Entry]) -> None:
    """One row each, in place of an earlier one of that revision; older revisions are no longer newest."""
    if not entries:
        return
    with transaction.atomic():
        of_orders = VatRecord.objects.filter(order__in=[entry.order_id for entry in entries])
        old = {(row.order_id, row.revision): row.pk for row in of_orders.only("order_id", "revision")}
        same = [old[key] for entry in entries if (key := (entry.order_id, entry.revision)) in old]
        VatPart.objects.filter(record__in=same).delete()
        VatRecord.objects.filter(pk__in=same).delete()
        of_orders.update(newest=False)
        rows = [_row(entry) for entry in entries]
        for row in rows:
            row.save()
        VatPart.objects.bulk_create(
            part for row, entry in zip(rows, entries, strict=True) for part in _parts(row, entry.decided.vat)
        )


def lines_of(row: VatRecord) -> tuple[LineVat, ...]:
    """The lines as they were decided."""
    return tuple(_line_of(line) for line in row.lines)


def decisions_of(row: VatRecord) -> list[dict[str, Any]]:
    """The decisions as they are kept, with reasons and evidence that can be said in any language."""
    return [
        {
            **kept,
            "reasons": [restored(reason) for reason in kept["reasons"]],
            "evidence": {name: restored(text) for name, text in kept["evidence"].items()},
        }
        for kept in row.decisions
    ]


def decided_of(row: VatRecord) -> OrderVat:
    """Enough of the decision to write the order as it says; without the decisions themselves."""
    return OrderVat(lines=lines_of(row), decisions=(), number=None)


def _row(entry: Entry) -> VatRecord:
    vat, currency = entry.decided.vat, entry.order.currency
    fit, owner = compared(entry.order, entry.decided.proof)
    return VatRecord(
        order_id=entry.order_id,
        revision=entry.revision,
        state=entry.state,
        day=entry.decided.day,
        currency=currency,
        gross=entry.order.totals.gross,
        charged_tax=vat.charged_tax,
        due_tax=vat.due_tax,
        vat_id=str(vat.number or "")[:32],
        proof=entry.decided.proof,
        owner_fit=fit,
        owner=owner,
        mention=vat.mention,
        reasons=[stored(reason) for reason in vat.reasons],
        decisions=[decision_json(kind, decision) for kind, decision in vat.decisions],
        lines=[_line_json(line, currency) for line in vat.lines],
    )


def decision_json(kind: Kind, decision: VatDecision) -> dict[str, Any]:
    """A decision as it is kept: rates as text, evidence by name, sentences as `decisions_of` reads them."""
    return {
        "supply": kind.supply.value,
        "product_class": kind.product_class,
        "by_marketplace": kind.by_marketplace,
        "treatment": decision.treatment.value,
        "country": decision.vat_country,
        "rate": None if decision.rate is None else number_text(decision.rate),
        "hold": decision.hold,
        "rule": decision.rule,
        "mention": decision.legal_mention,
        "reasons": [stored(reason) for reason in decision.reasons],
        "evidence": {name: stored(text) for name, text in decision.evidence.items()},
    }


def _line_json(line: LineVat, currency: str) -> dict[str, Any]:
    return {
        "external_id": line.external_id,
        "title": line.title,
        "agreement": line.agreement.value,
        "net": amount_text(line.net, currency),
        "charged_tax": amount_text(line.charged_tax, currency),
        "charged_rate": None if line.charged_rate is None else number_text(line.charged_rate),
        "reason": stored(line.reason),
        "shares": [_share_json(share, currency) for share in line.shares],
    }


def _share_json(share: Share, currency: str) -> dict[str, Any]:
    return {
        "treatment": share.treatment.value,
        "country": share.country,
        "rate": number_text(share.rate),
        "net": amount_text(share.net, currency),
        "tax": amount_text(share.tax, currency),
        **({"services": True} if share.services else {}),
    }


def _line_of(data: Mapping[str, Any]) -> LineVat:
    return LineVat(
        external_id=data["external_id"],
        title=data["title"],
        agreement=Agreement(data["agreement"]),
        net=Decimal(data["net"]),
        charged_tax=Decimal(data["charged_tax"]),
        charged_rate=None if data["charged_rate"] is None else Decimal(data["charged_rate"]),
        reason=restored(data["reason"]),
        shares=tuple(_share_of(share) for share in data["shares"]),
    )


def _share_of(data: Mapping[str, Any]) -> Share:
    return Share(
        treatment=Treatment(data["treatment"]),
        country=data["country"],
        rate=Decimal(data["rate"]),
        net=Decimal(data["net"]),
        tax=Decimal(data["tax"]),
        services=bool(data.get("services")),
    )


def _parts(row: VatRecord, vat: OrderVat) -> Iterable[VatPart]:
    sums: dict[tuple[str, str, Decimal], list[Decimal]] = {}
    for share in (share for line in vat.lines for share in line.shares):
        known = sums.setdefault((share.treatment.value, share.country, share.rate), [Decimal(0), Decimal(0)])
        known[0] += share.net
        known[1] += share.tax
    for (treatment, country, rate), (net, tax) in sums.items():
        yield VatPart(record=row, treatment=treatment, country=country, rate=rate, net=net, tax=tax)
