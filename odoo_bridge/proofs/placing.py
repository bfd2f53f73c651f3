"""Putting what is due on the partners: many in a call, by one process per connection, in no order's way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from django.db import DatabaseError

from hub import leases
from hub.errors import AffluentError, BusinessError, ErrorClass
from hub.sentences import say
from odoo_bridge import connections
from odoo_bridge.models import OdooConnection, Partner, PartnerProof, VatCheck
from odoo_bridge.models.proof import ProofForm
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import NoRightsError, rests_connection
from odoo_bridge.odoo.gateways.chatter import Chatter, FileDraft, NoteDraft
from odoo_bridge.proofs import certificate, keeping

log = structlog.get_logger(__name__)
BATCH = 20


class PlacingFailedError(AffluentError):
    """A mistake in the hub, not in Odoo."""

    error_class = ErrorClass.BUG


def place_all_due(connection: OdooConnection) -> int:
    """Until nothing is due or Odoo rests; returns how many were tried."""
    tried = 0
    while some := place_due(connection):
        tried += some
    return tried


def place_due(connection: OdooConnection) -> int:
    """Put a batch there, in one call as a rule; how many were tried.

    0 also while somebody else does it for this Odoo, or it rests.
    """
    lease, owner = f"proofs:{connection.pk}", leases.new_owner()
    if not connections.is_open(connection) or not leases.acquire(lease, owner):
        return 0
    try:
        proofs = [proof for proof in keeping.due(connection, BATCH) if keeping.begin(proof)]
        if proofs:
            _place(connection, proofs)
        return len(proofs)
    finally:
        leases.release(lease, owner)


def _place(connection: OdooConnection, proofs: Sequence[PartnerProof]) -> None:
    settled: set[int] = set()
    try:
        Placing(connections.open_odoo(connection), connection, settled).run(proofs)
    except AffluentError as error:
        log.warning(
            "proofs_failed", proofs=[proof.pk for proof in proofs], code=error.code, cause=error.cause
        )
        if rests_connection(error):
            connections.note_outage(connection, error)
        for proof in proofs:
            if proof.pk not in settled:
                _leave(proof, error)
    except DatabaseError:
        raise
    except Exception as mistake:  # no order is to wait because of it
        log.exception("proof_mistake", proofs=[proof.pk for proof in proofs])
        cause = say("Putting a proof of VIES into Odoo: {mistake}.", mistake=repr(mistake))
        failure = PlacingFailedError("proof_mistake", cause, say("Report it with the log of the hub."))
        for proof in proofs:
            if proof.pk not in settled:
                keeping.fail(proof, failure)


def _leave(proof: PartnerProof, error: AffluentError) -> None:
    if rests_connection(error):
        keeping.put_back(proof)
    else:
        keeping.fail(proof, error)


@dataclass(frozen=True, slots=True)
class Placing:
    """Attaches; where Odoo refuses that, a note in the chatter says the same. `settled`: those that ended."""

    odoo: Odoo
    connection: OdooConnection
    settled: set[int]

    def run(self, proofs: Sequence[PartnerProof]) -> None:
        """All of them in one call, unless Odoo refuses some; raises what concerns the line or the server."""
        partners = _partners(self.connection, proofs)
        there = [proof for proof in proofs if proof.pk in partners]
        for proof in proofs:
            if proof.pk not in partners:
                self._fail([proof], _partner_gone(proof))
        if there:
            self._write(there, partners, ProofForm.ATTACHMENT)

    def _write(self, proofs: Sequence[PartnerProof], partners: Mapping[int, int], form: ProofForm) -> None:
        try:
            send = self._attach if form == ProofForm.ATTACHMENT else self._note
            ids = send(proofs, partners)
        except AffluentError as error:
            if not _is_refusal(error):
                raise
            if len(proofs) > 1 and not isinstance(error, NoRightsError):  # one of them is to blame
                middle = len(proofs) // 2
                self._write(proofs[:middle], partners, form)
                self._write(proofs[middle:], partners, form)
            elif form == ProofForm.ATTACHMENT:
                self._write(proofs, partners, ProofForm.NOTE)
            else:
                self._fail(proofs, error)
        else:
            keeping.placed(proofs, form, ids)
            self.settled.update(proof.pk for proof in proofs)

    def _attach(self, proofs: Sequence[PartnerProof], partners: Mapping[int, int]) -> list[int]:
        """The first file of each says what the others are."""
        drafts: list[FileDraft] = []
        first = []
        for proof in proofs:
            answer = _answer(proof.answer)
            first.append(len(drafts))
            drafts += [
                FileDraft(
                    file.external_id,
                    partners[proof.pk],
                    file.name,
                    file.mimetype,
                    certificate.text(answer),
                    file.data,
                )
                for file in certificate.files(answer, self.connection.prefix, proof.partner_id)
            ]
        ids = Chatter(self.odoo).attach(drafts)
        return [ids[number] for number in first]

    def _note(self, proofs: Sequence[PartnerProof], partners: Mapping[int, int]) -> list[int]:
        drafts = []
        for proof in proofs:
            answer = _answer(proof.answer)
            name = certificate.note_id(answer, self.connection.prefix, proof.partner_id)
            drafts.append(NoteDraft(name, partners[proof.pk], certificate.note_text(answer)))
        return Chatter(self.odoo).note(drafts)

    def _fail(self, proofs: Sequence[PartnerProof], error: AffluentError) -> None:
        for proof in proofs:
            keeping.fail(proof, error)
            self.settled.add(proof.pk)


def _is_refusal(error: AffluentError) -> bool:
    """Whether Odoo heard it and said no: of this kind of record, or of one of them."""
    return isinstance(error, NoRightsError) or not (error.error_class.retries or rests_connection(error))


def _partners(connection: OdooConnection, proofs: Sequence[PartnerProof]) -> dict[int, int]:
    """Whom each proof belongs to now: the customer may have been merged; without those that are gone."""
    rows = Partner.objects.filter(
        connection=connection, partner_id__in={proof.partner_id for proof in proofs}
    )
    known = {row.partner_id: row.stands_for for row in rows.select_related("merged_into")}
    found = {}
    for proof in proofs:
        stands_for = known.get(proof.partner_id)
        if stands_for is None or not stands_for.gone:
            found[proof.pk] = stands_for.partner_id if stands_for else proof.partner_id
    return found


def _partner_gone(proof: PartnerProof) -> BusinessError:
    return BusinessError(
        "proof_partner_gone",
        say("The customer {partner_id} does not exist in Odoo any more.", partner_id=proof.partner_id),
        say("Put the answer of VIES on the right customer by hand."),
    )


def _answer(check: VatCheck) -> certificate.Answer:
    return certificate.Answer(
        vat_id=check.vat_id,
        requester=check.requester,
        consultation_number=check.consultation_number,
        asked_at=check.asked_at,
        told_at=check.told_at,
        name=check.name,
        address=check.address,
        endpoint=check.endpoint,
        dialect=check.dialect,
        body=bytes(check.body),
    )
