"""Who has signed in, with their roles of today, in one question: every page asks for both."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.utils.timezone import localdate

from accounts.models import User
from accounts.permissions import with_roles


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        found = with_roles(user_id, localdate())
        if found is None:
            return super().get_user(user_id)  # somebody without a role, or nobody
        return found if self.user_can_authenticate(found) else None
