"""The saved views of the board: save, rename, share, make one's first, delete."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from office import saved_views
from office.models import SavedView
from plan import access
from plan.board import BoardFilter
from plan.forms import PlanForm
from plan.views.boarding import VIEWS, offered


class ViewForm(PlanForm):
    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=80)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Share it"),
        required=False,
        help_text=gettext_lazy("Everybody who may open the board finds it there; each sees what they may see."),
    )


def views(request: HttpRequest, plan: str) -> HttpResponse:
    """My views and those shared; with a filter in the address, the form that saves it under a name."""
    found = access.plan_for(request.user, plan)
    choices = offered(found)
    asked = BoardFilter(QueryDict(request.POST.get("back", "")) if request.method == "POST" else request.GET, **choices)
    query = asked.query()
    form = ViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            saved_views.save_view(by=request.user, page=VIEWS, query=query, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The view has been saved."))
            return redirect(f"{reverse('plan:board', args=[plan])}?{query or 'sort=code'}")
    # One that was made for another plan may ask for what there is not here: it has no conditions to tell.
    views = [(one, BoardFilter(QueryDict(one.view.query), **choices).conditions()) for one in saved_views.offered(request.user, VIEWS)]
    context = {"plan": found, "form": form, "query": query, "conditions": asked.conditions(), "views": views}
    return render(request, "plan/board_views.html", context, status=422 if form.errors or asked.errors else 200)


@require_POST
def view(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """One act on one view, named by the button."""
    access.plan_for(request.user, plan)
    found = get_object_or_404(SavedView.objects.visible_to(request.user, VIEWS), pk=pk)
    act, now = request.POST.get("act"), timezone.now()
    try:
        if act == "change":
            given = {"name": request.POST.get("name", ""), "is_shared": "is_shared" in request.POST}
            saved_views.change_view(view=found, by=request.user, now=now, **given)
        elif act == "delete":
            saved_views.delete_view(view=found, by=request.user, now=now)
        elif act in {"default", "no-default"}:
            saved_views.make_default(view=found if act == "default" else None, page=VIEWS, by=request.user)
        else:
            raise BadRequest("no such act")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The views have been changed."))
    return redirect("plan:board-views", plan)
