"""What is said of a proof in Odoo: the facts in words, and the answer as it came. Pure."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from odoo_bridge.external_ids import shared

_FILES = {"soap": ("xml", "text/plain")}  # Odoo makes plain text of XML that no administrator attaches
_JSON = ("json", "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of VIES; `body` is it byte for byte, `told_at` VIES' own date as it wrote it."""

    vat_id: str
    requester: str
    consultation_number: str
    asked_at: datetime
    told_at: str
    name: str
    address: str
    endpoint: str
    dialect: str
    body: bytes

    @property
    def key(self) -> str:
        """What names it for ever: VIES' consultation number; without one, what was asked and when."""
        return self.consultation_number or f"{self.vat_id} {self.requester} {self.asked_at.isoformat()}"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the proof."""

    external_id: str
    name: str
    mimetype: str
    data: bytes


def facts(answer: Answer) -> list[tuple[str, str]]:
    """Each with its name."""
    return [
        ("VAT id asked", answer.vat_id),
        ("Answer", "valid"),
        ("Consultation number", answer.consultation_number or "none: asked without a VAT id of our own"),
        ("Asked by", answer.requester or "nobody named"),
        ("Asked (UTC)", f"{answer.asked_at:%Y-%m-%d %H:%M:%S}"),
        ("Date told by VIES", answer.told_at),
        ("Name answered", answer.name or "not told by the member state"),
        ("Address answered", ", ".join(answer.address.splitlines()) or "not told by the member state"),
        ("Address asked", answer.endpoint),
        ("SHA-256 of the answer as it came", hashlib.sha256(answer.body).hexdigest()),
    ]


def text(answer: Answer) -> str:
    """All facts, a line each."""
    return "\n".join(["Proof of VIES", *(f"{name}: {value}" for name, value in facts(answer))])


def files(answer: Answer, prefix: str, partner_id: int) -> Iterator[File]:
    """The facts as a text, and the answer as it came; named the same at every try."""
    stem = f"VIES {answer.vat_id} {answer.asked_at:%Y-%m-%d} {answer.consultation_number}".strip()
    yield File(
        _external_id(prefix, "vatproof", answer, partner_id),
        f"{stem}.txt",
        "text/plain",
        f"{text(answer)}\n".encode(),
    )
    if answer.body:
        ending, mimetype = _FILES.get(answer.dialect, _JSON)
        name = _external_id(prefix, "vatanswer", answer, partner_id)
        yield File(name, f"{stem}.{ending}", mimetype, answer.body)


def note_id(answer: Answer, prefix: str, partner_id: int) -> str:
    """How the note is named that stands for the files."""
    return _external_id(prefix, "vatnote", answer, partner_id)


def note_text(answer: Answer) -> str:
    """Facts, then the answer as it came."""
    return f"{text(answer)}\n\n{answer.body.decode('utf-8', 'replace')}".strip()


def _external_id(prefix: str, kind: str, answer: Answer, partner_id: int) -> str:
    return shared(prefix, kind, answer.key, str(partner_id))
