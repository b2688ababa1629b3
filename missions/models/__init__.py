"""The network: representative missions and what happened to them; openings in preparation and what is forecast of them."""

from missions.models.country import Country
from missions.models.forecast import Assumption, ForecastRun
from missions.models.mission import FormerKind, Mission, MissionEvent
from missions.models.opening import DateMove, Opening, OpeningStage, Stage
from missions.models.total import NetworkTotal

__all__ = [
    "Assumption",
    "Country",
    "DateMove",
    "ForecastRun",
    "FormerKind",
    "Mission",
    "MissionEvent",
    "NetworkTotal",
    "Opening",
    "OpeningStage",
    "Stage",
]
