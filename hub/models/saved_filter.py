"""What a person looks for again and again in a list."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.columns import ExactCharField

NAME_LENGTH, QUERY_LENGTH = 60, 1000


class SavedFilter(models.Model):
    """Search, filters and order of a list under a name; nobody else sees it.

    `table` is the list's (`hub.order`), `query` the part of its address behind the question mark.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    table = models.CharField(_("list"), max_length=100)
    name = ExactCharField(_("name"), max_length=NAME_LENGTH)
    query = models.CharField(_("filter"), max_length=QUERY_LENGTH)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "table", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name
