"""The end of an account: name and address go, also from the history where that can be blanked; what was done stays."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from accounts import history, sealing
from accounts.folding import search_text, sort_key
from accounts.history import System
from accounts.models import Event, User
from accounts.models.history import EventQuerySet
from accounts.services.memberships import hold_people, unit_of
from accounts.services.people import deactivate
from accounts.services.second_factor import forget_factor


@transaction.atomic
def erase_account(*, user: User, by: System, reason: str, now: datetime) -> bool:
    """For good: the account is closed, if it is not yet, and has the number of its row for a name. Lines of the history that were
    written before keep the name in their header, for the chain is made of headers (decision 4); those written now have none. Refused
    for the last administrator, with whom nobody could let people in."""
    hold_people(user, administrators=True)
    user.refresh_from_db()
    if user.is_erased:
        return False
    name = f"Tài khoản đã xóa số {user.pk}"
    values = {"name": name, "email": user.erased_address, "time_zone": User._meta.get_field("time_zone").default, "last_login": None}
    user.set_unusable_password()
    user.save_seen(None, {**values, "password": user.password, "search_text": search_text(name), "sort_key": sort_key(name)})
    deactivate(user=user, by=by, now=now)
    user.invitations.all().delete()
    user.api_tokens.all().delete()
    EmailAddress.objects.filter(user=user).delete()
    forget_factor(user)
    for event in _with_personal_content(user):
        sealing.redact(event=event, by=by, reason=reason, now=now)
    history.record(by=by, verb="user.erase", obj=user, code=user.email, label=name, unit=unit_of(user, now), at=now)
    return True


def _with_personal_content(user: User) -> EventQuerySet:
    """Lines about the account that tell a name, an address or a reason; which roles it had when is kept."""
    about = Event.objects.about(user).filter(body__redacted_at__isnull=True)
    renamed = about.touching(["name", "email"]).order_by().values("pk")
    return about.filter(Q(pk__in=renamed) | ~Q(body__reason="")).select_related("unit")
