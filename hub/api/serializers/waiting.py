"""Problems in the API: what waits, by its cause."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.serializers.fields import UtcTimeField
from hub.errors import ErrorClass
from hub.order.money import amount_text
from hub.problems import words
from hub.problems.cause import Source
from hub.problems.group import Group, Standing


class WaitingAmountSerializer(serializers.Serializer[Any]):
    """What waits in one currency."""

    currency = serializers.CharField()
    gross = serializers.CharField(help_text="With exactly the currency's number of decimals.")


class WaitingProblemSerializer(serializers.Serializer[Group]):
    """One cause, and all that it holds up."""

    key = serializers.CharField(help_text="The same for the same cause, for ever.")
    source = serializers.ChoiceField(  # type: ignore[assignment] # a field of that name, as the API has it
        [one.value for one in Source], source="cause.source", help_text="What kind of rows wait."
    )
    place = serializers.CharField(source="cause.place", help_text="A target as `odoo:main`, or a shop.")
    code = serializers.CharField(source="cause.code", help_text="The error code, as `sku_unknown`.")
    subject = serializers.CharField(source="cause.subject", help_text="The missing thing, as `sku:LMP-9`.")
    standing = serializers.ChoiceField(
        [one.value for one in Standing],
        help_text="`retried` goes on by itself; `held` waits for something; `failed` was tried to the end.",
    )
    title = serializers.SerializerMethodField()
    cause = serializers.CharField(source="said", help_text="Of one of the rows.")
    remedy = serializers.CharField(source="todo")
    waiting = serializers.IntegerField(source="orders", help_text="How many wait.")
    amounts = serializers.SerializerMethodField()
    shops = serializers.SerializerMethodField()
    since = UtcTimeField(allow_null=True, help_text="When the oldest began to wait.")
    assignee = serializers.SerializerMethodField()
    snoozed_until = serializers.SerializerMethodField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `class`, which Python keeps as a word of its own."""
        classes = [member.value for member in ErrorClass]
        kind = serializers.ChoiceField(classes, source="cause.error_class")
        return {**super().get_fields(), "class": kind}

    def get_title(self, group: Group) -> str:
        """In English, as all words of the API."""
        return words.english_title(group.cause)

    @extend_schema_field(WaitingAmountSerializer(many=True))
    def get_amounts(self, group: Group) -> list[dict[str, str]]:
        """By currency."""
        return [
            {"currency": currency, "gross": amount_text(gross, currency)}
            for currency, gross in sorted(group.money.items())
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_shops(self, group: Group) -> list[str]:
        """The names of the shops that are concerned."""
        return sorted(group.shops.values())

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_assignee(self, group: Group) -> str | None:
        """Who takes care of it, null for nobody."""
        person = group.row.assignee if group.row else None
        return person.get_username() if person else None

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_snoozed_until(self, group: Group) -> date | None:
        """Until when somebody put it off, null where nobody did."""
        return group.row.snoozed_until if group.row else None


class WaitingSerializer(serializers.Serializer[Any]):
    """The oldest problems, and how many there are in all."""

    count = serializers.IntegerField(help_text="How many problems fit, also beyond the limit.")
    results = WaitingProblemSerializer(many=True)
