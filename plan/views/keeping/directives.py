"""Occasions, directives and the links to measures."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.folding import clean
from accounts.permissions import Permission
from plan import access, services
from plan.forms import keeping as forms
from plan.models import Directive
from plan.views.acts import SECRETS
from plan.views.keeping import at, lately, page
from plan.views.saving import posted, save

SAID = ("kind", "who_vi", "who_en", "given_on", "occasion", "text_vi", "text_en", "source", "source_sentence", "basis", "version")


def add_occasion(request: HttpRequest, plan: str) -> HttpResponse:
    found = access.plan_for(request.user, plan, to=Permission.PLAN_EDIT)
    form = forms.NewOccasionForm(posted(request))
    act = partial(services.add_occasion, plan=found, by=request.user, now=timezone.now())
    context = page(found, _("Add an occasion"), _("Add the occasion"), at("directives", plan))
    return save(request, form, act, done=_("The occasion has been added."), to=f"{context['back']}#occasions", context=context)


def edit_occasion(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.occasion_for(request.user, plan, code)
    names = ("name_vi", "name_en", "starts_on", "ends_on", "version")
    form = forms.OccasionForm(posted(request), initial={name: getattr(found, name) for name in names})
    act = partial(services.edit_occasion, occasion=found, by=request.user, now=timezone.now())
    context = page(
        found.plan, _("Edit the occasion"), _("Save the occasion"), at("directives", plan), kicker=found.name, events=lately(found)
    )
    return save(request, form, act, done=_("The occasion has been saved."), context=context)


def add_directive(request: HttpRequest, plan: str) -> HttpResponse:
    """At the occasion that the address names."""
    found = access.plan_for(request.user, plan, to=Permission.PLAN_EDIT)
    occasion = found.occasions.filter(code=clean(request.GET.get("occasion", ""))).first()
    initial = {"occasion": occasion, "given_on": occasion.starts_on if occasion else None}
    form = forms.NewDirectiveForm(posted(request), plan=found, initial=initial)
    act = partial(services.add_directive, plan=found, by=request.user, now=timezone.now())
    context = page(found, _("Add a directive"), _("Add the directive"), at("directives", plan), SECRETS)
    return save(request, form, act, done=_("The directive has been added."), to=anchor, context=context)


def edit_directive(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.directive_for(request.user, plan, code)
    form = forms.DirectiveForm(posted(request), plan=found.plan, initial={name: getattr(found, name) for name in SAID})
    act = partial(services.edit_directive, directive=found, by=request.user, now=timezone.now())
    more = {"kicker": found.code, "events": lately(found)}
    context = page(found.plan, _("Edit the directive"), _("Save the directive"), anchor(found), SECRETS, **more)
    return save(request, form, act, done=_("The directive has been saved."), context=context)


def withdraw_directive(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.directive_for(request.user, plan, code)
    form = forms.WithdrawForm(posted(request), initial={"version": found.version})
    act = partial(services.withdraw_directive, directive=found, by=request.user, now=timezone.now())
    lead = _("For what was entered by mistake: it is shown and counted no more, and its links are rejected.")
    context = page(
        found.plan,
        _("Withdraw the directive"),
        _("Withdraw the directive"),
        anchor(found),
        lead,
        kicker=found.code,
        directive=found,
        danger=True,
    )
    return save(request, form, act, done=_("The directive has been withdrawn."), to=at("directives", plan), context=context)


def add_link(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    found = access.directive_for(request.user, plan, code)
    form = forms.NewLinkForm(posted(request), directive=found, initial={"version": found.version, "confirmed": "yes"})
    act = partial(services.add_link, directive=found, by=request.user, now=timezone.now())
    context = page(found.plan, _("Link a measure"), _("Add the link"), anchor(found), kicker=found.code, directive=found)
    return save(request, form, act, done=_("The link has been added."), context=context)


def anchor(directive: Directive) -> str:
    return f"{at('directives', directive.plan.code)}#{directive.code}"
