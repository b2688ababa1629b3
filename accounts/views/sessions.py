"""Where one is signed in, and signing out there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts import services


@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    current, now = request.session.session_key, timezone.now()
    if request.method == "POST":
        mark = request.POST.get("end", "")
        ended = services.end_own_sessions(user=request.user, current=current, mark=None if mark == "others" else mark, now=now)
        done = ngettext("%(n)s session has ended.", "%(n)s sessions have ended.", ended) % {"n": ended}
        messages.success(request, done if ended else _("That session had ended already."))
        return redirect("accounts:sessions")
    rows = services.sessions_of(request.user, current, now)
    return render(request, "accounts/sessions.html", {"sessions": rows, "others": sum(not row.is_current for row in rows)})
