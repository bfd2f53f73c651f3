"""Addresses of pages in Odoo's own web client, and of our page that mends what a delivery waits for."""

from urllib.parse import urlencode

from django.urls import reverse

from hub.errors import ErrorClass
from hub.links import Called, Stored, TargetLinks
from hub.models import Delivery
from odoo_bridge.admin.record_names import called
from odoo_bridge.booking.table import row_of
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.gateways.names import PARTNER, PRODUCT
from odoo_bridge.vat.orders.places import named_in

_TABLES = {
    "tax": "admin:odoo_bridge_taxmapping_changelist",
    "journal": "admin:odoo_bridge_paymentmapping_changelist",
    "vat_tax": "admin:odoo_bridge_vattaxmapping_changelist",
    "vat_position": "admin:odoo_bridge_vatpositionmapping_changelist",
}


class OdooLinks:
    """Links into one Odoo database."""

    def __init__(self, connection: OdooConnection) -> None:
        self._connection = connection

    def record(self, model: str, record_id: int) -> str:
        """The form of a record."""
        if self._has_paths:
            return f"{self._connection.url}/odoo/{model}/{record_id}"
        place = urlencode({"id": record_id, "model": model, "view_type": "form"})
        return f"{self._connection.url}/web#{place}"

    def partner(self, record_id: int) -> str:
        """The form of a customer."""
        return self.record(PARTNER, record_id)

    def called(self, record: Stored) -> Called:
        """In the words of Odoo's users."""
        return called(record)

    def mend(self, delivery: Delivery) -> str:
        """The table, the policy or Odoo's products for what is missing there, the choice of a customer.

        Else the connection, where it is that one's trouble.
        """
        kind, _, name = delivery.waits_for.partition(":")
        table = _TABLES.get(kind)
        if table:
            return self._row(delivery.waits_for) or self._list(table)
        if kind in ("choice", "vat") or delivery.waits_for == "sku:":
            return _territory(delivery.waits_for) or self._policy(delivery)
        if kind == "sku":
            return self._products()
        if kind in ("customer", "vies"):
            return _choice_of_customer(delivery) if kind == "customer" else _answers_of_vies(name)
        if delivery.error_class in (ErrorClass.CREDENTIALS, ErrorClass.CONFIG):
            return reverse("admin:odoo_bridge_odooconnection_change", args=[self._connection.pk])
        return ""

    def _row(self, waits_for: str) -> str:
        """The page of the row that is to be filled in; empty where there is none yet."""
        row = row_of(self._connection, waits_for)
        return reverse(f"admin:odoo_bridge_{row._meta.model_name}_change", args=[row.pk]) if row else ""

    def _list(self, table: str) -> str:
        query = urlencode({"connection__id__exact": self._connection.pk})
        return f"{reverse(table)}?{query}"

    def _policy(self, delivery: Delivery) -> str:
        policy = ShopPolicy.objects.filter(shop=delivery.order.shop_id).first()
        return reverse("admin:odoo_bridge_shoppolicy_change", args=[policy.pk]) if policy else ""

    def _products(self) -> str:
        if self._has_paths:
            return f"{self._connection.url}/odoo/{PRODUCT}"
        return f"{self._connection.url}/web#model={PRODUCT}&view_type=list"

    @property
    def _has_paths(self) -> bool:
        return versions.major(self._connection.version) >= versions.FIRST_WITH_PATHS


def _choice_of_customer(delivery: Delivery) -> str:
    return reverse("admin:odoo_bridge_partner_choose", args=[delivery.pk])


def _territory(waits_for: str) -> str:
    """The form that says where an address lies; empty where no address is waited for."""
    place = named_in(waits_for)
    if place is None:
        return ""
    return f"{reverse('admin:odoo_bridge_addressterritory_add')}?{urlencode(place._asdict())}"


def _answers_of_vies(number: str) -> str:
    return f"{reverse('admin:odoo_bridge_vatcheck_changelist')}?{urlencode({'q': number})}"


def open_links(target: str) -> TargetLinks | None:
    """The links of `odoo:<name>`; None when that connection is gone."""
    connection = OdooConnection.objects.filter(name=target.partition(":")[2]).first()
    return OdooLinks(connection) if connection else None
