"""The pages of the desk and what is posted to them. A problem needs no row to be shown or handled."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.admin.actions import actor, said
from hub.admin.base import RecordedAdmin
from hub.admin.problems import choices, menders
from hub.admin.problems.forms import AgainForm, AssignForm, NoteForm, SnoozeForm
from hub.admin.problems.listing import listing, page_url
from hub.admin.problems.page import Faulty, show
from hub.errors import AffluentError
from hub.models import Problem
from hub.people import audit
from hub.people.audit import Change
from hub.problems import desk, handling, replaying, sources
from hub.problems.group import Group
from hub.sentences import joined, say


@admin.register(Problem)
class ProblemAdmin(RecordedAdmin):
    """What waits, by its cause."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """All problems."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        around = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Problems")}
        return TemplateResponse(request, "admin/hub/problem/list.html", {**around, **listing(request)})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One problem."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        group = desk.find(object_id, request.user.has_perm)
        if group is None:
            return self._gone(request)
        return self._shown(request, group)

    def do_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """What a person does about it: by POST, with the right to, and with the version that they saw."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        group = desk.find(object_id, request.user.has_perm)
        if group is None:
            return self._gone(request)
        if request.method != "POST":
            return HttpResponseRedirect(page_url(group.key))
        do = _ACTS.get(name, _mend if name.startswith("mend-") else None)
        if do is None:
            raise Http404
        try:
            faulty = do(request, group, name)
        except (handling.ChangedMeanwhileError, handling.OverMeanwhileError) as changed:
            messages.warning(request, said(changed))
            faulty = None
        except AffluentError as trouble:
            messages.error(request, said(trouble))
            faulty = None
        if faulty is not None:
            if "version" in faulty.form.errors:  # a hidden field, which no browser leaves out
                messages.error(
                    request, _("The form was incomplete: nothing was done. Look at the page again.")
                )
            return self._shown(request, group, faulty)
        return HttpResponseRedirect(page_url(group.key))

    def _shown(self, request: HttpRequest, group: Group, faulty: Faulty | None = None) -> HttpResponse:
        shown = show(request, group, faulty)
        around = {**self.admin_site.each_context(request), "opts": self.opts, "title": shown["row"].title}
        status = 200 if faulty is None else 422
        template = "admin/hub/problem/page.html"
        return TemplateResponse(request, template, {**around, **shown}, status=status)


Act = Callable[[HttpRequest, Group, str], Faulty | None]


def _assign(request: HttpRequest, group: Group, name: str) -> Faulty | None:
    form = AssignForm(request.POST, prefix=name)
    if not form.is_valid():
        return Faulty(name, form)
    given = form.cleaned_data
    person, before = given["assignee"], group.row.assignee if group.row else None
    row = handling.assign(group, person, version=given["version"], actor=actor(request))
    audit.note(request, [row], "Assign", changes=[Change(gettext_lazy("Taken care of by"), before, person)])
    text = (
        _("%(who)s takes care of it.") % {"who": person} if person else _("Nobody takes care of it any more.")
    )
    messages.success(request, text)
    return None


def _snooze(request: HttpRequest, group: Group, name: str) -> Faulty | None:
    form = SnoozeForm(request.POST, prefix=name)
    if not form.is_valid():
        return Faulty(name, form)
    given = form.cleaned_data
    until, before = given["until"], group.row.snoozed_until if group.row else None
    who = {"version": given["version"], "actor": actor(request), "reason": given["reason"]}
    row = handling.snooze(group, until, **who)
    changes = [Change(gettext_lazy("Put off until"), before, until)]
    audit.note(request, [row], "Put off", reason=given["reason"], changes=changes)
    put_off = _("Put off: it is among the open ones again on that day.")
    messages.success(request, put_off if until else _("It is among the open ones again."))
    return None


def _note(request: HttpRequest, group: Group, name: str) -> Faulty | None:
    form = NoteForm(request.POST, prefix=name)
    if not form.is_valid():
        return Faulty(name, form)
    given = form.cleaned_data
    before = group.row.note if group.row else ""
    row = handling.note(group, given["note"], version=given["version"], actor=actor(request))
    audit.note(request, [row], "Write a note", changes=[Change(gettext_lazy("Note"), before, given["note"])])
    messages.success(request, _("The note is kept."))
    return None


def _again(request: HttpRequest, group: Group, name: str) -> Faulty | None:
    if not request.user.has_perm(sources.of(group.cause.source).change):
        raise PermissionDenied
    offered = {choice.code: choice for choice in choices.of(group.cause)}
    choice = offered.get(request.POST.get("choice", ""))
    if choice is None:
        messages.warning(request, _("That is not offered for this problem (any more)."))
        return None
    form = AgainForm(request.POST)
    if not form.is_valid():
        return Faulty(name, form)
    given = form.cleaned_data
    chosen = given["member"] if given["scope"] == "chosen" else None
    done = menders.Done(text=choice.done, choice=choice.code)
    which = {"chosen": chosen, "seen_at": _moment(given["seen_at"])}
    _replay(
        request,
        group,
        given["version"],
        label=choice.label,
        what="",
        reason=given["reason"],
        mend=lambda: done,
        **which,
    )
    return None


def _moment(seconds: float | None) -> datetime | None:
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _mend(request: HttpRequest, group: Group, name: str) -> Faulty | None:
    mender = next((one for one in menders.of(group.cause, request) if f"mend-{one.name}" == name), None)
    if mender is None or not request.user.has_perm(sources.of(group.cause.source).change):
        raise PermissionDenied
    form = mender.build(group, request, request.POST)
    if not form.is_valid():
        return Faulty(name, form)
    given = form.cleaned_data
    if given["version"] != group.version:  # told before Odoo is asked for anything
        raise handling.ChangedMeanwhileError(group.row.acts.first() if group.row else None)
    handling.expect_waiting(group)
    if mender.prepare is not None:
        mender.prepare(group, given)
    _replay(
        request,
        group,
        given["version"],
        label=mender.label,
        reason=given["reason"],
        mend=lambda: mender.mend(group, given, actor(request)),
    )
    return None


def _replay(
    request: HttpRequest,
    group: Group,
    version: int,
    *,
    label: Any,
    what: str | None = None,
    reason: str,
    mend: Callable[[], menders.Done],
    **which: Any,
) -> None:
    """Mend it where there is something to mend, then run again what waits; in one transaction.

    `what` is said in the audit log beside the button's label, where that is not what the mending says.
    """
    who = actor(request)
    with transaction.atomic():
        problem = handling.lock(group, version=version)
        handling.expect_waiting(group)
        done = mend()
        if done.choice and not request.user.has_perm(sources.of(group.cause.source).decide):
            raise PermissionDenied
        handling.write_down(group, problem, actor=who, text=done.text, reason=reason, ends=True)
        asked = {"reason": joined(done.text, reason), "choice": done.choice, **which}
        replay = replaying.ask(group, problem, actor=who, **asked)
        counted = say("Orders: {asked} of {waiting}.", asked=replay.total, waiting=group.orders)
        told = joined(done.text if what is None else what, counted)
        audit.note(request, [problem], label, reason=reason, what=told, changes=done.changes)
    finished = replaying.begin(replay)
    replay.refresh_from_db()
    if not finished:
        later = _("%(count)d orders are run again in the background; this page shows how far it is.")
        messages.success(request, later % {"count": replay.total})
        return
    shown = ngettext("%(count)d order goes on.", "%(count)d orders go on.", replay.restarted)
    messages.success(request, shown % {"count": replay.restarted})
    if left := replay.total - replay.restarted:
        shown = ngettext(
            "%(count)d order was left as it is.", "%(count)d orders were left as they are.", left
        )
        messages.warning(request, shown % {"count": left})


_ACTS: Mapping[str, Act] = {"assign": _assign, "snooze": _snooze, "note": _note, "again": _again}
