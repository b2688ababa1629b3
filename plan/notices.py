"""The mail of the plan, in the language of who reads it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.models import Mail
from office.notices import notice_text
from office.outbox import Kind, Letter, absolute, off_address
from office.templatetags.house import day
from plan.models import Completion, DeadlineChange

NEEDLESS, ANSWERED = "deadline-needless", "asked-answered"


def of_needless(change: DeadlineChange) -> Letter | None:
    """For who asked for a deadline that is no longer needed; None where it was no person."""
    user, measure = change.asked_by, change.measure
    if user is None:
        return None
    with translation.override(user.language):
        head = _("Measure %(code)s: your request for another deadline is closed") % {"code": measure.code}
        line = _("Measure %(code)s is completed: nobody needs to decide on your request for another deadline any more.")
        page = absolute(reverse("plan:measure", args=[measure.plan.code, measure.code]))
        text = notice_text(user, line % {"code": measure.code}, page, off_address(user, NEEDLESS))
        return Letter(NEEDLESS, str(change.pk), user, head, text)


def of_answer(asked: Completion | DeadlineChange) -> Letter | None:
    """For who proposed a completion or asked for a deadline, when it is decided; None where that was no person, or the one who
    decides."""
    user, decider = asked.asker, asked.decided_by
    if user is None or decider is None or user == decider:
        return None
    with translation.override(user.language):
        head, line = _of_completion(asked, decider.name) if isinstance(asked, Completion) else _of_deadline(asked, decider.name)
        page = absolute(reverse("plan:measure", args=[asked.measure.plan.code, asked.measure.code]))
        event = f"{asked._meta.model_name} {asked.pk}"
        return Letter(ANSWERED, event, user, head, notice_text(user, line, page, off_address(user, ANSWERED)))


def _of_completion(asked: Completion, who: str) -> tuple[str, str]:
    said = {"code": asked.measure.code, "who": who, "day": day(asked.effective_on), "reason": asked.reason}
    if asked.decision == Completion.Decision.CONFIRMED:
        head = _("Measure %(code)s: its completion is confirmed")
        line = _("%(who)s has confirmed measure %(code)s as completed on %(day)s.")
    else:
        head = _("Measure %(code)s: its completion is not confirmed")
        line = _("%(who)s has not confirmed measure %(code)s as completed on %(day)s. Reason: “%(reason)s”")
    return head % said, line % said


def _of_deadline(asked: DeadlineChange, who: str) -> tuple[str, str]:
    said = {"code": asked.measure.code, "who": who, "reason": asked.decision_reason}
    said["term"] = day(asked.new_due_on) if asked.new_due_on else asked.get_new_term_display().lower()
    if asked.decision == DeadlineChange.Decision.APPROVED:
        head = _("Measure %(code)s: the deadline that you asked for is approved")
        line = _("%(who)s has approved the deadline of measure %(code)s: %(term)s.")
    else:
        head = _("Measure %(code)s: the deadline that you asked for is refused")
        line = _("%(who)s has refused the deadline of measure %(code)s: %(term)s. Reason: “%(reason)s”")
    return head % said, line % said


def _still_closed(mail: Mail, now: datetime) -> bool:
    return DeadlineChange.objects.filter(pk=int(mail.key.split(":")[1]), decision=DeadlineChange.Decision.WITHDRAWN).exists()


KINDS = (
    Kind(
        ANSWERED,
        gettext_lazy("Answers to your proposals and requests"),
        gettext_lazy("When a completion that you proposed, or a deadline that you asked for, is decided."),
        is_optional=True,
    ),
    Kind(
        NEEDLESS,
        gettext_lazy("Requests for a deadline that are no longer needed"),
        gettext_lazy("When a measure is completed before your request for another deadline was decided."),
        is_optional=True,
        still_wanted=_still_closed,
    ),
)
