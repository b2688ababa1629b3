"""What a page costs at the least: plain views of the ORM with session and user, four or five questions, bare HTML."""

import csv
from io import StringIO

from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import escape

from plan.models import Assignment, Measure, StatusUpdate, Task

LIST, API = 50, 100


def _name(request: HttpRequest) -> str:
    return escape(request.user.name)


def measures(request: HttpRequest) -> HttpResponse:
    chosen = Measure.objects.filter(plan__code="292", task__code=request.GET["task"])
    total = chosen.count()
    rows = list(chosen.select_related("task").order_by("position")[:LIST])
    leads = {one.measure_id: one.unit for one in Assignment.objects.filter(measure__in=rows, role="lead").select_related("unit")}
    cells = "".join(
        f"<tr><td>{row.code}<td>{escape(row.title_vi)}<td>{row.state}<td>{row.due_on}<td>{escape(leads[row.pk].name_vi)}" for row in rows
    )
    return HttpResponse(f"<p>{_name(request)}, {total}<table>{cells}</table>")


def measure(request: HttpRequest, code: str) -> HttpResponse:
    row = Measure.objects.select_related("task").get(plan__code="292", code=code)
    units = "".join(f"<li>{escape(one.unit.name_vi)}" for one in row.assignments.select_related("unit"))
    updates = "".join(f"<li>{one.effective_on} {escape(one.by.name)} {escape(one.narrative)}" for one in row.updates.select_related("by"))
    return HttpResponse(f"<p>{_name(request)}<h1>{escape(row.title_vi)}</h1><ul>{units}</ul><ul>{updates}</ul>")


def overview(request: HttpRequest) -> HttpResponse:
    counted = Measure.objects.filter(plan__code="292").values_list("task", "state").annotate(number=Count("pk")).order_by()
    late = Measure.objects.filter(plan__code="292", due_on__lt=timezone.localdate()).exclude(state="done").count()
    found: dict[int, str] = {}
    for task, state, number in counted:
        found[task] = found.get(task, "") + f"<td>{state} {number}"
    rows = "".join(f"<tr><td>{escape(task.title_vi)}{found.get(task.pk, '')}" for task in Task.objects.filter(plan__code="292"))
    return HttpResponse(f"<p>{_name(request)}, {late}<table>{rows}</table>")


def api_measures(request: HttpRequest) -> JsonResponse:
    chosen = Measure.objects.filter(plan__code="292").order_by("position")
    columns = ("code", "task__code", "title_vi", "title_en", "state", "health", "percent", "term", "due_on", "completed_on", "updated_on")
    return JsonResponse({"user": request.user.name, "count": chosen.count(), "results": list(chosen.values(*columns)[:API])})


def measures_csv(request: HttpRequest) -> HttpResponse:
    leads = {one.measure_id: one.unit.name_vi for one in Assignment.objects.filter(role="lead").select_related("unit")}
    text = StringIO()
    out = csv.writer(text, delimiter=";")
    out.writerow([request.user.name])
    for row in Measure.objects.filter(plan__code="292").select_related("task").order_by("position"):
        out.writerow([
            row.code, row.title_vi, leads.get(row.pk), row.due_on, row.output_vi, row.task.code, row.state,
            row.health, row.percent, row.updated_on, row.term, row.output_kind, row.title_en,
        ])  # fmt: skip
    return HttpResponse(text.getvalue(), content_type="text/csv")


def save(request: HttpRequest, code: str) -> HttpResponse:
    with transaction.atomic():
        row = Measure.objects.select_for_update().get(plan__code="292", code=code)
        now, day = timezone.now(), timezone.localdate()
        StatusUpdate.objects.create(
            measure=row, state="in_progress", health="on_track", percent=50, narrative=request.POST["narrative"],
            effective_on=day, recorded_at=now, by=request.user,
        )  # fmt: skip
        Measure.objects.filter(pk=row.pk).update(state="in_progress", percent=50, updated_on=day)
    return HttpResponse(status=302, headers={"Location": f"/measures/{code}/"})


urlpatterns = [
    path("measures/", measures),
    path("measures.csv", measures_csv),
    path("measures/<str:code>/", measure),
    path("measures/<str:code>/save/", save),
    path("overview/", overview),
    path("api/measures/", api_measures),
]
