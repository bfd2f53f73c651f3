"""Their addresses; outside of the admin's own, so that they open before the second factor is shown."""

from django.urls import path

from hub.admin.two_factor import views

urlpatterns = [
    path("", views.status, name="two_factor"),
    path("set-up/", views.set_up, name="two_factor_set_up"),
    path("verify/", views.verify, name="two_factor_verify"),
]
