"""One search over everything the person may see, with and without diacritics, best answers first.

All words must stand in the row's folded text. Ranked in the database: the code itself, then the phrase as it was
typed, then its words as they were typed (`má` before `ma`), then the folded phrase, then the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.folding import clean, fold
from accounts.models import Unit, User
from accounts.permissions import Permission, can
from missions import access as network_access
from missions.models import Mission, Opening
from personnel.access import people as personnel_access
from personnel.models import Course, Officer, Programme
from plan.models import Directive, Indicator, Inspection, Measure, Task
from reports import access as reports_access
from reports.finding import reports_named
from reports.models import Obligation, Proposal

FIRST, PAGE, LONGEST = 8, 50, 200


@dataclass(frozen=True)
class Hit:
    code: str
    title: str
    address: str
    note: str = ""
    language: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Kind:
    """One group of answers: where its rows come from, in which columns a match counts most, how a row is shown."""

    key: str
    label: Promise
    permission: Permission
    rows: Callable[[str], QuerySet]
    code: str
    texts: tuple[str, ...]
    folded: str
    hit: Callable[[Any], Hit]
    mine: Callable[[User], QuerySet] | None = None  # where not everybody with the permission sees every row
    order: tuple[str, ...] = ()  # among answers that are equally near; that of the model where nothing is said


@dataclass(frozen=True)
class Group:
    kind: Kind
    page: Page

    @property
    def hits(self) -> list[Hit]:
        return [self.kind.hit(row) for row in self.page.object_list]

    @property
    def total(self) -> int:
        return self.page.paginator.count


def search(user: User, typed: str, *, only: str = "", page: str | None = None) -> list[Group]:
    """The groups that have an answer; with `only`, the one group, page by page."""
    words = " ".join(clean(typed).split())[:LONGEST]
    if not fold(words):
        return []
    kinds = [kind for kind in KINDS if can(user, kind.permission) and only in {"", kind.key}]
    groups = [
        Group(kind, Paginator(ranked(kind, words, user), PAGE).get_page(page) if only else first_page(kind, words, user)) for kind in kinds
    ]
    return [group for group in groups if group.total]


def first_page(kind: Kind, words: str, user: User) -> Page:
    """The best answers and how many there are in all, in one query."""
    found = ranked(kind, words, user)
    rows = list(found.annotate(in_all=Window(Count("*")))[:FIRST])
    paginator = Paginator(found, FIRST)
    paginator.__dict__["count"] = rows[0].in_all if rows else 0
    return Page(rows, 1, paginator)


def ranked(kind: Kind, words: str, user: User) -> QuerySet:
    as_typed = _anywhere(kind.texts, words)
    each_as_typed = Q()
    for word in words.split():
        each_as_typed &= _anywhere(kind.texts, word)
    rank = Case(
        When(**{f"{kind.code}__iexact": words}, then=Value(0)),
        When(as_typed, then=Value(1)),
        When(each_as_typed, then=Value(2)),
        When(**{f"{kind.folded}__contains": fold(words)}, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    found = kind.rows(words).annotate(nearness=rank)
    if kind.mine:
        found = found.filter(pk__in=kind.mine(user).values("pk"))
    return found.order_by("nearness", *(kind.order or found.model._meta.ordering), "pk")


def _anywhere(columns: tuple[str, ...], words: str) -> Q:
    """In one of the columns, in any case. SQLite knows the case of ASCII letters alone, so forms of both are asked for."""
    forms = dict.fromkeys([words, words.lower(), words.upper(), words[:1].upper() + words[1:], words.title()])
    found = Q()
    for column in columns:
        for form in forms:
            found |= Q(**{f"{column}__icontains": form})
    return found


def tasks(words: str) -> QuerySet[Task]:
    """Tasks are few and keep no folded text: they are folded here."""
    wanted = fold(words).split()
    rows = Task.objects.values_list("pk", "title_vi", "title_en")
    found = [pk for pk, *titles in rows if all(word in fold(" ".join(titles)) for word in wanted)]
    return Task.objects.filter(pk__in=found).select_related("plan")


def indicators(words: str) -> QuerySet[Indicator]:
    """Few as well."""
    wanted = fold(words).split()
    rows = Indicator.objects.values_list("pk", "code", "name_vi", "name_en")
    found = [pk for pk, *names in rows if all(word in fold(" ".join(names)) for word in wanted)]
    return Indicator.objects.filter(pk__in=found).select_related("plan")


def _measure(row: Measure) -> Hit:
    note = "" if row.in_plan_from else str(_("Outside the plan"))
    return Hit(row.code, row.title, reverse("plan:measure", args=[row.plan.code, row.code]), note, row.lang("title"))


def _task(row: Task) -> Hit:
    return Hit(row.code, row.title, reverse("plan:task", args=[row.plan.code, row.code]), row.plan.number, row.lang("title"))


def _directive(row: Directive) -> Hit:
    note = f"{row.text('who')}, {row.given_on:%d/%m/%Y}"
    return Hit(row.code, row.text("text"), reverse("plan:directives", args=[row.plan.code]) + f"#{row.code}", note, row.lang("text"))


def _indicator(row: Indicator) -> Hit:
    return Hit("", row.name, reverse("plan:indicator", args=[row.plan.code, row.code]), row.plan.number, row.lang("name"))


def _inspection(row: Inspection) -> Hit:
    address = reverse("plan:inspections", args=[row.plan.code]) + f"#i{row.pk}"
    return Hit("", row.conclusion, address, f"{row.unit.name}, {row.on:%d/%m/%Y}", row.language)


def _mission(row: Mission) -> Hit:
    return Hit("", row.unit.name, reverse("missions:mission", args=[row.unit.code]), str(row.get_kind_display()))


def _opening(row: Opening) -> Hit:
    return Hit("", row.name, reverse("missions:opening", args=[row.code]), str(row.get_state_display()))


def _proposal(row: Proposal) -> Hit:
    note = f"{row.who}, {row.get_state_display()}"
    return Hit(row.code, row.text, reverse("reports:proposal", args=[row.pk]), note, row.language)


def _report(row: Obligation) -> Hit:
    address = reverse("reports:quarterly", args=[row.period.code, row.unit.code])
    return Hit(row.period.name, row.unit.name, address)


def _programme(row: Programme) -> Hit:
    note = ", ".join(filter(None, [str(row.get_audience_display()), row.legal_basis]))
    return Hit(row.code, row.name, reverse("personnel:programme", args=[row.code]), note, row.lang("name"))


def _course(row: Course) -> Hit:
    held = f"{row.starts_on:%d/%m/%Y} – {row.ends_on:%d/%m/%Y}"
    note = ", ".join(filter(None, [str(_("Cancelled")) if row.is_cancelled else "", held, row.place]))
    return Hit("", row.title, reverse("personnel:course", args=[row.pk]), note, row.language)


def _officer(row: Officer) -> Hit:
    note = ", ".join(filter(None, [str(row.get_rank_display()), row.unit.name]))
    return Hit("", row.name, reverse("personnel:officer", args=[row.pk]), note)


def _officers_known(user: User) -> QuerySet[Officer]:
    """Whom the person may read by name, as the list has them. Not those of an auditor: a search notes nothing."""
    if personnel_access.is_noted(user):
        return Officer.objects.none()
    return personnel_access.officers_for(user, localdate()).standing("")


def _unit(row: Unit) -> Hit:
    return Hit("", row.name, reverse("accounts:unit", args=[row.code]), str(row.get_kind_display()))


KINDS: list[Kind] = [
    Kind(
        "measures",
        _("Measures"),
        Permission.PLAN_READ,
        lambda words: Measure.objects.matching(words).select_related("plan"),
        "code",
        ("title_vi", "title_en"),
        "search_text",
        _measure,
    ),
    Kind("tasks", _("Tasks"), Permission.PLAN_READ, tasks, "code", ("title_vi", "title_en"), "title_vi", _task),
    Kind(
        "directives",
        _("Directives"),
        Permission.PLAN_READ,
        lambda words: Directive.objects.standing().matching(words).select_related("plan"),
        "code",
        ("text_vi", "text_en"),
        "search_text",
        _directive,
    ),
    Kind("indicators", _("Indicators"), Permission.PLAN_READ, indicators, "code", ("name_vi", "name_en"), "name_vi", _indicator),
    Kind(
        "inspections",
        _("Inspections"),
        Permission.PLAN_READ,
        lambda words: Inspection.objects.standing().matching(words).select_related("plan", "unit"),
        "unit__code",
        ("conclusion", "follow_up"),
        "search_text",
        _inspection,
    ),
    Kind(
        "proposals",
        _("Proposals"),
        Permission.PLAN_READ,
        lambda words: Proposal.objects.matching(words).select_related("unit"),
        "unit__code",
        ("text", "raised_by", "unit__name_vi"),
        "search_text",
        _proposal,
        reports_access.proposals_known,
    ),
    Kind(
        "reports",
        _("Quarterly reports"),
        Permission.PLAN_READ,
        reports_named,
        "unit__code",
        ("unit__name_vi", "unit__name_en"),
        "unit__search_text",
        _report,
        reports_access.obligations_known,
        ("-period__cut_off_on", "unit__sort_key"),
    ),
    Kind(
        "missions",
        _("Representative missions"),
        Permission.MISSION_READ,
        lambda words: Mission.objects.matching(words).select_related("unit"),
        "unit__code",
        ("unit__name_vi", "unit__name_en"),
        "search_text",
        _mission,
    ),
    Kind(
        "openings",
        _("Openings in preparation"),
        Permission.OPENINGS_READ,
        lambda words: Opening.objects.matching(words),
        "code",
        ("name_vi", "name_en"),
        "search_text",
        _opening,
        network_access.openings_for,
    ),
    Kind(
        "programmes",
        _("Training programmes"),
        Permission.TRAINING_READ,
        lambda words: Programme.objects.matching(words),
        "code",
        ("name_vi", "name_en"),
        "search_text",
        _programme,
    ),
    Kind(
        "courses",
        _("Courses"),
        Permission.TRAINING_READ,
        lambda words: Course.objects.matching(words),
        "programme__code",
        ("title", "provider"),
        "search_text",
        _course,
    ),
    Kind(
        "officers",
        _("Officers"),
        Permission.OFFICERS_READ,
        lambda words: Officer.objects.matching(words).select_related("unit"),
        "unit__code",
        ("name",),
        "search_text",
        _officer,
        _officers_known,
    ),
    Kind(
        "units",
        _("Units"),
        Permission.UNITS_READ,
        lambda words: Unit.objects.matching(words).without_missions(),
        "code",
        ("name_vi", "name_en"),
        "search_text",
        _unit,
    ),
]
