"""The accounting set-up: accounts, taxes, fiscal positions, journals, payment terms."""

from collections.abc import Iterable
from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.access import hidden_message, visible
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import AccessError
from sandbox.odoo.model import Model
from sandbox.odoo.taxes import Tax

SCOPES = (("service", "Services"), ("consu", "Goods"))
# UNCL 5305; of the module for electronic invoices, which Odoo installs by itself.
CATEGORIES = (
    ("AE", "AE - Vat Reverse Charge"),
    ("E", "E - Exempt from Tax"),
    ("S", "S - Standard rate"),
    ("Z", "Z - Zero rated goods"),
    ("G", "G - Free export item, VAT not charged"),
    ("O", "O - Services outside scope of tax"),
    ("K", "K - VAT exempt for EEA intra-community supply of goods and services"),
)


class Account(Model):
    """An account of the chart."""

    name, label, order = "account.account", "Account", "code"
    FIELDS = {
        "code": f.Char("Code", required=True),
        "name": f.Char("Account Name", required=True),
        "account_type": f.Char("Type"),
    }

    def name_of_row(self, env: Env, row: Row) -> Any:
        """`445710 VAT collected`."""
        return f"{row['code']} {row['name']}"


class AccountTax(Model):
    """A tax. Only percent taxes are computed."""

    name, label, order = "account.tax", "Tax", "sequence,id"
    FIELDS = {
        "name": f.Char("Tax Name", required=True),
        "sequence": f.Integer("Sequence", default=1),
        "type_tax_use": f.Selection(
            "Tax Type",
            options=(("sale", "Sales"), ("purchase", "Purchases"), ("none", "None")),
            default="sale",
        ),
        "amount_type": f.Selection(
            "Tax Computation",
            options=(("percent", "Percentage"), ("fixed", "Fixed"), ("group", "Group")),
            default="percent",
        ),
        "amount": f.Float("Amount", digits=4),
        "price_include": f.Boolean("Included in Price"),
        "price_include_override": f.Selection(
            "Included in Price",
            options=(("tax_included", "Tax Included"), ("tax_excluded", "Tax Excluded")),
            compute=lambda env, row: "tax_included" if row["price_include"] else False,
            only=19,
        ),
        "tax_scope": f.Selection("Tax Scope", options=SCOPES),
        "tax_exigibility": f.Selection(
            "Tax Exigibility",
            options=(("on_invoice", "Based on Invoice"), ("on_payment", "Based on Payment")),
            default="on_invoice",
        ),
        "country_id": f.Many2one("Country", "res.country"),
        "company_id": f.Many2one("Company", "res.company", required=True),
        "description": f.Char("Description"),
        "invoice_label": f.Char("Label on Invoices"),
        "ubl_cii_tax_category_code": f.Selection("Tax Category Code", options=CATEGORIES, only=19),
        "fiscal_position_ids": f.Many2many("Fiscal Positions", "account.fiscal.position", only=19),
        "original_tax_ids": f.Many2many("Replaces", "account.tax", only=19),
        "active": f.Boolean("Active", default=True),
    }

    def complete(self, env: Env, values: Row) -> Row:
        """The company's country and price mode, where they were not given."""
        company = env.row("res.company", int(values.get("company_id") or env.company))
        values.setdefault("company_id", company["id"])
        values.setdefault("country_id", fiscal_country(company))
        mode = values.get("price_include_override") or company.get("account_price_include")
        if env.version >= 19 and "price_include" not in values:
            values["price_include"] = mode == "tax_included"
        return values

    def name_of_row(self, env: Env, row: Row) -> Any:
        """The name; 17 adds the scope."""
        scope = dict(SCOPES).get(str(row["tax_scope"]))
        return f"{row['name']} ({scope})" if env.version < 19 and scope else row["name"]


def taxes_of(env: Env, ids: Iterable[int]) -> tuple[Tax, ...]:
    """The rates of some taxes, in the order in which Odoo applies them."""
    model = env.model("account.tax")
    rows = model.sort(env, [env.row("account.tax", tax) for tax in ids])
    return tuple(Tax(row["id"], row["amount"], row["price_include"]) for row in rows)


def default_taxes(env: Env, product: Row, company: int, position: Any) -> list[int]:
    """The product's taxes in one company, mapped by a fiscal position.

    Raises AccessError on 19 when the call may not see the taxes of that company.
    """
    own = [i for i in product["taxes_id"] if env.row("account.tax", i)["company_id"] == company]
    if env.version >= 19:
        _require_visible(env, own)
    if not position:
        return own
    mapping = replacements(env, position)
    return [new for tax in own for new in mapping.get(tax, [tax])]


def replacements(env: Env, position: int) -> dict[int, list[int]]:
    """Which taxes a fiscal position puts in the place of which."""
    found: dict[int, list[int]] = {}
    if env.version >= 19:
        for tax in env.model("account.tax").find(env, [["fiscal_position_ids", "in", [position]]]):
            for source in tax["original_tax_ids"]:
                found.setdefault(source, []).append(tax["id"])
        return found
    for line in env.children("account.fiscal.position.tax", "position_id", position):
        targets = found.setdefault(line["tax_src_id"], [])
        targets += [line["tax_dest_id"]] if line["tax_dest_id"] else []
    return found


