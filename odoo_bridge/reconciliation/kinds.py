"""The kinds of differences between hub and Odoo, as the back office calls them."""

from django.utils.translation import gettext_lazy as _

from hub.reconciliation.kinds import Kind

UNPUBLISHED, NOT_PLANNED, OVERDUE = "unpublished", "not_planned", "overdue"
HELD, FAILED, LEFT_OUT = "held", "failed", "left_out"
SALE_GONE, DOUBLED = "sale_order_deleted", "doubled"
CANCELLED, NOT_CANCELLED, NOT_CONFIRMED = "cancelled_in_odoo", "not_cancelled", "not_confirmed"
SALE_DIFFERS, INVOICE_DIFFERS, CREDIT_DIFFERS = "sale_order_differs", "invoice_differs", "credit_differs"
INVOICE_GONE, INVOICE_DOUBLED, NOT_POSTED = "invoice_missing", "invoice_doubled", "invoice_not_posted"
PAYMENT_OPEN = "payment_open"

_AGAIN = _("Goes on after the last finished step; nothing is written twice.")

KINDS = (
    Kind(code=DOUBLED, label=_("Twice in Odoo")),
    Kind(code=INVOICE_DOUBLED, label=_("Invoiced twice in Odoo")),
    Kind(
        code=SALE_GONE,
        label=_("Sale order deleted in Odoo"),
        heal=_("Write it to Odoo again"),
        explanation=_("Makes the sale order, and what follows from it, anew."),
    ),
    Kind(
        code=NOT_PLANNED,
        label=_("Never on its way to Odoo"),
        heal=_("Deliver it"),
        explanation=_("Makes the delivery that is missing."),
    ),
    Kind(code=LEFT_OUT, label=_("Left out, and due by now"), heal=_("Deliver it"), explanation=_AGAIN),
    Kind(code=HELD, label=_("Held for too long"), heal=_("Deliver again"), explanation=_AGAIN),
    Kind(code=FAILED, label=_("Delivery failed"), heal=_("Deliver again"), explanation=_AGAIN),
    Kind(
        code=OVERDUE,
        label=_("Not in Odoo for too long"),
        heal=_("Try at once"),
        explanation=_("Does not wait for the next attempt."),
    ),
    Kind(code=UNPUBLISHED, label=_("Not published for too long")),
    Kind(code=CANCELLED, label=_("Cancelled in Odoo, not at the shop")),
    Kind(code=NOT_CANCELLED, label=_("Cancelled at the shop, not in Odoo")),
    Kind(code=NOT_CONFIRMED, label=_("A quotation again in Odoo")),
    Kind(code=SALE_DIFFERS, label=_("The sale order's total differs")),
    Kind(code=INVOICE_GONE, label=_("The invoice is gone")),
    Kind(code=NOT_POSTED, label=_("The invoice is not posted any more")),
    Kind(code=INVOICE_DIFFERS, label=_("The invoice's total differs")),
    Kind(code=CREDIT_DIFFERS, label=_("Credit notes differ from the refunds")),
    Kind(code=PAYMENT_OPEN, label=_("Paid at the shop, open in Odoo")),
)
