from accounts.views.audit import audit, event, redact
from accounts.views.invitation import invitation
from accounts.views.invite_list import invite_list
from accounts.views.people import membership_add, membership_edit, user, user_invite, users
from accounts.views.profile import profile
from accounts.views.sessions import sessions
from accounts.views.tokens import tokens
from accounts.views.units import manage, unit, units

__all__ = [
    "audit",
    "event",
    "invitation",
    "invite_list",
    "manage",
    "membership_add",
    "membership_edit",
    "profile",
    "redact",
    "sessions",
    "tokens",
    "unit",
    "units",
    "user",
    "user_invite",
    "users",
]