def fiscal_country(company: Row) -> Any:
    """Whose taxes a company reports."""
    return company["account_fiscal_country_id"] or company["country_id"]


def _require_visible(env: Env, taxes: list[int]) -> None:
    model = env.model("account.tax")
    for tax in taxes:
        row = env.row("account.tax", tax)
        if not visible(env, model, row):
            hidden = hidden_message(env, model, row)
            raise AccessError(f"Failed to write field sale.order.line.tax_ids\n{hidden}")


class FiscalPosition(Model):
    """A fiscal position; with `foreign_vat` it stands for a VAT number of the company in its country."""

    name, label, order = "account.fiscal.position", "Fiscal Position", "sequence"
    FIELDS = {
        "name": f.Char("Fiscal Position", required=True),
        "sequence": f.Integer("Sequence"),
        "auto_apply": f.Boolean("Detect Automatically"),
        "vat_required": f.Boolean("VAT required"),
        "country_id": f.Many2one("Country", "res.country"),
        "country_group_id": f.Many2one("Country Group", "res.country.group"),
        "foreign_vat": f.Char("Foreign Tax ID"),
        "tax_ids": f.One2many("Tax Mapping", "account.fiscal.position.tax", inverse="position_id", only=17),
        "company_id": f.Many2one("Company", "res.company", default=lambda env: env.company),
        "active": f.Boolean("Active", default=True),
    }


class FiscalPositionTax(Model):
    """A tax that a fiscal position puts in the place of another; since 19 the taxes say it themselves."""

    name, label, only = "account.fiscal.position.tax", "Tax Mapping of Fiscal Position", 17
    FIELDS = {
        "position_id": f.Many2one("Fiscal Position", "account.fiscal.position", required=True),
        "tax_src_id": f.Many2one("Tax on Product", "account.tax", required=True),
        "tax_dest_id": f.Many2one("Tax to Apply", "account.tax"),
    }


def fiscal_position_for(env: Env, partner: Row, delivery: Row, company: int) -> Any:
    """The position Odoo picks: a partner's own, else by delivery country and VAT number; or False."""
    if partner.get("property_account_position_id"):
        return partner["property_account_position_id"]
    country = delivery.get("country_id")
    if not country:
        return False
    domain = [["auto_apply", "=", True], ["company_id", "=", company]]
    positions = env.model("account.fiscal.position").find(env, domain)
    has_vat = bool(partner.get("vat"))
    if env.version >= 19:
        return _first_that_fits(env, positions, country, has_vat)
    found = _by_region(env, positions, country, has_vat)
    return found or (has_vat and _by_region(env, positions, country, False))


def _first_that_fits(env: Env, positions: list[Row], country: int, has_vat: bool) -> Any:
    for row in positions:
        if row["vat_required"] and not has_vat:
            continue
        if _covers(env, row, country) or not (row["country_id"] or row["country_group_id"]):
            return row["id"]
    return False


def _by_region(env: Env, positions: list[Row], country: int, vat_required: bool) -> Any:
    fitting = [row for row in positions if row["vat_required"] == vat_required]
    for row in fitting:
        if row["country_id"] == country:
            return row["id"]
    for row in fitting:
        if row["country_group_id"] and _covers(env, row, country):
            return row["id"]
    for row in fitting:
        if not row["country_id"] and not row["country_group_id"]:
            return row["id"]
    return False


def _covers(env: Env, position: Row, country: int) -> bool:
    if position["country_id"] == country:
        return True
    group = position["country_group_id"]
    return bool(group) and country in env.row("res.country.group", group)["country_ids"]


class Journal(Model):
    """A journal; its code starts the numbers of its entries."""

    name, label, order = "account.journal", "Journal", "sequence, type, code"
    FIELDS = {
        "name": f.Char("Journal Name", required=True),
        "code": f.Char("Short Code"),
        "type": f.Selection(
            "Type",
            options=(
                ("sale", "Sales"),
                ("purchase", "Purchase"),
                ("cash", "Cash"),
                ("bank", "Bank"),
                ("general", "Miscellaneous"),
            ),
        ),
        "sequence": f.Integer("Sequence", default=10),
        "currency_id": f.Many2one("Currency", "res.currency"),
        "company_id": f.Many2one("Company", "res.company"),
        "active": f.Boolean("Active", default=True),
    }


class PaymentTerm(Model):
    """A payment term; `days` counts from the invoice date."""

    name, label, order = "account.payment.term", "Payment Terms", "sequence, id"
    FIELDS = {
        "name": f.Char("Payment Terms", required=True),
        "sequence": f.Integer("Sequence", default=10),
        "days": f.Integer("Days"),
        "company_id": f.Many2one("Company", "res.company"),
        "active": f.Boolean("Active", default=True),
    }


class PaymentMethodLine(Model):
    """A payment method of a journal."""

    name, label = "account.payment.method.line", "Payment Methods"
    FIELDS = {
        "name": f.Char("Name", required=True),
        "journal_id": f.Many2one("Journal", "account.journal"),
    }

    def name_of_row(self, env: Env, row: Row) -> Any:
        """The method; 19 adds the journal."""
        if env.version < 19 or not row["journal_id"]:
            return row["name"]
        return f"{row['name']} ({env.row('account.journal', row['journal_id'])['name']})"
