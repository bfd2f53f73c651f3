"""Sales as rows of a CSV file, for people who try the rules: columns in, a decision's columns out. Pure.

The columns are those of docs/vat.md. A cell that cannot be read is an error that names row, column and
reason; an address or number that decides nothing is no error but a decision to hold.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from odoo_bridge.vat.decision import VatDecision
from odoo_bridge.vat.limits import Consignment
from odoo_bridge.vat.rates import STANDARD
from odoo_bridge.vat.sale import Buyer, Proof, Regime, Sale, Seller, Supply, Vies, VoucherKind
from odoo_bridge.vat.territories import Place

NEEDED = ("id", "order_date", "seller_country", "customer_company", "supply")
OPTIONAL = (
    *("seller_regime", "seller_oss", "over_10k_threshold", "seller_ioss", "uk_registered"),
    *("seller_registrations", "ship_from_country", "ship_from_postcode"),
    *("bill_country", "bill_postcode", "bill_province", "bill_town"),
    *("ship_country", "ship_postcode", "ship_province", "ship_town", "picked_up"),
    *("vat_id", "other_vat_ids", "vies", "vies_day", "vies_reference"),
    *("goods_class", "voucher_kind", "voucher_for", "marketplace_collects"),
    *("consignment_value", "consignment_currency", "eur_rate", "gbp_rate"),
)
DECIDED = ("id", "treatment", "vat_country", "rate", "hold", "legal_mention", "rule", "reasons")
COMPARED = ("treatment", "vat_country", "rate", "hold")
Word = TypeVar("Word", bound=StrEnum)
_ALSO_FRANCHISE = {"small_business": Regime.FRANCHISE, "franchise_en_base": Regime.FRANCHISE}
_YES_NO = {"yes": True, "no": False}
_MOST_CHARACTERS = 1000  # of a cell; more is no cell of such a file


class SheetError(ValueError):
    """A file that cannot be read as sales; says where and why in one line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file with its sale. `number` counts as a spreadsheet does, the header being row 1."""

    number: int
    cells: Mapping[str, str]
    sale: Sale

    @property
    def id(self) -> str:
        """What the file calls it."""
        return self.cells["id"]


def read(text: str) -> list[Row]:
    """The sales of a file, whose cells are separated by commas or semicolons; raises `SheetError`."""
    header, _, _ = text.partition("\n")
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        lines = [
            (number, cells) for number, cells in enumerate(reader, start=1) if any(map(str.strip, cells))
        ]
    except csv.Error as reason:
        raise SheetError(f"row {reader.line_num}: is not CSV: {reason}.") from None
    if not lines:
        raise SheetError("the file is empty: its first row must name the columns.")
    names = _header(lines[0][1])
    return [Row(number, cells, _sale(_Cells(number, cells))) for number, cells in _named(names, lines[1:])]


def one_sale(cells: Mapping[str, str]) -> Sale:
    """The sale of a single row, by column; raises `SheetError`, also for columns that are not known."""
    named = {name: cell.strip() for name, cell in cells.items()}
    missing = [name for name in NEEDED if name != "id" and not named.get(name)]
    if missing:
        raise SheetError(f"{', '.join(missing)}: is missing.")
    unknown = sorted(set(named) - {*NEEDED, *OPTIONAL})
    if unknown:
        raise SheetError(f"{', '.join(unknown)[:200]}: is no column; docs/vat.md lists them.")
    long = next((name for name, cell in named.items() if len(cell) > _MOST_CHARACTERS), None)
    if long is not None:
        raise SheetError(f"{long}: has more than {_MOST_CHARACTERS} characters.")
    return _sale(_Cells(1, {"id": "", **named}))


def columns(row: Row, decision: VatDecision) -> dict[str, str]:
    """The decision's columns."""
    return {
        "id": row.id,
        "treatment": decision.treatment.value,
        "vat_country": decision.vat_country,
        "rate": "" if decision.rate is None else f"{decision.rate.normalize():f}",
        "hold": "yes" if decision.hold else "no",
        "legal_mention": decision.legal_mention,
        "rule": decision.rule,
        "reasons": " ".join(decision.reasons),
    }


