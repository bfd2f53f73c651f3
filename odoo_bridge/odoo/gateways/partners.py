"""Partners: customers, addresses and contacts, created by `load` under our external ids: never doubled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.errors import BusinessError
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.gateways.names import PARTNER
from odoo_bridge.odoo.gateways.values import linked

_MERGE_WIZARD = "base.partner.merge.automatic.wizard"
_FIELDS = (
    "name", "street", "street2", "zip", "city", "country_id",
    "email_normalized", "phone", "vat", "is_company", "parent_id", "create_uid",
)  # fmt: skip
# What the hub calls the facts of a customer that may change at the shop.
_FACTS = {"name": "name", "email": "email", "phone": "phone", "vat": "vat"}
_SIREN, _SIRET = "siren", "siret"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDraft:
    """What a partner is made of. `kind`: `contact`, or `invoice` or `delivery` for an address of `parent_id`.

    `siren` and `siret` are French company numbers. `country_id` is Odoo's; `language` one of its codes
    (`fr_FR`), empty for its default.
    """

    external_id: str
    name: str
    kind: str = "contact"
    email: str = ""
    phone: str = ""
    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    country_id: int | None = None
    parent_id: int | None = None
    is_company: bool = False
    vat_id: str = ""
    siren: str = ""
    siret: str = ""
    language: str = ""
    remark: str = ""

    def cells(self) -> dict[str, str]:
        """As `load` takes it."""
        return {
            "id": self.external_id,
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "type": self.kind,
            "street": self.street,
            "street2": self.street2,
            "zip": self.postcode,
            "city": self.city,
            "country_id/.id": str(self.country_id or ""),
            "parent_id/.id": str(self.parent_id or ""),
            "is_company": "True" if self.is_company else "",
            "vat": self.vat_id,
            "lang": self.language,
            "comment": self.remark,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRecord:
    """A partner as it stands in Odoo. `email` is Odoo's normalised one; `made_by` the user who created it."""

    record_id: int
    name: str
    street: str
    street2: str
    postcode: str
    city: str
    country_id: int | None
    email: str
    phone: str
    vat_id: str
    is_company: bool
    parent_id: int | None
    parent_name: str
    made_by: int | None


