"""The French chart as far as sales need it: accounts, taxes, fiscal positions, journals, payment terms.

After a real installation the lower rates and all price-included taxes are inactive; here all are active, as
in the recorded databases, and the control API can deactivate them.
"""

from decimal import Decimal
from typing import NamedTuple

from sandbox.odoo.seed.companies import FIRST, SECOND
from sandbox.odoo.seed.planting import Planter
from sandbox.odoo.seed.world import FRANCE, MONACO, union_group

GOODS = (
    "20% G",
    "10% G",
    "5.5% G",
    "8.5% G",
    "2.1% G",
    "20% G INC",
    "10% G INC",
    "8.5% G INC",
    "5.5% G INC",
    "2.1% G INC",
    "0% EXEMPT G",
    "0% EX G",
    "0% EU G",
)
SERVICES = (
    "20% S",
    "10% S",
    "5.5% S",
    "2.1% S",
    "20% S INC",
    "10% S INC",
    "5.5% S INC",
    "2.1% S INC",
    "0% EXEMPT S",
    "0% EX S",
    "0% EU S",
)
FIRST_TAX, SECOND_COMPANY_OFFSET = 36, 67
TERMS = (
    ("Immediate Payment", 0),
    ("15 Days", 15),
    ("21 Days", 21),
    ("30 Days", 30),
    ("45 Days", 45),
    ("End of Following Month", 30),
    ("10 Days after End of Next Month", 40),
    ("30% Now, Balance 60 Days", 60),
    ("2/7 Net 30", 30),
    ("90 days, on the 10th", 90),
)
ACCOUNTS = {
    17: (
        (659, "707100", "Goods for resale (or group) A", "income"),
        (352, "445710", "VAT collected", "liability_current"),
        (302, "411100", "Customers - Sales of goods or services", "asset_receivable"),
        (700, "511200", "Outstanding Receipts", "asset_current"),
    ),
    19: (
        (568, "707000", "Sales of goods", "income"),
        (277, "445710", "VAT collected", "liability_current"),
        (231, "411100", "Customers - Sales of goods or services", "asset_receivable"),
        (700, "511200", "Outstanding Receipts", "asset_current"),
    ),
}


# As the chart of 19 has them.
_CODES = {
    "0% EXEMPT G": "E",
    "0% EX G": "G",
    "0% EU G": "K",
    "0% EXEMPT S": "O",
    "0% EX S": "O",
    "0% EU S": "AE",
}


class Position(NamedTuple):
    """A fiscal position.

    Id, name, sequence, where it holds, whom it asks a VAT number, what its taxes become.
    """

    record: int
    name: str
    sequence: int
    where: dict[str, int]
    vat_required: bool = False
    target: str = ""


def plant(planter: Planter) -> None:
    """Accounts once, everything else per company."""
    for record, code, name, kind in ACCOUNTS[planter.env.version]:
        planter.add("account.account", record, code=code, name=name, account_type=kind)
    for company, offset in ((FIRST, 0), (SECOND, SECOND_COMPANY_OFFSET)):
        taxes = _taxes(planter, company, FIRST_TAX + offset)
        _positions(planter, company, taxes)
    _journals(planter)
    terms = TERMS[:-1] if planter.old else TERMS
    for record, (name, days) in enumerate(terms, 1):
        planter.add("account.payment.term", record, name=name, days=days)
    planter.add(
        "account.payment.method.line", 1, name="Manual" if planter.old else "Manual Payment", journal_id=6
    )


def _taxes(planter: Planter, company: int, first: int) -> dict[str, int]:
    ids = {}
    for place, name in enumerate(GOODS + SERVICES):
        service = name in SERVICES
        ids[name] = planter.add(
            "account.tax",
            first + place,
            name=name,
            sequence=place,
            amount=Decimal(name.partition("%")[0]),
            price_include=name.endswith("INC"),
            tax_scope="service" if service else "consu",
            tax_exigibility="on_payment" if service else "on_invoice",
            description=_described(name),
            invoice_label=f"TVA {name.partition('%')[0]}%",
            ubl_cii_tax_category_code=_CODES.get(name, "S"),
            country_id=FRANCE,
            company_id=company,
        )
    return ids


def _described(name: str) -> str:
    """As the chart words it: `20% Goods`, `0% EXPORT Service`."""
    rate, _, rest = name.removesuffix(" INC").partition("% ")
    kind = rest.split(" ")
    words, service = kind[0], "S" in kind
    told = {"EXEMPT": "EXEMPTS" if service else "EXO", "EX": "EXPORT", "EU": "EU"}.get(words, "")
    supply = "Service" if service else ("G" if words == "EU" else "" if told else "Goods")
    return f"{rate}% {told} {supply}".replace("  ", " ").strip()


def _known_positions(planter: Planter) -> tuple[Position, ...]:
    union = {"country_group_id": union_group(planter)}
    export = "Import/Export Outside Europe + DOM-TOM"
    if planter.old:
        return (
            Position(1, "Domestic - France", 1, {"country_group_id": 8}, vat_required=True),
            Position(2, "EU private", 2, union),
            Position(3, "Intra-EU B2B", 3, union, vat_required=True, target="0% EU"),
            Position(4, export, 50, {}, target="0% EX"),
        )
    return (
        Position(1, "Domestic - France", 10, {"country_id": FRANCE}),
        Position(2, "Domestic - Monaco", 20, {"country_id": MONACO}),
        Position(3, "EU private", 40, union),
        Position(4, "Intra-EU B2B", 30, union, vat_required=True, target="0% EU"),
        Position(5, export, 50, {}, target="0% EX"),
    )


def _positions(planter: Planter, company: int, taxes: dict[str, int]) -> None:
    for position in _known_positions(planter):
        planter.add(
            "account.fiscal.position",
            position.record + (0 if company == FIRST else 10),
            name=position.name,
            vat_required=position.vat_required,
            auto_apply=True,
            sequence=position.sequence,
            company_id=company,
            **position.where,
        )
        _put_in_place(planter, position.record + (0 if company == FIRST else 10), taxes, position.target)


def _put_in_place(planter: Planter, position: int, taxes: dict[str, int], target: str) -> None:
    """The taxes that a position puts in place of the domestic ones; in 19 domestic ones name theirs too."""
    table = planter.env.table("account.tax")
    for name, tax in taxes.items():
        if name.startswith("0% E") and not name.startswith("0% EXEMPT"):
            continue
        if target and not name.startswith("0%"):
            new = taxes[f"{target} {'S' if ' S' in name else 'G'}"]
            if planter.old:
                planter.add(
                    "account.fiscal.position.tax", position_id=position, tax_src_id=tax, tax_dest_id=new
                )
            else:
                row = table.rows[new]
                originals = (*row["original_tax_ids"], tax)
                table.update(new, {"fiscal_position_ids": (position,), "original_tax_ids": originals})
        elif not target and not planter.old:
            table.update(tax, {"fiscal_position_ids": (*table.rows[tax]["fiscal_position_ids"], position)})


def _journals(planter: Planter) -> None:
    sales = "Customer Invoices" if planter.old else "Sales"
    rows = [(1, sales, "INV", "sale", 5, FIRST), (6, "Bank", "BNK1", "bank", 10, FIRST)]
    if planter.old:
        rows.append((7, "Cash", "CSH1", "cash", 10, FIRST))
    rows += [(9, sales, "INV", "sale", 5, SECOND), (14, "Bank", "BNK1", "bank", 10, SECOND)]
    for record, name, code, kind, sequence, company in rows:
        planter.add(
            "account.journal", record, name=name, code=code, type=kind, sequence=sequence, company_id=company
        )
