"""Every change to people, their roles, units and keys. Each says who may: the page is not the only way in."""

from accounts.services.erasing import erase_account
from accounts.services.invitations import accept_invitation, invite, invite_all, reinvite
from accounts.services.memberships import add_membership, change_membership, end_membership, hand_over
from accounts.services.people import deactivate, end_own_sessions, forget_sessions, reactivate, sessions_of
from accounts.services.profile import update_profile
from accounts.services.second_factor import lock_anew, make_codes, note_refused_code, remove_factor, set_up, use_code
from accounts.services.sign_in import note_refusal, set_password
from accounts.services.tokens import make_token, revoke_token
from accounts.services.units import close_unit, rename_unit

__all__ = [
    "accept_invitation",
    "add_membership",
    "change_membership",
    "close_unit",
    "deactivate",
    "end_membership",
    "end_own_sessions",
    "erase_account",
    "forget_sessions",
    "hand_over",
    "invite",
    "invite_all",
    "lock_anew",
    "make_codes",
    "make_token",
    "note_refusal",
    "note_refused_code",
    "reactivate",
    "reinvite",
    "remove_factor",
    "rename_unit",
    "revoke_token",
    "sessions_of",
    "set_password",
    "set_up",
    "update_profile",
    "use_code",
]
