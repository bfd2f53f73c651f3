"""The dry run in the back office: the tab of an order, and the page of a shop. Only when a person asks."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import previews
from hub.admin.actions import ObjectAction
from hub.admin.labels import BAD, CALM, GOOD
from hub.errors import AffluentError
from hub.models import Order, Shop
from hub.previews import Call, Preview, ShopPreview, Verdict

DAYS = 30
MOST_ORDERS = 1000
_ORDER_SECONDS, _SHOP_SECONDS = 20.0, 25.0  # a person waits, and so does a thread of the web process
_TONES: dict[Verdict, str] = {Verdict.READY: GOOD, Verdict.MISSING: BAD, Verdict.NOTHING: CALM}
_HEADLINES: dict[Verdict, Promise] = {
    Verdict.READY: gettext_lazy("Ready: nothing is missing."),
    Verdict.MISSING: gettext_lazy("Something is missing."),
    Verdict.NOTHING: gettext_lazy("Nothing would be written."),
}
_TOTALS = {"sale_order": gettext_lazy("Sale order"), "invoice": gettext_lazy("Invoice")}
_RULES: dict[str, Promise | str] = {
    "vat": gettext_lazy("VAT id"),
    "customer": gettext_lazy("account at the shop"),
    "email": gettext_lazy("e-mail and name"),
    "phone": gettext_lazy("phone and name"),
    "chosen": gettext_lazy("chosen by a person"),
    "created": "",  # the reason says it
    "own": "",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a record: a column for each field."""

    name: str
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class RecordView:
    """Exactly what would be sent of one record."""

    facts: list[tuple[str, str]]
    tables: list[Table]


@dataclass(frozen=True, slots=True)
class CallView:
    """A call in words, with its records to unfold."""

    call: Call
    records: list[RecordView]


def tab(order: Order, *, ask: bool) -> dict[str, Any]:
    """What the order's tab shows: the question, or the answer to it, or why there is none."""
    if not ask:
        return {"preview": None}
    try:
        found = previews.previewer().of_order(order, seconds=_ORDER_SECONDS)
    except AffluentError as trouble:
        return {"preview": None, "trouble": trouble}
    return {
        "preview": found,
        "tone": _TONES[found.verdict],
        "headline": _HEADLINES[found.verdict],
        "calls": [_call(call) for call in found.calls],
        "totals": [(_TOTALS.get(total.what, total.what), total) for total in found.totals],
        "rule": _rule(found),
    }


def _rule(found: Preview) -> object:
    rule = found.customer.rule if found.customer else ""
    return _RULES.get(rule, rule)


def _call(call: Call) -> CallView:
    return CallView(call, [_record(record) for record in call.records])


def _record(record: Mapping[str, Any]) -> RecordView:
    tables = {name: value for name, value in record.items() if _is_lines(value)}
    facts = [(name, _text(value)) for name, value in record.items() if name not in tables]
    return RecordView(facts, [_table(name, lines) for name, lines in tables.items()])


def _is_lines(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(line, dict) for line in value)


def _table(name: str, lines: list[dict[str, Any]]) -> Table:
    columns = list(dict.fromkeys(column for line in lines for column in line))
    return Table(name, columns, [[_text(line.get(column, "")) for column in columns] for line in lines])


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def dry_run(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> HttpResponse:
    """Look at the shop's orders of the last days, and show what they lack."""
    since = timezone.now() - timedelta(days=DAYS)
    found = previews.previewer().of_shop(shop, since, seconds=_SHOP_SECONDS, most=MOST_ORDERS)
    context = {
        **admin.site.each_context(request),
        "opts": Shop._meta,
        "original": shop,
        "title": _("Dry run of %(shop)s") % {"shop": shop},
        "found": found,
        "days": DAYS,
        "summary": previews.summary(found),
        "tone": GOOD if found.ready and not found.left else BAD if not found.ready else CALM,
        "figures": list(_figures(found)),
    }
    return TemplateResponse(request, "admin/hub/shop/dry_run.html", context)


def _figures(found: ShopPreview) -> Iterator[tuple[Promise, int, str]]:
    labels = {
        Verdict.READY: gettext_lazy("ready"),
        Verdict.MISSING: gettext_lazy("lack something"),
        Verdict.NOTHING: gettext_lazy("with nothing to do"),
    }
    for verdict, label in labels.items():
        count = found.verdicts.get(verdict, 0)
        yield label, count, _TONES[verdict] if count else CALM


DRY_RUN = ObjectAction(
    name="dry-run",
    label=gettext_lazy("Dry run of the last 30 days"),
    explanation=gettext_lazy(
        "Shows what each order would become in Odoo, and what is missing. Writes nothing."
    ),
    run=dry_run,
    permission="hub.operate_shop",
)
