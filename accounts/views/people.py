"""Who is in the house and in which role: /manage/users/."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import access, factors, services
from accounts.confirming import ask
from accounts.conflicts import conflict
from accounts.factors import is_fresh
from accounts.folding import clean
from accounts.forms import EndForm, InviteForm, MembershipAddForm, MembershipForm, PeopleFilter
from accounts.models import Membership, User
from accounts.permissions import Permission, can
from accounts.versions import StaleVersion
from accounts.views.saving import refuse


@require_safe
def users(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    asked = PeopleFilter(request.GET, people=access.users_for(request.user), on=today)
    held = Prefetch("memberships", Membership.objects.active(today).select_related("unit", "acting_for"), to_attr="roles")
    page = Paginator(asked.found().order_by("sort_key", "pk").prefetch_related(held), 50).get_page(request.GET.get("page"))
    context = {"page": page, "form": asked, "may_invite": _may_invite(request)}
    return render(request, "accounts/users.html", context, status=422 if asked.errors else 200)


@never_cache
def user(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return _act(request, access.member_for(request.user, pk))
    return _user_page(request, access.user_for(request.user, pk))


def _user_page(request: HttpRequest, person: User, **more: Any) -> HttpResponse:
    today, manages = timezone.localdate(), access.may_manage_account(request.user, person)
    roles = list(person.memberships.select_related("unit", "acting_for").order_by("-from_on", "-pk"))
    for role in roles:
        role.may_edit = access.may_manage_membership(request.user, role)
        role.over = role.is_over(today)
    context = {
        "person": person,
        "roles": roles,
        "manages": manages,
        "reinvites": access.may_reinvite(request.user, person),
        "may_add": person.pk != request.user.pk and _may_invite(request),
        "factor": factors.factor_of(person) if manages else None,
        "takes_factor": access.may_take_factor(request.user, person),
        "events": list(access.events_about(request.user, person).select_related("body")[:20]),
        **more,
    }
    return render(request, "accounts/user.html", context, status=422 if more.get("refused") else 200)


def _act(request: HttpRequest, person: User) -> HttpResponse:
    act, by, now = request.POST.get("act"), request.user, timezone.now()
    try:
        if act == "reinvite":
            return _user_page(request, person, link=_link(request, services.reinvite(user=person, by=by, now=now)))
        if act == "deactivate":
            services.deactivate(user=person, by=by, now=now, reason=clean(request.POST.get("reason", ""))[:1000])
            messages.success(request, _("The account is closed. The person is signed out."))
        elif act == "reactivate":
            services.reactivate(user=person, by=by, now=now)
            messages.success(request, _("The account is open again."))
        elif act == "factor":
            return _take_factor(request, person)
        else:
            return _user_page(request, person, refused=_("Choose what to do."))
    except ValidationError as error:
        return _user_page(request, person, refused=" ".join(error.messages))
    return redirect("accounts:user", pk=person.pk)


def _take_factor(request: HttpRequest, person: User) -> HttpResponse:
    if not is_fresh(request):
        return ask(request)
    reason = clean(request.POST.get("reason", ""))[:1000]
    services.remove_factor(user=person, by=request.user, reason=reason, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Two-step sign-in is switched off. The person is signed out everywhere, and is told by mail."))
    return redirect("accounts:user", pk=person.pk)


@never_cache
def user_invite(request: HttpRequest) -> HttpResponse:
    access.must_manage_somewhere(request.user)
    form = InviteForm(request.POST or None, giver=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            person, secret = services.invite(**form.values(), by=request.user, now=timezone.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            return _user_page(request, person, link=_link(request, secret))
    return render(request, "accounts/invite.html", {"form": form}, status=_status(request, form))


def membership_add(request: HttpRequest, pk: int) -> HttpResponse:
    person = access.user_for(request.user, pk)
    access.must_manage_somewhere(request.user)
    form = MembershipAddForm(request.POST or None, giver=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_membership(user=person, **form.values(), by=request.user, now=timezone.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The role is given."))
            _tell_of_links(request, person)
            return redirect("accounts:user", pk=person.pk)
    return render(request, "accounts/membership.html", {"form": form, "person": person}, status=_status(request, form))


def _tell_of_links(request: HttpRequest, person: User) -> None:
    if not person.has_joined:
        messages.info(request, _("A link made for this person before no longer works: make a new one."))


def membership_edit(request: HttpRequest, pk: int) -> HttpResponse:
    membership = access.membership_for(request.user, pk)
    if request.POST.get("act") == "end":
        return _end(request, membership)
    form = MembershipForm(request.POST or None, giver=request.user, membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_membership(membership=membership, **form.values(), by=request.user, now=timezone.now(), seen=form.seen)
        except StaleVersion as stale:
            return conflict(request, form, stale.current)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The role is changed."))
            _tell_of_links(request, membership.user)
            return redirect("accounts:user", pk=membership.user_id)
    return _membership_page(request, membership, form)


def _end(request: HttpRequest, membership: Membership) -> HttpResponse:
    form = EndForm(request.POST, membership=membership)
    if form.is_valid():
        try:
            services.end_membership(membership=membership, by=request.user, now=timezone.now(), seen=form.seen)
        except StaleVersion as stale:
            return conflict(request, form, stale.current)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The role has ended."))
            return redirect("accounts:user", pk=membership.user_id)
    kept = MembershipForm(None, giver=request.user, membership=membership)
    return _membership_page(request, membership, kept, refused=" ".join(message for row in form.errors.values() for message in row))


def _membership_page(request: HttpRequest, membership: Membership, form: MembershipForm, refused: str = "") -> HttpResponse:
    context = {"form": form, "person": membership.user, "membership": membership, "refused": refused}
    if not membership.is_over(timezone.localdate()):
        context["end"] = EndForm(membership=membership)
    return render(request, "accounts/membership.html", context, status=422 if refused else _status(request, form))


def _may_invite(request: HttpRequest) -> bool:
    return can(request.user, Permission.USERS_MANAGE) or can(request.user, Permission.MEMBERS_MANAGE)


def _link(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("accounts:invitation", kwargs={"token": secret}))


def _status(request: HttpRequest, form: Any) -> int:
    return 422 if request.method == "POST" and form.errors else 200
