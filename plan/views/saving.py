"""The four answers of every form of the plan: the page, the page with its errors, both texts, a redirect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from accounts.versions import StaleVersion
from office.conflicts import conflict
from plan.forms import PlanForm


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when nothing was filled in; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def save(
    request: HttpRequest,
    form: PlanForm,
    act: Callable[..., Any],
    *,
    done: str | Promise,
    to: str,
    context: dict[str, Any],
    saved: Callable[[], Mapping[str, Any]] = dict,
    template: str = "plan/form.html",
) -> HttpResponse:
    """Perform `act` with what was typed and go to `to`; otherwise say why not and keep what was typed.

    `saved` gives what is saved now under the form's names, where the row itself has no such columns.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.values())
        except StaleVersion as stale:
            stale.current.__dict__.update(saved())
            return conflict(
                request, form, stale.current, {name: str(field.label) for name, field in form.fields.items() if name != "version"}, back=to
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, str(done))
            return redirect(to)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
