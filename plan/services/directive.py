"""What was said from above: occasions, directives, and which measures carry them out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import search_text
from accounts.given import needed, needs, person, tidy, wrong
from accounts.history import Actor
from accounts.models import User
from accounts.permissions import Permission
from plan.models import Directive, DirectiveLink, Measure, Occasion, Plan
from plan.moment import day_of
from plan.services._ground import filled, lock, new_code, tell

Decision = DirectiveLink.Decision
Values = Mapping[str, Any]


@transaction.atomic
def add_occasion(*, plan: Plan, by: Actor, code: str, values: Values, now: datetime) -> Occasion:
    """`values`: name_vi, name_en, starts_on, ends_on (None: the same day)."""
    values = _occasion(values)
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    occasion = Occasion.objects.create(plan=plan, code=new_code(plan.occasions.all(), code, limit=40), **values)
    tell("plan.occasion_added", occasion, by, now, code=f"{plan.code}/{occasion.code}", label=_named(occasion), changes=filled(values))
    return occasion


@transaction.atomic
def edit_occasion(*, occasion: Occasion, by: Actor, values: Values, now: datetime, seen: int | None) -> Occasion:
    lock(occasion, seen)
    values = _occasion(values)
    if changes := history.changed(occasion, values):
        occasion.save_seen(None, values)
        for directive in occasion.directives.all():
            directive.save_seen(None, {"search_text": found_by(directive, occasion)})
        code = f"{occasion.plan.code}/{occasion.code}"
        tell("plan.occasion_edited", occasion, by, now, code=code, label=_named(occasion), changes=changes)
    return occasion


@transaction.atomic
def add_directive(*, plan: Plan, by: Actor, code: str, values: Values, now: datetime) -> Directive:
    """`values`: kind, who_vi, who_en, given_on, occasion, text_vi, text_en, source, source_sentence, basis."""
    values = _directive(plan, values, now)
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    code = new_code(plan.directives.all(), code, limit=40)
    last = plan.directives.aggregate(last=Max("position"))["last"] or 0
    directive = Directive(plan=plan, code=code, position=last + 1, origin=Directive.Origin.ENTERED, recorded_at=now, **values)
    directive.search_text = found_by(directive, directive.occasion)
    directive.save(force_insert=True)
    _tell("plan.directive_added", directive, by, now, filled(values))
    return directive


@transaction.atomic
def edit_directive(*, directive: Directive, by: Actor, values: Values, now: datetime, seen: int | None) -> Directive:
    """What it said before stays in the history. A new Vietnamese wording is no longer our translation."""
    lock(directive, seen)
    _must_stand(directive)
    values = _directive(directive.plan, values, now)
    if values["text_vi"] != directive.text_vi and directive.is_translated and values.get("basis") == directive.basis:
        values["basis"] = ""
    if changes := history.changed(directive, values):
        for name, value in values.items():
            setattr(directive, name, value)
        directive.save_seen(None, {**values, "search_text": found_by(directive, directive.occasion)})
        _tell("plan.directive_edited", directive, by, now, changes)
    return directive


@transaction.atomic
def withdraw_directive(*, directive: Directive, by: Actor, reason: str, now: datetime, seen: int | None) -> Directive:
    """Take back what was entered by mistake: it is shown and counted no more, its links are rejected, all stays on record."""
    lock(directive, seen)
    _must_stand(directive)
    reason = needed(reason, "reason", _("Give the reason."))
    rejected = {"decision": Decision.REJECTED, "decided_by": person(by), "decided_at": now}
    for link in directive.links.exclude(decision=Decision.REJECTED).select_related("directive__plan", "measure"):
        before = str(link.decision)
        link.save_seen(None, rejected)
        tell_link("plan.link_rejected", link, by, now, {"decision": (before, str(Decision.REJECTED))})
    directive.save_seen(None, {"withdrawn_at": now})
    _tell("plan.directive_withdrawn", directive, by, now, {}, reason)
    return directive


@transaction.atomic
def add_link(*, directive: Directive, by: User, measure: Measure | None, confirmed: bool, now: datetime, seen: int | None) -> DirectiveLink:
    """Say that a measure (None: the whole plan) carries out the directive, confirmed at once or to be confirmed by another."""
    lock(directive, seen)
    _must_stand(directive)
    if measure is not None and measure.plan_id != directive.plan_id:
        raise wrong(_("Choose one of the values."), "measure")
    if directive.links.filter(measure=measure).exists():
        raise wrong(_("This link exists already. Decide on it instead."), "measure")
    link = DirectiveLink(directive=directive, measure=measure, recorded_at=now)
    if confirmed:
        link.decision, link.decided_by, link.decided_at = Decision.CONFIRMED, by, now
    link.save(force_insert=True)
    directive.save_seen(None, {})
    tell_link("plan.link_added", link, by, now, {"decision": (None, str(link.decision))})
    return link


def tell_link(verb: str, link: DirectiveLink, by: Actor, now: datetime, changes: Any) -> None:
    directive = link.directive
    carried_by = f"{directive.plan.code}/{link.measure.code}" if link.measure else directive.plan.code
    label = f"{directive.code} → {link.measure.title_vi if link.measure else directive.plan.title_vi}"
    unit = link.measure.lead_unit() if link.measure else None
    history.record(
        by=by,
        verb=verb,
        obj=link,
        code=f"{directive.code} → {carried_by}",
        label=label,
        unit=unit,
        changes=changes,
        under=Permission.PLAN_EDIT,
        at=now,
    )


def found_by(directive: Directive, occasion: Occasion | None) -> str:
    told = [occasion.name_vi, occasion.name_en] if occasion else [directive.occasion_text, directive.occasion_text_vi]
    parts = [directive.code, directive.who_vi, directive.who_en, directive.text_vi, directive.text_en, *told]
    return search_text(*parts)


def _occasion(values: Values) -> dict[str, Any]:
    tidied = tidy(values)
    needs(tidied, ("name_vi", "starts_on"), _("An occasion needs its name in Vietnamese and its first day."))
    tidied["ends_on"] = last = tidied.get("ends_on") or tidied["starts_on"]
    if last < tidied["starts_on"]:
        raise wrong(_("The last day is before the first."), "ends_on")
    return tidied


def _directive(plan: Plan, values: Values, now: datetime) -> dict[str, Any]:
    tidied = tidy(values)
    needs(tidied, ("who_vi", "text_vi"), _("A directive needs this in Vietnamese."))
    if tidied.get("kind") not in Directive.Kind.values:
        raise wrong(_("Choose one of the values."), "kind")
    given_on: date | None = tidied.get("given_on")
    if given_on is None:
        raise wrong(_("Give a day."), "given_on")
    if given_on > day_of(now):
        raise wrong(_("This day has not come yet."), "given_on")
    for name in ("occasion", "source"):
        if (row := tidied.get(name)) is not None and row.plan_id != plan.pk:
            raise wrong(_("Choose one of the values."), name)
    if not tidied.get("source") and not tidied.get("basis"):
        raise wrong(_("Say where it is published: choose a source, or write it here."), "basis")
    return tidied


def _must_stand(directive: Directive) -> None:
    if directive.withdrawn_at is not None:
        raise wrong(_("This directive has been withdrawn."))


def _named(occasion: Occasion) -> str:
    return occasion.name_vi or occasion.name_en


def _tell(verb: str, directive: Directive, by: Actor, now: datetime, changes: Any, reason: str = "") -> None:
    told = dict(changes)
    for name, code in (("occasion", "code"), ("source", "key")):
        if name in told:
            told[name] = tuple(row and getattr(row, code) for row in told[name])
    label = f"{directive.code}: {directive.text_vi or directive.text_en}"
    tell(verb, directive, by, now, code=f"{directive.plan.code}/{directive.code}", label=label, changes=told, reason=reason)
