"""Countries and the groups they belong to."""

from sandbox.odoo import fields as f
from sandbox.odoo.model import Model


class Country(Model):
    """A country by its ISO code."""

    name, label, order = "res.country", "Country", "name"
    FIELDS = {
        "name": f.Char("Country Name", required=True),
        "code": f.Char("Country Code"),
        "active": f.Boolean("Active", default=True),
        "country_group_ids": f.Many2many("Country Groups", "res.country.group"),
    }


class CountryGroup(Model):
    """A group of countries, such as the European Union."""

    name, label, order = "res.country.group", "Country Group", "name,id"
    FIELDS = {
        "name": f.Char("Name", required=True),
        "country_ids": f.Many2many("Countries", "res.country"),
    }


class CountryState(Model):
    """A state or region of a country."""

    name, label, order = "res.country.state", "Country state", "code,id"
    FIELDS = {
        "name": f.Char("State Name", required=True),
        "code": f.Char("State Code", required=True),
        "country_id": f.Many2one("Country", "res.country", required=True),
    }


class Language(Model):
    """An installed language."""

    name, label, order = "res.lang", "Languages", "active desc,name"
    FIELDS = {
        "name": f.Char("Name", required=True),
        "code": f.Char("Locale Code", required=True),
        "active": f.Boolean("Active", default=True),
    }
