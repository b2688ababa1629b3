"""A person leaves: what they hold on one page, and who has it from which day on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access, services
from accounts.forms.people import PrincipalField
from accounts.models import Membership, User
from office.forms import DayField
from plan.forms import PlanForm
from plan.models import Completion, DeadlineChange
from plan.views.saving import posted, save
from reports.models import Answer


class HandOverForm(PlanForm):
    successor = PrincipalField(help_text=_("E-mail address of the person who takes over."))
    from_on = DayField(label=_("From"), help_text=_("The successor's first day; the roles of the person end on the day before."))

    def __init__(self, *args: Any, giver: User, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.label, field.required = _("Who takes over"), True
        readable = access.users_for(giver).exclude(pk=person.pk).filter(is_active=True)
        field.know(readable, suggest=readable)


def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    person = access.member_for(request.user, pk)
    today = timezone.localdate()
    form = HandOverForm(posted(request), giver=request.user, person=person, initial={"from_on": today})

    def act(*, successor: User, from_on: Any, seen: None) -> Any:
        return services.hand_over(user=person, successor=successor, from_on=from_on, by=request.user, now=timezone.now())

    back = reverse("accounts:user", args=[pk])
    context = {"person": person, "back": back, **held_by(person)}
    return save(request, form, act, done=_("The roles are handed over."), context=context, template="overview/hand_over.html")


def held_by(person: User) -> dict[str, Any]:
    """Roles, who acts for whom, and what of theirs waits for others or is still to be sent."""
    today = timezone.localdate()
    rows = person.memberships.not_over(today).select_related("unit", "acting_for")
    return {
        "roles": list(rows),
        "deputies": list(Membership.objects.not_over(today).filter(acting_for=person).select_related("user", "unit")),
        "requests": DeadlineChange.objects.open().filter(asked_by=person).count(),
        "completions": Completion.objects.waiting().filter(proposed_by=person).count(),
        "drafts": Answer.objects.filter(report_version__submitted_at__isnull=True, by=person).values("report_version").distinct().count(),
    }
