"""Webhooks of a shop: how they fare in words, what to copy, and the two buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import ports
from hub.admin.actions import LoggedReason, ObjectAction
from hub.admin.labels import BAD, BUSY, CALM, GOOD, WARN, moment, pill
from hub.admin.shops.history import log_change
from hub.errors import AffluentError
from hub.models import Shop, WebhookSubscription
from hub.ports import Finding, Webhooks
from hub.sentences import joined, say, spoken
from hub.webhooks.addresses import address_of
from hub.webhooks.subscribing import subscribe, unsubscribe


@dataclass(frozen=True, slots=True)
class ShownWebhooks:
    """What the section shows. No `cause` while all is well; `steps` only where a person subscribes."""

    subscription: WebhookSubscription
    state: SafeString
    address: str
    steps: str
    secret_is_ours: bool
    cause: str
    remedy: str


def shown_webhooks(shop: Shop) -> ShownWebhooks | None:
    """How they fare; None where the platform never calls. Asks nothing when they were fetched before."""
    declared = _declared(shop)
    if declared is None:
        return None
    row = _row(shop)
    cause, remedy = _trouble(shop, row)
    steps = _(declared.steps) if declared.steps else ""
    return ShownWebhooks(
        row, _state(row), address_of(shop), steps, declared.hub_chooses_secret, cause, remedy
    )


def start(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> HttpResponse | None:
    """Subscribe, or mend what is there; a secret that a person must copy has a page of its own, once."""
    done = subscribe(shop)
    log_change(request, shop, say("Subscribed to webhooks."))
    if not done.findings:
        messages.success(
            request, _("Webhooks of %(shop)s are awaited: take the steps below.") % {"shop": shop}
        )
    _tell(request, done.findings)
    return _secret_page(request, shop, done.secret) if done.secret else None


def stop(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> None:
    """Take none any more; polling goes on."""
    findings = unsubscribe(shop)
    log_change(request, shop, say("Stopped webhooks."), reason=given["reason"])
    text = _("Webhooks of %(shop)s are stopped. Polling finds every change all the same.")
    messages.success(request, text % {"shop": shop})
    _tell(request, findings)


def _secret_page(request: HttpRequest, shop: Shop, secret: str) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "opts": Shop._meta,
        "original": shop,
        "title": _("Webhooks of %(shop)s") % {"shop": shop},
        "secret": secret,
        "webhooks": shown_webhooks(shop),
    }
    return TemplateResponse(request, "admin/hub/shop/secret.html", context)


def _tell(request: HttpRequest, findings: Sequence[Finding]) -> None:
    for finding in findings:
        show = messages.success if finding.ok else messages.error
        show(request, spoken(joined(finding.detail, "" if finding.ok else finding.remedy)))


def _declared(shop: Shop) -> Webhooks | None:
    try:
        return ports.channel(shop.channel).webhooks
    except AffluentError:
        return None


def _row(shop: Shop) -> WebhookSubscription:
    """The subscription; one that wants nothing where the shop has none yet."""
    row: Any = getattr(shop, "webhook_subscription", None)
    return row or WebhookSubscription(shop=shop)


def _state(row: WebhookSubscription) -> SafeString:
    if not row.wanted:
        return pill(_("Off"), CALM)
    if row.in_trouble:
        return pill(_("Not set up"), BAD)
    if row.silent_since is not None:
        return pill(_("Stopped coming"), WARN)
    return pill(_("Coming in"), GOOD) if row.last_received_at else pill(_("None came yet"), BUSY)


def _trouble(shop: Shop, row: WebhookSubscription) -> tuple[str, str]:
    if not row.wanted:
        return "", ""
    if row.in_trouble:
        return row.error_cause, row.error_remedy
    if row.silent_since is None:
        return "", ""
    cause = _("Webhooks of %(shop)s stopped: %(count)d changes since %(when)s came by polling alone.")
    remedy = _(
        "Nothing is lost. Repair the webhooks on the shop's page; if they stay away, see whether the shop "
        "can reach the hub at its address."
    )
    values = {"shop": shop, "count": row.silent_changes, "when": moment(row.silent_since)}
    return cause % values, remedy


def _can_start(shop: Shop) -> bool:
    return _declared(shop) is not None


def _can_stop(shop: Shop) -> bool:
    return _can_start(shop) and _row(shop).wanted


SUBSCRIBE = ObjectAction(
    name="subscribe",
    label=gettext_lazy("Subscribe / repair"),
    explanation=gettext_lazy("Lets the shop call the hub when an order changes, or mends what stopped."),
    run=start,
    applies=_can_start,
)
STOP = ObjectAction(
    name="unsubscribe",
    label=gettext_lazy("Stop webhooks"),
    explanation=gettext_lazy("Polling goes on and finds every change."),
    run=stop,
    form=LoggedReason,
    applies=_can_stop,
)
