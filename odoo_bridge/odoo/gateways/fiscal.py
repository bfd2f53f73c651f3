"""What a company's books offer for VAT: sale taxes, fiscal positions, and what these put in whose place."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.gateways.companies import of_company, or_of_none
from odoo_bridge.odoo.gateways.values import linked

_TAX, _POSITION, _LINE = "account.tax", "account.fiscal.position", "account.fiscal.position.tax"
_TAX_FIELDS = ("name", "amount", "price_include", "tax_scope", "tax_exigibility", "active")
# Not in every version: the country since 15, labels and codes with later ones, the positions of a tax in 19.
_MORE_OF_TAXES = (
    "country_id", "description", "invoice_label", "ubl_cii_tax_category_code", "fiscal_position_ids",
    "original_tax_ids",
)  # fmt: skip
_POSITION_FIELDS = ("name", "auto_apply", "vat_required", "country_id", "country_group_id")
_FOREIGN = "foreign_vat"  # since 15: the company's number in another country, whose taxes it then uses
_FISCAL_COUNTRY, _DEFAULT_TAX = "account_fiscal_country_id", "account_sale_tax_id"
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTax:
    """A sale tax in per cent. `words` are all that it is called, `country` is whose report it is in, if told.

    `services` None: for goods and services. `cash_basis`: due on payment. `category`: its letter of UNCL 5305
    (S, K, G, AE, E, O, Z), where Odoo keeps one.
    """

    record_id: int
    name: str
    words: str
    rate: Decimal
    price_included: bool
    services: bool | None
    cash_basis: bool
    active: bool
    country: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPosition:
    """A fiscal position. `country` or `countries` (of its group) is where it is for; neither: everywhere.

    `foreign`: it stands for a VAT number of the company there. `taxes` are what it puts in others' place.
    """

    record_id: int
    name: str
    automatic: bool
    vat_required: bool
    foreign: bool
    country: str
    countries: frozenset[str]
    taxes: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Of one company. `home` is its country for taxes ("" not told), `default_tax` its usual sale tax."""

    home: str
    default_tax: int | None
    taxes: tuple[BookTax, ...]
    positions: tuple[BookPosition, ...]


@dataclass(frozen=True, slots=True)
class Fiscal:
    """Reads the books of one company."""

    odoo: Odoo

    def books(self) -> Books:
        """All taxes, archived ones too, and all positions in use; a dozen calls, none of which writes."""
        company = self._company()
        taxes = self._taxes()
        positions = self._positions()
        groups = self._groups(positions)
        home = linked(company.get(_FISCAL_COUNTRY)) or linked(company["country_id"])
        codes = self._codes(
            [home, *_countries([*taxes, *positions]), *(n for g in groups.values() for n in g)]
        )
        put = self._put(taxes, positions)
        return Books(
            home=codes.get(home or 0, ""),
            default_tax=linked(company.get(_DEFAULT_TAX)),
            taxes=tuple(_tax(row, codes) for row in taxes),
            positions=tuple(_position(row, codes, groups, put) for row in positions),
        )

    def _company(self) -> Record:
        known = self._known("res.company", (_FISCAL_COUNTRY, _DEFAULT_TAX))
        domain = [["id", "=", self.odoo.company_id]] if self.odoo.company_id else []
        return self.odoo.search_read("res.company", domain, ["country_id", *known], limit=1)[0]

    def _taxes(self) -> list[Record]:
        domain = [["type_tax_use", "=", "sale"], ["amount_type", "=", "percent"], of_company(self.odoo)]
        fields = [*_TAX_FIELDS, *self._known(_TAX, _MORE_OF_TAXES)]
        return self.odoo.search_read(_TAX, domain, fields, context={"active_test": False})

    def _positions(self) -> list[Record]:
        fields = [*_POSITION_FIELDS, *self._known(_POSITION, (_FOREIGN,))]
        return self.odoo.search_read(_POSITION, or_of_none(of_company(self.odoo)), fields)

    def _groups(self, positions: Iterable[Record]) -> dict[int, list[int]]:
        """Countries by group."""
        ids = sorted({group for row in positions if (group := linked(row["country_group_id"]))})
        rows = self.odoo.read("res.country.group", ids, ["country_ids"]) if ids else []
        return {int(row["id"]): list(row["country_ids"]) for row in rows}

    def _codes(self, ids: Iterable[int | None]) -> dict[int, str]:
        wanted = sorted({number for number in ids if number})
        rows = self.odoo.read("res.country", wanted, ["code"]) if wanted else []
        return {int(row["id"]): str(row["code"] or "") for row in rows}

    def _put(self, taxes: Sequence[Record], positions: Sequence[Record]) -> Mapping[int, set[int]]:
        """The taxes that each position puts in the place of others: since 19 the taxes say it themselves."""
        found: dict[int, set[int]] = defaultdict(set)
        if any("original_tax_ids" in row for row in taxes):
            for row in taxes:
                for position in row["fiscal_position_ids"] if row["original_tax_ids"] else ():
                    found[position].add(int(row["id"]))
            return found
        ids = [int(row["id"]) for row in positions]
        for row in self.odoo.search_read(
            _LINE, [["position_id", "in", ids]], ["position_id", "tax_src_id", "tax_dest_id"]
        ):
            target = linked(row["tax_dest_id"])
            if target and target != linked(row["tax_src_id"]):
                found[linked(row["position_id"]) or 0].add(target)
        return found

    def _known(self, model: str, names: Sequence[str]) -> list[str]:
        there = self.odoo.call(model, "fields_get", allfields=list(names), attributes=["type"])
        return [name for name in names if name in there]


def _countries(rows: Iterable[Record]) -> Iterable[int | None]:
    return (linked(row.get("country_id")) for row in rows)


def _tax(row: Record, codes: Mapping[int, str]) -> BookTax:
    said = (row["name"], row.get("invoice_label"), row.get("description"))
    words = " ".join(_TAGS.sub(" ", str(one)) for one in said if one)
    return BookTax(
        record_id=int(row["id"]),
        name=str(row["name"]),
        words=words,
        rate=Decimal(str(row["amount"])),
        price_included=bool(row["price_include"]),
        services={"service": True, "consu": False}.get(str(row["tax_scope"])),
        cash_basis=row["tax_exigibility"] == "on_payment",
        active=bool(row["active"]),
        country=_code(row, codes),
        category=str(row.get("ubl_cii_tax_category_code") or ""),
    )


def _position(
    row: Record, codes: Mapping[int, str], groups: Mapping[int, Sequence[int]], put: Mapping[int, set[int]]
) -> BookPosition:
    members: Sequence[Any] = groups.get(linked(row["country_group_id"]) or 0, ())
    return BookPosition(
        record_id=int(row["id"]),
        name=str(row["name"]),
        automatic=bool(row["auto_apply"]),
        vat_required=bool(row["vat_required"]),
        foreign=bool(row.get(_FOREIGN)),
        country=_code(row, codes),
        countries=frozenset(code for number in members if (code := codes.get(number, ""))),
        taxes=frozenset(put.get(int(row["id"]), ())),
    )


def _code(row: Record, codes: Mapping[int, str]) -> str:
    return codes.get(linked(row.get("country_id")) or 0, "")
