"""The bridge as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hub.sentences import say


class OdooBridgeConfig(AppConfig):
    """Takes settled orders into Odoo."""

    name = "odoo_bridge"
    verbose_name = _("Odoo")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug into what the hub lets others join: queues, clock, API, metrics, dry run, reconciliation, …"""
        from hub import clock, previews  # noqa: PLC0415 - models exist only now
        from hub import connections as hub_connections  # noqa: PLC0415
        from hub.api import addresses  # noqa: PLC0415
        from hub.documents import sources  # noqa: PLC0415
        from hub.outbox import queues  # noqa: PLC0415
        from hub.problems import elsewhere, outages, words  # noqa: PLC0415
        from hub.reconciliation import kinds, sides  # noqa: PLC0415
        from hub.web import metrics  # noqa: PLC0415
        from odoo_bridge.bridge.process import topology  # noqa: PLC0415
        from odoo_bridge.connections import check_all  # noqa: PLC0415
        from odoo_bridge.documents.planning import missing  # noqa: PLC0415
        from odoo_bridge.metrics import families  # noqa: PLC0415
        from odoo_bridge.preview.previewer import OdooPreviewer  # noqa: PLC0415
        from odoo_bridge.problems import WORDS  # noqa: PLC0415
        from odoo_bridge.problems import outages as odoo_outages  # noqa: PLC0415
        from odoo_bridge.reconciliation.kinds import KINDS  # noqa: PLC0415
        from odoo_bridge.reconciliation.mending import for_a_person  # noqa: PLC0415
        from odoo_bridge.reconciliation.side import of_shop  # noqa: PLC0415
        from odoo_bridge.saved_mappings import saved  # noqa: PLC0415
        from odoo_bridge.vat.api.decide import VatDecide  # noqa: PLC0415
        from odoo_bridge.vat.api.differences import VatDifferences  # noqa: PLC0415
        from odoo_bridge.vat.api.report import VatReport  # noqa: PLC0415
        from odoo_bridge.vat.api.views import VatCheck  # noqa: PLC0415
        from odoo_bridge.vat.stored.waiting import let_go  # noqa: PLC0415
        from odoo_bridge.vat.vies import answered  # noqa: PLC0415

        hub_connections.register(check_all)
        answered.register(let_go)
        outages.register(odoo_outages)
        words.register(WORDS)
        elsewhere.register(saved)
        queues.register(topology())
        metrics.register(families)
        sources.register(missing)
        previews.register(OdooPreviewer())
        clock.add("compare VAT rates", "odoo_bridge.rate_watch.check", minutes=24 * 60)
        addresses.add("vat/check/", VatCheck, "vat-check", say("Check VAT ids in VIES and read the proofs."))
        decides = say("Decide the VAT of a sale.")
        addresses.add("vat/decide/", VatDecide, "vat-decide", decides)
        reports = say("Add up the VAT of a period, and list where shops charged another than is due.")
        addresses.add("vat/report/", VatReport, "vat-report", reports)
        addresses.add("vat/differences/", VatDifferences, "vat-differences", reports)
        clock.add("ask VIES again", "odoo_bridge.vat.vies.again.ask_due", minutes=1)
        clock.add("tidy VIES", "odoo_bridge.vat.vies.again.tidy", minutes=24 * 60)
        kinds.register(KINDS)
        sides.register("odoo", of_shop, for_a_person)
