"""Every change of the plan. Keyword arguments: `by` (a user or a System), `now`, and `seen`, the row version the person saw
(None for commands). Input that breaks a rule is a ValidationError({field: message}) whose fields are the arguments' names,
or `__all__`; a row changed since it was seen is a StaleVersion. Each writes one history row."""

from plan.services import gates
from plan.services.completion import confirm_completion, propose_completion, refuse_completion
from plan.services.deadline import ask_for_deadline, decide_deadline, endorse_deadline, set_deadline
from plan.services.evidence import add_evidence, withdraw_evidence
from plan.services.link import decide_link
from plan.services.measure import EDITABLE, adopt, assign, edit_measure, supersede
from plan.services.money import add_project, edit_project, record_funding
from plan.services.observation import TYPED, Origin, observe
from plan.services.period import edit_period, keep_calendar
from plan.services.status import record_status, reopen

__all__ = [
    "EDITABLE",
    "TYPED",
    "Origin",
    "add_evidence",
    "add_project",
    "adopt",
    "ask_for_deadline",
    "assign",
    "confirm_completion",
    "decide_deadline",
    "decide_link",
    "edit_measure",
    "edit_period",
    "edit_project",
    "endorse_deadline",
    "gates",
    "keep_calendar",
    "observe",
    "propose_completion",
    "record_funding",
    "record_status",
    "refuse_completion",
    "reopen",
    "set_deadline",
    "supersede",
    "withdraw_evidence",
]
