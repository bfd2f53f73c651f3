"""Who is told, and whether it works. The address of a webhook goes in and never comes out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin import overview
from hub.admin.actions import ObjectAction
from hub.admin.base import BackOfficeAdmin
from hub.admin.labels import BAD, BUSY, CALM, GOOD, moment, pill, shortened
from hub.admin.overview import counts
from hub.admin.secret_fields import secret_field
from hub.alerts import sending, transports
from hub.alerts.wording import Item
from hub.models import AlertRecipient, MessageKind, RecipientKind
from hub.people.places import Place
from hub.sentences import joined

_FAILING = "recipient_failing"


class RecipientForm(forms.ModelForm[AlertRecipient]):
    """An e-mail address or the address of a webhook."""

    webhook = secret_field(gettext_lazy("Webhook address"), stored=False, required=False)

    class Meta:
        model = AlertRecipient
        fields = ("name", "kind", "email", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "webhook" in self.fields:
            self.fields["webhook"].help_text = _(
                "Slack: Apps › Incoming Webhooks › Add. Mattermost and others alike."
            )
            if self.instance.pk and self.instance.kind == RecipientKind.WEBHOOK:
                self.fields["webhook"].widget.attrs["placeholder"] = _("Leave empty to keep the stored one.")

    def clean_webhook(self) -> str:
        """An address of the web."""
        address = str(self.cleaned_data.get("webhook") or "").strip()
        if address:
            URLValidator(schemes=["https", "http"])(address)
        return address

    def clean(self) -> dict[str, Any]:
        """Of the two, the one that the kind needs."""
        given = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if kind == RecipientKind.EMAIL and not given.get("email"):
            self.add_error("email", _("Type the address that is to be written to."))
        stored = bool(self.instance.pk and self.instance.secrets)
        if (
            kind == RecipientKind.WEBHOOK
            and not given.get("webhook")
            and not stored
            and "webhook" not in self.errors
        ):
            self.add_error("webhook", _("Type the address that the chat gave you."))
        return given


def test(request: HttpRequest, recipient: AlertRecipient, given: Mapping[str, Any]) -> None:
    """Send one now. What fails is said on the page."""
    item = Item(
        kind=MessageKind.BEGAN,
        name=_("This is a test"),
        cause=_("%(person)s wanted to know whether alerts reach you.") % {"person": request.user},
        remedy=_("Nothing has to be done."),
        link=f"{settings.BASE_URL}{reverse('admin:index')}",
    )
    transports.deliver(recipient, [item])
    sending.succeeded(recipient)
    messages.success(request, _("A test was sent to %(recipient)s.") % {"recipient": recipient})


TEST = ObjectAction(
    name="test",
    label=gettext_lazy("Send a test"),
    run=test,
    primary=True,
    permission="hub.operate_alertrecipient",
)


@admin.register(AlertRecipient)
class AlertRecipientAdmin(BackOfficeAdmin):
    """People and chats."""

    place = Place.SETUP
    form = RecipientForm
    list_display = ("name", "kind", "email", "state", "cause", "last")
    sortable_by = ()
    fields = ("name", "kind", "email", "webhook", "active")
    object_actions = (TEST,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With the new address of the webhook, where one was typed."""
        if form.cleaned_data.get("webhook"):
            obj.secrets = {"url": form.cleaned_data["webhook"]}
        obj.clear_trouble()
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("state"))
    def state(self, recipient: AlertRecipient) -> SafeString:
        """Whether messages arrive."""
        return state_of(recipient)

    @admin.display(description=gettext_lazy("cause"))
    def cause(self, recipient: AlertRecipient) -> SafeString:
        """What is wrong, and what to do."""
        return shortened(joined(recipient.error_cause, recipient.error_remedy), 300)

    @admin.display(description=gettext_lazy("last message"))
    def last(self, recipient: AlertRecipient) -> str:
        """That was taken."""
        return moment(recipient.last_success_at) or "–"


def state_of(recipient: AlertRecipient) -> SafeString:
    """Off, failing, working, or never tried."""
    if not recipient.active:
        return pill(_("Off"), CALM)
    if recipient.in_trouble:
        return pill(_("Cannot be told"), BAD)
    return pill(_("Works"), GOOD) if recipient.last_success_at else pill(_("Not tested yet"), BUSY)


def _failing() -> QuerySet[AlertRecipient]:
    return AlertRecipient.objects.filter(active=True, error_class__gt="")


def troubles(numbers: overview.Numbers) -> Iterable[overview.Trouble]:
    """Who cannot be told; one query where there is somebody, else none."""
    if not numbers.count(_FAILING):
        return
    for row in _failing().defer("secrets"):
        url = reverse("admin:hub_alertrecipient_change", args=[row.pk])
        name = f"{_('Alerts to')} {row}"
        yield overview.Trouble(name, state_of(row), row.error_cause, row.error_remedy, url)


counts.add(counts.Source("hub.view_alertrecipient", _FAILING, _failing, since="error_since"))
overview.watch("hub.view_alertrecipient", troubles)
