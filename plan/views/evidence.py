"""What shows that a measure is carried out: added, opened, withdrawn."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from office import files
from plan import access, services
from plan.forms import evidence as forms
from plan.models import Evidence
from plan.services import gates
from plan.views.acts import about, page_of
from plan.views.saving import chosen, posted, save


def add(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """`?kind=`: an issued document, a file or a link; each has its own few fields."""
    measure = access.measure_for(request.user, plan, code, to=Permission.MEASURE_UPDATE)
    kind = request.GET.get("kind", "")
    kind = kind if kind in forms.EVIDENCE_FORMS else Evidence.Kind.DOCUMENT.value
    form = forms.EVIDENCE_FORMS[kind](posted(request), chosen(request))
    act = partial(services.add_evidence, measure=measure, by=request.user, kind=kind, now=timezone.now())
    lead = _("What shows that the measure is carried out. It stays on record: what was wrong is withdrawn, never deleted.")
    context = about(measure, _("Add evidence"), _("Add the evidence"), lead, kind=kind, kinds=Evidence.Kind.choices)
    return save(
        request,
        form,
        act,
        done=_("The evidence has been added."),
        context=context,
        to=f"{page_of(measure)}#evidence",
        gate=partial(gates.can_be_shown, measure),
        template="plan/evidence_form.html",
    )


def withdraw(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    found = access.evidence_for(request.user, plan, code, pk)
    form = forms.WithdrawForm(posted(request), initial={"version": found.version})
    act = partial(services.withdraw_evidence, evidence=found, by=request.user, now=timezone.now())
    lead = _("It stays on record with your reason; only those who may withdraw it still open its file.")
    context = about(found.measure, _("Withdraw evidence"), _("Withdraw the evidence"), lead, evidence=found)
    return save(
        request,
        form,
        act,
        done=_("The evidence has been withdrawn."),
        context=context,
        to=f"{page_of(found.measure)}#evidence",
        gate=partial(gates.can_be_withdrawn, found),
    )


@require_safe
def file(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    return files.serve(access.evidence_file_for(request.user, plan, code, pk))
