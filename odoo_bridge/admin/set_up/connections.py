"""The steps of an Odoo connection: connected, taxes found, our own VAT id known."""

from collections import Counter
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.admin.guide import Card, Link, Step, StepState, returning
from hub.admin.guide.steps import Cards, in_turn
from hub.sentences import joined
from odoo_bridge.models import OdooConnection, TaxMapping


def connection_cards() -> Cards:
    """A card for each connection; two queries."""
    usable = Counter(TaxMapping.objects.filter(active=True).values_list("connection", flat=True))
    connections = OdooConnection.objects.defer("secrets").order_by("name")
    return Cards(
        title=gettext_lazy("Odoo"),
        intro=gettext_lazy("The company in Odoo that orders go to."),
        cards=[_card(connection, usable[connection.pk]) for connection in connections],
        add=Link(gettext_lazy("Add an Odoo connection"), reverse("admin:odoo_bridge_odooconnection_add")),
    )


def _card(connection: OdooConnection, taxes: int) -> Card:
    return Card(f"Odoo {connection}", _url(connection), in_turn(_steps(connection, taxes)))


def _steps(connection: OdooConnection, taxes: int) -> Iterator[Step]:
    yield _access(connection)
    yield _taxes(connection, taxes)
    yield _vat_id(connection)


def _access(connection: OdooConnection) -> Step:
    title, test = _("Connect"), Link(_("Test connection"), _do(connection, "test"))
    change = Link(_("Change the access"), returning(_url(connection)))
    if connection.in_trouble:
        said: str = joined(connection.error_cause, connection.error_remedy)
        return Step(title, StepState.TROUBLE, said, [test, change])
    if not connection.active:
        said = _("The connection is switched off: nothing is delivered over it.")
        return Step(title, StepState.OPEN, said, [Link(_("Switch it on"), returning(_url(connection)))])
    if connection.uid:
        said = _("Odoo %(version)s answers.") % {"version": connection.version}
        return Step(title, StepState.DONE, said, [test])
    said = _("Test the connection: it says which right the API user lacks, and where to give it.")
    return Step(title, StepState.OPEN, said, [test, change])


def _taxes(connection: OdooConnection, usable: int) -> Step:
    title, table = _("Taxes"), reverse("admin:odoo_bridge_taxmapping_changelist")
    if usable:
        said = ngettext("%(count)d sale tax can be used.", "%(count)d sale taxes can be used.", usable)
        links = [Link(_("Look at the table"), f"{table}?connection__id__exact={connection.pk}")]
        return Step(title, StepState.DONE, said % {"count": usable}, links)
    said = _("Switch on in Odoo the sale taxes that your shops charge, then read them anew.")
    return Step(title, StepState.OPEN, said, [Link(_("Refresh taxes"), _do(connection, "taxes"))])


def _vat_id(connection: OdooConnection) -> Step:
    title, form = _("Our own VAT id"), Link(_("Enter it"), returning(_url(connection)))
    if connection.seller_vat_id:
        said = _("VIES is asked as %(number)s.") % {"number": connection.seller_vat_id}
        return Step(title, StepState.DONE, said)
    said = _("With it VIES gives a consultation number, the proof that a customer's VAT id was checked.")
    return Step(title, StepState.OPEN, said, [form])


def _url(connection: OdooConnection) -> str:
    return reverse("admin:odoo_bridge_odooconnection_change", args=[connection.pk])


def _do(connection: OdooConnection, action: str) -> str:
    return returning(reverse("admin:odoo_bridge_odooconnection_do", args=[connection.pk, action]))
