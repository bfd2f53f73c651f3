"""What people type, brought to one form for comparing: e-mail, phone, VAT id, postcode, names. Pure."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from anyascii import anyascii
from phonenumbers import NumberParseException, PhoneNumberFormat

_VAT = re.compile(r"[A-Z]{2}[0-9A-Z]{5,13}")
_COUNTRIES = frozenset({*phonenumbers.SUPPORTED_REGIONS, "EL"})
_LEAST_DIGITS = 6  # of a VAT id: "N/A", "FR-TEST" and the like are none
_DOTTED = re.compile(r"\b[a-z0-9](?:\.[a-z0-9])+\b\.?")
_WORD = re.compile(r"[a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "Ä": "a", "Ö": "o", "Ü": "u"})
_FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)
_TITLES = frozenset(
    {
        "mr", "mrs", "ms", "miss", "mme", "mlle", "madame", "monsieur", "mademoiselle", "herr", "frau",
        "dr", "prof", "sir", "sra", "sr", "srta", "sig", "dott",
    }
)  # fmt: skip
_LEGAL_FORMS = frozenset(
    {
        "sa", "sas", "sasu", "sarl", "eurl", "eirl", "ei", "sci", "snc", "scop", "scp", "gie", "gmbh",
        "mbh", "ag", "kg", "kgaa", "ohg", "ug", "gbr", "ev", "ltd", "limited", "llc", "llp", "inc",
        "corp", "plc", "co", "cie", "company", "bv", "nv", "vof", "bvba", "srl", "spa", "sl", "slu",
        "slne", "as", "asa", "oy", "oyj", "ab", "aps", "kft", "lda", "sp", "zoo", "sro", "doo", "se",
        "z", "oo",
    }
)  # fmt: skip
_JOINING = frozenset({"and", "et", "und", "y", "e", "the"})


def normalized_email(email: str) -> str:
    """Lower case without blanks, as Odoo's `email_normalized` writes it; empty when it is none."""
    text = email.strip().lower()
    return text if text.count("@") == 1 and not any(c.isspace() for c in text) else ""


def normalized_phone(phone: str, country: str) -> str:
    """E.164 (`+33612345678`), read as a number of that country (ISO 3166); empty when it cannot be one."""
    try:
        number = phonenumbers.parse(phone, country or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def phone_spellings(phone: str) -> list[str]:
    """How people may have typed an E.164 number into Odoo, which compares phone numbers as text."""
    number = phonenumbers.parse(phone)
    written = [phonenumbers.format_number(number, form) for form in _FORMATS]
    return sorted({spelling for text in written for spelling in (text, re.sub(r"[ .\-]", "", text))})


def normalized_vat(vat_id: str, country: str) -> str:
    """Without blanks and dots, with the country in front (Greece: EL); empty when it can be no VAT id."""
    text = re.sub(r"[^0-9A-Z]", "", anyascii(vat_id).upper())
    if not text[:2].isalpha():
        text = f"{'EL' if country == 'GR' else country}{text}"
    if not _VAT.fullmatch(text) or text[:2] not in _COUNTRIES:
        return ""
    digits = [c for c in text[2:] if c.isdigit()]
    return text if len(digits) >= _LEAST_DIGITS and len(set(digits)) > 1 else ""


def normalized_postcode(postcode: str) -> str:
    """Letters and digits only, without the country in front (`F-69003`, `L-1234`)."""
    text = re.sub(r"^[A-Za-z]{1,2}-(?=\d)", "", postcode.strip())
    return "".join(_WORD.findall(anyascii(text).casefold()))


def words_of_person(name: str) -> tuple[str, ...]:
    """The words of a person's name in the order typed; Latin letters only, without titles."""
    words = _words(name)
    return tuple(word for word in words if word not in _TITLES) or words


def words_of_company(name: str) -> tuple[str, ...]:
    """The words of a company's name, without legal forms (SARL, GmbH, …) and joining words."""
    words = _words(name)
    return tuple(word for word in words if word not in _LEGAL_FORMS | _JOINING) or words


@lru_cache(maxsize=4096)  # every name of a batch is compared with many others
def _words(name: str) -> tuple[str, ...]:
    """Transliterated; German umlauts are the same as their two letters, an apostrophe joins."""
    composed = unicodedata.normalize("NFC", name).translate(_UMLAUTS)
    latin = anyascii(composed).casefold().replace("'", "").replace("`", "")
    joined = _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), latin)
    folded = re.sub(r"([aou])e(?=[b-df-hj-np-tv-z])", r"\1", joined)
    return tuple(_WORD.findall(folded))
