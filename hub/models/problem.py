"""Problems: what many orders wait for alike, who takes care of it, and how it ended."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.columns import SentenceField

KEY_LENGTH, TEXT_LENGTH = 32, 255


class ProblemState(models.TextChoices):
    """`open` while something waits for it; a resolved one opens again when it comes back."""

    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


class Problem(models.Model):
    """One cause, by the key of `hub.problems.cause.Cause`; the rows that it holds up are found by the cause.

    `said`, `todo`, `orders` and `since` are what it looked like when the hub looked last, for the time after
    its end. `version` counts what people did, so that two of them cannot do it at once unawares.
    """

    key = models.CharField(primary_key=True, max_length=KEY_LENGTH, editable=False)
    source = models.CharField(_("kind"), max_length=16)
    place = models.CharField(_("where"), max_length=64)
    error_class = models.CharField(_("error class"), max_length=16, blank=True)
    code = models.CharField(_("error code"), max_length=64)
    subject = models.CharField(_("waits for"), max_length=TEXT_LENGTH, blank=True)
    said = SentenceField(_("cause"), blank=True)
    todo = SentenceField(_("what to do"), blank=True)
    orders = models.PositiveIntegerField(_("orders"), default=0)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ProblemState.choices, default=ProblemState.OPEN
    )
    times = models.PositiveIntegerField(_("times opened"), default=1)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.CharField(_("resolved by"), max_length=150, blank=True)
    resolution = SentenceField(_("how"), blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("taken care of by"),
    )
    snoozed_until = models.DateField(_("put off until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        indexes = [models.Index(fields=["state", "-resolved_at"], name="problem_resolved")]

    def __str__(self) -> str:
        return f"{self.code} {self.subject or self.place}".strip()


class ProblemAct(models.Model):
    """What a person did about a problem, in words, with the reason that was given."""

    problem = models.ForeignKey(
        Problem, on_delete=models.CASCADE, related_name="acts", verbose_name=_("problem")
    )
    text = SentenceField(_("what was done"))
    reason = models.TextField(_("reason"), blank=True)
    ends = models.BooleanField(default=False)
    actor = models.CharField(_("who"), max_length=150)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("what was done about a problem")
        verbose_name_plural = _("what was done about problems")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text


class Replay(models.Model):
    """What waits for a problem is run again: exactly what the person saw counted, each of it once.

    `choice` is what the target is let do about each (see `hub.deliveries.choose`), empty for just once more.
    """

    problem = models.ForeignKey(
        Problem, on_delete=models.CASCADE, related_name="replays", verbose_name=_("problem")
    )
    choice = models.CharField(max_length=32, blank=True)
    reason = SentenceField(_("reason"))
    actor = models.CharField(_("who"), max_length=150)
    total = models.PositiveIntegerField(_("to be run again"), default=0)
    restarted = models.PositiveIntegerField(_("run again"), default=0)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        ordering = ["-id"]
        indexes = [models.Index(fields=["finished_at"], name="replay_unfinished")]

    def __str__(self) -> str:
        return f"{self.problem}: {self.restarted}/{self.total}"


class ReplayItem(models.Model):
    """One row of the problem's source that is to be run again, by its id; `done` once it was looked at."""

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="items")
    member = models.BigIntegerField()
    done = models.BooleanField(default=False)
    restarted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["replay", "member"], name="replay_item_once")]
        indexes = [models.Index(fields=["replay", "done", "member"], name="replay_item_next")]

    def __str__(self) -> str:
        return str(self.member)
