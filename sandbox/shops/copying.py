"""Documents that nobody else holds."""

import pickle
from typing import TypeVar

Document = TypeVar("Document")


def copied(document: Document) -> Document:
    """A deep copy. `copy.deepcopy` takes five times as long, and the shops copy every order they show."""
    fresh: Document = pickle.loads(pickle.dumps(document, pickle.HIGHEST_PROTOCOL))  # noqa: S301 - just made
    return fresh
