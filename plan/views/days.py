"""Days off and working days that the Government moves: /manage/periods/days/. Due times follow only when somebody says so."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Event
from plan import access, services
from plan.calendar import RULE
from plan.forms.days import MovedDayForm, MoveDueForm, RestoreDayForm
from plan.models import MovedDay
from plan.services.days import Move, due_moves, offer
from plan.views.saving import posted, save
from plan.working_days import holidays_by_law

EVENTS = ("plan.day_moved", "plan.day_restored")


@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    access.must_manage_periods(request.user)
    now, year = timezone.now(), timezone.localdate().year
    form = MovedDayForm(posted(request))
    context = {
        "rows": MovedDay.objects.select_related("by").order_by("-on"),
        "holidays": [(one, holidays_by_law(one)) for one in (year, year + 1)],
        "offered": offer(len(due_moves(now))),
        "events": Event.objects.filter(verb__in=EVENTS).select_related("body").order_by("-id")[:20],
        "rule": RULE,
        "submit": _("Add the day"),
    }
    act = partial(services.move_day, by=request.user, now=now)
    return save(
        request, form, act, done=gettext_lazy("The day has been added."), to=request.path, context=context, template="plan/days.html"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def restore_day(request: HttpRequest, pk: int) -> HttpResponse:
    day, back = access.moved_day_for(request.user, pk), reverse("plan:days")
    form = RestoreDayForm(posted(request), initial={"version": day.version})
    context = {
        "back": back,
        "kicker": _("Days off and working days"),
        "title": _("Take %(day)s off the list") % {"day": day},
        "lead": _("The day is again what the law makes of it. Due times stay as they are until you move them."),
        "submit": _("Take it off"),
    }
    act = partial(services.restore_day, day=day, by=request.user, now=timezone.now())
    return save(request, form, act, done=gettext_lazy("The day is off the list."), context=context, template="plan/days_form.html")


@require_http_methods(["GET", "HEAD", "POST"])
def move_due_times(request: HttpRequest) -> HttpResponse:
    """The due times that would follow the days off as they are now; those that nobody has edited are ticked."""
    access.must_manage_periods(request.user)
    now = timezone.now()
    moves = due_moves(now)
    ticked = [_box(move) for move in moves if not move.is_by_hand]
    form = MoveDueForm(posted(request), moves=[(_box(move), _in_words(move)) for move in moves], initial={"periods": ticked})
    context = {
        "back": reverse("plan:days"),
        "kicker": _("Days off and working days"),
        "title": _("Due times that may follow"),
        "lead": _("Nothing moves by itself: choose, and say why. Units see the new time at once."),
        "submit": _("Move the due times"),
        "nothing": not moves,
    }
    if request.method == "POST" and not moves:
        messages.info(request, _("No due time is to be moved."))
    act = partial(services.move_due_times, by=request.user, now=now)
    return save(request, form, act, done=gettext_lazy("The due times have been moved."), context=context, template="plan/days_form.html")


def _box(move: Move) -> str:
    return f"{move.period.code}:{move.period.version}"


def _in_words(move: Move) -> str:
    said = {
        "period": move.period.name,
        "old": f"{timezone.localtime(move.period.due_at):%H:%M %d/%m/%Y}",
        "new": f"{timezone.localtime(move.to):%H:%M %d/%m/%Y}",
    }
    words = _("%(period)s: from %(old)s to %(new)s") % said
    return _("%(words)s (dates changed by hand before)") % {"words": words} if move.is_by_hand else words
