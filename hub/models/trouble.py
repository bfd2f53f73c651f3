"""What went wrong with a row: class, code, cause in words and what to do about it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.errors import AffluentError, ErrorClass
from hub.models.columns import SentenceField


class NotedError(AffluentError):
    """An error as it was noted on a row."""

    def __init__(self, error_class: ErrorClass, code: str, cause: str, remedy: str) -> None:
        self.error_class = error_class
        super().__init__(code, cause, remedy)


class Troubled(models.Model):
    """Columns that say what is wrong; `error_class` is empty when nothing is."""

    error_class = models.CharField(
        _("error class"), max_length=16, blank=True, choices=[(c.value, c.value) for c in ErrorClass]
    )
    error_code = models.CharField(_("error code"), max_length=64, blank=True)
    error_cause = SentenceField(_("cause"), blank=True)
    error_remedy = SentenceField(_("what to do"), blank=True)
    error_since = models.DateTimeField(_("since"), null=True, blank=True)

    TROUBLE_FIELDS = ("error_class", "error_code", "error_cause", "error_remedy", "error_since")

    class Meta:
        abstract = True

    @property
    def in_trouble(self) -> bool:
        """Whether something is wrong."""
        return bool(self.error_class)

    @property
    def noted_error(self) -> AffluentError | None:
        """What is wrong, as the error that it was."""
        if not self.in_trouble:
            return None
        known = ErrorClass(self.error_class)
        return NotedError(known, self.error_code, self.error_cause, self.error_remedy)

    def note_trouble(self, error: AffluentError, now: datetime) -> None:
        """Take over what the error says; the same trouble keeps its beginning."""
        same = (self.error_class, self.error_code) == (error.error_class.value, error.code)
        self.error_class, self.error_code = error.error_class.value, error.code
        self.error_cause, self.error_remedy = error.cause, error.remedy
        if not same or self.error_since is None:
            self.error_since = now

    def clear_trouble(self) -> None:
        """Nothing is wrong any more."""
        self.error_class = self.error_code = self.error_cause = self.error_remedy = ""
        self.error_since = None
