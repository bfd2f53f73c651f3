"""Where an address lies for VAT: in which state, in which part of it, or outside. Pure.

A company's VAT id and the billing address never change where goods go: only country, postcode, province and
town of the place itself are asked. The signs and their sources stand in data/territories.toml.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from anyascii import anyascii

from hub.sentences import joined, say
from odoo_bridge.vat.dated import Period, document
from odoo_bridge.vat.territory_names import GREAT_BRITAIN, NAMES


class Area(StrEnum):
    """How a territory stands to the EU's VAT area."""

    MEMBER = "member"
    DOM = "dom"
    UK = "uk"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The parts of an address that VAT looks at, as the shop has them. `country` is ISO 3166.

    `territory` is the id of what staff said that it is, where the address does not tell.
    """

    country: str
    postcode: str = ""
    province: str = ""
    town: str = ""
    territory: str = ""


class Written(NamedTuple):
    """How a place is written, without case, accents and signs: what staff say holds for all written alike."""

    country: str
    postcode: str
    province: str
    town: str


LONGEST = {"country": 8, "postcode": 20, "province": 60, "town": 100}  # characters that count


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A place as VAT sees it.

    `state` is whose VAT is due on goods there ("": nobody's in the EU; XI: Northern Ireland). `region`
    names its rates in data/rates.csv ("": those of the state). `market` groups French departments that are
    one for VAT; `dispatch_rate` says that sales inside the state have the rate of where the goods leave.
    """

    id: str
    name: str
    area: Area
    country: str
    state: str = ""
    region: str = ""
    market: str = ""
    no_vat: bool = False
    services_outside: bool = False
    dispatch_rate: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A place about which nobody can say it; why, and what is to be done."""

    why: str
    todo: str


@cache
def members() -> frozenset[str]:
    """The states of the EU (ISO 3166); Northern Ireland is none."""
    return frozenset(_data()["members"])


def first_day() -> date:
    """The first day for which the rules and tables of this package were written."""
    day: date = _data()["first_day"]
    return day


def territories() -> tuple[Territory, ...]:
    """All that differ from the rest of their country."""
    return tuple(signs.territory for signs in _all_signs())


def mainland(state: str) -> Territory:
    """A state of the EU, without the territories that differ."""
    source = "Directive 2006/112/EC art. 5(2)"
    return Territory(id=state, name=state, area=Area.MEMBER, country=state, state=state, source=source)


def country_code(country: str) -> str:
    """ISO 3166 as this package writes it: GR for EL, GB for UK."""
    code = country.strip().upper()
    return str(_data()["aliases"].get(code, code))


def written(place: Place) -> Written:
    """For comparing places."""
    parts = (country_code(place.country), place.postcode, place.province, place.town)
    plain = [_plain(part)[:longest].strip() for part, longest in zip(parts, LONGEST.values(), strict=True)]
    return Written(plain[0].upper(), *plain[1:])


def named(territory: str, day: date) -> Territory | None:
    """By its id; the code of a country is that country without its exceptions."""
    own = next((signs.territory for signs in _known(day) if signs.territory.id == territory), None)
    found = own or itself(territory, day)
    return found if isinstance(found, Territory) else None


def possible(country: str, day: date) -> list[Territory]:
    """What a place that is written under a country may be: the country or one of its exceptions.

    Of what is no country: any.
    """
    code, known = country_code(country), _known(day)
    parent = next((signs.within for signs in known if code in signs.codes), code)
    inside = [signs.territory for signs in known if signs.within == parent]
    plain = itself(parent, day)
    if isinstance(plain, Territory):
        return [plain, *inside]
    countries = (itself(one, day) for one in (*sorted(members()), "GB", *_data()["third_countries"]))
    return [*(signs.territory for signs in known), *(one for one in countries if isinstance(one, Territory))]


def locate(place: Place | None, day: date) -> Territory | Unclear:
    """The territory of a place on a day, or why it cannot be told. Never guesses."""
    said = named(place.territory, day) if place is not None and place.territory else None
    return said or _located(place, day)


def _located(place: Place | None, day: date) -> Territory | Unclear:
    if place is None or not place.country.strip():
        return Unclear(say("the address names no country"), say("Complete the country in the shop's order."))
    code = country_code(place.country)
    known = _known(day)
    own = next((signs for signs in known if code in signs.codes), None)
    if own is not None:
        return _of_own_code(own, code, place, known)
    if code in members() or code == "GB":
        return _inside(code, place, tuple(signs for signs in known if signs.within == code))
    return itself(code, day)


def itself(country: str, day: date) -> Territory | Unclear:
    """A country without the exceptions inside it: for a warehouse or a company known by its country alone."""
    code = country_code(country)
    own = next((signs for signs in _known(day) if code in signs.codes), None)
    if own is not None:
        return own.territory
    if code in members():
        return mainland(code)
    if code == "GB":
        return Territory(id="GB", name=GREAT_BRITAIN, area=Area.UK, country="GB", source=_ABROAD)
    if code in _data()["third_countries"]:
        return Territory(id=code, name=code, area=Area.OUTSIDE, country=code, source=_ABROAD)
    return Unclear(say("{country} is no country", country=repr(country)), say("Correct the country."))


_ABROAD = "Directive 2006/112/EC art. 5(3): a third country"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """A territory with the signs by which its addresses are known."""

    territory: Territory
    period: Period
    within: str
    codes: frozenset[str]
    also_written: frozenset[str]
    postcodes: tuple[tuple[str, str], ...]
    old_postcodes: frozenset[str]
    provinces: frozenset[str]
    towns: frozenset[str]

    def has_postcode(self, postcode: str) -> bool:
        return any(first <= postcode[: len(first)] <= last for first, last in self.postcodes)


def _of_own_code(own: _Signs, code: str, place: Place, known: tuple[_Signs, ...]) -> Territory | Unclear:
    """The code says it; a postcode that says something else is a contradiction, except for old spellings."""
    postcode = _postcode(own.within, place.postcode)
    if not postcode or own.has_postcode(postcode):
        return own.territory
    beside = next((s for s in known if code in s.also_written and s.has_postcode(postcode)), None)
    return beside.territory if beside is not None else _contradiction(place, own)


def _inside(code: str, place: Place, signs: tuple[_Signs, ...]) -> Territory | Unclear:
    """A state, or one of the territories whose addresses are written under it."""
    plain = itself(code, first_day())
    if not signs:
        return plain
    town = next((one for one in signs if _plain(place.town) in one.towns), None)
    province = next((one for one in signs if _plain(place.province) in one.provinces), None)
    postcode = _postcode(code, place.postcode)
    if not postcode:
        return _without_postcode(code, place, town or province, signs)
    shared = next((one for one in signs if postcode in one.old_postcodes), None)
    if shared is not None and not place.town.strip():
        return _shared(place, shared)
    found = next((one for one in signs if one.has_postcode(postcode)), None)
    if found is None and shared is not None and shared is town:
        found = shared
    contradicting = next((one for one in (town, province) if one is not None and one is not found), None)
    if contradicting is not None:
        return _contradiction(place, contradicting)
    return found.territory if found is not None else plain


def _without_postcode(
    code: str, place: Place, sign: _Signs | None, signs: tuple[_Signs, ...]
) -> Territory | Unclear:
    if sign is not None:
        return sign.territory
    if _plain(place.province) in map(_plain, _data()["plain_provinces"].get(code, ())):
        return itself(code, first_day())
    written = place.postcode.strip()
    return Unclear(
        say("{postcode} is no postcode of {country}", postcode=repr(written), country=code)
        if written
        else say("the address in {country} has no postcode", country=code),
        say(
            "Complete the postcode in the shop's order: in {country} it decides about VAT ({territories}).",
            country=code,
            territories=joined(*(one.territory.name for one in signs), between=", "),
        ),
    )


def _contradiction(place: Place, other: _Signs) -> Unclear:
    written = ", ".join(filter(None, (place.country, place.postcode, place.town, place.province)))
    return Unclear(
        say(
            "the address ({address}) contradicts itself: only a part of it means {territory}",
            address=written,
            territory=other.territory.name,
        ),
        say("Correct country, postcode, town or province in the shop's order."),
    )


def _shared(place: Place, signs: _Signs) -> Unclear:
    return Unclear(
        say(
            "the postcode {postcode} is shared by {territory} and its neighbours",
            postcode=place.postcode,
            territory=signs.territory.name,
        ),
        say("Complete the town in the shop's order."),
    )


def _postcode(code: str, written: str) -> str:
    """Without blanks and country letters, dropped zeros put back; empty where it is none of the country."""
    shape: Mapping[str, Any] = _data()["postcodes"][code]
    compact = re.sub(r"[^0-9A-Z]", "", written.upper())
    if code != "GB":
        compact = re.sub(r"^[A-Z]{1,3}(?=\d)", "", compact)
    if len(compact) > 2 and compact.isdigit():
        compact = compact.zfill(shape.get("digits", 0))
    return compact if re.fullmatch(shape["form"], compact) else ""


def _plain(text: str) -> str:
    """For comparing names: Latin letters without accents, lower case."""
    return re.sub(r"[^0-9a-z]+", " ", anyascii(text).lower()).strip()


@lru_cache(maxsize=64)
def _known(day: date) -> tuple[_Signs, ...]:
    return tuple(signs for signs in _all_signs() if signs.period.covers(day))


@cache
def _data() -> dict[str, Any]:
    return document("territories.toml")


@cache
def _all_signs() -> tuple[_Signs, ...]:
    return tuple(_read(_data()["territory"]))


def _read(entries: list[Mapping[str, Any]]) -> Iterator[_Signs]:
    for entry in entries:
        yield _Signs(
            territory=_territory(entry),
            period=Period(entry.get("valid_from", first_day()), entry.get("valid_to")),
            within=entry["within"],
            codes=frozenset(entry.get("codes", ())),
            also_written=frozenset(entry.get("also_written", ())),
            postcodes=tuple(_range(text) for text in entry.get("postcodes", ())),
            old_postcodes=frozenset(entry.get("old_postcodes", ())),
            provinces=frozenset(map(_plain, entry.get("provinces", ()))),
            towns=frozenset(map(_plain, entry.get("towns", ()))),
        )


def _territory(entry: Mapping[str, Any]) -> Territory:
    area = Area(entry["area"])
    taxed = area in (Area.MEMBER, Area.DOM)
    return Territory(
        id=entry["id"],
        name=NAMES[entry["id"]],
        area=area,
        country=entry["within"],
        state=entry.get("state", ""),
        region=entry.get("region", entry["id"]) if taxed else "",
        market=entry.get("market", entry["id"]) if area is Area.DOM else "",
        no_vat=entry.get("no_vat", False),
        services_outside=entry.get("services") == "outside",
        dispatch_rate=entry.get("rate_of") == "dispatch",
        source=entry["source"],
    )


def _range(text: str) -> tuple[str, str]:
    first, _, last = text.partition("-")
    return first, last or first
