"""Addresses of pages in Odoo's own web client, and of our page that mends what a delivery waits for."""

from urllib.parse import urlencode

from django.urls import reverse

from hub.errors import ErrorClass
from hub.links import TargetLinks
from hub.models import Delivery
from odoo_bridge.models import OdooConnection

_FIRST_WITH_PATHS = 18  # before, the record is named behind a hash


class OdooLinks:
    """Links into one Odoo database."""

    def __init__(self, connection: OdooConnection) -> None:
        self._connection = connection

    def record(self, model: str, record_id: int) -> str:
        """The form of a record."""
        if self._major >= _FIRST_WITH_PATHS:
            return f"{self._connection.url}/odoo/{model}/{record_id}"
        place = urlencode({"id": record_id, "model": model, "view_type": "form"})
        return f"{self._connection.url}/web#{place}"

    def mend(self, delivery: Delivery) -> str:
        """The tax table for a missing tax, Odoo's products for a missing product, else the connection."""
        if delivery.waits_for.startswith("tax:"):
            query = urlencode({"connection__id__exact": self._connection.pk})
            return f"{reverse('admin:odoo_bridge_taxmapping_changelist')}?{query}"
        if delivery.waits_for.startswith("sku:"):
            return self._products()
        if delivery.error_class in (ErrorClass.CREDENTIALS, ErrorClass.CONFIG):
            return reverse("admin:odoo_bridge_odooconnection_change", args=[self._connection.pk])
        return ""

    def _products(self) -> str:
        if self._major >= _FIRST_WITH_PATHS:
            return f"{self._connection.url}/odoo/product.product"
        return f"{self._connection.url}/web#model=product.product&view_type=list"

    @property
    def _major(self) -> int:
        digits = self._connection.version.removeprefix("saas~").split(".")[0]
        return int(digits) if digits.isdigit() else 0


def open_links(target: str) -> TargetLinks | None:
    """The links of `odoo:<name>`; None when that connection is gone."""
    connection = OdooConnection.objects.filter(name=target.partition(":")[2]).first()
    return OdooLinks(connection) if connection else None
