"""Shops that cannot be read, webhooks, invoice PDFs, and differences that a comparison found."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Left

from hub.documents import keeping
from hub.errors import ErrorClass
from hub.models import (
    Difference,
    DifferenceState,
    DocumentState,
    Event,
    EventKind,
    InvoiceDocument,
    Shop,
    Webhook,
    WebhookState,
)
from hub.problems.cause import Cause, Source
from hub.problems.group import Group, Standing, gather
from hub.problems.sources.base import ADVICE, SAID, SAID_LENGTH, SHOP, shop_of
from hub.reconciliation import healing
from hub.sentences import reasoned, say
from hub.webhooks.following import follow_again

ACCEPT = "accept"


class Shops:
    """Shops that cannot be polled: no order is known to wait, but none comes in."""

    permission, change, decide = "hub.view_shop", "hub.change_shop", ""
    can_run_again = False

    def groups(self, only: Cause | None = None) -> Iterable[Group]:
        """One query over a few rows."""
        rows = self.members(only) if only else Shop.objects.filter(error_class__gt="")
        for shop in rows.defer("credentials", "options"):
            yield Group(
                cause=Cause(Source.SHOP, shop.slug, shop.error_class, shop.error_code),
                shops={shop.pk: str(shop)},
                since=shop.error_since,
                said=shop.error_cause,
                todo=shop.error_remedy,
            )

    def members(self, cause: Cause) -> QuerySet[Shop]:
        """The shop."""
        return Shop.objects.filter(
            slug=cause.place, error_code=cause.code, error_class=cause.error_class
        ).order_by("pk")

    def again(self, cause: Cause, keys: Sequence[int], *, choice: str, actor: str, reason: str) -> set[int]:
        """Polls go on by themselves."""
        return set()


class Webhooks:
    """Webhooks whose order could not be read; polling brings it all the same."""

    permission, change, decide = "hub.view_webhook", "hub.change_webhook", ""
    can_run_again = True

    def groups(self, only: Cause | None = None) -> Iterable[Group]:
        """One query, by the index on the state."""
        troubled = Q(state=WebhookState.FAILED) | Q(state=WebhookState.WAITING, error_class__gt="")
        rows = self.members(only) if only else Webhook.objects.filter(troubled, error_class__gt="")
        rows = rows.annotate(**shop_of("shop")).order_by()
        counted = rows.values("error_class", "error_code", "state", *SHOP).annotate(
            n=Count("pk"), since=Min("error_since"), said=SAID, todo=ADVICE
        )
        return gather(
            (
                Cause(Source.WEBHOOK, row["slug"], row["error_class"], row["error_code"]),
                Standing.FAILED if row["state"] == WebhookState.FAILED else Standing.RETRIED,
                row,
            )
            for row in counted
        )

    def members(self, cause: Cause) -> QuerySet[Webhook]:
        """The webhooks."""
        states = (WebhookState.FAILED, WebhookState.WAITING)
        rows = Webhook.objects.filter(shop__slug=cause.place, state__in=states).defer("body")
        return rows.filter(error_class=cause.error_class, error_code=cause.code).order_by("pk")

    def again(self, cause: Cause, keys: Sequence[int], *, choice: str, actor: str, reason: str) -> set[int]:
        """Reads their orders at the shop once more."""
        rows = list(self.members(cause).filter(pk__in=keys, state=WebhookState.FAILED))
        going = [row for row in rows if follow_again(row)]
        # What it says of its last try is over: it waits like a new one.
        keys_of = [row.pk for row in going]
        Webhook.objects.filter(pk__in=keys_of).update(
            error_class="", error_code="", error_cause="", error_remedy="", error_since=None
        )
        Event.objects.bulk_create(
            Event(
                shop_id=row.shop_id,
                kind=EventKind.STAFF,
                actor=actor,
                text=reasoned(
                    say("Follow the webhook of order {order} again.", order=row.external_id), reason
                ),
            )
            for row in going
        )
        return set(keys_of)


class Documents:
    """Invoice PDFs that could not be fetched. No order waits for them."""

    permission, change, decide = "hub.view_invoicedocument", "hub.change_invoicedocument", ""
    can_run_again = True

    def groups(self, only: Cause | None = None) -> Iterable[Group]:
        """One query."""
        rows = self.members(only) if only else InvoiceDocument.objects.filter(state=DocumentState.FAILED)
        rows = rows.annotate(**shop_of("order__shop"))
        counted = (
            rows.values("error_class", "error_code", "target", *SHOP)
            .order_by()
            .annotate(n=Count("pk"), since=Min("error_since"), said=SAID, todo=ADVICE)
        )
        return gather(
            (
                Cause(Source.DOCUMENT, row["target"], row["error_class"], row["error_code"]),
                Standing.FAILED,
                row,
            )
            for row in counted
        )

    def members(self, cause: Cause) -> QuerySet[InvoiceDocument]:
        """The documents."""
        rows = InvoiceDocument.objects.filter(target=cause.place, state=DocumentState.FAILED)
        return rows.filter(error_class=cause.error_class, error_code=cause.code).order_by("pk")

    def again(self, cause: Cause, keys: Sequence[int], *, choice: str, actor: str, reason: str) -> set[int]:
        """Fetches them once more."""
        rows = self.members(cause).filter(pk__in=keys).select_related("order__shop")
        return {row.pk for row in rows if keeping.again(row, actor=actor)}


class Differences:
    """What shop, hub and target do not say alike, by side and kind."""

    permission, change, decide = "hub.view_difference", "hub.change_difference", "hub.decide_difference"
    can_run_again = False

    def groups(self, only: Cause | None = None) -> Iterable[Group]:
        """One query, by the index on the state."""
        rows = self.members(only) if only else Difference.objects.filter(state=DifferenceState.OPEN)
        found = rows.annotate(**shop_of("shop"), currency=F("order__currency")).values(
            "side", "kind", "currency", *SHOP
        )
        counted = found.order_by().annotate(
            n=Count("pk"),
            gross=Sum("order__gross"),
            since=Min("opened_at"),
            said=Min(Left("cause", SAID_LENGTH)),
            todo=Min(Left("remedy", SAID_LENGTH)),
        )
        return gather(
            (
                Cause(Source.DIFFERENCE, row["side"], ErrorClass.BUSINESS.value, row["kind"]),
                Standing.HELD,
                row,
            )
            for row in counted
        )

    def members(self, cause: Cause) -> QuerySet[Difference]:
        """The differences."""
        rows = Difference.objects.filter(side=cause.place, kind=cause.code, state=DifferenceState.OPEN)
        return rows.order_by(F("opened_at").asc(), "pk")

    def again(self, cause: Cause, keys: Sequence[int], *, choice: str, actor: str, reason: str) -> set[int]:
        """Accepts them, with the reason."""
        rows = self.members(cause).filter(pk__in=keys).select_related("order__shop")
        if choice != ACCEPT:
            return set()
        return {row.pk for row in rows if healing.accept(row, actor=actor, reason=reason)}
