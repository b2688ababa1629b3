"""One's own keys to the API: /accounts/tokens/."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import access, services
from accounts.confirming import ask
from accounts.factors import is_fresh
from accounts.forms import TokenForm
from accounts.views.saving import refuse


@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(request)
    if request.method == "POST" and not is_fresh(request):
        return ask(request)
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _made, secret = services.make_token(user=request.user, **form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            form = TokenForm()
    own = list(request.user.api_tokens.order_by("revoked_at", "-created_at"))
    for token in own:
        token.open = token.is_open(timezone.now())
    return render(request, "accounts/tokens.html", {"form": form, "tokens": own, "secret": secret}, status=422 if form.errors else 200)


def _revoke(request: HttpRequest) -> HttpResponse:
    number = request.POST["revoke"]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404
    services.revoke_token(token=access.token_for(request.user, int(number)), by=request.user, now=timezone.now())
    messages.success(request, _("The key opens nothing any more."))
    return redirect("accounts:tokens")
