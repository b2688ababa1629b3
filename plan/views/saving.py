"""The four answers of every form of the plan and of what is owed to it: the page, the page with its errors, both texts, a redirect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from accounts.versions import StaleVersion
from office.conflicts import conflict, is_repeated
from office.once import OnceField, act_once, key_of
from plan.forms import PlanForm
from plan.progress import Act, next_states


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when nothing was filled in; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def chosen(request: HttpRequest) -> MultiValueDict | None:
    """The files that were sent with it."""
    return request.FILES if request.method == "POST" else None


def save(
    request: HttpRequest,
    form: PlanForm,
    act: Callable[..., Any],
    *,
    done: str | Promise | Callable[[Any], str],
    context: dict[str, Any],
    to: str | Callable[[Any], str] = "",
    saved: Callable[[], Mapping[str, Any]] = dict,
    gate: Callable[[], None] | None = None,
    undo: Callable[[Any], str] | None = None,
    template: str = "plan/form.html",
) -> HttpResponse:
    """Perform `act` with what was typed and go to `to` (else where the page leads back); otherwise say why not and keep
    what was typed. `to` and `done` may be asked with what the act has made.

    `saved` gives what is saved now under the form's names, where the row itself has no such columns; `undo` the address that takes back
    what the act answered. `gate` raises where
    the act cannot begin: a page that is only opened then says so, instead of a form that could only fail. Where the page shows no
    version by which a second sending could be known, as where something is made, it has a word of its own (`office.once`).
    """
    to = to or context["back"]
    if "version" not in form.fields:
        form.fields["once"] = OnceField()
    if gate and request.method != "POST" and (why := _closed(gate)):
        measure = context.get("measure")  # what is closed may be of no measure
        reopens = measure is not None and can(request.user, Permission.PLAN_EDIT) and bool(next_states(Act.REOPEN, measure.state))
        return render(request, "plan/closed.html", {**context, "why": why, "may_reopen": reopens})
    if request.method == "POST" and form.is_valid():
        try:
            made = _performed(request, form, act)
        except StaleVersion as stale:
            stale.current.__dict__.update(saved())
            labels = {name: str(field.label) for name, field in form.fields.items() if name not in {"version", "once"}}
            if is_repeated(request, form, stale.current, labels):
                return _done_before(request, context["back"])
            return conflict(request, form, stale.current, labels, back=to)
        except ValidationError as error:
            form.refuse(error)
        else:
            if made is None:
                return _done_before(request, context["back"])
            (result,) = made
            messages.success(request, done(result) if callable(done) else str(done), extra_tags=undo(result) if undo else "")
            return redirect(to(result) if callable(to) else to)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def _done_before(request: HttpRequest, back: str) -> HttpResponse:
    messages.info(request, _("This was sent before and has been done."))
    return redirect(back)


def _performed(request: HttpRequest, form: PlanForm, act: Callable[..., Any]) -> tuple[Any] | None:
    """What the act answers, which may be nothing; None where it was done before."""
    key = key_of(request, form.cleaned_data.pop("once", ""))
    given = form.values()
    return act_once(request.user, key, lambda: (act(**given),))


def _closed(gate: Callable[[], None]) -> list[str]:
    try:
        gate()
    except ValidationError as error:
        return error.messages
    return []
