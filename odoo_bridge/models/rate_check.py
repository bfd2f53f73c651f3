"""What came of the last comparison of our VAT rates with a public source."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.trouble import Troubled


class VatRateCheck(Troubled):
    """One row for each source; in trouble while rates differ or the installed source is too old."""

    source = models.CharField(_("source"), max_length=64, unique=True)
    source_day = models.DateField(_("state of the source"))
    checked_at = models.DateTimeField(_("compared"))

    class Meta:
        verbose_name = _("check of VAT rates")
        verbose_name_plural = _("checks of VAT rates")

    def __str__(self) -> str:
        return f"{self.source} {self.source_day}"
