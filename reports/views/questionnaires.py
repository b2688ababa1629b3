"""The questionnaires as the secretariat keeps them: /manage/questionnaires/. Everything is a plain form."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Event
from accounts.versions import StaleVersion
from office.conflicts import conflict
from office.tables.sources import decoded
from plan.models import Indicator, Measure
from plan.views.saving import posted, save
from reports import access, services
from reports.editing import digest_of, moved, put_section, question_of, removed, section_of
from reports.forms import questionnaire as forms
from reports.kinds import KINDS
from reports.loading import known_plans
from reports.models import Questionnaire
from reports.questionnaire_file import QuestionnaireFile, parse
from reports.questions import WrongForm
from reports.sheet import lay_out

LARGEST = 512 * 1024  # bytes of a file


def _at(row: Questionnaire, name: str = "questionnaire", **more: str) -> str:
    return reverse(f"reports:{name}", kwargs={"edition": str(row), **more})


@require_safe
def questionnaires(request: HttpRequest) -> HttpResponse:
    rows = access.questionnaires_to_manage(request.user).with_use()
    return render(request, "reports/questionnaires.html", {"rows": rows, "drafted": {row.code for row in rows if row.is_draft}})


@require_safe
def questionnaire(request: HttpRequest, edition: str) -> HttpResponse:
    row = access.questionnaire_to_manage(request.user, edition)
    wrong = services.check_questionnaire(row) if row.is_draft else []
    events = Event.objects.about(row).select_related("body")[:20]
    return render(request, "reports/questionnaire.html", {"row": row, "outline": _outline(row, wrong), "wrong": wrong, "events": events})


def _outline(row: Questionnaire, wrong: list[Any]) -> list[dict[str, Any]]:
    """Sections and questions, each with what is wrong with it."""
    return [
        {
            **section,
            "wrong": [one for one in wrong if one.section == section["key"] and not one.question],
            "rows": [
                {**question, "told": _kind(question), "wrong": [one for one in wrong if one.question == question["key"]]}
                for question in section.get("questions", [])
            ],
        }
        for section in row.content.get("sections", [])
    ]


def _kind(question: dict[str, Any]) -> str:
    """In words; one that there is not stays as it was written, for the check names it."""
    return str(KINDS[question["kind"]].label) if question.get("kind") in KINDS else str(question.get("kind", "–"))


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, edition: str) -> HttpResponse:
    row = access.draft_to_manage(request.user, edition)
    names = ("title_vi", "title_en", "asked_from", "audience", "version")
    initial = {**{name: getattr(row, name) for name in names}, "units": row.named}
    form = forms.EditionForm(posted(request), initial=initial, units=access.units_to_ask(request.user, timezone.localdate()))
    act = partial(services.edit_questionnaire, questionnaire=row, by=request.user, now=timezone.now())
    context = {"row": row, "title": _("Title, units and first period"), "submit": _("Save"), "back": _at(row)}
    return save(request, form, act, done=gettext_lazy("Saved."), context=context, template="reports/questionnaire_form.html")


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, edition: str, key: str = "") -> HttpResponse:
    row = access.draft_to_manage(request.user, edition)
    found = section_of(row.content, key) if key else {}
    if found is None:
        raise Http404
    initial = {**found, "measures": ", ".join(found.get("measures", [])), "version": row.version}
    form = forms.SectionForm(posted(request), initial=initial)

    def act(seen: int | None, **values: Any) -> Questionnaire:
        content = put_section(row.content, key, values)
        return services.change_content(questionnaire=row, content=content, key=key, by=request.user, now=timezone.now(), seen=seen)

    def saved() -> dict[str, Any]:
        now = section_of(Questionnaire.objects.get(pk=row.pk).content, key) or {}
        return {name: now.get(name, "") for name in ("title_vi", "title_en", "measures")}

    context = {"row": row, "title": found.get("title_vi") or _("New section"), "submit": _("Save the section"), "back": _at(row)}
    done, template = gettext_lazy("Saved."), "reports/questionnaire_form.html"
    return save(request, form, act, done=done, context=context, saved=saved, template=template)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, edition: str, key: str = "") -> HttpResponse:
    row = access.draft_to_manage(request.user, edition)
    found = question_of(row.content, key) if key else ({}, {})
    if found is None:
        return _gone(request, row)
    old = found[1]
    initial = {**forms.as_typed(row.content, key, request.GET.get("section", "")), "version": row.version, "read": digest_of(old)}
    form = forms.QuestionForm(posted(request), initial=initial, content=row.content, key=key, indicators=_indicators(row))
    tables = [forms.table_field(one, old) for one in (forms.CHOICES, forms.COLUMNS)]
    if request.method == "POST" and form.is_valid():
        lists = {one.question.key: forms.read_table(one, request.POST, old) for one in tables}
        if not any(one.error for one in tables):
            return _put(request, row, key, form, tables, lists)
    wrong = [one for one in services.check_questionnaire(row) if key and one.question == key]
    context = {
        "row": row,
        "form": form,
        "tables": tables,
        "title": old.get("label_vi") or _("New question"),
        "back": _at(row),
        "wrong": wrong,
    }
    failed = bool(form.errors or any(one.error for one in tables))
    return render(request, "reports/questionnaire_question.html", context, status=422 if failed else 200)


def _put(request: HttpRequest, row: Questionnaire, key: str, form: forms.QuestionForm, tables: Any, lists: dict[str, Any]) -> HttpResponse:
    values = form.row()
    allowed = forms.KINDS[values["kind"]].keys
    values |= {name: rows if name in allowed else [] for name, rows in lists.items()}
    how: dict[str, Any] = {"questionnaire": row, "by": request.user, "now": timezone.now()}
    section = form.cleaned_data["section"]
    try:
        made = services.put_in_question(**how, section=section, key=key, values=values, read=form.cleaned_data["read"], seen=form.seen)
    except StaleVersion as stale:
        return _both(request, form, stale.current, key, tables)
    messages.success(request, _("Saved."))
    if request.POST.get("then", "").startswith("rows-"):
        return redirect(_at(row, "questionnaire-question", key=made))
    return redirect(f"{_at(row)}#q-{made}")


def _both(request: HttpRequest, form: forms.QuestionForm, current: Any, key: str, tables: Any) -> HttpResponse:
    """What stands now beside what was typed, the choices and columns too (design rule 13). A question that somebody has
    removed meanwhile stands nowhere: saving makes a new one of it."""
    standing = question_of(current.content, key) if key else None
    now = standing[1] if standing else {}
    current.__dict__.update(form.standing(forms.as_typed(current.content, key, "") if standing else {}))
    form.data = form.data.copy()
    form.data["read"] = digest_of(now)
    labels = {name: str(field.label) for name, field in form.fields.items()}
    more = [found for one in tables if (found := forms.difference(one, now))]
    action = "" if standing else _at(current, "questionnaire-question-add")
    return conflict(request, form, current, labels, back=_at(current), action=action, more=more)


def _gone(request: HttpRequest, row: Questionnaire) -> HttpResponse:
    """Somebody has removed the question: what was typed is kept; where nothing was, there is none."""
    if not request.POST.get("label_vi", "").strip():
        raise Http404
    form = forms.QuestionForm(request.POST, content=row.content, key="", indicators=_indicators(row))
    form.is_valid()
    tables = [forms.table_field(one, {}) for one in (forms.CHOICES, forms.COLUMNS)]
    for one in tables:
        forms.read_table(one, request.POST, {})
    return _both(request, form, row, "", tables)


def _indicators(row: Questionnaire) -> list[tuple[str, str]]:
    rows = Indicator.objects.filter(plan__code=row.content.get("plan"), source_kind=Indicator.SourceKind.REPORTED).order_by("pk")
    return [(one.code, one.text("name")) for one in rows]


@require_POST
def act(request: HttpRequest, edition: str) -> HttpResponseRedirect:
    """One press on the page of an edition: another place, removed, drafted, published, withdrawn, discarded."""
    row = access.questionnaire_to_manage(request.user, edition)
    name, key, kind = (request.POST.get(part, "") for part in ("act", "key", "kind"))
    typed = request.POST.get("version", "")
    how: dict[str, Any] = {"questionnaire": row, "by": request.user, "now": timezone.now()}
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    to = row
    try:
        if name in {"up", "down", "remove"}:
            content = removed(row.content, kind, key) if name == "remove" else moved(row.content, kind, key, -1 if name == "up" else 1)
            services.change_content(**how, content=content, key=key, seen=seen)
        elif name == "draft":
            to = services.draft_edition(**how)
        elif name in ACTS:
            ACTS[name](**how, seen=seen)
            messages.success(request, DONE[name])
    except StaleVersion:
        messages.error(request, _("The draft has changed since you opened this page. Look at it, then press again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if name == "discard" and to.pk is None:
        return redirect("reports:questionnaires")
    return redirect(_at(to) + (f"#q-{key}" if key and name != "remove" else ""))


ACTS = {
    "publish": services.publish_questionnaire,
    "withdraw": services.withdraw_questionnaire,
    "discard": services.discard_questionnaire,
}
DONE = {
    "publish": gettext_lazy("The edition is published. It never changes any more."),
    "withdraw": gettext_lazy("The edition is a draft again; nobody is asked to answer it."),
    "discard": gettext_lazy("The draft has been discarded."),
}


@require_safe
def preview(request: HttpRequest, edition: str) -> HttpResponse:
    """As a mission sees it: by the same template of each question."""
    row = access.questionnaire_to_manage(request.user, edition)
    measures = {one.code: one.title for one in services.asking_plan(Measure.objects.order_by("position"))[:2]}
    try:
        sheet, broken = lay_out(row.form, measures), ""
    except WrongForm as error:
        sheet, broken = None, str(error)
    return render(request, "reports/questionnaire_preview.html", {"row": row, "sheet": sheet, "broken": broken})


@require_safe
def text(request: HttpRequest, edition: str) -> HttpResponse:
    row = access.questionnaire_to_manage(request.user, edition)
    headers = {"Content-Disposition": f'attachment; filename="questionnaire-{row}.yaml"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(services.questionnaire_text(row), content_type="application/yaml; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    access.questionnaires_to_manage(request.user)
    faults: list[str] = []
    sent = request.FILES.get("file")
    if request.method == "POST":
        content = sent.read(LARGEST + 1) if sent else b""
        found = None
        if not content or len(content) > LARGEST:
            faults = [_("Choose a file of at most %(n)d kB.") % {"n": LARGEST // 1024}]
        else:
            found, faults = _read(sent.name[:80], content)
        if found and not faults:
            try:
                row = services.bring_questionnaire(file=found, by=request.user, now=timezone.now())
                return redirect(_at(row))
            except ValidationError as error:
                faults = error.messages
    return render(request, "reports/questionnaire_bring.html", {"faults": faults}, status=422 if faults else 200)


def _read(name: str, content: bytes) -> tuple[QuestionnaireFile | None, list[str]]:
    """In the encodings of the other files that come in; of one that is none of them no letter is guessed at."""
    try:
        text = decoded(content)
    except ValidationError:
        return None, [_("The file is not text in UTF-8. Save it as YAML in UTF-8, then send it again.")]
    found, wrong = parse(name, text, known_plans())
    return found, [str(fault) for fault in wrong[:50]]
