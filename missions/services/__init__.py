"""Changes of the network, a module for each thing that is changed."""

from missions.services.event import record_event
from missions.services.forecast import keep_forecast, set_assumption
from missions.services.mission import edit_mission
from missions.services.network import GROUP, load_network
from missions.services.open_mission import open_mission
from missions.services.opening import (
    Course,
    abandon_opening,
    add_opening,
    date_opening,
    edit_opening,
    reach_stage,
    resume_opening,
    return_stage,
)
from missions.services.stage import load_stages

__all__ = [
    "GROUP",
    "Course",
    "abandon_opening",
    "add_opening",
    "date_opening",
    "edit_mission",
    "edit_opening",
    "keep_forecast",
    "load_network",
    "load_stages",
    "open_mission",
    "reach_stage",
    "record_event",
    "resume_opening",
    "return_stage",
    "set_assumption",
]
