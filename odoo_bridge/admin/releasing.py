"""After a policy or mapping was saved, the deliveries that waited for it go on."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import ngettext

from odoo_bridge.bridge.waiting import release_policy
from odoo_bridge.models import ShopPolicy


def release_afterwards(request: HttpRequest, policy: ShopPolicy | None) -> None:
    """Once it is committed, so that a bridge sees what the person saved."""
    if policy is not None:
        transaction.on_commit(lambda: _release(request, policy))


def _release(request: HttpRequest, policy: ShopPolicy) -> None:
    released = release_policy(policy)
    if released:
        text = ngettext("%(count)d delivery goes on.", "%(count)d deliveries go on.", released)
        messages.success(request, text % {"count": released})
