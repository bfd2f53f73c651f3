"""Whether two names are of one person or company. Pure, without any list of first names.

Typing mistakes are forgiven; a different first name never is, for families share e-mails and phones.
"""

from collections import Counter
from enum import IntEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from odoo_bridge.customers.normalization import words_of_company, words_of_person

_COMPANY_ALIKE, _COMPANY_UNSURE = 90, 78  # of 100


class Likeness(IntEnum):
    """How much two names say the same; the greater, the surer."""

    DIFFERENT = 0
    UNSURE = 1
    UNKNOWN = 2  # one of them is missing: nothing against it
    ALIKE = 3
    EQUAL = 4


def people(one: str, other: str) -> Likeness:
    """Two people's names: order of the words, accents, titles, initials and typing mistakes do not count."""
    left, right = words_of_person(one), words_of_person(other)
    if not left or not right:
        return Likeness.UNKNOWN
    if sorted(left) == sorted(right) or "".join(left) == "".join(right):
        return Likeness.EQUAL
    common = Counter(left) & Counter(right)
    ours, theirs = ((Counter(side) - common).elements() for side in (left, right))
    pairs, spare = _paired(list(ours), list(theirs))
    likest = min((_words(*pair) for pair in pairs), default=Likeness.ALIKE)
    if common:
        return min(Likeness.ALIKE, likest)
    if spare:
        return Likeness.DIFFERENT
    written_out = any(min(map(len, pair)) > 1 for pair in pairs)
    return min(Likeness.ALIKE if written_out else Likeness.UNSURE, likest)


def companies(one: str, other: str) -> Likeness:
    """Two companies' names: legal forms, order and punctuation do not count, numbers do."""
    left, right = words_of_company(one), words_of_company(other)
    if not left or not right:
        return Likeness.UNKNOWN
    if sorted(left) == sorted(right) or "".join(left) == "".join(right):
        return Likeness.EQUAL
    if _numbers(left) != _numbers(right):
        return Likeness.DIFFERENT
    score = max(fuzz.ratio(" ".join(left), " ".join(right)), fuzz.ratio(*map(_sorted_text, (left, right))))
    if score >= _COMPANY_ALIKE:
        return Likeness.ALIKE
    contained = set(left) <= set(right) or set(right) <= set(left)
    return Likeness.UNSURE if contained or score >= _COMPANY_UNSURE else Likeness.DIFFERENT


def _numbers(words: tuple[str, ...]) -> list[str]:
    return sorted(word for word in words if word.isdigit())


def _sorted_text(words: tuple[str, ...]) -> str:
    return " ".join(sorted(words))


def _paired(left: list[str], right: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Each word of the shorter list with the likest one of the other; what is left of that."""
    shorter, longer = sorted((left, right), key=len)
    rest, pairs = list(longer), []
    for word in shorter:
        best = max(rest, key=lambda candidate: (_words(word, candidate), -OSA.distance(word, candidate)))
        rest.remove(best)
        pairs.append((word, best))
    return pairs, rest


def _words(one: str, other: str) -> Likeness:
    """Two words that differ: an initial and a slip of the finger are alike, another ending is not sure."""
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return Likeness.ALIKE if long.startswith(short) else Likeness.DIFFERENT
    if _without_doubles(short) == _without_doubles(long):
        return Likeness.ALIKE
    distance = OSA.distance(short, long)
    if distance == 1 and sorted(short) == sorted(long):
        return Likeness.ALIKE
    if distance > (2 if len(short) >= 8 else 1) or len(short) < 4:
        return Likeness.DIFFERENT
    # Paul and Paula, Marie and Marine, Mario and Maria: another person rather than a slip.
    inserted = len(short) != len(long) and len(short) < 6
    return Likeness.UNSURE if inserted or long.startswith(short) or short[-1] != long[-1] else Likeness.ALIKE


def _without_doubles(word: str) -> str:
    return "".join(c for n, c in enumerate(word) if n == 0 or c != word[n - 1])
