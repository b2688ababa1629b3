"""The register of proposals, one proposal, and every step of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Unit
from accounts.permissions import Permission, can
from office.filtered import file_name, in_words
from office.tables import block, csv_response, xlsx_response
from office.tables.writing import file_response
from plan.drawing import WORD, annex_docx, as_of
from plan.models import Plan
from plan.views.asof import AsOf, read_moment
from plan.views.saving import posted, save
from reports import access, services
from reports.forms import proposal as forms
from reports.models import Proposal
from reports.models.proposal import ProposalQuerySet
from reports.proposal_register import figures, narrowed, proposal_filter
from reports.proposal_table import SHORT, proposals_table
from reports.proposing import addressed
from reports.services import proposal as gates

PAGE = 50
SECRETS = gettext_lazy("Public and internal information only: never enter a state secret.")


@dataclass
class Asked:
    """The register as the address asks for it; `rows` and `counts` are empty where the filter cannot be read."""

    as_of: AsOf
    form: forms.ProposalFilter
    rows: ProposalQuerySet
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_read(self) -> bool:
        return not self.as_of.errors and not self.form.errors


def _asked(request: HttpRequest) -> Asked:
    as_of, mine = read_moment(request), access.proposals_for(request.user)
    form, standing = proposal_filter(request.GET, mine), mine.standing(as_of.moment)
    if as_of.errors or not form.is_valid():
        return Asked(as_of, form, standing.none())
    rows = narrowed(standing, form)
    chosen = rows.in_group(form.cleaned_data["state"], as_of.moment.on)
    return Asked(as_of, form, chosen, rows.counts(as_of.moment.on))


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    rows = asked.rows.for_list().with_unit_then().with_task_then().prefetch_related("measures")
    context = {
        "form": asked.form,
        "as_of": asked.as_of,
        "counts": asked.counts,
        "figures": figures(asked.counts, asked.form, asked.as_of.moment) if asked.is_read else [],
        "chosen": asked.form.words if asked.is_read else [],
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_keep": can(request.user, Permission.PROPOSALS_KEEP),
    }
    return render(request, "reports/proposals.html", context, status=200 if asked.is_read else 422)


@require_safe
def proposals_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """All rows that the filter finds; a filter that cannot be read is shown on the page itself."""
    if form not in {"xlsx", "csv", "docx"}:
        raise Http404
    asked = _asked(request)
    if not asked.is_read:
        return proposals(request)
    moment, table = asked.as_of.moment, proposals_table()
    said = in_words(asked.form.words)
    name = file_name(f"kien-nghi-{moment.on:%Y-%m-%d}", said)
    found = list(asked.rows.for_list().with_unit_then().with_task_then().prefetch_related("measures"))
    if form == "csv":
        return csv_response(table, table.rows_of(found), name)
    if form == "xlsx":
        return xlsx_response(table, table.rows_of(found), name, about=[f"{as_of(moment)}.", *said])
    short, plan = table.only(*SHORT), Plan.objects.first()
    if plan is None:
        raise Http404
    drawn = block(short, short.rows_of(found))
    title = _("List of proposals")
    content = annex_docx(plan, moment, title=title, table=drawn, said=said, address=request.build_absolute_uri("/"))
    return file_response(content, f"{name}.docx", WORD)


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.proposal_for(request.user, pk)
    today = timezone.localdate()
    context = {
        "proposal": found,
        "overdue": found.is_overdue(today),
        "today": today,
        "steps": found.steps.select_related("by", "unit"),
        "measures": found.measures.select_related("plan").order_by("position"),
        "acts": [(name, ACTS[name].link) for name in _in_order(found) if _open_to(request, found, ACTS[name])],
        "events": access.proposal_history(request.user, found),
        "reads_report": found.obligation is not None and _reads_report(request, found),
    }
    return render(request, "reports/proposal.html", context)


def _reads_report(request: HttpRequest, found: Proposal) -> bool:
    units = access.units_known(request.user)
    return units is None or found.unit_id in units


def _in_order(found: Proposal) -> list[str]:
    """What is most likely to be done comes first: an answer that has been given is closed rather than given again."""
    return sorted(ACTS, key=lambda name: name == "answer") if found.state == Proposal.State.ANSWERED else list(ACTS)


def _open_to(request: HttpRequest, found: Proposal, act: Act) -> bool:
    if not access.may_act(request.user, act.permission, found):
        return False
    try:
        act.gate(found)
    except ValidationError:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_add(request: HttpRequest) -> HttpResponse:
    access.must_keep_proposals(request.user)
    form = forms.RaiseForm(posted(request), plan=Plan.objects.first())
    act = partial(services.raise_proposal, by=request.user, now=timezone.now(), language=request.LANGUAGE_CODE)
    context = {"title": _("Add a proposal"), "submit": _("Add the proposal"), "secrets": SECRETS, "back": reverse("reports:proposals")}
    context["lead"] = _("For what a locality or a conference raises. What a report proposes comes by itself when the report is accepted.")
    done = _("The proposal has been added. Now say who is to answer it.")
    return save(request, form, act, done=done, to=lambda row: _page(row.pk), context=context, template=FORM)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One step of the proposal: its form, or why it cannot be taken."""
    step = ACTS.get(act)
    if step is None:
        raise Http404
    found = access.proposal_for(request.user, pk, to=step.permission)
    if request.method != "POST":
        try:
            step.gate(found)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
            return redirect(_page(pk))
    form = step.form(request, found)
    do = partial(step.service, proposal=found, by=request.user, now=timezone.now())
    context = {"title": step.title, "submit": step.submit, "back": _page(pk), "proposal": found, "danger": step.danger, "secrets": SECRETS}
    return save(request, form, do, done=step.done, context=context, template=FORM)


