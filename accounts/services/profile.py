"""What a person says about themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import history
from accounts.folding import search_text, sort_key
from accounts.models import User


@transaction.atomic
def update_profile(*, user: User, values: Mapping[str, Any], by: User, now: datetime, seen: int | None = None) -> User:
    """What a person says about themselves: name, language, time zone."""
    changes = history.changed(user, values)
    if not changes:
        return user
    name = values.get("name", user.name)
    user.save_seen(seen, {**values, "search_text": search_text(name, user.email), "sort_key": sort_key(name)})
    history.record(by=by, verb="user.profile", obj=user, code=user.email, label=user.name, changes=changes, at=now)
    return user
