"""Whether an act can begin at all, whatever is typed. Services ask before they change anything, pages before they show a
form that could only fail. Each raises the ValidationError that says why not."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.given import wrong
from accounts.models import Unit, User
from accounts.permissions import is_second
from plan.models import Assignment, Completion, DeadlineChange, Evidence, Measure, Milestone
from plan.progress import Act, State, next_states
from plan.services._ground import must_be_in_plan, shown
from plan.services._known import known


def nothing_waits(measure: Measure) -> None:
    if known(measure).waits():
        raise wrong(_("Completion has been proposed: it must be confirmed or refused first."))


def can_be_updated(measure: Measure, *, may_decide: bool) -> None:
    """`may_decide`: the person may pause and cancel. A correction of what was said before is not meant."""
    must_be_in_plan(measure)
    nothing_waits(measure)
    if not next_states(Act.RECORD, measure.state, may_decide=may_decide):
        state = {"state": State(measure.state).label}
        raise wrong(_("A measure that is “%(state)s” takes no update. The secretariat can reopen it.") % state)


def can_be_arranged(measure: Measure) -> None:
    """Units and terms are for measures of the plan."""
    must_be_in_plan(measure)


def can_be_proposed(measure: Measure) -> None:
    must_be_in_plan(measure)
    nothing_waits(measure)
    if not next_states(Act.PROPOSE, measure.state):
        raise wrong(_("A measure that is “%(state)s” cannot be proposed as completed.") % {"state": State(measure.state).label})


def can_take_a_term(measure: Measure) -> None:
    """Whether work is on time is judged by the term that was decided before it was said to be done (design rule 3): while
    a completion waits, and once it is confirmed, there is nothing left to decide. A request that waits can still be refused."""
    must_be_in_plan(measure)
    nothing_waits(measure)
    if measure.state in {State.DONE, State.CANCELLED}:
        raise wrong(_("A measure that is “%(state)s” needs no new deadline.") % {"state": State(measure.state).label})


def why_no_term(measure: Measure) -> str:
    """What stands against any new deadline; empty where nothing does."""
    try:
        can_take_a_term(measure)
    except ValidationError as error:
        return error.messages[0]
    return ""


def can_have_another_term(measure: Measure) -> None:
    can_take_a_term(measure)
    if measure.deadline_changes.open().exists():
        raise wrong(_("A request is already waiting for a decision."))


def can_be_confirmed(completion: Completion, by: User) -> None:
    """Also refused: by a second person, once."""
    if completion.decision != Completion.Decision.WAITING:
        raise wrong(_("This proposal has already been decided."))
    if completion.proposed_by_id == by.pk:
        raise wrong(_("A second person must decide: you proposed it yourself."))
    if not is_second(by, completion.measure.completion_permission(), completion.measure, completion.proposers()):
        raise wrong(_("A second person must decide: the proposal is yours, or that of the person you act for."))


def can_be_taken_back(asked: Completion | DeadlineChange, by: User) -> None:
    """By who asked, as long as nobody has decided."""
    if asked.decided_at is not None:
        raise wrong(_("This has been decided already, or taken back."))
    if asked.asker != by:
        raise wrong(_("Only the person who asked can take it back."))


def can_be_viewed(completion: Completion, unit: Unit) -> None:
    """By a unit that coordinates the measure now, as long as the proposal waits."""
    if completion.decision != Completion.Decision.WAITING:
        raise wrong(_("This proposal has already been decided."))
    if not completion.measure.assignments.current().filter(unit=unit, role=Assignment.Role.COORDINATING).exists():
        raise wrong(_("This unit does not coordinate the measure: %(unit)s.") % {"unit": unit})


def milestones_can_be_kept(measure: Measure) -> None:
    must_be_in_plan(measure)


def milestone_can_change(milestone: Milestone) -> None:
    """Also: be reached. What has been taken off the list stays as it was."""
    must_be_in_plan(milestone.measure)
    if milestone.removed_at is not None:
        raise wrong(_("This milestone has been taken off the list."))


def can_be_shown(measure: Measure) -> None:
    """Evidence can be added at any time, also to what is done already."""
    must_be_in_plan(measure)


def must_be_shown(measure: Measure, evidence: Collection[Evidence]) -> None:
    """Done is said with evidence: at least one piece, and where the output is a legal text the issued document itself."""
    if any(row.measure_id != measure.pk or not row.stands for row in evidence):
        raise wrong(_("Choose evidence of this measure that has not been withdrawn."), "evidence")
    if not evidence:
        raise wrong(_("Choose or add the evidence that shows that it is done."), "evidence")
    if measure.output_kind == Measure.OutputKind.LEGAL_TEXT and not any(row.is_signed for row in evidence):
        raise wrong(_("The output is a legal text: choose or add the issued document, with number, date and signatory."), "evidence")


def can_be_withdrawn(evidence: Evidence) -> None:
    """Not while somebody else is asked to confirm a completion by it: what they see must be what was proposed."""
    if not evidence.stands:
        raise wrong(_("This evidence has already been withdrawn."))
    if evidence.completions.waiting().exists():
        raise wrong(_("A proposed completion rests on it: it must be confirmed or refused first."))


def can_be_decided(change: DeadlineChange) -> None:
    if change.decision not in {DeadlineChange.Decision.REQUESTED, DeadlineChange.Decision.ENDORSED}:
        raise wrong(_("This request has already been decided."))


def can_be_endorsed(change: DeadlineChange) -> None:
    can_be_decided(change)
    can_take_a_term(change.measure)
    if change.decision == DeadlineChange.Decision.ENDORSED:
        raise wrong(_("This request has already been endorsed."))


def can_be_reopened(measure: Measure) -> None:
    must_be_in_plan(measure)
    if not next_states(Act.REOPEN, measure.state):
        raise wrong(_("Only a measure that is completed, paused or cancelled can be reopened."))


def can_be_superseded(measure: Measure) -> None:
    must_be_in_plan(measure)
    nothing_waits(measure)


def can_be_adopted(measure: Measure) -> None:
    if measure.in_plan_from is not None:
        raise wrong(_("This measure has been in the plan since %(day)s.") % {"day": shown(measure.in_plan_from)})
