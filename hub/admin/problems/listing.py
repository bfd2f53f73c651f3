"""The list of problems: filtered, sorted, in pages. All of it from what was counted once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hub.admin.labels import ERROR_CLASS, Label, badge
from hub.admin.problems.labels import KIND, STANDING, amounts, shop_names, standing
from hub.models import Problem, ProblemState
from hub.problems import desk, words
from hub.problems.group import Group

OPEN, SNOOZED, RESOLVED = "open", "snoozed", "resolved"
MINE, NOBODY = "me", "nobody"
PER_PAGE = 50
_SORTS: Mapping[str, Callable[[Group], Any]] = {
    "oldest": lambda group: 0,  # as they come
    "biggest": lambda group: -group.orders,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A problem, ready to be printed."""

    group: Group
    url: str
    title: str
    kind: Label
    standing: SafeString
    trouble: SafeString | str
    happened: str
    todo: str
    amounts: list[str]
    shops: list[str]
    more_shops: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the list."""

    name: str
    label: str
    options: list[tuple[str, Label]]
    value: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the rows; the addresses of the neighbouring pages are empty at the ends."""

    number: int
    total: int
    previous: str
    following: str


def page_url(key: str) -> str:
    """The problem's own page."""
    return reverse("admin:hub_problem_change", args=[key])


def view(group: Group) -> Row:
    """One of them."""
    cause = group.cause
    names, more = shop_names(group)
    return Row(
        group=group,
        url=page_url(group.key),
        title=words.title(cause),
        kind=KIND.get(cause.source, cause.source),
        standing=standing(group),
        trouble=badge(ERROR_CLASS, cause.error_class) if cause.error_class else "",
        happened=words.happened(cause, group.said),
        todo=words.todo(cause, group.todo),
        amounts=amounts(group),
        shops=names,
        more_shops=more,
    )


def listing(request: HttpRequest) -> dict[str, Any]:
    """What the page shows, by the parameters of its address; what they do not know they ignore."""
    tab = request.GET.get("tab", OPEN)
    if tab == RESOLVED:
        return {"tab": tab, "tabs": _tabs(tab, None), **_resolved(request)}
    groups = desk.open_groups(request.user.has_perm)
    today = timezone.localdate()
    snoozed = [group for group in groups if group.is_snoozed(today)]
    waiting = [group for group in groups if not group.is_snoozed(today)]
    shown = snoozed if tab == SNOOZED else waiting
    filters = _filters(request, shown)
    found = [group for group in shown if all(_fits(group, one, request) for one in filters)]
    found.sort(key=_SORTS.get(request.GET.get("sort", ""), _SORTS["oldest"]))
    rows, page = _paged(request, found)
    return {
        "tab": tab,
        "tabs": _tabs(tab, (len(waiting), len(snoozed))),
        "filters": [*filters, _sorting(request)],
        "filtered": any(one.value for one in filters),
        "rows": [view(group) for group in rows],
        "page": page,
        "summary": _summary(found),
        "all_well": tab == OPEN and not waiting,
    }


def _resolved(request: HttpRequest) -> dict[str, Any]:
    """The newest first; of the kinds that the person may see."""
    hidden = [source for source in KIND if not request.user.has_perm(desk.permission_of(source))]
    done: QuerySet[Problem] = Problem.objects.filter(state=ProblemState.RESOLVED).exclude(source__in=hidden)
    number = _number(request)
    start = (number - 1) * PER_PAGE
    rows = list(done.order_by("-resolved_at", "key")[start : start + PER_PAGE + 1])
    following = _address(request, page=number + 1) if len(rows) > PER_PAGE else ""
    previous = _address(request, page=number - 1) if number > 1 else ""
    shown = [(view(desk.as_it_was(row)), row) for row in rows[:PER_PAGE]]
    return {"resolved": shown, "page": Page(number, 0, previous, following)}


def _filters(request: HttpRequest, groups: Sequence[Group]) -> list[Filter]:
    shops = sorted(
        {(str(key), name) for group in groups for key, name in group.shops.items()}, key=lambda one: one[1]
    )
    people = sorted({name for group in groups if (name := _assignee(group))})
    any_one = ("", _("all"))
    value = request.GET.get
    return [
        Filter("shop", _("Shop"), [any_one, *shops], value("shop", "")),
        Filter(
            "standing",
            _("State"),
            [any_one, *((k, v[0]) for k, v in STANDING.items())],
            value("standing", ""),
        ),
        Filter(
            "class",
            _("Error class"),
            [any_one, *((k, v[0]) for k, v in ERROR_CLASS.items())],
            value("class", ""),
        ),
        Filter("kind", _("Kind"), [any_one, *KIND.items()], value("kind", "")),
        Filter(
            "who",
            _("Taken care of by"),
            [any_one, (MINE, _("me")), (NOBODY, _("nobody")), *((f"={name}", name) for name in people)],
            value("who", ""),
        ),
    ]


def _sorting(request: HttpRequest) -> Filter:
    options: list[tuple[str, Label]] = [("", _("oldest first")), ("biggest", _("most orders first"))]
    return Filter("sort", _("Sorted by"), options, request.GET.get("sort", ""))


def _assignee(group: Group) -> str:
    person = group.row.assignee if group.row else None
    return person.get_username() if person else ""


def _fits(group: Group, chosen: Filter, request: HttpRequest) -> bool:
    if not chosen.value or chosen.value not in {code for code, _label in chosen.options}:
        return True
    who = _assignee(group)
    known = {
        "shop": chosen.value in {str(key) for key in group.shops},
        "standing": group.standing == chosen.value,
        "class": group.cause.error_class == chosen.value,
        "kind": group.cause.source == chosen.value,
        "who": {MINE: who == request.user.get_username(), NOBODY: not who}.get(
            chosen.value, f"={who}" == chosen.value
        ),
    }
    return known[chosen.name]


def _summary(groups: Iterable[Group]) -> dict[str, Any]:
    """What all shown problems hold up together."""
    whole = Group(cause=next(iter(groups)).cause) if groups else None
    if whole is None:
        return {"orders": 0, "amounts": [], "problems": 0}
    listed = list(groups)
    for group in listed:
        for currency, gross in group.money.items():
            whole.money[currency] = whole.money.get(currency, gross * 0) + gross
    return {
        "orders": sum(group.orders for group in listed),
        "amounts": amounts(whole),
        "problems": len(listed),
    }


def _paged(request: HttpRequest, groups: list[Group]) -> tuple[list[Group], Page]:
    pages = max(1, -(-len(groups) // PER_PAGE))
    number = min(_number(request), pages)
    start = (number - 1) * PER_PAGE
    previous = _address(request, page=number - 1) if number > 1 else ""
    following = _address(request, page=number + 1) if number < pages else ""
    return groups[start : start + PER_PAGE], Page(number, pages, previous, following)


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _address(request: HttpRequest, **changed: Any) -> str:
    query = {**request.GET.dict(), **changed}
    return f"?{urlencode({name: value for name, value in query.items() if value})}"


def _tabs(tab: str, counts: tuple[int, int] | None) -> list[tuple[str, str, str, bool]]:
    opened, snoozed = counts if counts is not None else ("", "")
    known = [
        (OPEN, _("Open problems"), opened),
        (SNOOZED, _("Put off for now"), snoozed),
        (RESOLVED, _("Resolved problems"), ""),
    ]
    return [(f"?tab={code}", label, str(count), code == tab) for code, label, count in known]
