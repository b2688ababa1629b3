"""The plan: its text, who does what by when, how far it has come, who instructed it."""

from plan.models.assignment import Assignment, can_hold
from plan.models.completion import Completion
from plan.models.deadline import DeadlineChange
from plan.models.directive import Directive, DirectiveLink, Occasion
from plan.models.evidence import Evidence
from plan.models.indicator import Indicator, Observation, Target
from plan.models.measure import Measure
from plan.models.money import Funding, Project
from plan.models.period import Period
from plan.models.plan import Fact, Objective, Plan, Source, Task
from plan.models.status import StatusUpdate

__all__ = [
    "Assignment",
    "Completion",
    "DeadlineChange",
    "Directive",
    "DirectiveLink",
    "Evidence",
    "Fact",
    "Funding",
    "Indicator",
    "Measure",
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
