"""Whether the API user may do in Odoo what would be done: asked once for each kind of record."""

from collections.abc import Iterable

from hub.sentences import say
from odoo_bridge.odoo.client import Odoo, right_of
from odoo_bridge.odoo.errors import RIGHTS_REMEDY, NoRightsError
from odoo_bridge.odoo.rehearsal.transport import Write


def missing(odoo: Odoo, writes: Iterable[Write]) -> NoRightsError | None:
    """The error that all these deliveries would end with; None where nothing is refused."""
    needed = sorted({right_of(write.model, write.method) for write in writes})
    refused = [f"{operation} {model}" for model, operation in needed if not odoo.may(model, operation)]
    if not refused:
        return None
    return NoRightsError(
        "odoo_rights_missing",
        say("The API user may not {refused} in Odoo.", refused=", ".join(refused)),
        RIGHTS_REMEDY,
    )
