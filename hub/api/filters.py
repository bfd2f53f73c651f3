"""Which orders: the filters of the list."""

from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django_filters import filters
from django_filters.filterset import FilterSet
from drf_spectacular.utils import extend_schema_field

from hub import ports
from hub.api.held import is_held
from hub.api.parameters import TimeField
from hub.models import Difference, DifferenceState, Line, Order, Shop
from hub.order.vocabulary import FulfillmentStatus, PaymentStatus, Status


def text(description: str, **options: Any) -> filters.Filter:
    """A filter by a text."""
    return documented(filters.CharFilter(**options), description, type="string")


def moment(description: str, column: str, lookup: str) -> filters.Filter:
    """A bound in time; `_from` includes it, `_to` does not: windows side by side never overlap."""
    made = filters.Filter(field_name=column, lookup_expr=lookup)
    made.field_class = TimeField
    return documented(made, description, type="string", format="date-time")


def words(vocabulary: type[StrEnum], column: str) -> filters.Filter:
    """A filter by one or several words of a closed list."""
    known = [word.value for word in vocabulary]
    made = filters.MultipleChoiceFilter(
        field_name=column,
        choices=[(word, word) for word in known],
        error_messages={"invalid_choice": f"%(value)s is none of {', '.join(known)}."},
    )
    return documented(made, "Repeat it for several.", type="string", enum=known)


def documented(made: Any, description: str, **schema: Any) -> filters.Filter:
    """The filter with what the OpenAPI document says of it."""
    described: filters.Filter = extend_schema_field({**schema, "description": description})(made)
    return described


def _installed_channels() -> list[tuple[str, str]]:
    return [(channel.slug, channel.slug) for channel in ports.channels()]


class OrderFilter(FilterSet):
    """All conditions must hold; those that may be repeated are met by any of their values."""

    channel = documented(
        filters.MultipleChoiceFilter(
            method="of_channels",
            choices=_installed_channels,
            error_messages={"invalid_choice": "No channel is called %(value)s."},
        ),
        "Platform, for example woocommerce. Repeat it for several.",
        type="string",
    )
    shop = documented(
        filters.ModelMultipleChoiceFilter(
            to_field_name="slug",
            method="of_shops",
            queryset=Shop.objects.defer("credentials"),
            error_messages={"invalid_choice": "No shop is called %(value)s; /api/v1/shops/ lists them."},
        ),
        "Slug of the shop. Repeat it for several.",
        type="string",
    )
    status = words(Status, "status")
    payment_status = words(PaymentStatus, "payment_status")
    fulfillment_status = words(FulfillmentStatus, "fulfillment_status")
    number = text("What people call the order, exactly (`#` is written %23 in an address).")
    email = text("The customer's e-mail address, in any case.", lookup_expr="iexact")
    sku = text("Orders whose newest revision has a line of this SKU, exactly.", method="with_sku")
    placed_from = moment("Placed at or after.", "placed_at", "gte")
    placed_to = moment("Placed before.", "placed_at", "lt")
    updated_from = moment("Updated at the shop at or after.", "updated_at", "gte")
    updated_to = moment("Updated at the shop before.", "updated_at", "lt")
    changed_from = moment("Changed in the hub at or after.", "changed_at", "gte")
    changed_to = moment("Changed in the hub before.", "changed_at", "lt")
    held = documented(
        filters.ChoiceFilter(
            choices=[("true", "true"), ("false", "false")],
            method="waiting_for_a_person",
            error_messages={"invalid_choice": "%(value)s is neither true nor false."},
        ),
        "Whether the order or one of its deliveries waits for a person.",
        type="boolean",
    )

    class Meta:
        model = Order
        fields: list[str] = []

    REPEATABLE = frozenset({"channel", "shop", "status", "payment_status", "fulfillment_status"})

    def of_channels(self, orders: QuerySet[Order], name: str, value: list[str]) -> QuerySet[Order]:
        """Orders of these platforms."""
        return orders.filter(shop__in=Shop.objects.filter(channel__in=value).values("pk"))

    def of_shops(self, orders: QuerySet[Order], name: str, value: QuerySet[Shop]) -> QuerySet[Order]:
        """Orders of these shops; of all where none is named."""
        chosen = [shop.pk for shop in value]
        return orders.filter(shop__in=chosen) if chosen else orders

    def with_sku(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """Orders with a line of that SKU, each once."""
        return orders.filter(Exists(Line.objects.filter(order=OuterRef("pk"), sku=value)))

    def waiting_for_a_person(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """Orders that are held, or that are not."""
        return orders.filter(is_held() if value == "true" else ~is_held())


class DifferenceFilter(FilterSet):
    """Which differences."""

    shop = documented(
        filters.ModelMultipleChoiceFilter(
            to_field_name="slug",
            method="of_shops",
            queryset=Shop.objects.defer("credentials"),
            error_messages={"invalid_choice": "No shop is called %(value)s; /api/v1/shops/ lists them."},
        ),
        "Slug of the shop. Repeat it for several.",
        type="string",
    )
    side = text("`shop`, or a target as `odoo:main`, exactly.")
    kind = text("As `sale_order_deleted`, exactly.")
    state = documented(
        filters.MultipleChoiceFilter(
            choices=[(state, state) for state in DifferenceState.values],
            error_messages={"invalid_choice": f"%(value)s is none of {', '.join(DifferenceState.values)}."},
        ),
        "Repeat it for several.",
        type="string",
        enum=list(DifferenceState.values),
    )

    class Meta:
        model = Difference
        fields: list[str] = []

    REPEATABLE = frozenset({"shop", "state"})

    def of_shops(self, rows: QuerySet[Difference], name: str, value: QuerySet[Shop]) -> QuerySet[Difference]:
        """Of these shops; of all where none is named."""
        chosen = [shop.pk for shop in value]
        return rows.filter(shop__in=chosen) if chosen else rows
