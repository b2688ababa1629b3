"""Every change to people, their roles, units and keys. Each says who may: the page is not the only way in."""

from accounts.services.invitations import accept_invitation, invite, reinvite
from accounts.services.memberships import add_membership, change_membership, end_membership
from accounts.services.people import deactivate, reactivate
from accounts.services.profile import update_profile
from accounts.services.tokens import make_token, revoke_token
from accounts.services.units import rename_unit

__all__ = [
    "accept_invitation",
    "add_membership",
    "change_membership",
    "deactivate",
    "end_membership",
    "invite",
    "make_token",
    "reactivate",
    "reinvite",
    "rename_unit",
    "revoke_token",
    "update_profile",
]
