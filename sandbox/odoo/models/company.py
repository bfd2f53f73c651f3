"""Companies, currencies, users and their API keys."""

from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.access import SYSTEM
from sandbox.odoo.env import Env
from sandbox.odoo.model import Model
from sandbox.odoo.rpc import model_method, record_method
from sandbox.odoo.taxes import GLOBALLY, PER_LINE


class Company(Model):
    """A company that keeps books."""

    name, label, order = "res.company", "Companies", "sequence,name"
    FIELDS = {
        "name": f.Char("Company Name", required=True),
        "sequence": f.Integer("Sequence", default=10),
        "currency_id": f.Many2one("Currency", "res.currency", required=True),
        "partner_id": f.Many2one("Partner", "res.partner"),
        "country_id": f.Many2one("Country", "res.country"),
        "account_fiscal_country_id": f.Many2one("Fiscal Country", "res.country"),
        "account_sale_tax_id": f.Many2one("Default Sale Tax", "account.tax"),
        "parent_id": f.Many2one("Parent Company", "res.company"),
        "vat": f.Char("Tax ID"),
        "tax_calculation_rounding_method": f.Selection(
            "Tax Calculation Rounding Method",
            options=((PER_LINE, "Round per Line"), (GLOBALLY, "Round Globally")),
            default=lambda env: PER_LINE if env.version < 19 else GLOBALLY,
        ),
        "account_price_include": f.Selection(
            "Default Sales Price Include",
            options=(("tax_included", "Tax Included"), ("tax_excluded", "Tax Excluded")),
            default="tax_excluded",
            only=19,
        ),
    }


class Currency(Model):
    """A currency; `decimal_places` rounds its amounts."""

    name, label, order = "res.currency", "Currency", "active desc,name"
    FIELDS = {
        "name": f.Char("Currency", required=True),
        "symbol": f.Char("Symbol"),
        "rate": f.Float("Current Rate", digits=6, default=f.to_decimal(1)),
        "rounding": f.Float("Rounding Factor", digits=6, default=f.to_decimal("0.01")),
        "decimal_places": f.Integer("Decimal Places", default=2),
        "active": f.Boolean("Active", default=True),
    }


class Users(Model):
    """A user who may log in over RPC."""

    name, label, order = "res.users", "User", "name,login"
    method_versions = {"has_access": 19}
    FIELDS = {
        "login": f.Char("Login", required=True),
        "name": f.Char("Name", required=True),
        "email": f.Char("Email"),
        "lang": f.Char("Language", default="en_US"),
        "tz": f.Char("Timezone"),
        "partner_id": f.Many2one("Related Partner", "res.partner"),
        "company_id": f.Many2one("Company", "res.company"),
        "company_ids": f.Many2many("Companies", "res.company"),
        "groups_id": f.Many2many("Groups", "res.groups", only=17),
        "group_ids": f.Many2many("Groups", "res.groups", only=19),
        "all_group_ids": f.Many2many("Groups and implied groups", "res.groups", only=19),
        "share": f.Boolean("Share User"),
        "active": f.Boolean("Active", default=True),
    }

    @model_method
    def context_get(self, env: Env) -> dict[str, Any]:
        """The user's language, time zone and id."""
        return {"lang": env.user["lang"], "tz": env.user["tz"], "uid": env.uid}


class Users17(Users):
    """Users of Odoo 17, where the question for a group needs no ids."""

    only = 17

    @model_method
    def has_group(self, env: Env, group_ext_id: str) -> bool:
        """Whether the user who asks has the group."""
        return group_ext_id in env.groups or SYSTEM in env.groups


class Users19(Users):
    """Users of Odoo 19."""

    only = 19

    @record_method
    def has_group(self, env: Env, ids: list[int], group_ext_id: str) -> bool:
        """Whether the (first) user has the group."""
        groups = env.registry.groups_of(ids[0]) if ids else env.groups
        return group_ext_id in groups or SYSTEM in groups


class Groups(Model):
    """An access group."""

    name, label, order = "res.groups", "Access Groups", "sequence,id"
    FIELDS = {"name": f.Char("Name", required=True), "sequence": f.Integer("Sequence")}


class ApiKeys(Model):
    """API keys; a user sees their own. `key` is what the client sends and is never shown."""

    name, label, order = "res.users.apikeys", "Users API Keys", "id"
    FIELDS = {
        "name": f.Char("Description", required=True),
        "scope": f.Char("Scope", default="rpc"),
        "user_id": f.Many2one("User", "res.users", required=True),
        "expiration_date": f.Datetime("Expiration Date", only=19),
    }
