"""Measures and tasks: add, edit, supersede, reorder."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.folding import clean
from accounts.permissions import Permission
from accounts.versions import StaleVersion
from plan import access, services
from plan.forms import keeping as forms
from plan.services import gates
from plan.views.acts import about, page_of
from plan.views.keeping import at, lately, page
from plan.views.saving import posted, save

TEXTS = ("title_vi", "title_en", "output_kind", "output_vi", "output_en", "is_key", "source_sentence", "task", "source")


def add_measure(request: HttpRequest, plan: str) -> HttpResponse:
    """In the task that the address names, with the code that comes next."""
    found = access.plan_for(request.user, plan, to=Permission.PLAN_EDIT)
    task = found.tasks.filter(code=clean(request.GET.get("task", ""))).first() or found.tasks.last()
    proposed = {"task": task, "code": services.next_code(task)} if task else {}
    form = forms.NewMeasureForm(posted(request), plan=found, initial={**proposed, "in_plan_from": timezone.localdate()})
    act = partial(services.add_measure, plan=found, by=request.user, now=timezone.now())
    lead = gettext_lazy("Its units and its deadline are given on its page afterwards.")
    context = page(found, gettext_lazy("Add a measure"), gettext_lazy("Add the measure"), at("plan", plan), lead)
    return save(request, form, act, done=gettext_lazy("The measure is now part of the plan."), context=context, to=page_of)


def edit_measure(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    initial = {"version": measure.version, **{name: getattr(measure, name) for name in TEXTS}}
    form = forms.MeasureForm(posted(request), plan=measure.plan, initial=initial)
    act = partial(services.edit_measure, measure=measure, by=request.user, now=timezone.now())
    context = about(
        measure,
        gettext_lazy("Edit the measure"),
        gettext_lazy("Save the measure"),
        gettext_lazy("What it said before stays in the history."),
    )
    return save(request, form, act, done=gettext_lazy("The measure has been saved."), context=context)


def supersede(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for(request.user, plan, code, to=Permission.PLAN_EDIT)
    form = forms.SupersedeForm(posted(request), measure=measure, initial={"version": measure.version, "from_on": timezone.localdate()})
    act = partial(services.supersede, measure=measure, by=request.user, now=timezone.now())
    lead = gettext_lazy("The measure stays on record with all that was done, and leaves the count of those in force.")
    context = about(measure, gettext_lazy("Supersede the measure"), gettext_lazy("Save the decision"), lead)
    done = gettext_lazy("The measure has been superseded.")
    return save(request, form, act, done=done, context=context, gate=partial(gates.can_be_superseded, measure))


def add_task(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan, to=Permission.PLAN_EDIT)
    form = forms.NewTaskForm(posted(request))
    act = partial(services.add_task, plan=found, by=request.user, now=timezone.now())
    context = page(found, gettext_lazy("Add a task"), gettext_lazy("Add the task"), at("keep"))
    return save(request, form, act, done=gettext_lazy("The task has been added."), context=context)


def edit_task(request: HttpRequest, plan: str, task: str) -> HttpResponse:
    found = access.task_for(request.user, plan, task, to=Permission.PLAN_EDIT)
    names = ("title_vi", "title_en", "source_sentence", "version")
    form = forms.TaskForm(posted(request), initial={name: getattr(found, name) for name in names})
    act = partial(services.edit_task, task=found, by=request.user, now=timezone.now())
    back = at("task", plan, task)
    context = page(found.plan, gettext_lazy("Edit the task"), gettext_lazy("Save the task"), back, task=found, events=lately(found))
    return save(request, form, act, done=gettext_lazy("The task has been saved."), context=context)


@require_POST
def move_task(request: HttpRequest, plan: str, task: str) -> HttpResponse:
    """A place up, or down; where somebody has moved it meanwhile, the list is shown as it stands."""
    found = access.task_for(request.user, plan, task, to=Permission.PLAN_EDIT)
    seen = request.POST.get("version", "")
    try:
        if not seen.isascii() or not seen.isdigit() or len(seen) > 9 or request.POST.get("to") not in {"up", "down"}:
            raise ValidationError(_("This page is incomplete. Open it again, then save."))
        up = request.POST["to"] == "up"
        services.move_task(task=found, by=request.user, up=up, now=timezone.now(), seen=int(seen))
        messages.success(request, _("The tasks stand in their new order."))
    except StaleVersion:
        messages.error(request, _("Somebody else has changed this task meanwhile: look at the order as it stands now."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(at("keep"))
