"""Deliveries that failed, are held or are tried again; and those that wait for a whole connection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import MD5

from hub import deliveries
from hub.models import Delivery, DeliveryState
from hub.problems import outages
from hub.problems.cause import Cause, Source
from hub.problems.group import Group, Standing, gather
from hub.problems.outages import Outage
from hub.problems.sources.base import ADVICE, SAID, SHOP, shop_of

_STANDINGS = {DeliveryState.FAILED: Standing.FAILED, DeliveryState.HELD: Standing.HELD}
_STUCK = Q(state__in=tuple(_STANDINGS))
_TRIED_AGAIN = Q(state=DeliveryState.WAITING, next_attempt_at__isnull=False)
# Held for what holds the order itself: that is the order's problem, and counted there.
_ORDERS_OWN = Q(order__error_class__gt="", order__error_code=F("error_code"))


class Deliveries:
    """By target, code and what they wait for; the fingerprint tells `lmp-1` from `LMP-1`."""

    permission, change, decide = "hub.view_delivery", "hub.change_delivery", "hub.decide_delivery"
    can_run_again = True

    def groups(self, only: Cause | None = None) -> Iterable[Group]:
        """One query for the outages of each kind of target, one for the deliveries."""
        down = {} if only and only.source == Source.DELIVERY else _outages(only)
        rows = self.members(only).order_by() if only else _troubled(down).exclude(_ORDERS_OWN)
        rows = rows.annotate(mark=MD5("waits_for"), **shop_of("order__shop"))
        found = rows.annotate(currency=F("order__currency")).values(
            "target", "error_class", "error_code", "mark", "state", "currency", *SHOP
        )
        counted = found.order_by().annotate(
            n=Count("pk"),
            gross=Sum("order__gross"),
            since=Min("error_since"),
            subject=Min("waits_for"),
            said=SAID,
            todo=ADVICE,
        )
        groups = gather(_read(row, down) for row in counted)
        return _with_words(groups, down)

    def members(self, cause: Cause) -> QuerySet[Delivery]:
        """The index on what they wait for finds them; the fingerprint keeps those of another case out."""
        rows = (
            Delivery.objects.exclude(_ORDERS_OWN)
            .filter(target=cause.place)
            .order_by("order__placed_at", "pk")
        )
        if cause.source == Source.OUTAGE:
            return rows.filter(state=DeliveryState.WAITING)
        same = rows.annotate(mark=MD5("waits_for")).filter(mark=MD5(Value(cause.subject)))
        return same.filter(
            _STUCK | _TRIED_AGAIN,
            waits_for=cause.subject,
            error_code=cause.code,
            error_class=cause.error_class,
        )

    def again(self, cause: Cause, keys: Sequence[int], *, choice: str, actor: str, reason: str) -> set[int]:
        """Locked one batch at a time: who comes second finds that they do not wait for it any more."""
        with transaction.atomic():
            locked = Delivery.objects.select_for_update().filter(pk__in=keys)
            held = set(locked.order_by("pk").values_list("pk", flat=True))
            rows = list(self.members(cause).filter(pk__in=held))
            return deliveries.all_again(rows, choice=choice, actor=actor, reason=reason)


def cause_of(delivery: Delivery) -> Cause:
    """Which problem a delivery waits for, as it stands."""
    named = (delivery.target, delivery.error_class, delivery.error_code, delivery.waits_for)
    return Cause(Source.DELIVERY, *named)


def _outages(only: Cause | None) -> dict[str, Outage]:
    """By target."""
    found = outages.current()
    return {outage.target: outage for outage in found if only is None or outage.cause == only}


def _troubled(down: Mapping[str, Outage]) -> QuerySet[Delivery]:
    waits = _STUCK | _TRIED_AGAIN
    if down:
        waits |= Q(state=DeliveryState.WAITING, target__in=list(down))
    return Delivery.objects.filter(waits)


def _read(row: Mapping[str, Any], down: Mapping[str, Outage]) -> tuple[Cause, Standing, Mapping[str, Any]]:
    if row["state"] == DeliveryState.WAITING and row["target"] in down:
        outage = down[row["target"]]
        return outage.cause, Standing.RETRIED, {**row, "since": outage.since, "said": "", "todo": ""}
    cause = Cause(Source.DELIVERY, row["target"], row["error_class"], row["error_code"], row["subject"])
    return cause, _STANDINGS.get(row["state"], Standing.RETRIED), row


def _with_words(groups: list[Group], down: Mapping[str, Outage]) -> Iterator[Group]:
    """Outages have words of their own, and are a problem also while nothing waits for them."""
    known = {group.cause: group for group in groups}
    for outage in down.values():
        group = known.setdefault(outage.cause, Group(cause=outage.cause))
        group.since, group.said, group.todo, group.url = outage.since, outage.said, outage.todo, outage.url
    yield from known.values()
