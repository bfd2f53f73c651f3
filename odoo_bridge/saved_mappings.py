"""Who saved the mapping, policy or table that a problem lacked: as the audit log tells it.

Only rows that name the very thing count; for what a whole policy decides about, the policy does.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils.translation import override

from hub.people import audit
from hub.problems.cause import Cause, Source
from hub.problems.elsewhere import Saved
from hub.sentences import say
from odoo_bridge.booking.table import row_of
from odoo_bridge.models import (
    AddressTerritory,
    OdooChoice,
    OdooConnection,
    PaymentMapping,
    ProductMapping,
    ProductVat,
    ServiceMapping,
    ShopPolicy,
    TaxMapping,
)
from odoo_bridge.vat.orders.places import named_in

_RENAMED = (ProductMapping, ServiceMapping, ShopPolicy)  # may have named it before
_OF_POLICY = {"sku:": (ShopPolicy,), "vat:differs": (ProductVat, ShopPolicy)}
_OF_POLICY["vat:undecided"] = _OF_POLICY["vat:differs"]


def saved(cause: Cause, since: datetime) -> Saved | None:
    """The last who saved it since then."""
    connection = OdooConnection.objects.filter(name=cause.place.partition(":")[2]).first()
    if cause.source != Source.DELIVERY or connection is None:
        return None
    found = [entry for entry in _entries(connection, cause, since) if entry is not None]
    return _told(max(found, key=lambda entry: entry.pk)) if found else None


def _entries(connection: OdooConnection, cause: Cause, since: datetime) -> Iterator[LogEntry | None]:
    log = (
        LogEntry.objects.filter(action_time__gte=since).select_related("user", "content_type").order_by("-pk")
    )
    for table in _OF_POLICY.get(cause.subject, ()):
        yield log.filter(content_type=ContentType.objects.get_for_model(table)).first()
    rows = _named(connection, cause)
    if rows is not None:
        keys = [str(key) for key in rows.values_list("pk", flat=True)[:100]]
        yield log.filter(
            content_type=ContentType.objects.get_for_model(rows.model), object_id__in=keys
        ).first()
    if old := _old_name(connection, cause):
        yield _renamed(log, old)


def _named(connection: OdooConnection, cause: Cause) -> QuerySet[Model] | None:
    """The rows that stand for what was missing."""
    kind, name = cause.missing
    first, _colon, second = name.partition(":")
    place = named_in(cause.subject)
    if place is not None:
        return AddressTerritory.objects.filter(**place._asdict())
    if kind == "sku" and name:
        return ProductMapping.objects.filter(shop__odoo_policy__connection=connection, sku=name)
    if kind == "journal":
        method = second[: PaymentMapping.LONGEST_METHOD]
        return PaymentMapping.objects.filter(connection=connection, shop__slug=first, method=method)
    if kind == "tax":
        return _taxes(connection, first, included=second == "included")
    row = row_of(connection, cause.subject)
    return type(row)._default_manager.filter(pk=row.pk) if row else None


def _taxes(connection: OdooConnection, rate: str, *, included: bool) -> QuerySet[TaxMapping] | None:
    try:
        wanted = Decimal(rate)
    except InvalidOperation:
        return None
    return TaxMapping.objects.filter(connection=connection, rate=wanted, price_included=included)


def _old_name(connection: OdooConnection, cause: Cause) -> str:
    """How forms called it that named it before."""
    kind, name = cause.missing
    if kind == "sku":
        return name
    wanted, _colon, number = name.partition(":")
    if kind != "choice" or not (number.isascii() and number.isdigit()):
        return ""
    gone = OdooChoice.objects.filter(connection=connection, kind=wanted, odoo_id=int(number)).first()
    return str(gone) if gone else ""


def _renamed(log: QuerySet[LogEntry], old: str) -> LogEntry | None:
    """The database may take `lmp-1` for `LMP-1`: told apart here."""
    tables = ContentType.objects.get_for_models(*_RENAMED).values()
    said = Q(content_type__in=list(tables), change_message__contains=f'"old": {json.dumps(old)}')
    entries = log.filter(said)[:20]
    return next((one for one in entries if any(v.get("old") == old for v in audit.values_of(one))), None)


def _told(entry: LogEntry) -> Saved:
    with override("en"):
        kind = str(entry.content_type.name if entry.content_type else "")
    return Saved(
        entry.user.get_username(),
        say("{kind} saved: {row}.", kind=f"{kind[:1].upper()}{kind[1:]}", row=entry.object_repr),
    )