@dataclass(frozen=True, slots=True)
class Partners:
    """The partners that one company sees."""

    odoo: Odoo

    def create(self, drafts: Sequence[PartnerDraft]) -> list[int]:
        """Get or create them; raises `BusinessError` when Odoo refuses one.

        One call, all or none, for all that have the same columns: an empty cell would undo what Odoo derives.
        """
        rows = [draft.cells() | self._numbers(draft.siren, draft.siret) for draft in drafts]
        groups: dict[tuple[str, ...], list[int]] = {}
        for number, row in enumerate(rows):
            groups.setdefault(tuple(row), []).append(number)
        found: dict[int, int] = {}
        for columns, group in groups.items():
            cells = [list(rows[number].values()) for number in group]
            found.update(zip(group, self.odoo.load(PARTNER, columns, cells), strict=True))
        return [found[number] for number in range(len(drafts))]

    @property
    def takes_company_numbers(self) -> bool:
        """Whether there is a field for a SIREN or SIRET."""
        return any(self._number_fields())

    def _number_fields(self) -> tuple[str, str]:
        features = self.odoo.features
        return versions.field(features, "siret_field"), versions.field(features, "registry_field")

    def _numbers(self, siren: str, siret: str) -> dict[str, str]:
        """SIREN and SIRET by column; where only the registry is there, the longer one says both."""
        siret_field, registry_field = self._number_fields()
        registry = siren if siret_field else siret or siren
        cells = {siret_field: siret, registry_field: registry}
        return {column: cell for column, cell in cells.items() if column and cell}

    def overwrite(self, facts: Sequence[tuple[int, Mapping[str, str]]]) -> bool:
        """Write the same facts (as shops tell them: `name`, `vat`, `siren`, …) of several; False if refused.

        `load` by id and without our usual context writes the given columns only.
        """
        told = [self._columns(said) for _, said in facts]
        columns = [".id", *told[0]]
        rows = [[str(record_id), *cells.values()] for (record_id, _), cells in zip(facts, told, strict=True)]
        try:
            answer = self.odoo.call(PARTNER, "load", fields=columns, data=rows)
        except BusinessError:
            return False
        return isinstance(answer, dict) and bool(answer.get("ids"))

    def _columns(self, said: Mapping[str, str]) -> dict[str, str]:
        plain = {_FACTS[name]: value for name, value in said.items() if name in _FACTS}
        return plain | self._numbers(said.get(_SIREN, ""), said.get(_SIRET, ""))

    def sharing(
        self, emails: Sequence[str], phones: Sequence[str], vat_ids: Sequence[str], *, most: int
    ) -> list[PartnerRecord]:
        """Those with one of these facts; no call without any. Contacts and addresses count by e-mail only.

        Their VAT id is their company's.
        """
        domain = _sharing(emails, phones, vat_ids)
        return self._found(domain, order="id", limit=most) if domain else []

    def with_text(self, text: str, *, most: int) -> list[PartnerRecord]:
        """Those with the text in the name, the e-mail or the VAT id, newest first; contacts do not count."""
        facts = [[name, "ilike", text] for name in ("name", "email", "vat")]
        whole = ["|", ["parent_id", "=", False], ["is_company", "=", True]]
        return self._found(["&", *whole, "|", "|", *facts], order="id desc", limit=most)

    def read(self, record_id: int) -> PartnerRecord:
        """One that exists."""
        [record] = self._found([["id", "in", [record_id]]])
        return record

    def exists(self, record_id: int) -> bool:
        """Whether Odoo has it, archived or not."""
        domain, context = [["id", "=", record_id]], {"active_test": False}
        return bool(self.odoo.search_read(PARTNER, domain, ["id"], context=context))

    def children_of(self, parent_id: int, among: Sequence[int]) -> list[int]:
        """Which of these are still its addresses and contacts; no call without any."""
        rows = self.odoo.read(PARTNER, among, ["parent_id"]) if among else []
        return [int(row["id"]) for row in rows if linked(row["parent_id"]) == parent_id]

    def merge(self, record_id: int, into: int) -> None:
        """By Odoo's own wizard: orders, invoices, addresses and external ids of the one are the other's.

        Repeatable: a partner that is gone was merged before. Raises what Odoo says against it: it refuses
        partners with different e-mails (but for administrators), and a contact with its company. Measured on
        19: it cannot be taken back.
        """
        if not self.exists(record_id):
            return
        values = {"partner_ids": [[6, 0, [record_id, into]]], "dst_partner_id": into, "state": "selection"}
        made = self.odoo.call(_MERGE_WIZARD, "create", vals_list=[values])
        self.odoo.call(_MERGE_WIZARD, "action_merge", made if isinstance(made, list) else [made])

    def _found(self, domain: Sequence[Any], **params: Any) -> list[PartnerRecord]:
        return [_record(row) for row in self.odoo.search_read(PARTNER, domain, _FIELDS, **params)]


def _sharing(emails: Sequence[str], phones: Sequence[str], vat_ids: Sequence[str]) -> list[Any]:
    by_fact: list[Any] = [["vat", "in", list(vat_ids)]] if vat_ids else []
    if phones:
        by_fact = [*(["|"] if by_fact else []), *by_fact, ["phone", "in", list(phones)]]
    if by_fact:
        by_fact = ["&", "|", ["parent_id", "=", False], ["is_company", "=", True], *by_fact]
    by_email: list[Any] = [["email_normalized", "in", list(emails)]] if emails else []
    return ["|", *by_email, *by_fact] if by_email and by_fact else by_email or by_fact


def _record(row: Record) -> PartnerRecord:
    parent = row["parent_id"]
    return PartnerRecord(
        record_id=int(row["id"]),
        name=_text(row["name"]),
        street=_text(row["street"]),
        street2=_text(row["street2"]),
        postcode=_text(row["zip"]),
        city=_text(row["city"]),
        country_id=linked(row["country_id"]),
        email=_text(row["email_normalized"]),
        phone=_text(row["phone"]),
        vat_id=_text(row["vat"]),
        is_company=bool(row["is_company"]),
        parent_id=linked(parent),
        parent_name=_text(parent[1]) if parent else "",
        made_by=linked(row["create_uid"]),
    )


def _text(cell: object) -> str:
    """Odoo says False where there is nothing."""
    return str(cell or "")
