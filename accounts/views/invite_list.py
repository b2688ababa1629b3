"""Invitations from a list: what each line says and what is wrong with it first, then all the links, shown once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts import access, services
from accounts.forms import InviteListForm
from accounts.views.saving import refuse


@never_cache
def invite_list(request: HttpRequest) -> HttpResponse:
    access.must_manage_somewhere(request.user)
    form = InviteListForm(request.POST if request.method == "POST" else None, giver=request.user)
    if request.method == "POST" and form.is_valid() and not form.faulty and request.POST.get("act") == "confirm":
        try:
            made = services.invite_all(lines=form.read, from_on=form.cleaned_data["from_on"], by=request.user, now=timezone.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            links = [(person, _link(request, secret)) for person, secret in made]
            return render(request, "accounts/invite_list.html", {"links": links})
    status = 422 if request.method == "POST" and (form.errors or form.faulty) else 200
    return render(request, "accounts/invite_list.html", {"form": form}, status=status)


def _link(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("accounts:invitation", kwargs={"token": secret}))
