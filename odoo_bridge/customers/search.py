"""Partners of the merchant's own that may be the buyers: one search in Odoo for a whole batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from odoo_bridge.customers.drafts import Places
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.customers.normalization import (
    normalized_email,
    normalized_phone,
    normalized_postcode,
    normalized_vat,
    phone_spellings,
)
from odoo_bridge.customers.verdict import Candidate
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.partners import PartnerRecord, Partners

_MOST_SHOWN = 20
MOST = 1000  # partners; an e-mail that more of them share tells nobody from another


@dataclass(frozen=True, slots=True)
class Found:
    """A partner of Odoo and who it may be: for a contact or address (`is_child`) the company behind it."""

    record: PartnerRecord
    candidate: Candidate
    is_child: bool


def search(odoo: Odoo, buyers: Iterable[Buyer], places: Places) -> list[Found]:
    """All partners with an e-mail, VAT id or phone of these buyers; no call when they have none."""
    wanted = list(buyers)
    records = Partners(odoo).sharing(*_facts(wanted), most=MOST)
    if len(records) >= MOST and len(wanted) > 1:  # one buyer's many would hide the others'
        middle = len(wanted) // 2
        return search(odoo, wanted[:middle], places) + search(odoo, wanted[middle:], places)
    return _as_found(records, places)


def by_text(odoo: Odoo, text: str, places: Places) -> list[Found]:
    """For a person who searches: by a part of the name, the e-mail or the VAT id; contacts do not count."""
    return _as_found(Partners(odoo).with_text(text, most=_MOST_SHOWN), places)


def fitting(found: Iterable[Found], buyer: Buyer) -> list[Candidate]:
    """What a buyer may be: for a company also the parents of contacts that it shares an e-mail with.

    A private buyer is never one of a company's contacts, as Odoo sells to the company behind them.
    """
    candidates: dict[int, Candidate] = {}
    for one in found:
        if one.is_child and not buyer.identity.is_company:
            continue
        known = candidates.get(one.candidate.partner_id)
        candidates[one.candidate.partner_id] = known.joined(one.candidate) if known else one.candidate
    return list(candidates.values())


def _facts(buyers: Sequence[Buyer]) -> tuple[list[str], list[str], list[str]]:
    """E-mails, phones and VAT ids, as people may have typed them into Odoo."""
    values = [buyer.identity for buyer in buyers]
    emails = sorted({one.email for one in values} - {""})
    phones = sorted({text for one in values if one.phone for text in phone_spellings(one.phone)})
    vat_ids = sorted({text for one in values if one.vat_id for text in (one.vat_id, one.vat_id[2:])})
    return emails, phones, vat_ids


def _as_found(records: Iterable[PartnerRecord], places: Places) -> list[Found]:
    countries = {number: code for code, number in places.countries.items()}
    return [_found(record, countries.get(record.country_id or 0, "")) for record in records]


def _found(record: PartnerRecord, country: str) -> Found:
    is_child = record.parent_id is not None and not record.is_company
    name = record.parent_name if is_child else record.name
    candidate = Candidate(
        partner_id=record.parent_id if is_child and record.parent_id else record.record_id,
        names=(name,) if name else (),
        is_company=record.is_company or is_child,
        vat_id=normalized_vat(record.vat_id, country),
        emails=frozenset(filter(None, [normalized_email(record.email)])),
        phones=frozenset(filter(None, [normalized_phone(record.phone, country)])),
        postcode=normalized_postcode(record.postcode),
    )
    return Found(record, candidate, is_child)
