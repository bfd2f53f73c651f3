"""Where addresses lie that do not tell it themselves: what staff said of them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from odoo_bridge.vat.territories import LONGEST, Place, Written, named, written


class AddressTerritory(models.Model):
    """All addresses that are written like this one lie in that territory (an id of `territories.toml`).

    Kept as `written` writes it. It counts only where the address itself leaves it open.
    """

    country = models.CharField(_("country"), max_length=LONGEST["country"], help_text=_("For example ES."))
    postcode = models.CharField(_("postcode"), max_length=LONGEST["postcode"], blank=True)
    province = models.CharField(_("region"), max_length=LONGEST["province"], blank=True)
    town = models.CharField(_("town"), max_length=LONGEST["town"], blank=True)
    territory = models.CharField(_("VAT territory"), max_length=40)

    class Meta:
        ordering = ["country", "postcode", "town"]
        verbose_name = _("VAT territory of an address")
        verbose_name_plural = _("VAT territories of addresses")
        constraints = [models.UniqueConstraint(fields=Written._fields, name="address_territory_once")]

    def __str__(self) -> str:
        found = named(self.territory, timezone.localdate())
        return f"{' '.join(filter(None, self.written))} → {found.name if found else self.territory}"

    @property
    def written(self) -> Written:
        """How the address is written."""
        return written(
            Place(country=self.country, postcode=self.postcode, province=self.province, town=self.town)
        )

    def clean(self) -> None:
        """As it is compared."""
        for name, text in self.written._asdict().items():
            setattr(self, name, text)
