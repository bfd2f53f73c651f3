"""Making a platform call the hub, mending it, and making it stop."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

import structlog
from django.db.models import F, Q
from django.utils import timezone

from hub import leases, ports
from hub.errors import AffluentError, ConfigError, ErrorClass, TransientError
from hub.models import Shop, WebhookSubscription
from hub.ports import ChannelPort, Finding, Webhooks
from hub.sentences import say
from hub.webhooks.addresses import address_of, require_reachable

log = structlog.get_logger(__name__)
REPAIR_AFTER = timedelta(days=1)
REPAIR_TROUBLED_AFTER = timedelta(hours=1)
_SETTLED = ("findings", "subscribed_at", "checked_at", *WebhookSubscription.TROUBLE_FIELDS)
_ANEW = ("silent_since", "silent_changes", "forged", "forged_since")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What was found. `secret` was made just now, and a person must copy it: it is told this once."""

    findings: Sequence[Finding]
    secret: str = ""

    @property
    def works(self) -> bool:
        """Whether nothing has to be mended."""
        return all(finding.ok for finding in self.findings)


def subscription_of(shop: Shop) -> WebhookSubscription:
    """The shop's subscription; made when it has none yet."""
    return WebhookSubscription.objects.get_or_create(shop=shop)[0]


def webhooks_of(shop: Shop) -> tuple[ChannelPort, Webhooks]:
    """How the shop's platform calls; raises `ConfigError` where it never does."""
    channel = ports.channel(shop.channel)
    if channel.webhooks is None:
        raise ConfigError(
            "no_webhooks",
            say("Shop {shop}: {channel} has no webhooks.", shop=shop.slug, channel=channel.label),
            say("Nothing needs doing: polling finds every change."),
        )
    return channel, channel.webhooks


def subscribe(shop: Shop, *, anew: bool = True) -> SetUp:
    """Want webhooks and make the platform send them, mending what is there. May be repeated at any time.

    `anew` forgets a silence and the count of forged ones; the daily repair does not. Where the platform lets
    nobody subscribe through its API, the merchant does it by `Webhooks.steps`. Raises `ConfigError` when the
    hub cannot be reached, the platform has no webhooks or the secrets cannot be decrypted, and
    `TransientError` while another process is at it; all other trouble is a finding, and noted on the row.
    """
    channel, webhooks = webhooks_of(shop)
    require_reachable(shop)
    with leases.held(f"subscribe:{shop.pk}") as mine:
        if not mine:
            raise _busy(shop)
        row, address = subscription_of(shop), address_of(shop)
        former, row.address = row.address, address
        row.wanted = True
        row.save(update_fields=["wanted", "address"])  # first: some platforms call at once to try it
        # The clock makes none that a person would have to copy: nobody would see it.
        secret = _make_secret(shop, webhooks) if anew or not webhooks.steps else ""
        findings = _missing_secret(shop, channel, webhooks)
        if not webhooks.steps and not findings:
            findings += _move(shop, channel, former, address)
            findings += _ask(shop, lambda: channel.open(shop.account).subscribe(address))
        _settle(row, findings, anew=anew)
    return SetUp(findings=findings, secret=secret if webhooks.steps else "")


def unsubscribe(shop: Shop) -> Sequence[Finding]:
    """Want no webhooks any more and make the platform stop; its calls are answered 404 from now on.

    Raises as `subscribe` does, except for an address that is out of reach.
    """
    channel, webhooks = webhooks_of(shop)
    with leases.held(f"subscribe:{shop.pk}") as mine:
        if not mine:
            raise _busy(shop)
        row = subscription_of(shop)
        row.wanted, row.subscribed_at = False, None
        row.save(update_fields=["wanted", "subscribed_at"])
        address = row.address or address_of(shop)
        findings = _by_hand() if webhooks.steps else _move(shop, channel, address, "")
        _settle(row, findings, anew=True)
    return findings


