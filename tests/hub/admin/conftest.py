"""Staff of the back office: one who may do everything, and ones with chosen permissions."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from hub import deliveries
from hub.models import Delivery, DeliveryState, Order

Staff = Callable[..., Client]
TARGET = "odoo:main"


@pytest.fixture
def staff(db: None) -> Staff:
    """`staff("view_order")` is a logged-in client of somebody who may do that and nothing else."""

    def log_in(*permissions: str) -> Client:
        person = User.objects.create_user(f"someone{User.objects.count()}", is_staff=True)
        person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client(enforce_csrf_checks=False)
        client.force_login(person)
        return client

    return log_in


@pytest.fixture
def client(db: None) -> Client:
    """Somebody called zoe who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe", "zoe@example.com", "secret"))
    return client


@pytest.fixture
def stuck() -> Callable[[Order], Delivery]:
    """`stuck(order)` is a delivery of the order's newest revision that waits for an unknown SKU."""

    def hold(order: Order, state: DeliveryState = DeliveryState.HELD) -> Delivery:
        delivery = deliveries.of_newest_revision(order, TARGET)
        delivery.state, delivery.waits_for = state, "sku:LMP-9"
        delivery.error_class, delivery.error_code = "business", "sku_unknown"
        delivery.error_cause = "Odoo has no product LMP-9."
        delivery.error_remedy = "Create the product in Odoo."
        delivery.save()
        return delivery

    return hold


def text_of(answer: object) -> str:
    """The page that a client got."""
    return bytes(getattr(answer, "content", b"")).decode()
