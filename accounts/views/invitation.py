"""The one-time link by which a person sets a password and is in, or before the second step if they have one."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services
from accounts.adapter import greet
from accounts.forms import InvitationForm
from accounts.services.invitations import find_invitation
from accounts.views.saving import refuse


@never_cache
@login_not_required
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found, now = find_invitation(token), timezone.now()
    if found is not None:
        greet(request, found.user.language)
    if found is None or not found.is_open(now):
        return render(request, "accounts/invitation_over.html", {"known": found is not None}, status=410 if found else 404)
    form = InvitationForm(request.POST or None, user=found.user)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.accept_invitation(invitation=found, now=now, **form.values())
        except ValidationError as error:
            refuse(form, error)
        else:
            return perform_password_login(request, {}, Login(user=person))
    context = {"form": form, "person": found.user, "roles": found.user.memberships.select_related("unit")}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
