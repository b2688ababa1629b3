"""The board: every measure of the plan as a row that can be found, put in order and changed on the spot."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Event
from accounts.permissions import Permission
from accounts.versions import StaleVersion
from accounts.words import name_of
from office import saved_views
from office.addresses import parts
from office.conflicts import differences
from plan import access, services
from plan.board import COLUMNS, SORTS
from plan.models import Edit, Measure, Plan
from plan.moment import Moment
from plan.views.acts import last_said
from plan.views.boarding import VIEWS, Reach, Row, answer, board_filter, bulk_form, one_row, opened
from plan.views.undoing import undo_address


@require_safe
def board(request: HttpRequest, plan: str) -> HttpResponse:
    if "edit" in request.GET:
        measure = access.measure_for(request.user, plan, request.GET["edit"], to=Permission.MEASURE_UPDATE)
        found, moment, reach = measure.plan, Moment.now(timezone.now()), Reach.of(request.user)
        row = one_row(measure, moment, reach)
        row.form = opened(measure, None, moment.today, decides=reach.decides) if row.may_edit else None
        return _page(request, found, row)
    found = access.plan_for(request.user, plan)
    if not request.GET and (view := saved_views.default_of(request.user, VIEWS)):
        # One that was made for another plan may ask for what there is not here: then the board opens with everything.
        query = view.query if board_filter(found, QueryDict(view.query)).is_valid() else ""
        return redirect(f"{request.path}?{query or 'sort=code'}")
    return _page(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """One row: read again (GET), opened to be edited (GET with ?edit), saved (POST). Without a script each answers the page."""
    edits = request.method == "POST" or "edit" in request.GET
    measure = access.measure_for(request.user, plan, code, to=Permission.MEASURE_UPDATE if edits else Permission.PLAN_READ)
    now, reach = timezone.now(), Reach.of(request.user)
    moment = Moment.now(now)
    shown = one_row(measure, moment, reach)
    if request.method != "POST":
        if not request.htmx:
            return redirect(f"{reverse('plan:board', args=[plan])}{f'?edit={code}' if edits else f'#m-{code}'}")
        shown.form = opened(measure, None, moment.today, decides=reach.decides) if edits and shown.may_edit else None
        return _row(request, measure.plan, shown)
    form = shown.form = opened(measure, request.POST, moment.today, decides=reach.decides)
    if form.is_valid():
        try:
            update = services.record_status(
                measure=measure,
                by=request.user,
                now=now,
                difficulties=form.initial.get("difficulties", ""),
                language=request.LANGUAGE_CODE,
                **form.values(),
            )
        except StaleVersion as stale:
            return _clash(request, shown, stale.current, moment, reach)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _saved(request, measure, update.edit, one_row(measure, moment, reach))
    return _answer(request, measure.plan, shown, 422)


def _saved(request: HttpRequest, measure: Measure, edit: Edit, shown: Row) -> HttpResponse:
    told, undo = _("%(code)s has been saved.") % {"code": measure.code}, undo_address(measure.plan, edit.act)
    if request.htmx:
        return _row(request, measure.plan, shown, said=told, undo=undo)
    messages.success(request, told, extra_tags=undo)
    return redirect(f"{_back(request, measure.plan)}#m-{measure.code}")


def _clash(request: HttpRequest, shown: Row, current: Any, moment: Moment, reach: Reach) -> HttpResponse:
    """Somebody saved first: both texts in the row, and what was typed now stands over the newer version."""
    form, event = shown.form, Event.objects.about(current).first()
    current.__dict__.update(last_said(current))
    fresh = one_row(current, moment, reach)
    fresh.differences = differences(form, current, {name: str(field.label) for name, field in form.fields.items() if name != "version"})
    fresh.who, fresh.own = (name_of(event), event.by_id == request.user.pk) if event else ("", False)
    form.data = form.data.copy()
    form.data["version"] = current.version
    fresh.form = form
    return _answer(request, current.plan, fresh, 409)


def _answer(request: HttpRequest, plan: Plan, shown: Row, status: int) -> HttpResponse:
    return _row(request, plan, shown, status=status) if request.htmx else _page(request, plan, shown, status)


def _row(request: HttpRequest, plan: Plan, shown: Row, status: int = 200, **more: Any) -> HttpResponse:
    context = {"plan": plan, "row": shown, "moment": Moment.now(timezone.now()), "reach": Reach.of(request.user), "base": _base(plan)}
    context["query"] = request.POST.get("back", "") or _asked_from(request)
    return render(request, "plan/_board_row.html", {**context, **more}, status=status)


def _page(request: HttpRequest, plan: Plan, open_row: Row | None = None, status: int = 200) -> HttpResponse:
    """The whole page, with one row open where one is. A save that fails comes back with the filter it was sent from."""
    data = QueryDict(request.POST.get("back", "")) if request.method == "POST" else request.GET
    moment, reach = Moment.now(timezone.now()), Reach.of(request.user)
    form = board_filter(plan, data)
    found = answer(plan, form, moment, reach, data.get("page"))
    if open_row:
        others = [row for row in found.rows if row.measure.pk != open_row.measure.pk]
        if len(others) == len(found.rows):  # on another page, or no longer an answer: it is not lost for that
            found.rows = [open_row, *others]
        else:
            found.rows = [open_row if row.measure.pk == open_row.measure.pk else row for row in found.rows]
    context = {
        "plan": plan,
        "base": _base(plan),
        "form": form,
        "query": form.query(),
        "narrowing": form.narrowing(),
        "asked": f"?{form.query()}" if form.query() else "",
        "found": found,
        "page": found.page,
        "moment": moment,
        "reach": reach,
        "columns": _columns(form),
        "views": saved_views.offered(request.user, VIEWS),
        "bulk": bulk_form(reach, None, moment) if reach.anything else None,
        "refused": status != 200,
    }
    return render(request, "plan/board.html", context, status=422 if form.errors else status)


def _base(plan: Plan) -> dict[str, str]:
    """The addresses on which every row builds, reckoned once."""
    return {name: reverse(f"plan:{name}", args=[plan.code]) for name in ("board", "measures")}


def _asked_from(request: HttpRequest) -> str:
    """The filter of the page in which a row is exchanged."""
    return parts(request.htmx.current_url or "").query if request.htmx else ""


def _columns(form: Any) -> dict[str, dict[str, Any]]:
    """For each column that can be put in order its heading, the address that does it, and how it stands now."""
    now = form.cleaned_data.get("sort", "code") if form.is_valid() else "code"
    return {
        name: {
            "label": COLUMNS[name],
            "query": form.query(sort=f"-{name}" if now == name else name),
            "order": {name: "ascending", f"-{name}": "descending"}.get(now, ""),
        }
        for name in SORTS
    }


def _back(request: HttpRequest, plan: Plan) -> str:
    query = QueryDict(request.POST.get("back", "")[:2000]).urlencode()
    return reverse("plan:board", args=[plan.code]) + (f"?{query}" if query else "")
