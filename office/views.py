"""Mail of the house: what is on its way, and what one does without."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission, can, grants_of
from office import outbox
from office.models import Mail
from office.outgoing_words import FIGURES, Line, figures


@require_safe
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """What waits, what was sent, what did not arrive; by ?state=, a group of outgoing_words.FIGURES."""
    _must_manage(request.user)
    chosen = request.GET.get("state", "")
    rows = Mail.objects.for_list()
    if chosen in FIGURES:
        rows = rows.in_states(FIGURES[chosen])
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    counts = Mail.objects.counted()
    context = {"page": page, "lines": [Line(row) for row in page], "figures": figures(counts, chosen), "chosen": chosen}
    context["undelivered"] = sum(counts.get(state, 0) for state in Mail.UNDELIVERED)
    return render(request, "office/mail.html", context)


@require_POST
def mail_retry(request: HttpRequest, pk: int) -> HttpResponse:
    _must_manage(request.user)
    row = get_object_or_404(Mail, pk=pk)
    if outbox.retry(mail=row, by=request.user, now=timezone.now()):
        messages.success(request, _("The mail goes out once more."))
    else:
        messages.info(request, _("There was nothing to send again."))
    return redirect("office:mail")


@require_POST
def mail_retry_all(request: HttpRequest) -> HttpResponse:
    """Everything that did not arrive, as when the server had the wrong name for a day."""
    _must_manage(request.user)
    again = sum(outbox.retry(mail=row, by=request.user, now=timezone.now()) for row in Mail.objects.undelivered()[:500])
    messages.success(request, ngettext("%(n)s mail goes out once more.", "%(n)s mails go out once more.", again) % {"n": again})
    return redirect("office:mail")


@require_http_methods(["GET", "HEAD", "POST"])
def my_mail(request: HttpRequest) -> HttpResponse:
    """Which kinds of mail one receives; those that duty needs stand there without a choice."""
    kinds = list(outbox.KINDS.values())
    if request.method == "POST":
        on = set(request.POST.getlist("kind"))
        outbox.switch(user=_person(request), off=[kind.key for kind in kinds if kind.key not in on], now=timezone.now())
        messages.success(request, _("Your choice of mail is saved."))
        return redirect("office:my-mail")
    context = {"kinds": kinds, "off": outbox.switched_off(_person(request)), "person": _person(request)}
    return render(request, "office/my_mail.html", context)


@csrf_exempt  # the mail program of the person presses it, without a page of ours (RFC 8058); the signed link is the right to
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """Switch one kind of mail off by the link in it, signed in or not; a mere look changes nothing."""
    if not (found := outbox.read_off(token)):
        raise Http404
    user, kind = found
    if request.method == "POST":
        outbox.switch(user=user, off={*outbox.switched_off(user), kind.key}, now=timezone.now())
    done = kind.key in outbox.switched_off(user)
    return render(request, "office/mail_off.html", {"kind": kind, "done": done})


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _must_manage(user: User) -> None:
    """404 for who has no role, 403 for a role that manages no accounts."""
    if can(user, Permission.USERS_MANAGE):
        return
    if not grants_of(user, timezone.localdate()):
        raise Http404
    raise PermissionDenied
