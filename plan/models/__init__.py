"""The plan: its text, who does what by when, how far it has come, who instructed it."""

from plan.models.assignment import Assignment, can_hold
from plan.models.comparison import Comparison, ComparisonValue
from plan.models.completion import Completion, CompletionView
from plan.models.deadline import DeadlineChange
from plan.models.directive import Directive, DirectiveLink, Occasion
from plan.models.edit import UNDO_WITHIN, Edit
from plan.models.evidence import Evidence
from plan.models.indicator import Indicator, Observation, Target
from plan.models.inspection import Inspection
from plan.models.measure import Measure
from plan.models.milestone import Milestone
from plan.models.money import Funding, Project
from plan.models.moved_day import MovedDay
from plan.models.period import Period
from plan.models.plan import Fact, Objective, Plan, Source, Task
from plan.models.status import StatusUpdate

__all__ = [
    "UNDO_WITHIN",
    "Assignment",
    "Comparison",
    "ComparisonValue",
    "Completion",
    "CompletionView",
    "DeadlineChange",
    "Directive",
    "DirectiveLink",
    "Edit",
    "Evidence",
    "Fact",
    "Funding",
    "Indicator",
    "Inspection",
    "Measure",
    "Milestone",
    "MovedDay",
    "Objective",
    "Observation",
    "Occasion",
    "Period",
    "Plan",
    "Project",
    "Source",
    "StatusUpdate",
    "Target",
    "Task",
    "can_hold",
]
