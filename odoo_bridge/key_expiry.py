"""When an API key ends: since 18 those of ordinary users live at most 90 days.

An expired key is refused like a wrong one, so people are told before.
"""

from collections.abc import Iterator

from django.utils import timezone

from hub.ports import Finding
from hub.sentences import say
from odoo_bridge.models import OdooConnection
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.server import Server

WARN_DAYS = 14
REMEDY = say(
    "Make a new API key for the user in Odoo (Preferences, Account Security) and type it "
    "in at the Odoo connection; the old one may then be deleted."
)


def refresh(connection: OdooConnection, odoo: Odoo) -> None:
    """Keep the day that Odoo tells; where it cannot be told, what a person typed in stays."""
    if connection.major < versions.FIRST_WITH_ENDING_KEYS:
        return
    found = Server(odoo).key_end(connection.uid or 0)
    if found is not None:
        connection.key_expires_on = timezone.localdate(found.moment) if found.moment else None
        connection.save(update_fields=["key_expires_on"])


def days_left(connection: OdooConnection) -> int | None:
    """Whole days until the key ends, negative afterwards; None where no end is known."""
    if connection.key_expires_on is None:
        return None
    return (connection.key_expires_on - timezone.localdate()).days


def warning(connection: OdooConnection) -> str:
    """What to tell people, from two weeks before; empty while all is well."""
    left = days_left(connection)
    if left is None or left > WARN_DAYS:
        return ""
    day = connection.key_expires_on
    return (
        say("The API key ended on {day}.", day=day)
        if left < 0
        else say("The API key ends on {day}, in {left} days.", day=day, left=left)
    )


def findings(connection: OdooConnection) -> Iterator[Finding]:
    """What "test connection" says about it; nothing where no end is known."""
    said = warning(connection)
    if said:
        yield Finding(name="API key", ok=False, detail=said, remedy=REMEDY)
    elif connection.key_expires_on is not None:
        yield Finding(
            name="API key",
            ok=True,
            detail=say("ends on {key_expires_on}", key_expires_on=connection.key_expires_on),
        )
