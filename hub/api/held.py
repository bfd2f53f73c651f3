"""What "held" means in the API: the order itself, or one of its deliveries, waits for a person."""

from django.db.models import Exists, OuterRef, Q

from hub.models import Delivery, DeliveryState

NEEDS_A_PERSON = (DeliveryState.HELD, DeliveryState.FAILED)


def is_held() -> Q:
    """A condition on orders."""
    stuck = Delivery.objects.filter(order=OuterRef("pk"), state__in=NEEDS_A_PERSON)
    return ~Q(error_class="") | Q(Exists(stuck))
