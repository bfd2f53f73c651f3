"""Odoo's own tables, most of which only administrators may read."""

from sandbox.odoo import access
from sandbox.odoo import fields as f
from sandbox.odoo.env import Env
from sandbox.odoo.model import Model
from sandbox.odoo.rpc import model_method


class ModelData(Model):
    """External ids. Their rows live in `Database.external_ids`; clients may not read them."""

    name, label = "ir.model.data", "Model Data"
    FIELDS = {
        "name": f.Char("External Identifier", required=True),
        "module": f.Char("Module"),
        "model": f.Char("Model Name"),
        "res_id": f.Integer("Record ID"),
    }


class Models(Model):
    """The installed models."""

    name, label = "ir.model", "Models"
    FIELDS = {"model": f.Char("Model", required=True), "modules": f.Char("In Apps")}


class ModelFields(Model):
    """The fields of the models."""

    name, label = "ir.model.fields", "Fields"
    FIELDS = {"name": f.Char("Field Name", required=True), "model": f.Char("Model Name")}


class ModelAccess(Model):
    """Access lists; everybody may ask about their own rights."""

    name, label = "ir.model.access", "Model Access"
    FIELDS = {
        "name": f.Char("Name", required=True),
        "model_id": f.Many2one("Model", "ir.model"),
        "perm_create": f.Boolean("Create Access"),
    }

    @model_method
    def check(self, env: Env, model: str, mode: str = "read", raise_exception: bool = True) -> bool:
        """Whether the user may do that with the model. Raises AccessError when asked to."""
        if raise_exception:
            access.check(env, env.model(model), mode)
        return access.allowed(env, model, mode)


class ConfigParameter(Model):
    """System parameters."""

    name, label = "ir.config_parameter", "System Parameter"
    FIELDS = {"key": f.Char("Key", required=True), "value": f.Text("Value")}


class DecimalPrecision(Model):
    """How many decimals prices and quantities keep."""

    name, label = "decimal.precision", "Decimal Precision"
    FIELDS = {"name": f.Char("Usage", required=True), "digits": f.Integer("Digits", default=2)}


class Module(Model):
    """The installed modules."""

    name, label, order = "ir.module.module", "Module", "sequence,name"
    FIELDS = {
        "name": f.Char("Technical Name", required=True),
        "state": f.Char("Status", default="installed"),
        "latest_version": f.Char("Installed Version"),
        "sequence": f.Integer("Sequence", default=100),
    }
