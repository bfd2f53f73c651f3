"""Which of the sources of the first page are alerts too."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from hub.admin.backfills.trouble import troubles as backfills
from hub.admin.reconciliation.trouble import runs
from hub.admin.shops.columns import is_late
from hub.alerts import watched
from hub.alerts.rules import Found, Rule, Unit, register
from hub.errors import ErrorClass
from hub.models import Shop
from hub.sentences import say

LASTED = gettext_lazy("Minutes that it must have lasted.")


def unread(_minutes: int) -> Iterator[Found]:
    """Active shops that cannot be read, or are not read; a refused key is a rule of its own. One query."""
    for shop in Shop.objects.filter(active=True).exclude(error_class=ErrorClass.CREDENTIALS):
        if shop.in_trouble or is_late(shop):
            yield Found(
                key=shop.slug,
                name=say("Shop {shop} is not read", shop=shop),
                cause=shop.error_cause or say("It has not been read to the end for too long."),
                remedy=shop.error_remedy or say("See whether the worker runs, then poll the shop."),
                url=reverse("admin:hub_shop_change", args=[shop.pk]),
                since=shop.error_since or shop.last_success_at,
            )


register(
    Rule(
        code="shop_unread",
        label=gettext_lazy("A shop cannot be read"),
        help_text=LASTED,
        unit=Unit.MINUTES,
        threshold=30,
        looks=(unread,),
    )
)
watched.watch("backfills", gettext_lazy("A re-read stopped, or orders were missed"), backfills, LASTED)
watched.watch("reconciliation_missed", gettext_lazy("A reconciliation did not take place"), runs, LASTED)