def _header(cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise SheetError(f"row 1: the columns {', '.join(missing)} are missing.")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise SheetError(f"row 1: the column {twice[0]} is there twice.")
    return names


def _named(
    names: Sequence[str], lines: Sequence[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in lines:
        if len(cells) != len(names):
            raise SheetError(f"row {number}: has {len(cells)} cells, but there are {len(names)} columns.")
        named = dict(zip(names, (cell.strip() for cell in cells), strict=True))
        long = next((name for name, cell in named.items() if len(cell) > _MOST_CHARACTERS), None)
        if long is not None:
            raise SheetError(f"row {number}, {long}: has more than {_MOST_CHARACTERS} characters.")
        yield number, named


class _Cells:
    """The cells of one row, read by kind."""

    def __init__(self, number: int, cells: Mapping[str, str]) -> None:
        self._where = f"row {number} ({cells['id'] or 'without id'})"
        self._cells = cells

    def text(self, name: str) -> str:
        return self._cells.get(name, "")

    def wrong(self, name: str, reason: str) -> SheetError:
        return SheetError(f"{self._where}, {name}: {reason}.")

    def yes(self, name: str) -> bool | None:
        text = self.text(name).lower()
        if text and text not in _YES_NO:
            raise self.wrong(name, f"{text!r} is neither yes nor no")
        return _YES_NO.get(text)

    def day(self, name: str) -> date:
        text = self.text(name)
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            raise self.wrong(name, f"{text!r} is no date; write 2026-11-20") from None

    def number(self, name: str) -> Decimal | None:
        text = self.text(name)
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise self.wrong(name, f"{text!r} is no number; write 120.00") from None
        if not number.is_finite() or number < 0 or abs(number.adjusted()) > 15:
            raise self.wrong(name, f"{text!r} is no amount")
        return number

    def word(self, name: str, words: type[Word], empty: Word, **also: Word) -> Word:
        text = self.text(name).lower()
        known = {word.value: word for word in words} | also | {"": empty}
        if text not in known:
            raise self.wrong(name, f"{text!r} is none of {', '.join(word for word in known if word)}")
        return known[text]

    def place(self, prefix: str, *, beside: Place | None = None) -> Place | None:
        """An address; of one without country the rest belongs to the country beside it."""
        country, postcode = self.text(f"{prefix}_country"), self.text(f"{prefix}_postcode")
        province, town = self.text(f"{prefix}_province"), self.text(f"{prefix}_town")
        if not any((country, postcode, province, town)):
            return beside
        if beside is not None and not country:
            country = beside.country
        return Place(country=country, postcode=postcode, province=province, town=town)


def _sale(cells: _Cells) -> Sale:
    ship_to = cells.place("ship")
    supply = cells.word("supply", Supply, Supply.GOODS)
    if not cells.text("supply"):
        raise cells.wrong("supply", "is empty")
    product_class = cells.text("goods_class") or STANDARD
    return Sale(
        day=cells.day("order_date"),
        supply=supply,
        product_class=STANDARD if supply is Supply.VOUCHER and "purpose" in product_class else product_class,
        seller=_seller(cells),
        buyer=_buyer(cells),
        ship_from=cells.place("ship_from"),
        ship_to=ship_to,
        bill_to=cells.place("bill", beside=ship_to),
        consignment=_consignment(cells),
        picked_up=cells.yes("picked_up") is True,
        marketplace_collects=cells.yes("marketplace_collects") is True,
        voucher=_voucher(cells, supply, product_class),
        voucher_for=cells.word("voucher_for", Supply, Supply.VOUCHER) if cells.text("voucher_for") else None,
    )


def _seller(cells: _Cells) -> Seller:
    oss = cells.yes("seller_oss") is True
    ioss, registrations = cells.yes("seller_ioss"), cells.text("seller_registrations").upper()
    return Seller(
        country=cells.text("seller_country"),
        regime=cells.word("seller_regime", Regime, Regime.NORMAL, **_ALSO_FRANCHISE),
        oss=oss,
        over_threshold=cells.yes("over_10k_threshold"),
        ioss=oss if ioss is None else ioss,
        uk_registered=cells.yes("uk_registered"),
        registrations=frozenset(registrations.replace("NONE", "").split()) if registrations else None,
    )


def _buyer(cells: _Cells) -> Buyer:
    company = cells.yes("customer_company")
    if company is None:
        raise cells.wrong("customer_company", "is empty; write yes or no")
    reference = cells.text("vies_reference")
    return Buyer(
        company=company,
        vat_id=cells.text("vat_id"),
        vies=cells.word("vies", Vies, Vies.NOT_ASKED, not_applicable=Vies.NOT_ASKED),
        proof=Proof(day=cells.day("vies_day"), reference=reference) if cells.text("vies_day") else None,
        other_vat_ids=tuple(cells.text("other_vat_ids").split()),
    )


def _voucher(cells: _Cells, supply: Supply, product_class: str) -> VoucherKind:
    """The kind may stand in a column of its own or, of a voucher, in that of the class."""
    own = cells.word("voucher_kind", VoucherKind, VoucherKind.MULTI_PURPOSE)
    named = supply is Supply.VOUCHER and product_class.lower().startswith("single")
    return VoucherKind.SINGLE_PURPOSE if named else own


def _consignment(cells: _Cells) -> Consignment | None:
    value, currency = cells.number("consignment_value"), cells.text("consignment_currency").upper()
    if value is None:
        return None
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise cells.wrong("consignment_currency", f"{currency!r} is no currency; write EUR")
    return Consignment(
        value=value, currency=currency, eur_rate=cells.number("eur_rate"), gbp_rate=cells.number("gbp_rate")
    )
