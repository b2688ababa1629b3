from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from overview import components as components_page

THEMES = ("light", "dark")


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says; kept in a cookie, so that it holds before sign-in too."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    choice = request.POST.get("theme")
    if choice in THEMES:
        response.set_cookie("theme", choice, max_age=settings.LANGUAGE_COOKIE_AGE, secure=settings.HTTPS, httponly=True, samesite="Lax")
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/components.html", components_page.examples())
