"""Opening Odoo connections, setting them up, and noting how they fare."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from hub import connections as hub_connections
from hub.errors import AffluentError, ErrorClass
from hub.models import Shop
from hub.ports import Finding
from hub.sentences import say
from odoo_bridge import choices, key_expiry, taxes
from odoo_bridge.booking import filling
from odoo_bridge.models import ChargedDiffers, OdooConnection, ShopPolicy, TaxMapping
from odoo_bridge.models.policy import UnknownSku
from odoo_bridge.odoo import probe
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.names import PRODUCT
from odoo_bridge.odoo.gateways.products import RIGHTS_REMEDY as PRODUCT_RIGHTS
from odoo_bridge.odoo.gateways.server import NEEDED, Server
from odoo_bridge.odoo.transports.wire import Wire

_LONGEST_PAUSE = 60.0
_RIGHTS = say("Give the API user Contact Creation, Sales: All Documents, and Billing.")


def access(connection: OdooConnection) -> probe.Access:
    """What the client needs, in clear text."""
    return probe.Access(
        url=connection.url,
        database=connection.database,
        user=connection.user,
        key=connection.api_key,
        company_id=connection.company_id,
        protocol=connection.protocol,
        uid=connection.uid,
        session=connection.legacy_session,
        version=connection.version,
        features=connection.features,
    )


def open_odoo(connection: OdooConnection) -> Odoo:
    """A client; a connection that was never set up asks the server first."""
    if not connection.protocol or not connection.uid:
        set_up(connection)
    return probe.connect(access(connection), Wire(connection.url))


def set_up(connection: OdooConnection) -> None:
    """Ask the server what it is, and keep the answers, its taxes and its choices. Raises what is wrong."""
    keep(connection, ask(connection))


def ask(connection: OdooConnection) -> probe.ServerFacts:
    """What the server is; writes nothing, so that a connection can be tried before it is stored."""
    return probe.probe(access(connection), Wire(connection.url))


def keep(connection: OdooConnection, facts: probe.ServerFacts) -> None:
    """Store what the server said, propose the tax table, and read what policies may choose."""
    connection.version, connection.protocol, connection.uid = facts.version, facts.protocol, facts.uid
    connection.company_id, connection.features = facts.company_id, facts.features
    connection.save(update_fields=["version", "protocol", "uid", "company_id", "features"])
    odoo = probe.connect(access(connection), Wire(connection.url))
    taxes.refresh(connection, odoo)
    filling.refresh(connection, odoo)
    choices.refresh(connection, odoo)
    key_expiry.refresh(connection, odoo)


def policy_for(shop: Shop) -> ShopPolicy | None:
    """The shop's policy; with a single active Odoo connection, a shop without one gets the default.

    Whether that delivers at once, the connection says.
    """
    policy = likely_policy(shop)
    if policy is None or not policy._state.adding:
        return policy
    proposed = {name: getattr(policy, name) for name in ("connection", "live", "charged_differs")}
    return ShopPolicy.objects.get_or_create(shop=shop, defaults=proposed)[0]


def likely_policy(shop: Shop) -> ShopPolicy | None:
    """The policy that the shop has or would get, which may not be stored yet."""
    policy = ShopPolicy.objects.filter(shop=shop).select_related("connection").first()
    if policy is not None:
        return policy
    only = only_connection()
    return ShopPolicy(shop=shop, connection=only, **_proposed(only)) if only else None


def only_connection() -> OdooConnection | None:
    """The single active one; with several, somebody has to say which."""
    found = list(OdooConnection.objects.filter(active=True)[:2])
    return found[0] if len(found) == 1 else None


def _proposed(connection: OdooConnection) -> dict[str, Any]:
    """Where a person looks before a shop goes live, VAT is decided, as in a policy that is typed in."""
    if connection.new_shops_live:
        return {"live": True}
    return {"live": False, "charged_differs": ChargedDiffers.HOLD}


def with_choices(policy: ShopPolicy) -> ShopPolicy:
    """The policy with all that a delivery needs of it, however many orders ask."""
    related = (*ShopPolicy.CHOICES, "pricelists__pricelist", "shop__odoo_services__carrier")
    prefetch_related_objects([policy], *related)
    return policy


def is_open(connection: OdooConnection) -> bool:
    """Whether deliveries may go on: switched on, key accepted, and not resting after an outage."""
    connection.refresh_from_db()
    if not connection.active or connection.error_class == ErrorClass.CREDENTIALS:
        return False
    return connection.retry_at is None or connection.retry_at <= timezone.now()


def note_outage(connection: OdooConnection, error: AffluentError) -> None:
    """The server or its key failed: rest, doubling with full jitter, without touching any delivery."""
    connection.failures += 1
    connection.note_trouble(error, timezone.now())
    pause = random.uniform(1, min(_LONGEST_PAUSE, 2.0 ** min(connection.failures, 10)))  # noqa: S311 - jitter
    connection.retry_at = timezone.now() + timedelta(seconds=error.retry_after or pause)
    connection.save(update_fields=["failures", "retry_at", *OdooConnection.TROUBLE_FIELDS])


def note_success(connection: OdooConnection) -> None:
    """The server answered: whatever was wrong with it is over."""
    connection.last_success_at = timezone.now()
    fields = ["last_success_at"]
    if connection.failures or connection.in_trouble:
        connection.failures, connection.retry_at = 0, None
        connection.clear_trouble()
        fields += ["failures", "retry_at", *OdooConnection.TROUBLE_FIELDS]
    connection.save(update_fields=fields)


def check(connection: OdooConnection) -> Sequence[Finding]:
    """The "test connection" button: what works and what to do about the rest. Never raises."""
    try:
        set_up(connection)
    except AffluentError as error:
        return [Finding(name="connection", ok=False, detail=error.cause, remedy=error.remedy)]
    note_success(connection)
    odoo = open_odoo(connection)
    company = connection.features["company"]
    found = say(
        "Odoo {version} by {protocol}, company {company}",
        version=connection.version,
        protocol=connection.get_protocol_display(),
        company=company,
    )
    return [
        Finding(name="connection", ok=True, detail=found),
        *(_may(odoo, model, operation, _RIGHTS) for model, operation in NEEDED.items()),
        *_products(connection, odoo),
        _email(connection),
        *_taxes(connection),
        *key_expiry.findings(connection),
    ]


def check_all() -> Iterator[hub_connections.Connection]:
    """Every active connection, for `check_connections`."""
    for connection in OdooConnection.objects.filter(active=True):
        yield hub_connections.Connection(name=f"odoo {connection.name}", findings=check(connection))


def _products(connection: OdooConnection, odoo: Odoo) -> Iterator[Finding]:
    """Creating them takes a right of its own, which only some policies need."""
    if ShopPolicy.objects.filter(connection=connection, unknown_sku=UnknownSku.CREATE).exists():
        yield _may(odoo, PRODUCT, "create", PRODUCT_RIGHTS)


def _may(odoo: Odoo, model: str, operation: str, remedy: str) -> Finding:
    try:
        allowed = Server(odoo).may(model, operation)
    except AffluentError as error:
        return Finding(name=model, ok=False, detail=error.cause, remedy=error.remedy)
    detail = say("may {operation}", operation=operation)
    if not allowed:
        detail = say("may not {operation}", operation=operation)
    return Finding(
        name=model,
        ok=allowed,
        detail=detail,
        remedy="" if allowed else remedy,
    )


def _email(connection: OdooConnection) -> Finding:
    ok = bool(connection.features.get("user_has_email"))
    remedy = (
        "" if ok else say("Give the API user an e-mail address: without one, Odoo refuses to post payments.")
    )
    return Finding(
        name="user",
        ok=ok,
        detail=say("has an e-mail address") if ok else say("has no e-mail address"),
        remedy=remedy,
    )


def _taxes(connection: OdooConnection) -> list[Finding]:
    off = TaxMapping.objects.filter(connection=connection, active=False)
    on = TaxMapping.objects.filter(connection=connection, active=True).count()
    findings = [Finding(name="taxes", ok=on > 0, detail=say("{on} sale taxes can be used", on=on))]
    if off:
        names = ", ".join(mapping.tax_name for mapping in off)
        remedy = say("Activate those that your shops charge: Accounting, Configuration, Taxes.")
        findings.append(
            Finding(
                name="inactive taxes",
                ok=True,
                detail=say("switched off: {names}", names=names),
                remedy=remedy,
            )
        )
    return findings
