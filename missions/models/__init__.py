"""The network: representative missions and what happened to them."""

from missions.models.country import Country
from missions.models.mission import Mission, MissionEvent
from missions.models.total import NetworkTotal

__all__ = ["Country", "Mission", "MissionEvent", "NetworkTotal"]