def repair_due() -> int:
    """Subscribe again where it is due; returns for how many shops. Nobody is asked who refused the key."""
    now = timezone.now()
    soon = Q(error_class__gt="") | Q(silent_since__isnull=False)
    due = Q(checked_at=None) | Q(checked_at__lt=now - REPAIR_AFTER)
    due |= soon & Q(checked_at__lt=now - REPAIR_TROUBLED_AFTER)
    rows = WebhookSubscription.objects.filter(due, wanted=True, shop__active=True)
    rows = rows.exclude(shop__error_class=ErrorClass.CREDENTIALS).select_related("shop")
    return sum(_repair(row) for row in rows.order_by(F("checked_at").asc(nulls_first=True)))


def _repair(row: WebhookSubscription) -> bool:
    try:
        done = subscribe(row.shop, anew=False)
    except TransientError:  # another process is at it
        return False
    except AffluentError as error:
        row.checked_at = timezone.now()
        row.note_trouble(error, row.checked_at)
        row.save(update_fields=["checked_at", *WebhookSubscription.TROUBLE_FIELDS])
        log.warning("webhooks_not_repaired", shop=row.shop.slug, code=error.code)
        return True
    log.info("webhooks_repaired", shop=row.shop.slug, works=done.works)
    return True


def _make_secret(shop: Shop, webhooks: Webhooks) -> str:
    """The secret that was made up now, and stored; empty where there is one or the platform has its own."""
    given = dict(shop.credentials)
    if given.get(webhooks.secret) or not webhooks.hub_chooses_secret:
        return ""
    made = secrets.token_urlsafe(32)
    shop.credentials = {**given, webhooks.secret: made}
    shop.save(update_fields=["credentials"])
    return made


def _missing_secret(shop: Shop, channel: ChannelPort, webhooks: Webhooks) -> list[Finding]:
    """What to fill in where only the platform knows the secret."""
    if shop.credentials.get(webhooks.secret):
        return []
    label = channel.credentials[webhooks.secret].label
    detail = say(
        "Shop {shop}: “{label}” is empty, so that a genuine webhook cannot be told from a forged one.",
        shop=shop.slug,
        label=label,
    )
    remedy = say("Fill in “{label}” in the shop's form, then subscribe again.", label=label)
    return [Finding(name="webhooks", ok=False, detail=detail, remedy=remedy)]


def _move(shop: Shop, channel: ChannelPort, former: str, address: str) -> list[Finding]:
    """Stop the calls to an address that is not the hub's any more."""
    if not former or former == address:
        return []
    return _ask(shop, lambda: channel.open(shop.account).unsubscribe(former))


def _ask(shop: Shop, call: Callable[[], Sequence[Finding]]) -> list[Finding]:
    """What the platform answers; trouble is a finding."""
    try:
        return list(call())
    except AffluentError as trouble:
        return [Finding(name="webhooks", ok=False, detail=trouble.cause, remedy=trouble.remedy)]
    except Exception as mistake:  # a channel must not stop the other shops, whatever it does
        log.exception("channel_failed", shop=shop.slug)
        detail, remedy = f"Shop {shop.slug}: {mistake!r}.", say("Report it with the log of the hub.")
        return [Finding(name="webhooks", ok=False, detail=detail, remedy=remedy)]


def _by_hand() -> list[Finding]:
    detail = say("The hub takes no webhooks of this shop any more. Remove them at the platform too.")
    return [Finding(name="webhooks", ok=True, detail=detail)]


def _settle(row: WebhookSubscription, findings: Sequence[Finding], *, anew: bool) -> None:
    """Write down what was found, touching only what subscribing owns."""
    row.checked_at = timezone.now()
    row.findings = [asdict(finding) for finding in findings]
    failed = next((finding for finding in findings if not finding.ok), None)
    if failed is not None:
        row.note_trouble(ConfigError("webhooks_not_set_up", failed.detail, failed.remedy), row.checked_at)
    else:
        row.clear_trouble()
        if row.wanted and (anew or row.subscribed_at is None):
            row.subscribed_at = row.checked_at
    if anew:
        row.silent_since, row.silent_changes, row.forged, row.forged_since = None, 0, 0, None
    row.save(update_fields=[*_SETTLED, *(_ANEW if anew else ())])


def _busy(shop: Shop) -> TransientError:
    cause = say("The webhooks of shop {shop} are being set up by another process.", shop=shop.slug)
    return TransientError("webhooks_busy", cause, say("Look again in a minute."))
