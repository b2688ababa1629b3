from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.folding import clean
from accounts.permissions import Permission, can
from office.guides import guides as all_guides
from office.guides import read_guide
from overview import components as components_page
from overview.dashboard import answer, board_of
from overview.search import LONGEST
from overview.search import search as find
from overview.work import boards_of, gaps, held_by, latest_report, own_boards, work_of
from plan.access import plans_for
from plan.moment import Moment
from plan.views.asof import read_moment

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


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """What a browser asks for by itself where an answer names no icon, as those of the API do not."""
    return HttpResponseRedirect(static("img/favicon.svg"))


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/components.html", components_page.examples())


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/help.html", {"guides": all_guides(get_language() or "vi")})


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    found = read_guide(name, get_language() or "vi")
    if found is None:
        raise Http404
    return render(request, "overview/guide.html", {"guide": found})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What I owe. Somebody who has signed in but has no role yet is told so, and whom to ask."""
    now = timezone.now()
    moment = Moment.now(now)
    if not can(request.user, Permission.PLAN_READ):
        return render(request, "overview/no_role.html")
    plans = plans_for(request.user, on=moment.today)
    work = work_of(request.user, moment, now)
    held = list(held_by(work.units, moment))
    context = {
        "moment": moment,
        "work": work,
        "gaps": gaps(request.user, plans, moment),
        "boards": boards_of(plans, moment),
        "held": held,
        "own_boards": own_boards(work.units, held),
        "report": latest_report(request.user),
    }
    return render(request, "overview/home.html", context)


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What leadership reads; everybody who reads the plan may."""
    plans = plans_for(request.user, on=timezone.localdate())
    plan = next((one for one in plans if one.code == request.GET.get("plan", one.code)), None)
    if plan is None:
        raise Http404
    asked = read_moment(request)
    board = board_of(request.user, plan, asked.moment, request.GET.get("compare", ""), timezone.now())
    context = {"board": board, "plans": plans, "as_of": asked, "answer": answer(board)}
    return render(request, "overview/dashboard.html", context, status=asked.status)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    if not can(request.user, Permission.PLAN_READ):
        raise Http404
    typed, only = request.GET.get("q", ""), request.GET.get("kind", "")
    groups = find(request.user, typed, only=only, page=request.GET.get("page"))
    context = {"q": " ".join(clean(typed).split())[:LONGEST], "only": only, "groups": groups, "total": sum(group.total for group in groups)}
    return render(request, "overview/search.html", context)
