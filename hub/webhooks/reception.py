"""Taking a webhook in: genuine or not first, then stored once. Calls neither the shop nor the broker."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub import ports
from hub.errors import AffluentError, ContractError, CredentialsError
from hub.limits import seconds_to_wait
from hub.models import Event, EventKind, Shop, Webhook, WebhookState, WebhookSubscription
from hub.models.columns import writable
from hub.models.order import ID_LENGTH
from hub.ports import Hint, WebhookRequest
from hub.sentences import joined, say

log = structlog.get_logger(__name__)
FORGED_PER_MINUTE = 30  # of one address; more are refused without a trace
GENUINE_PER_MINUTE = 1200  # of one shop; a platform that is refused too often stops calling
REMEDY = say("Nothing is lost: polling reads the order all the same.")


class Outcome(StrEnum):
    """What became of a request; the platform is told the same word."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    NOTHING_TO_DO = "nothing_to_do"
    UNREADABLE = "unreadable"
    FORGED = "forged"
    TOO_MANY = "too_many"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Reception:
    """The outcome, and in how many seconds to try again where there were too many."""

    outcome: Outcome
    retry_after: int | None = None


def addressee(channel: str, slug: str) -> Shop | None:
    """The shop that wants webhooks at this address, with its subscription; None for every other address."""
    wanted = Shop.objects.filter(slug=slug, channel=channel, active=True, webhook_subscription__wanted=True)
    shop = wanted.select_related("webhook_subscription").first()
    try:
        return shop if shop is not None and ports.channel(channel).webhooks is not None else None
    except AffluentError:  # its app is not installed (any more)
        return None


def receive(shop: Shop, headers: Mapping[str, str], body: bytes, caller: str) -> Reception:
    """Check and store; `headers` by lower-case name, `caller` is the client's address.

    Forging never shuts out the genuine: an address is only refused for what it forged. Raises Django's
    `DatabaseError` when nothing can be stored.
    """
    request = WebhookRequest(account=shop.account, headers=headers, body=body, received_at=timezone.now())
    try:
        row = understood(shop, request)
    except CredentialsError as error:
        return _forged(shop, caller, error, request.received_at)
    except AffluentError as error:
        log.warning("webhook_not_checked", shop=shop.slug, code=error.code, cause=error.cause)
        return Reception(Outcome.NOT_NOW)
    except Exception:  # a channel must not show a traceback to the world, whatever it does
        log.exception("webhook_not_checked", shop=shop.slug)
        return Reception(Outcome.NOT_NOW)
    return _take(shop, row) if row is not None else Reception(Outcome.NOTHING_TO_DO)


def understood(shop: Shop, request: WebhookRequest) -> Webhook | None:
    """The row to store; None for a call that names no order. Raises what the channel's check raises.

    Such a call is not stored: some platforms do not sign it, and a stranger could fill the table.
    """
    try:
        hint = ports.channel(shop.channel).verify_webhook(request)
    except ContractError as error:  # the signature was right
        return unreadable(shop, request, error)
    if hint.external_id is None:
        return None
    if not _fits(hint.external_id):
        nameless = ContractError(
            "bad_order_id", say("A webhook of shop {shop} names no usable order id.", shop=shop.slug)
        )
        return unreadable(shop, request, nameless)
    return readable(shop, request, hint)


def readable(shop: Shop, request: WebhookRequest, hint: Hint) -> Webhook:
    """The row of a webhook that names its order."""
    return Webhook(
        shop=shop,
        event_id=hint.event_id if _fits(hint.event_id) else _fingerprint(request.body),
        topic=writable(hint.topic)[:ID_LENGTH],
        external_id=hint.external_id or "",
        body=request.body.decode(errors="replace"),
        occurred_at=hint.occurred_at,
        received_at=request.received_at,
        next_attempt_at=request.received_at,
    )


def unreadable(shop: Shop, request: WebhookRequest, error: AffluentError) -> Webhook:
    """The row of a genuine webhook that nobody understands: kept to be looked at, known by its content."""
    row = Webhook(
        shop=shop,
        event_id=_fingerprint(request.body),
        body=request.body.decode(errors="replace"),
        received_at=request.received_at,
        state=WebhookState.FAILED,
        followed_at=request.received_at,
    )
    told = ContractError(error.code, error.cause, joined(error.remedy, REMEDY))
    row.note_trouble(told, request.received_at)
    return row


def _forged(shop: Shop, caller: str, error: AffluentError, now: datetime) -> Reception:
    wait = seconds_to_wait("webhooks:forged", caller, FORGED_PER_MINUTE)
    if wait is not None:
        return Reception(Outcome.TOO_MANY, wait)
    log.warning("webhook_forged", shop=shop.slug, caller=caller, code=error.code)
    since = Coalesce("forged_since", now)
    WebhookSubscription.objects.filter(shop=shop).update(forged=F("forged") + 1, forged_since=since)
    return Reception(Outcome.FORGED)


def _take(shop: Shop, webhook: Webhook) -> Reception:
    wait = seconds_to_wait("webhooks:genuine", str(shop.pk), GENUINE_PER_MINUTE)
    if wait is not None:
        return Reception(Outcome.TOO_MANY, wait)
    outcome = Outcome.UNREADABLE if webhook.in_trouble else Outcome.STORED
    try:
        with transaction.atomic():
            webhook.save(force_insert=True)
            _count(shop, outcome.value, webhook.received_at)
    except IntegrityError:
        _count(shop, "duplicates", webhook.received_at)
        return Reception(Outcome.DUPLICATE)
    return Reception(outcome)


def _count(shop: Shop, column: str, now: datetime) -> None:
    """One more of them; whatever is genuine ends a silence."""
    WebhookSubscription.objects.filter(shop=shop).update(
        **{column: F(column) + 1}, last_received_at=now, silent_since=None, silent_changes=0
    )
    if shop.webhook_subscription.silent_since is not None:
        log.info("webhooks_came_again", shop=shop.slug)
        Event.objects.create(shop=shop, kind=EventKind.WEBHOOKS, text=say("Webhooks come again."))


def _fits(key: str) -> bool:
    """Short and printable, without blanks around it: what an index can tell apart."""
    return 0 < len(key) <= ID_LENGTH and key.isprintable() and key == key.strip()


def _fingerprint(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
