"""The page of one problem: what it is, what mends it, what waits, and what people did about it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from hub.admin.actions import said
from hub.admin.labels import DELIVERY, badge
from hub.admin.problems import choices, menders
from hub.admin.problems.forms import AgainForm, AssignForm, NoteForm, SnoozeForm
from hub.admin.problems.listing import view
from hub.admin.problems.members import members
from hub.errors import AffluentError
from hub.models import DeliveryState, Problem, ProblemState, Replay
from hub.problems import replaying, sources
from hub.problems.group import Group

_MOST_ACTS = 30


@dataclass(frozen=True, slots=True)
class Faulty:
    """A form that was filled in wrong, to be shown again with its errors."""

    name: str
    form: forms.Form


@dataclass(frozen=True, slots=True)
class MenderView:
    """A way to mend it. Without a `form` the person has to say first that Odoo may be asked (`ask_url`)."""

    mender: menders.Mender
    url: str
    form: forms.Form | None
    ask_url: str
    trouble: str
    open: bool


@dataclass(frozen=True, slots=True)
class ReplayView:
    """The last time that what waits was run again, and what became of it."""

    replay: Replay
    looked_at: int
    states: list[tuple[SafeString, int]]
    came_back: int


def show(request: HttpRequest, group: Group, faulty: Faulty | None) -> dict[str, Any]:
    """What the template needs; `faulty` takes the place of its form."""
    may_change = request.user.has_perm("hub.change_problem")
    number = _page_number(request)
    rows, more = members(group.cause, number) if group.orders or group.cause.source == "shop" else ([], False)
    may_run = may_change and request.user.has_perm(sources.of(group.cause.source).change)
    mends = may_run and bool(group.orders)
    return {
        "row": view(group),
        "group": group,
        "problem": group.row,
        "over": not group.orders and group.row is not None and group.row.state == ProblemState.RESOLVED,
        "may_change": may_change,
        "may_run": may_run and bool(group.orders),
        "menders": list(_menders(request, group, faulty)) if mends else [],
        "pages": [(one, url) for one in menders.pages(group.cause, request) if (url := one.url(group))],
        "choices": choices.offered(group.cause, request.user.has_perm),
        "again": _form("again", AgainForm, group, faulty, scope="all", seen_at=time.time()),
        "again_open": not mends or not menders.of(group.cause, request) or _is(faulty, "again"),
        "again_url": _url(group, "again"),
        "care": list(_care(group, faulty)) if may_change else [],
        "members": rows,
        "number": number,
        "more": more,
        "acts": list(group.row.acts.all()[:_MOST_ACTS]) if group.row else [],
        "replay": _replay(group.row),
    }


def _is(faulty: Faulty | None, name: str) -> bool:
    return faulty is not None and faulty.name == name


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _url(group: Group, name: str) -> str:
    return reverse("admin:hub_problem_do", args=[group.key, name])


def _menders(request: HttpRequest, group: Group, faulty: Faulty | None) -> Iterator[MenderView]:
    asked = request.GET.get("mend", "")
    for place, mender in enumerate(menders.of(group.cause, request)):
        name = f"mend-{mender.name}"
        url, ask_url = _url(group, name), f"?mend={mender.name}#{name}"
        chosen = _is(faulty, name) or asked == mender.name
        if faulty is not None and faulty.name == name:
            yield MenderView(mender, url, faulty.form, ask_url, "", True)
            continue
        form, trouble = None, ""
        if not mender.asks or asked == mender.name:
            try:
                form = mender.build(group, request, None)
                form.initial["version"] = group.version
            except AffluentError as error:
                trouble = said(error)
        yield MenderView(mender, url, form, ask_url, trouble, chosen or place == 0)


def _care(group: Group, faulty: Faulty | None) -> Iterator[tuple[str, forms.Form, str, bool]]:
    row = group.row
    known: tuple[tuple[str, type[forms.Form], dict[str, Any]], ...] = (
        ("assign", AssignForm, {"assignee": row.assignee_id if row else None}),
        ("snooze", SnoozeForm, {"until": row.snoozed_until if row else None}),
        ("note", NoteForm, {"note": row.note if row else ""}),
    )
    for name, form, initial in known:
        shown = _form(name, form, group, faulty, prefix=name, **initial)
        yield name, shown, _url(group, name), _is(faulty, name)


def _form(
    name: str,
    form: type[forms.Form],
    group: Group,
    faulty: Faulty | None,
    prefix: str | None = None,
    **initial: Any,
) -> forms.Form:
    if faulty is not None and faulty.name == name:
        return faulty.form
    return form(initial={"version": group.version, **initial}, prefix=prefix)


def _replay(row: Problem | None) -> ReplayView | None:
    replay = row.replays.select_related("problem").first() if row else None
    if replay is None:
        return None
    found = replaying.outcome(replay)
    states: list[tuple[SafeString, int]] = [(badge(DELIVERY, state), n) for state, n in found.most_common()]
    back = found[DeliveryState.HELD] + found[DeliveryState.FAILED]
    looked_at = replay.total if replay.finished_at else replaying.progress(replay)
    return ReplayView(replay, looked_at, states, back)
