"""Every change of the plan. Keyword arguments: `by` (a user or a System), `now`, and `seen`, the row version the person saw
(None for commands). Input that breaks a rule is a ValidationError({field: message}) whose fields are the arguments' names,
or `__all__`; a row changed since it was seen is a StaleVersion. Each writes one history row."""

from plan.services import gates
from plan.services.bulk import Outcome, Wanted, edit_many, rehearse_edit
from plan.services.completion import confirm_completion, propose_completion, refuse_completion, withdraw_completion
from plan.services.days import due_moves, move_day, move_due_times, restore_day
from plan.services.deadline import ask_for_deadline, decide_deadline, endorse_deadline, set_deadline, withdraw_deadline
from plan.services.directive import add_directive, add_link, add_occasion, edit_directive, edit_occasion, withdraw_directive
from plan.services.evidence import add_evidence, withdraw_evidence
from plan.services.indicator import (
    add_comparison,
    add_indicator,
    compare,
    edit_comparison,
    edit_indicator,
    set_target,
    withdraw_comparison,
    withdraw_target,
)
from plan.services.inspection import add_inspection, close_follow_up, edit_inspection, withdraw_inspection
from plan.services.link import decide_link
from plan.services.measure import EDITABLE, add_measure, adopt, assign, edit_measure, next_code, supersede
from plan.services.milestone import add_milestone, edit_milestone, reach_milestone, remove_milestone
from plan.services.money import add_project, edit_project, record_funding
from plan.services.observation import TYPED, Origin, observe
from plan.services.period import edit_period, keep_calendar
from plan.services.reorganise import reorganise
from plan.services.status import record_status, reopen
from plan.services.task import add_task, edit_task, move_task
from plan.services.undo import Undone, codes_of, undo
from plan.services.views import give_view

__all__ = [
    "EDITABLE",
    "TYPED",
    "Origin",
    "Outcome",
    "Undone",
    "Wanted",
    "add_comparison",
    "add_directive",
    "add_evidence",
    "add_indicator",
    "add_inspection",
    "add_link",
    "add_measure",
    "add_milestone",
    "add_occasion",
    "add_project",
    "add_task",
    "adopt",
    "ask_for_deadline",
    "assign",
    "close_follow_up",
    "codes_of",
    "compare",
    "confirm_completion",
    "decide_deadline",
    "decide_link",
    "due_moves",
    "edit_comparison",
    "edit_directive",
    "edit_indicator",
    "edit_inspection",
    "edit_many",
    "edit_measure",
    "edit_milestone",
    "edit_occasion",
    "edit_period",
    "edit_project",
    "edit_task",
    "endorse_deadline",
    "gates",
    "give_view",
    "keep_calendar",
    "move_day",
    "move_due_times",
    "move_task",
    "next_code",
    "observe",
    "propose_completion",
    "reach_milestone",
    "record_funding",
    "record_status",
    "refuse_completion",
    "rehearse_edit",
    "remove_milestone",
    "reopen",
    "reorganise",
    "restore_day",
    "set_deadline",
    "set_target",
    "supersede",
    "undo",
    "withdraw_comparison",
    "withdraw_completion",
    "withdraw_deadline",
    "withdraw_directive",
    "withdraw_evidence",
    "withdraw_inspection",
    "withdraw_target",
]