FORM = "reports/proposal_form.html"


def _page(pk: int) -> str:
    return reverse("reports:proposal", args=[pk])


def _plain(kind: Any, *names: str) -> Callable[[HttpRequest, Proposal], Any]:
    """A form that begins with these columns of the row."""

    def made(request: HttpRequest, found: Proposal) -> Any:
        return kind(posted(request), initial={name: getattr(found, name) for name in ("version", *names)})

    return made


def _assign_form(request: HttpRequest, found: Proposal) -> forms.AssignForm:
    """The unit that the words of the proposal name is suggested."""
    units = list(Unit.objects.active(timezone.localdate()).reporting().without_missions().order_by("sort_key"))
    named = found.assigned_to.code if found.assigned_to else addressed(found.text, {unit.code: unit.name_vi for unit in units})
    initial = {**_about(found), "unit": named, "due_on": found.due_on}
    return forms.AssignForm(posted(request), plan=_plan_of(found), units=units, initial=initial)


def _edit_form(request: HttpRequest, found: Proposal) -> forms.AboutForm:
    if found.source == Proposal.Source.REPORT:
        return forms.EditAboutForm(posted(request), plan=_plan_of(found), initial=_about(found))
    typed = {name: getattr(found, name) for name in ("source", "raised_by", "occasion", "raised_on", "text")}
    return forms.RaiseForm(posted(request), plan=_plan_of(found), initial={**_about(found), **typed})


def _about(found: Proposal) -> dict[str, Any]:
    measures = list(found.measures.values_list("code", flat=True))
    return {"version": found.version, "task": found.task.code if found.task else "", "measures": measures}


def _plan_of(found: Proposal) -> Plan | None:
    """Of which tasks and measures are offered."""
    return found.task.plan if found.task else services.plan_of_proposal(found)


def _answer_form(request: HttpRequest, found: Proposal) -> forms.AnswerForm:
    initial = {"version": found.version, "answer": found.answer, "on": timezone.localdate()}
    return forms.AnswerForm(posted(request), initial=initial)


@dataclass(frozen=True)
class Act:
    link: Promise  # of the button
    title: Promise
    submit: Promise
    done: Promise
    form: Callable[[HttpRequest, Proposal], Any]
    service: Callable[..., Proposal]
    gate: Callable[[Proposal], None]
    permission: Permission = Permission.PROPOSALS_KEEP
    danger: bool = False


ACTS = {
    "answer": Act(
        gettext_lazy("Answer"),
        gettext_lazy("Answer the proposal"),
        gettext_lazy("Save the answer"),
        gettext_lazy("The answer has been saved."),
        _answer_form,
        services.answer_proposal,
        gates.can_be_answered,
        Permission.PROPOSAL_ANSWER,
    ),
    "assign": Act(
        gettext_lazy("Assign"),
        gettext_lazy("Assign the proposal"),
        gettext_lazy("Assign it"),
        gettext_lazy("The proposal has been assigned."),
        _assign_form,
        services.assign_proposal,
        gates.can_be_assigned,
    ),
    "close": Act(
        pgettext_lazy("proposal", "Close"),
        gettext_lazy("Close the proposal"),
        gettext_lazy("Close it"),
        gettext_lazy("The proposal is closed."),
        _plain(forms.CloseForm),
        services.close_proposal,
        gates.can_be_ended,
    ),
    "return": Act(
        gettext_lazy("Return the answer"),
        gettext_lazy("Return the answer to be given better"),
        gettext_lazy("Return it"),
        gettext_lazy("The answer has been returned."),
        _plain(forms.ReturnForm),
        services.return_answer,
        gates.can_be_returned,
    ),
    "edit": Act(
        gettext_lazy("Edit"),
        gettext_lazy("Edit the proposal"),
        gettext_lazy("Save the proposal"),
        gettext_lazy("The proposal has been saved."),
        _edit_form,
        services.edit_proposal,
        gates.can_be_edited,
    ),
    "withdraw": Act(
        gettext_lazy("Withdraw"),
        gettext_lazy("Withdraw the proposal"),
        gettext_lazy("Withdraw it"),
        gettext_lazy("The proposal has been withdrawn."),
        _plain(forms.WithdrawForm),
        services.withdraw_proposal,
        gates.can_be_ended,
        danger=True,
    ),
    "reopen": Act(
        gettext_lazy("Handle it again"),
        gettext_lazy("Take the proposal up again"),
        gettext_lazy("Handle it again"),
        gettext_lazy("The proposal is open again."),
        _plain(forms.WithdrawForm),
        services.reopen_proposal,
        gates.can_be_reopened,
    ),
}
