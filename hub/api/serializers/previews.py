"""The dry run of an order: what would be written to its target, and what is missing."""

from typing import Any

from rest_framework import serializers

from hub.previews import Call, Customer, Lack, PlannedLine, Preview, Total, Verdict


class PreviewLackSerializer(serializers.Serializer[Lack]):
    """One thing that is in the way; the first one is what the delivery would stop at."""

    code = serializers.CharField()
    error_class = serializers.CharField()
    key = serializers.CharField(help_text="Names the thing, the same for all orders that lack it.")
    subject = serializers.CharField()
    cause = serializers.CharField()
    remedy = serializers.CharField()


class PreviewCallSerializer(serializers.Serializer[Call]):
    """One call that would be made, in words and exactly."""

    words = serializers.CharField()
    name = serializers.CharField(help_text="Model and method, as `sale.order.load`.")
    records = serializers.ListField(
        child=serializers.DictField(),
        help_text="What would be sent. Words in ‹angle quotes› stand for numbers that the target will give.",
    )


class PreviewCustomerSerializer(serializers.Serializer[Customer]):
    """Who buys: found by a rule, or to be created."""

    name = serializers.CharField()
    found = serializers.BooleanField()
    rule = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    partner = serializers.IntegerField(allow_null=True)


class PreviewLineSerializer(serializers.Serializer[PlannedLine]):
    """A line of the sale order."""

    sku = serializers.CharField()
    product = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.CharField()
    unit_price = serializers.CharField()
    taxes = serializers.CharField()


class PreviewTotalSerializer(serializers.Serializer[Total]):
    """What the target is expected to say."""

    what = serializers.CharField(help_text="`sale_order` or `invoice`.")
    net = serializers.CharField()
    tax = serializers.CharField()
    gross = serializers.CharField()
    currency = serializers.CharField()


class PreviewSerializer(serializers.Serializer[Preview]):
    """How a delivery would end now."""

    order_id = serializers.SerializerMethodField()
    target = serializers.CharField()
    revision = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=[one.value for one in Verdict])
    reason = serializers.CharField(help_text="Why there is nothing to do.")
    customer = PreviewCustomerSerializer(allow_null=True)
    lines = PreviewLineSerializer(many=True)
    totals = PreviewTotalSerializer(many=True)
    lacks = PreviewLackSerializer(many=True)
    calls = PreviewCallSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())

    def get_order_id(self, preview: Preview) -> int:
        """The hub's own id of the order."""
        order_id: Any = self.context["order_id"]
        return int(order_id)
