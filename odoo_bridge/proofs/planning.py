"""Which proofs belong on which partners: found in the finished steps of orders that rest on a "valid"."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from hub.models import DeliveryStep
from odoo_bridge.finished_steps import Stretch, next_stretch
from odoo_bridge.models import OdooConnection, PartnerProof, VatOutcome, VatRecord

_WRITTEN = Q(name="order") | Q(
    name__startswith="rewritten:"
)  # the order stands in Odoo, as that revision says
_CUSTOMER = "partner"


def plan_new(connection: OdooConnection) -> int:
    """Want the proofs of what was written to Odoo since the last look; how many steps passed."""
    stretch = next_stretch(connection, "proof_step")
    wanted = list(_proofs(connection, stretch))
    PartnerProof.objects.bulk_create(wanted, ignore_conflicts=True)
    return stretch.done()


def _proofs(connection: OdooConnection, stretch: Stretch) -> Iterable[PartnerProof]:
    records = _records(connection, stretch)
    partners = _partners(connection, [record.order_id for record in records])
    for record in records:
        if record.proof is not None and record.order_id in partners:
            yield PartnerProof(
                connection=connection,
                answer=record.proof,
                partner_id=partners[record.order_id],
                order_id=record.order_id,
            )


def _records(connection: OdooConnection, stretch: Stretch) -> list[VatRecord]:
    """The decisions that the written contents rest on."""
    decided = _resting().filter(order=OuterRef("delivery__order"), revision=OuterRef("delivery__revision"))
    steps = DeliveryStep.objects.filter(
        stretch.steps, _WRITTEN, Exists(decided), delivery__target=connection.target
    )
    written = set(steps.values_list("delivery__order", "delivery__revision"))
    rows = _resting().filter(order__in={order for order, _ in written}).order_by("pk")
    return [row for row in rows if (row.order_id, row.revision) in written]


def _resting() -> QuerySet[VatRecord]:
    rows = VatRecord.objects.filter(proof__outcome=VatOutcome.VALID).select_related("proof")
    return rows.only("order_id", "revision", "proof__id")


def _partners(connection: OdooConnection, orders: Iterable[int]) -> dict[int, int]:
    """The customer of each order in Odoo, as it stands now."""
    steps = DeliveryStep.objects.filter(
        delivery__order__in=list(orders), delivery__target=connection.target, name=_CUSTOMER
    )
    found = steps.order_by("pk").values_list("delivery__order", "record_id")
    return {order: partner for order, partner in found if partner}
