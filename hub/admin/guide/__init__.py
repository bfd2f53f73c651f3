"""The guided set-up: from nothing to live, one step after the other, and how far each shop is.

Packages add their own steps and cards; the hub knows none of them.
"""

from hub.admin.guide.steps import Card, Link, Step, StepState, add_cards, add_shop_steps, returning

__all__ = ["Card", "Link", "Step", "StepState", "add_cards", "add_shop_steps", "returning"]
