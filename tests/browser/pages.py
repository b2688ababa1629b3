"""Every page that a person can open, in one list: the tests of the look and the pictures walk it.

A page added to the house is added here, with who opens it: the part before @demo.test of a demonstration account
(None: nobody has signed in). All of them stand in a furnished house (tests/browser/furnished.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import Event
from office import outbox
from office.models import Comment
from plan.models import Completion, Milestone, MovedDay


@dataclass(frozen=True)
class Page:
    name: str
    address: Callable[[object], str]  # of the furnished house
    person: str | None = "secretariat"
    status: int = 200


def _at(route: str, query: str = "", **kwargs: object) -> Callable[[object], str]:
    return lambda house: reverse(route, kwargs=kwargs) + query


def _measure(route: str, code: str) -> Callable[[object], str]:
    return _at(route, plan="292", code=code)


def _quarter(name: str, quarter: str, **kwargs: str) -> Callable[[object], str]:
    """A page of the report of emb-fr: Q1 was returned, Q2 submitted again, Q3 accepted, Q4 is being written."""
    return _at(f"reports:quarterly{name}", period=f"2026-{quarter}", unit="emb-fr", **kwargs)


def _step(route: str) -> Callable[[object], str]:
    """A page of a step of 2.3 that is not reached yet."""
    return lambda house: reverse(route, args=["292", "2.3", Milestone.objects.filter(reached_on=None).first().pk])


def _proposal(route: str, **kwargs: str) -> Callable[[object], str]:
    """A page of the completion of 2.2 that waits."""
    named = {"plan": "292", "code": "2.2", **kwargs}
    return lambda house: reverse(route, kwargs={**named, "pk": Completion.objects.waiting().get().pk})


def _raised(state: str, act: str = "") -> Callable[[object], str]:
    """A proposal, by its state, or a step of it."""
    return lambda house: reverse(f"reports:proposal{'-act' if act else ''}", args=[house.proposals[state], *([act] if act else [])])


def _course(route: str, which: str = "to_come") -> Callable[[object], str]:
    """A page of the course that is full, or of the one that is over."""
    return lambda house: reverse(f"personnel:{route}", args=[house.taught[which].pk])


def _off(kind: str) -> Callable[[object], str]:
    """Where the link in a mail of this kind leads, as an address of this house."""
    return lambda house: "/" + outbox.off_address(house.people[REVIEWER], kind).split("/", 3)[3]


def _officer(route: str) -> Callable[[object], str]:
    """A page of one who serves at emb-fr."""
    return lambda house: reverse(route, args=[house.employed])


WRITER, SUBMITTER, REVIEWER, PERSONNEL = "officer.emb-fr", "head.emb-fr", "reviewer.vu-chau-au", "personnel"
ENTRANCE = ("login", "reset_password", "reset_password_done", "reset_password_from_key_done", "signup", "inactive")
SECOND_STEP = ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate")
OFFICER, HEAD, ADMIN = "officer.vu-to-chuc-can-bo", "head.vu-to-chuc-can-bo", "admin"

PAGES = [
    *(Page(f"entrance-{page}", _at(f"account_{page}"), None) for page in ENTRANCE),
    *(Page(page, _at(f"account_{page}")) for page in ("logout", "change_password")),
    Page("password-reset-dead-link", _at("account_reset_password_from_key", uidb36="1", key="old"), None),
    Page("profile", _at("accounts:profile")),
    Page("tokens", _at("accounts:tokens")),
    Page("second-factor-set-up", _at("mfa_activate_totp")),
    *(Page(f"{route}-{who}", _at(route), who) for route in SECOND_STEP for who in ("secretariat", OFFICER)),
    Page("my-mail", _at("office:my-mail")),
    Page("mail", _at("office:mail")),
    Page("mail-off", _off("report-review"), None),
    Page("reminders", _at("reminders:reminder-policy")),
    Page("remind", _at("reports:remind", period="2026-Q4")),
    Page("remind-reviewer", _at("reports:remind", period="2026-Q3"), "reviewer.vu-chau-au"),
    Page("letterhead", _at("letterhead:base-document"), ADMIN),
    Page("schedule", _at("overview:schedule")),
    Page("mail-undelivered", _at("office:mail", "?state=undelivered"), ADMIN),
    Page("help", _at("overview:help")),
    Page("guide", _at("overview:guide", name="bao-cao-quy"), "head.emb-fr"),
    Page("guide-review", _at("overview:guide", name="xem-xet-bao-cao"), "reviewer.vu-chau-au"),
    Page("components", _at("overview:components")),
    Page("home-secretariat", _at("overview:home")),
    Page("home-officer", _at("overview:home"), OFFICER),
    Page("home-head", _at("overview:home"), HEAD),
    Page("home-mission", _at("overview:home"), "officer.emb-fr"),
    Page("home-leader", _at("overview:home"), "leader"),
    Page("dashboard", _at("overview:dashboard"), "leader"),
    Page("dashboard-then", _at("overview:dashboard", "?on=31/12/2025"), "leader"),
    Page("search", _at("overview:search", "?q=mang+luoi+co+quan+dai+dien")),
    Page("search-empty", _at("overview:search", "?q=khong-co-gi-nhu-vay")),
    Page("plans", _at("plan:index")),
    Page("plan", _at("plan:plan", plan="292")),
    Page("plan-then", _at("plan:plan", "?on=31/12/2025", plan="292")),
    Page("plan-to-come", _at("plan:plan", "?on=01/01/2030", plan="292")),
    Page("task", _at("plan:task", plan="292", task="2")),
    Page("measures", _at("plan:measures", plan="292")),
    Page("measures-unread", _at("plan:measures", "?on=31/02/2026&cell=open_overdue", plan="292"), status=422),
    Page("board", _at("plan:board", plan="292")),
    Page("board-officer", _at("plan:board", "?unit=vu-to-chuc-can-bo&group=cell&edit=2.3", plan="292"), OFFICER),
    Page("board-reader", _at("plan:board", "?sort=-due&group=none", plan="292"), "leader"),
    Page("board-none", _at("plan:board", "?q=khong-co-gi-nhu-vay", plan="292")),
    Page("board-unread", _at("plan:board", "?due=x", plan="292"), status=422),
    Page("board-views", _at("plan:board-views", "?cell=open_overdue", plan="292")),
    Page("import", _at("plan:import", plan="292")),
    Page("import-officer", _at("plan:import", plan="292"), OFFICER),
    Page("import-check", lambda house: reverse("plan:import-check", kwargs={"plan": "292", "draft": house.draft.pk}), OFFICER),
    Page("measure", _measure("plan:measure", "2.3"), OFFICER),
    Page("measure-overdue", _measure("plan:measure", "2.1"), HEAD),
    Page("measure-proposed", _measure("plan:measure", "2.2"), HEAD),
    Page("measure-deadline-asked", _measure("plan:measure", "3.1")),
    Page("measure-update", _measure("plan:measure-update", "2.3"), OFFICER),
    Page("measure-closed", _measure("plan:measure-update", "2.2"), OFFICER),
    Page("evidence-add", _measure("plan:evidence-add", "2.3"), OFFICER),
    Page("evidence-add-file", _at("plan:evidence-add", "?kind=file", plan="292", code="2.3"), OFFICER),
    Page("evidence-add-link", _at("plan:evidence-add", "?kind=link", plan="292", code="2.3"), OFFICER),
    Page("evidence-withdraw", lambda house: reverse("plan:evidence-withdraw", kwargs=house.evidence), OFFICER),
    Page("measure-complete-first", _measure("plan:measure-complete", "2.1"), OFFICER),
    Page("measure-complete", _measure("plan:measure-complete", "2.3"), OFFICER),
    Page("deadline-ask", _measure("plan:deadline-ask", "2.3"), OFFICER),
    Page("measure-assign", _measure("plan:measure-assign", "2.3")),
    Page("measure-secretariat", _measure("plan:measure", "2.3")),
    Page("milestones", _measure("plan:milestones", "2.3"), HEAD),
    Page("milestone-edit", _step("plan:milestone-edit"), HEAD),
    Page("milestone-remove", _step("plan:milestone-remove"), HEAD),
    Page("milestone-reach", _step("plan:milestone-reach"), OFFICER),
    Page("completion-decide", _proposal("plan:completion-decide"), HEAD),
    Page("completion-view", _proposal("plan:completion-view", unit="vu-chau-au"), REVIEWER),
    Page("comment-edit", lambda house: reverse("plan:comment-edit", args=["292", "2.3", Comment.objects.first().pk]), OFFICER),
    Page("deadlines", _at("plan:deadlines", plan="292")),
    Page("deadlines-none", _at("plan:deadlines", "?times=9", plan="292"), OFFICER),
    Page("deadlines-unread", _at("plan:deadlines", "?times=x", plan="292"), status=422),
    Page("measure-term", _measure("plan:measure-term", "2.3")),
    Page("measure-edit", _measure("plan:measure-edit", "2.3")),
    Page("indicators", _at("plan:indicators", plan="292")),
    Page("indicators-then", _at("plan:indicators", "?on=31/12/2019", plan="292")),
    Page("indicator", _measure("plan:indicator", "missions-open"), "leader"),
    Page("indicator-reported", _measure("plan:indicator", "mission-staff-present")),
    Page("indicator-reported-mission", _measure("plan:indicator", "mission-visual-identity-share"), "officer.emb-fr"),
    Page("indicator-typed", _measure("plan:indicator", "posting-term")),
    Page("indicator-unknown", _at("plan:indicator", "?on=31/12/2019", plan="292", code="missions-open")),
    Page("observe", _measure("plan:observe", "posting-term")),
    Page("money", _at("plan:money", plan="292")),
    Page("money-year", _at("plan:money", f"?year={timezone.localdate().year}&source=recurrent", plan="292"), OFFICER),
    Page("money-unread", _at("plan:money", "?year=1066", plan="292"), status=422),
    Page("project", _measure("plan:project", "da-01")),
    Page("project-add", _at("plan:project-add", plan="292")),
    Page("project-edit", _measure("plan:project-edit", "da-01")),
    Page("funding-record", _measure("plan:funding-record", "da-01"), OFFICER),
    Page("traceability", _at("plan:traceability", plan="292"), "leader"),
    Page("traceability-measures", _at("plan:traceability", "?by=measure&task=2", plan="292")),
    Page("traceability-gaps", _at("plan:traceability", "?by=measure&gap=no_directive", plan="292")),
    Page("traceability-none", _at("plan:traceability", "?q=khong-co-gi-nhu-vay", plan="292")),
    Page("directives", _at("plan:directives", plan="292")),
    Page("inspections", _at("plan:inspections", plan="292")),
    Page("inspections-none", _at("plan:inspections", "?q=khong-co-gi-nhu-vay", plan="292")),
    Page("inspection-add", _at("plan:inspection-add", plan="292")),
    Page("keep", _at("plan:keep")),
    Page("measure-add", _at("plan:measure-add", "?task=2", plan="292")),
    Page("measure-supersede", _measure("plan:measure-supersede", "2.3")),
    Page("task-edit", _at("plan:task-edit", plan="292", task="2")),
    Page("directive-add", _at("plan:directive-add", plan="292")),
    Page("directive-edit", _measure("plan:directive-edit", "D2026.1")),
    Page("directive-withdraw", _measure("plan:directive-withdraw", "D2026.1")),
    Page("link-add", _measure("plan:link-add", "D2026.1")),
    Page("occasion-add", _at("plan:occasion-add", plan="292")),
    Page("indicator-add", _at("plan:indicator-add", plan="292")),
    Page("indicator-edit", _measure("plan:indicator-edit", "posting-term")),
    Page("target-edit", _at("plan:target-edit", plan="292", code="posting-term", target="3.1-T")),
    Page("comparison-add", _measure("plan:comparison-add", "posting-term")),
    Page("missions", _at("missions:index")),
    Page("missions-map", _at("missions:map")),
    Page("missions-map-region", _at("missions:map", "?region=dong-nam-a")),
    Page("missions-map-europe", _at("missions:map", "?region=chau-au")),
    Page("missions-map-unknown", _at("missions:map", "?on=2015-01-01"), "leader"),
    Page("missions-history", _at("missions:history")),
    Page("missions-history-unknown", _at("missions:history", "?on=2015-01-01"), "leader"),
    Page("missions-unread", _at("missions:index", "?on=99"), status=422),
    Page("mission-edit", _at("missions:edit", code="emb-fr")),
    Page("mission-event-add", _at("missions:event-add", code="emb-fr")),
    Page("mission-event-correct", lambda house: reverse("missions:event-correct", kwargs={"code": "cg-busan", "event": house.opened.pk})),
    Page("mission-corrected", _at("missions:mission", code="cg-busan")),
    Page("missions-import", _at("missions:import")),
    Page("missions-import-check", lambda house: reverse("missions:import-check", kwargs={"draft": house.register_draft.pk})),
    Page("mission", _at("missions:mission", code="emb-fr")),
    Page("openings", _at("missions:openings")),
    Page("openings-none", _at("missions:openings"), HEAD),
    Page("opening-add", _at("missions:opening-add")),
    Page("opening", _at("missions:opening", code="mo-b"), "leader"),
    Page("opening-undated", _at("missions:opening", code="mo-x")),
    Page("opening-given-up", _at("missions:opening", code="mo-t")),
    Page("opening-edit", _at("missions:opening-edit", code="mo-b")),
    Page("opening-dates", _at("missions:opening-dates", code="mo-b")),
    Page("opening-reach", _at("missions:opening-reach", code="mo-b")),
    Page("opening-take-back", _at("missions:opening-take-back", code="mo-b")),
    Page("opening-abandon", _at("missions:opening-abandon", code="mo-b")),
    Page("opening-resume", _at("missions:opening-resume", code="mo-t")),
    Page("opening-open", _at("missions:opening-open", code="mo-a")),
    Page("officers", _at("personnel:officers"), PERSONNEL),
    Page("officers-found", _at("personnel:officers", "?language=fr&at_least=4&level=senior"), PERSONNEL),
    Page("officers-none", _at("personnel:officers", "?q=khong-co-ai-nhu-vay"), PERSONNEL),
    Page("officers-unread", _at("personnel:officers", "?rank=x"), PERSONNEL, status=422),
    Page("officers-own", _at("personnel:officers"), HEAD),
    Page("officers-auditor", _at("personnel:officers"), "auditor"),
    Page("officer-counts", _at("personnel:officer-counts"), "leader"),
    Page("roster-import", _at("personnel:roster-import"), PERSONNEL),
    Page("roster-check", lambda house: reverse("personnel:roster-check", args=[house.roster]), PERSONNEL),
    Page("doubles", _at("personnel:doubles"), PERSONNEL),
    Page("merge", lambda house: reverse("personnel:merge", args=house.doubles), PERSONNEL),
    Page("apart", lambda house: reverse("personnel:apart", args=house.doubles), PERSONNEL),
    Page("officer-add", _at("personnel:officer-add"), PERSONNEL),
    Page("officer", _officer("personnel:officer"), PERSONNEL),
    Page("officer-read", _officer("personnel:officer"), SUBMITTER),
    Page("officer-edit", _officer("personnel:officer-edit"), PERSONNEL),
    Page("officer-leave", _officer("personnel:officer-leave"), PERSONNEL),
    Page("skill-add", _officer("personnel:skill-add"), PERSONNEL),
    Page("skill-edit", lambda house: reverse("personnel:skill-edit", args=house.skill), PERSONNEL),
    Page("skill-drop", lambda house: reverse("personnel:skill-drop", args=house.skill), PERSONNEL),
    Page("posting-add", _officer("personnel:posting-add"), PERSONNEL),
    Page("posting-edit", lambda house: reverse("personnel:posting-edit", args=[house.posting]), PERSONNEL),
    Page("posting-end", lambda house: reverse("personnel:posting-end", args=[house.posting]), PERSONNEL),
    Page("me", _at("personnel:me"), OFFICER),
    Page("me-nothing", _at("personnel:me"), ADMIN),
    Page("me-correct", _at("personnel:me-correct"), OFFICER),
    Page("corrections", _at("personnel:corrections"), PERSONNEL),
    Page("correction-answer", lambda house: reverse("personnel:correction-answer", args=[house.correction]), PERSONNEL),
    Page("rotation", _at("personnel:rotation"), PERSONNEL),
    Page("rotation-leader", _at("personnel:rotation", "?term=60"), "leader"),
    Page("rotation-unread", _at("personnel:rotation", "?term=999"), PERSONNEL, status=422),
    Page("rotation-mission", _at("personnel:rotation"), SUBMITTER),
    Page("rotation-term", _at("personnel:rotation-term"), PERSONNEL),
    Page("establishment", _at("personnel:establishment", code="emb-fr"), PERSONNEL),
    Page("mission-staffed", _at("missions:mission", code="emb-fr"), PERSONNEL),
    Page("readiness", _at("personnel:readiness"), PERSONNEL),
    Page("readiness-leader", _at("personnel:readiness"), "leader"),
    Page("norm", _at("personnel:norm"), PERSONNEL),
    Page("shares", _at("personnel:shares"), PERSONNEL),
    Page("opening-languages", _at("personnel:opening-languages", code="mo-b"), PERSONNEL),
    Page("teams", _at("personnel:teams"), PERSONNEL),
    Page("teams-leader", _at("personnel:teams"), "leader"),
    Page("team-add", _at("personnel:team-add"), PERSONNEL),
    Page("team-edit", _at("personnel:team-edit", code="kinh-te"), PERSONNEL),
    Page("team-join", _at("personnel:team-join", code="kinh-te"), PERSONNEL),
    Page("team-leave", lambda house: reverse("personnel:team-leave", args=house.member), PERSONNEL),
    Page("forecast", _at("missions:forecast"), "leader"),
    Page("forecast-secretariat", _at("missions:forecast")),
    Page("forecast-what-if", _at("missions:forecast", "?rate=3&shift=6&chance=120&drop=mo-b"), "leader"),
    Page("forecast-unread", _at("missions:forecast", "?rate=x&shift=1000"), "leader", status=422),
    Page("forecast-kept", lambda house: reverse("missions:forecast") + f"?on={timezone.localdate() - timedelta(days=30)}", "leader"),
    Page("forecast-none", _at("missions:forecast", "?on=2015-01-01"), "leader"),
    Page("forecast-assume", _at("missions:forecast-assume", key="shared_delay")),
    Page("reports", _at("reports:progress")),
    Page("ratings", _at("reports:ratings"), "leader"),
    Page("ratings-department", _at("reports:ratings", "?period=2026-Q2"), REVIEWER),
    Page("ratings-none", _at("reports:ratings"), OFFICER),
    Page("rating", _at("reports:quarterly-rating", period="2026-Q4", unit="emb-de"), "writer"),
    Page("proposals", _at("reports:proposals")),
    Page("proposals-mission", _at("reports:proposals"), SUBMITTER),
    Page("proposals-unit", _at("reports:proposals", "?state=overdue"), HEAD),
    Page("proposals-none", _at("reports:proposals", "?q=khong-co-gi-nhu-vay")),
    Page("proposals-unread", _at("reports:proposals", "?on=31/02/2026"), status=422),
    Page("proposal-add", _at("reports:proposal-add")),
    Page("proposal", _raised("answered")),
    Page("proposal-overdue", _raised("overdue"), HEAD),
    Page("proposal-raised", _raised("raised"), SUBMITTER),
    Page("proposal-withdrawn", _raised("withdrawn"), "auditor"),
    Page("proposal-assign", _raised("raised", "assign")),
    Page("proposal-answer", _raised("overdue", "answer"), HEAD),
    Page("proposal-return", _raised("answered", "return")),
    Page("proposal-close", _raised("answered", "close")),
    Page("proposal-edit", _raised("answered", "edit")),
    Page("proposal-withdraw", _raised("raised", "withdraw")),
    Page("proposal-reopen", _raised("withdrawn", "reopen")),
    Page("periods", _at("reports:periods")),
    Page("periods-mission", _at("reports:periods"), "head.emb-fr"),
    Page("periods-nothing", _at("reports:periods"), OFFICER),
    Page("period", _at("reports:period", period="2026-Q4")),
    Page("period-over", _at("reports:period", period="2026-Q3")),
    Page("period-region", _at("reports:period", "?by=region", period="2026-Q3")),
    Page("period-missing", _at("reports:period", "?standing=missing", period="2026-Q3")),
    Page("period-none", _at("reports:period", "?standing=late", period="2026-Q4")),
    Page("period-reviewer", _at("reports:period", period="2026-Q3"), "reviewer.vu-chau-au"),
    Page("period-mission", _at("reports:period", period="2026-Q4"), "head.emb-fr"),
    Page("period-past", _at("reports:period", "?on=2026-09-01", period="2026-Q3"), "auditor"),
    Page("extension-ask", _at("reports:extension-ask", period="2026-Q4", unit="emb-fr"), WRITER),
    Page("ad-hoc-open", _at("reports:ad-hoc")),
    Page("ad-hoc", _at("reports:period", period=f"{timezone.localdate().year}-DX1")),
    Page("extension-decide", _at("reports:extension-decide", period=f"{timezone.localdate().year}-DX1", unit="emb-fr")),
    Page("extension-asked", _at("reports:quarterly", period=f"{timezone.localdate().year}-DX1", unit="emb-fr"), WRITER),
    Page("obligation-waive", _at("reports:obligation-waive", period="2026-Q4", unit="emb-cu")),
    Page("obligation-extend", _at("reports:obligation-extend", period="2026-Q4", unit="emb-cu")),
    Page("report", lambda house: reverse("reports:progress-report", kwargs={"pk": house.report.pk})),
    Page("report-quarter", lambda house: reverse("reports:progress-report", kwargs={"pk": house.quarter.pk})),
    Page("wording", _at("reports:wording")),
    Page("wording-edit", _at("reports:wording-edit", key="opening")),
    Page("report-note", lambda house: reverse("reports:progress-note", kwargs={"pk": house.report.pk}), "leader"),
    Page("report-compare", lambda house: reverse("reports:progress-compare") + f"?a={house.report.pk}&b={house.later.pk}"),
    Page("report-subscription", _at("reports:progress-subscription"), "leader"),
    Page("report-approve", lambda house: reverse("reports:progress-approve", kwargs={"pk": house.quarter.pk}), "leader"),
    Page("quarterly", _quarter("", "Q4"), SUBMITTER),
    Page("quarterly-read", _quarter("", "Q4"), REVIEWER),
    Page("quarterly-returned", _quarter("", "Q1"), WRITER),
    Page("quarterly-accepted", _quarter("", "Q3"), WRITER),
    Page("quarterly-section", _quarter("-section", "Q4", key="staff"), WRITER),
    Page("quarterly-section-choice", _quarter("-section", "Q4", key="identity"), WRITER),
    Page("quarterly-section-remarks", _quarter("-section", "Q1", key="staff"), WRITER),
    Page("quarterly-files", _quarter("-files", "Q1", key="staff"), WRITER),
    Page("quarterly-check", _quarter("-check", "Q4"), SUBMITTER),
    Page("quarterly-check-officer", _quarter("-check", "Q1"), WRITER),
    Page("quarterly-section-table", _quarter("-section", "Q4", key="training"), WRITER),
    Page("quarterly-section-carried", _quarter("-section", "Q4", key="procedures"), WRITER),
    Page("quarterly-print", _quarter("-print", "Q4"), WRITER),
    Page("quarterly-bring", _quarter("-bring", "Q4"), WRITER),
    Page("quarterly-nil", _quarter("-nil", "Q4"), SUBMITTER),
    Page("quarterly-submitted", _quarter("", "Q2"), REVIEWER),
    Page("quarterly-receipt", _quarter("-receipt", "Q2"), SUBMITTER),
    Page("quarterly-withdraw", _quarter("-withdraw", "Q2"), SUBMITTER),
    Page("quarterly-receipt-accepted", _quarter("-receipt", "Q3"), SUBMITTER),
    Page("quarterly-review", _quarter("-review", "Q2"), REVIEWER),
    Page("quarterly-review-none", _quarter("-review", "Q4"), REVIEWER),
    Page("quarterly-review-accepted", _quarter("-review", "Q3"), REVIEWER),
    Page("quarterly-review-returned", _quarter("-review", "Q1"), WRITER),
    Page("quarterly-reopen", _quarter("-reopen", "Q3"), REVIEWER),
    Page("quarterly-history", _quarter("-history", "Q2"), REVIEWER),
    Page("users", _at("accounts:users"), ADMIN),
    Page("user", lambda house: reverse("accounts:user", kwargs={"pk": house.people[OFFICER].pk}), ADMIN),
    Page("user-invite", _at("accounts:user-invite"), ADMIN),
    Page("invite-list", _at("accounts:invite-list"), ADMIN),
    Page("sessions", _at("accounts:sessions"), OFFICER),
    Page("hand-over", lambda house: reverse("overview:hand-over", kwargs={"pk": house.people[HEAD].pk}), ADMIN),
    Page("unit-close", _at("plan:unit-close", code="vu-to-chuc-can-bo"), ADMIN),
    Page("units", _at("accounts:units"), ADMIN),
    Page("unit", _at("accounts:unit", code="vu-to-chuc-can-bo"), ADMIN),
    Page("units-none", _at("accounts:units", "?q=khong-co-gi-nhu-vay"), OFFICER),
    Page("questionnaires", _at("reports:questionnaires")),
    Page("questionnaire-published", _at("reports:questionnaire", edition="missions-quarterly-2")),
    Page("questionnaire-preview", _at("reports:questionnaire-preview", edition="missions-quarterly-2")),
    Page("questionnaire-draft", _at("reports:questionnaire", edition="missions-quarterly-3")),
    Page("questionnaire-question", _at("reports:questionnaire-question", edition="missions-quarterly-3", key="courses")),
    Page("questionnaire-facts", _at("reports:questionnaire-facts", edition="missions-quarterly-3")),
    Page("questionnaire-section", _at("reports:questionnaire-section", edition="missions-quarterly-3", key="training")),
    Page("questionnaire-bring", _at("reports:questionnaire-bring")),
    Page("periods-managed", _at("plan:periods")),
    Page("days", _at("plan:days")),
    Page("days-due", _at("plan:days-due")),
    Page("day-restore", lambda house: reverse("plan:day-restore", args=[MovedDay.objects.get().pk])),
    Page("period-edit", _at("plan:period-edit", code="2026-Q4")),
    Page("users-none", _at("accounts:users", "?q=khong-co-gi-nhu-vay"), ADMIN),
    Page("role-add", lambda house: reverse("accounts:membership-add", kwargs={"pk": house.people[OFFICER].pk}), ADMIN),
    Page("role-edit", lambda house: reverse("accounts:membership-edit", kwargs={"pk": house.people[OFFICER].memberships.get().pk}), HEAD),
    Page("invitation-dead-link", _at("accounts:invitation", token="made-up"), None, 404),
    Page("audit", _at("accounts:audit"), "auditor"),
    Page("audit-none", _at("accounts:audit", "?who=khong-co-ai"), "auditor"),
    Page("audit-unread", _at("accounts:audit", "?who=khong-co-ai&since=32/13/2026"), "auditor", status=422),
    Page("event", lambda house: reverse("accounts:event", kwargs={"pk": Event.objects.exclude(fields="").first().pk}), "auditor"),
    Page(
        "event-private",
        lambda house: reverse("accounts:event", args=[Event.objects.filter(object_kind="personnel.officer").earliest("pk").pk]),
        ADMIN,
    ),
    Page("redact", lambda house: reverse("accounts:redact", kwargs={"pk": Event.objects.exclude(fields="").first().pk}), ADMIN),
    Page("not-found", lambda house: "/plan/no-such-plan/", status=404),
    Page("not-yours", _measure("plan:measure-term", "2.3"), OFFICER, status=403),
    Page("not-a-page", _at("overview:theme"), status=405),
    Page("programmes", _at("personnel:programmes"), "leader"),
    Page("programmes-none", _at("personnel:programmes", "?q=khong-co-gi-nhu-vay"), OFFICER),
    Page("completion", _at("personnel:completion"), "leader"),
    Page("programme", _at("personnel:programme", code="da-phuong"), "personnel"),
    Page("programme-add", _at("personnel:programme-add"), "personnel"),
    Page("programme-targets", _at("personnel:programme-targets", code="da-phuong"), "personnel"),
    Page("programme-close", _at("personnel:programme-close", code="da-phuong"), "personnel"),
    Page("courses", _at("personnel:courses"), OFFICER),
    Page("course", _course("course"), "personnel"),
    Page("course-over", _course("course", "over"), "personnel"),
    Page("course-leader", _course("course", "over"), "leader"),
    Page("course-sessions", _course("course-sessions", "over"), "personnel"),
    Page("course-enrol", _course("course-enrol"), HEAD),
    Page("course-results", _course("course-results", "over"), "personnel"),
    Page("course-import", _course("course-import"), "personnel"),
    Page(
        "course-import-check",
        lambda house: reverse("personnel:course-import-check", args=[house.taught["to_come"].pk, house.taught["draft"].pk]),
        "personnel",
    ),
]
