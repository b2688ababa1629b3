"""Who we are, what we may do, what we did."""

from accounts.models.history import Event, EventBody, Seal
from accounts.models.membership import Membership
from accounts.models.unit import Unit
from accounts.models.user import ApiToken, Invitation, User

__all__ = ["ApiToken", "Event", "EventBody", "Invitation", "Membership", "Seal", "Unit", "User"]
