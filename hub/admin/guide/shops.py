"""The steps of a shop that are about the shop itself: let in, tested, read."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.admin.guide.steps import Card, Cards, Link, Step, StepState, further_steps, in_turn, returning
from hub.admin.labels import moment
from hub.admin.shops.columns import channel_label, with_counts
from hub.models import Shop
from hub.sentences import joined


def shop_cards() -> Cards:
    """A card for each shop."""
    shops = list(with_counts(Shop.objects.all()))
    further = further_steps(shops)
    return Cards(
        title=gettext_lazy("Shops"),
        intro=gettext_lazy(
            "One card for each account on a platform. First look at what would be delivered, then go live."
        ),
        cards=[_card(shop, [step for steps in further for step in steps.get(shop.pk, ())]) for shop in shops],
        add=Link(gettext_lazy("Add a shop"), reverse("admin:hub_shop_add")),
    )


def _card(shop: Shop, further: Sequence[Step]) -> Card:
    title = f"{shop} · {channel_label(shop.channel)}"
    return Card(title, _url(shop), in_turn([*_own(shop), *further]))


def _own(shop: Shop) -> Iterator[Step]:
    yield _access(shop)
    yield _orders(shop)


def _access(shop: Shop) -> Step:
    title, test = _("Connect"), Link(_("Test connection"), _do(shop, "test"))
    change = Link(_("Change the access"), returning(_url(shop)))
    if shop.in_trouble:
        said: str = joined(shop.error_cause, shop.error_remedy)
        return Step(title, StepState.TROUBLE, said, [test, change])
    if shop.last_success_at is not None:
        said = _("The shop lets the hub in; last read to the end: %(moment)s.")
        return Step(title, StepState.DONE, said % {"moment": moment(shop.last_success_at)})
    said = _("Test the connection: it says which permission is missing, and where to give it.")
    return Step(title, StepState.OPEN, said, [test, change])


def _orders(shop: Shop) -> Step:
    title, older = _("Read orders"), Link(_("Read older orders again"), _do(shop, "older"))
    count = int(getattr(shop, "order_count", 0))
    if not shop.active:
        said = _("The shop is paused: its orders are not read.")
        return Step(title, StepState.OPEN, said, [Link(_("Resume"), _do(shop, "resume"))])
    if count:
        said = ngettext("%(count)d order is here.", "%(count)d orders are here.", count) % {"count": count}
        return Step(title, StepState.DONE, said, [older])
    if shop.last_success_at is not None:
        said = _("The shop was read and showed no order. Read the last 30 days to have some to look at.")
        return Step(title, StepState.OPEN, said, [older])
    said = _("The worker reads the shop within a minute. If it does not, see whether the worker runs.")
    return Step(title, StepState.OPEN, said, [Link(_("Poll now"), _do(shop, "poll")), older])


def _url(shop: Shop) -> str:
    return reverse("admin:hub_shop_change", args=[shop.pk])


def _do(shop: Shop, action: str) -> str:
    return returning(reverse("admin:hub_shop_do", args=[shop.pk, action]))
