"""Signing in to the API (design part 6): with a key, `Authorization: Token …`, or with the session of the pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from accounts.factors import is_owed
from accounts.models import ApiToken, User
from accounts.services.tokens import digest

KEYWORD = "Token"
REFUSED = _("This key is not known, is over, has been revoked, or its owner's account is closed.")


class TokenAuthentication(BaseAuthentication):
    """The key is looked up by its hash, which takes the same time for every wrong one."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD.lower().encode():
            return None
        if len(words) != 2:
            raise AuthenticationFailed(_("The header must read “Authorization: Token ”, followed by the API key."))
        known = ApiToken.objects.open(timezone.now()).filter(digest=digest(words[1].decode("latin-1")))
        token = known.select_related("user").first()
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(REFUSED)
        if token.read_only and request.method not in SAFE_METHODS:
            raise PermissionDenied(_("This key only reads."))
        _remember_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """With it an anonymous call is answered 401, without it 403."""
        return KEYWORD


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the pages; what changes something needs its token against forgery as well, and who must have a second step at
    sign-in has set it up. A key asks for neither: whoever made it had signed in, with all that they must (docs/decisions/0061)."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        found: tuple[User, Any] | None = super().authenticate(request)
        if found and is_owed(request._request):
            raise PermissionDenied(_("With your roles you must set up two-step sign-in first, on the page of your profile."))
        return found

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:  # in the words of the framework, which knows no Vietnamese
            told = _("With a session, what changes something needs the token of its pages in the header X-CSRFToken; a key needs none.")
            raise PermissionDenied(told) from error


def _remember_use(token: ApiToken) -> None:
    """The day of the last use, written once a day and not with every call."""
    today = timezone.localdate()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
