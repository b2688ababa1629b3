"""A quarterly report over HTTP in every order of acts by every person, against a plain model of what should come of it (R4).

The acts go through the pages as a browser would send them; what the model expects is the status of the answer and, after
each act, everything that stands in the database and in the history. Each run is undone at its end.
"""

from datetime import date, timedelta

from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from accounts.history import System
from accounts.models import Event, Membership
from plan.models import Observation
from plan.moment import HANOI
from reports.models import Obligation, ReportVersion
from reports.services import digest_of, reconcile
from tests.reports import filing
from tests.reports.filing import DUE, NOW, OVERVIEW, PRESENT
from tests.reports.order_model import RIGHTS, SECTION, TYPED, WRONG, Clock, Edition, content_of, rows_of_all, sign_in, state_of

PAGE = "/reports/2026-Q4/emb-fr/"
MINUTE = timedelta(minutes=1)
OF_THE_MISSION = ("mission_officer", "mission_head", "deputy")
ANYBODY = st.sampled_from(list(RIGHTS))
WRITERS = st.sampled_from([*OF_THE_MISSION, "reviewer"])
DECIDERS = st.sampled_from(["reviewer", "secretariat", "deputy", "mission_head", "leader"])
REASONS = st.sampled_from(["Bổ sung số liệu.", "Bổ sung số liệu.", " "])
SELDOM = st.integers(0, 9).map(lambda n: n == 7)  # for what ends or bends a story


class Orders(RuleBasedStateMachine):
    """By name each person with the key of their session, and the browser that all stories share, are given to a subclass by
    `house`."""

    keys: dict
    handlers: dict

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        Clock.now = NOW
        self.browsers, self.since = {}, {}
        self.state, self.editions, self.acts = "", [], []  # "": not begun
        self.owed, self.owed_moves, self.is_closed, self.lost = "due", 1, False, set()
        self.first_submitted_at, self.due = None, DUE
        self.moves = 0  # the version of the report's row
        self.writes = {}  # the version of each answer of the open edition
        self.counting, self.counted = None, -1  # after how many acts it was looked at last
        self.held = None  # what stood in the database and in the model when everything was looked at last

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # The model

    @property
    def open(self):
        return self.editions[-1]

    @property
    def is_writable(self):
        return self.state in {"draft", "returned", "withdrawn", "reopened"} and self.owed == "due"

    def shut(self, who, right):
        """The status with which the house turns the person away; None where it lets them in."""
        rights = RIGHTS[who] - ({"draft", "submit"} if who in self.lost else set())
        if not rights and who in self.lost:
            return 404
        return None if right in rights else 403

    def moved(self, who, state, verb):
        self.state, self.moves = state, self.moves + 1
        self.tell(who, verb, "mission_head" if who == "deputy" and verb in {"submitted", "withdrawn"} else "")

    def tell(self, who, verb, principal=""):
        self.acts.append((who, principal, f"reports.{verb}"))

    def is_same(self, nil):
        """Whether it says what a version said that came back: those taken back, as far as the one decided on by the ministry."""
        for before in reversed(self.editions[:-1]):
            if (before.answers, before.nil) == (self.open.answers, nil):
                return True
            if before.decision != "withdrawn":
                return False
        return False

    # The browser

    def send(self, who, page, status, **fields):
        """The act must be answered with this status."""
        Clock.now += MINUTE
        answer = self.browser(who).post(f"{PAGE}{page}", fields)
        assert answer.status_code == status, (who, page, fields, answer.status_code, status)
        return answer

    def browser(self, who):
        """Signed in; again where the clock has run on."""
        if who not in self.browsers:
            self.browsers[who], self.since[who] = self.handlers[who], NOW
            self.browsers[who].cookies[django_settings.SESSION_COOKIE_NAME] = self.keys[who][1]
        if Clock.now - self.since[who] > timedelta(hours=2):
            sign_in(self.browsers[who], self.keys[who][0])
            self.since[who] = Clock.now
        return self.browsers[who]

    # Acts of the unit

    @rule(who=WRITERS, seldom=SELDOM)
    def begin(self, who, seldom=True):
        if self.state and not seldom:
            return
        self.send(who, "", self.shut(who, "draft") or 302)
        if not self.shut(who, "draft") and not self.state and self.owed == "due":
            self.begun()

    def begun(self):
        self.state, self.moves, self.editions, self.writes = "draft", 1, [Edition()], {}

    @rule(who=WRITERS, key=st.sampled_from(list(TYPED)), data=st.data(), stale=st.booleans())
    def write(self, who, key, data, stale):
        typed = data.draw(st.sampled_from(list(TYPED[key])))
        meant, stands = TYPED[key][typed], self.open.answers.get(key) if self.state else None
        is_stale = stale and self.writes.get(key, 0) > 0 and meant != stands
        status = self.shut(who, "draft")
        status = status or (409 if not self.is_writable else 422 if meant is WRONG else 409 if is_stale else 302)
        name = ".".join(filter(None, key))
        seen = 0 if stale else self.writes.get(key, 0)
        self.send(who, f"sections/{SECTION[key]}/", status, **{f"a-{name}": typed, f"seen-{name}": seen})
        if status == 302 and meant != stands:
            self.writes[key] = self.writes.get(key, 0) + 1
            self.open.answers = {name: kept for name, kept in {**self.open.answers, key: meant}.items() if kept is not None}

    def write_what_is_needed(self, who):
        for key, typed in ((OVERVIEW, "Đã làm."), (PRESENT, "7")):
            if self.open.answers.get(key) != TYPED[key][typed]:
                name = ".".join(filter(None, key))
                fields = {f"a-{name}": typed, f"seen-{name}": self.writes.get(key, 0)}
                self.send(who, f"sections/{SECTION[key]}/", 302, **fields)
                self.writes[key] = self.writes.get(key, 0) + 1
                self.open.answers[key] = TYPED[key][typed]

    @rule(who=WRITERS, ticked=st.booleans(), unread=SELDOM, stale=SELDOM)
    def submit(self, who, ticked, unread, stale):
        status = self.shut(who, "submit") or self.outcome(nil=False, ticked=ticked, stale=stale, unread=unread)
        read = "" if unread or not self.state else digest_of(self.latest())
        tick = {"unchanged": "yes"} if ticked else {}
        self.send(who, "check/", status, version=self.moves - stale, read=read, **tick)
        if status == 302 and self.state:
            self.submitted(who, nil=False)

    @rule(who=WRITERS, ticked=st.booleans(), seldom=SELDOM)
    def nothing_to_report(self, who, ticked, seldom):
        if not seldom:
            return
        status = self.shut(who, "submit") or (302 if self.owed != "due" else self.outcome(nil=True, ticked=ticked))
        tick = {"unchanged": "yes"} if ticked else {}
        self.send(who, "nil/", status, version=self.moves, read=digest_of(self.latest()) if self.state else "", **tick)
        if status == 302 and self.owed == "due":
            if not self.state:
                self.begun()
            self.submitted(who, nil=True)

    def outcome(self, *, nil, ticked, stale=False, unread=False):
        """The status for somebody who may submit."""
        if not self.state:
            return 302  # what is begun by saying that there is nothing; the page of all answers leads back
        if stale or (unread and self.is_writable):
            return 409
        if not self.is_writable or not (nil or self.open.is_complete()):
            return 422
        return 422 if self.is_same(nil) and not ticked else 302

    def submitted(self, who, *, nil):
        version = self.latest()
        self.open.submitters = (who, "mission_head") if who == "deputy" else (who,)
        self.open.nil, self.open.digest = nil, version.answers_digest
        self.first_submitted_at = self.first_submitted_at or Clock.now
        self.moved(who, "submitted", "submitted")

    @rule(who=WRITERS, reason=REASONS, stale=SELDOM)
    def take_back(self, who, reason, stale):
        status = self.shut(who, "submit")
        if status is None:
            status = 302 if not self.state else 422 if not reason.strip() else 409 if stale else 302 if self.state == "submitted" else 422
        self.send(who, "withdraw/", status, reason=reason, version=self.moves - stale)
        if status == 302 and self.state:
            self.decided("withdrawn")
            self.next_edition()
            self.moved(who, "withdrawn", "withdrawn")

    # Acts of the ministry

    def judged(self, who, *, reason, stale, act, remarked=False):
        """The status for a decision on what was submitted last."""
        if turned_away := self.shut(who, "review"):
            return turned_away
        if not any(edition.digest for edition in self.editions):
            return 409
        if act == "accept" and (reason.strip() or remarked):
            return 422 if self.state == "submitted" else 409  # what has happened since is said first, and what was typed is kept
        if stale:
            return 409
        if self.state != "submitted" or who in self.open.submitters or (act == "return" and not reason.strip()):
            return 422
        return 302

    @rule(who=DECIDERS, reason=REASONS, remark=st.sampled_from([None, "present", "results.2.3", "colour"]), stale=SELDOM)
    def give_back(self, who, reason, remark, stale):
        status = self.judged(who, reason=reason, stale=stale, act="return")
        said = {f"r-{remark}": "Xem lại."} if remark else {}
        self.send(who, "review/", status, act="return", reason=reason, version=self.moves - stale, **said)
        if status == 302:
            self.decided("returned")
            self.next_edition()
            self.moved(who, "returned", "returned")

    @rule(who=DECIDERS, reason=SELDOM, stale=SELDOM)
    def accept(self, who, reason, stale):
        text = "Tốt." if reason else ""
        status = self.judged(who, reason=text, stale=stale, act="accept")
        self.send(who, "review/", status, act="accept", reason=text, version=self.moves - stale)
        if status == 302:
            self.decided("accepted")
            self.counting = self.open
            self.moved(who, "accepted", "accepted")

    def decided(self, decision):
        self.open.decision = decision
        self.open.content = content_of(self.versions()[len(self.editions) - 1])

    @rule(who=DECIDERS, reason=REASONS, stale=SELDOM)
    def reopen(self, who, reason, stale):
        status = self.shut(who, "review")
        if status is None:
            status = 302 if not self.state else 422 if not reason.strip() else 409 if stale else 302 if self.state == "accepted" else 422
        self.send(who, "reopen/", status, reason=reason, version=self.moves - stale)
        if status == 302 and self.state:
            self.next_edition()
            self.moved(who, "reopened", "reopened")

    def next_edition(self):
        self.editions.append(Edition(answers=dict(self.open.answers)))
        self.writes = dict.fromkeys(self.writes, 1)

    @rule(who=ANYBODY, seldom=SELDOM, reason=REASONS)
    def waive(self, who, seldom, reason):
        if not seldom:
            return
        is_open = self.owed == "due" and self.state in {"", "draft"}
        status = self.shut(who, "manage") or (302 if is_open and reason.strip() else 422)
        self.send(who, "waive/", status, reason=reason, version=self.owed_moves)
        if status == 302:
            self.owed, self.owed_moves = "waived", self.owed_moves + 1
            self.tell(who, "waived")

    @rule(who=ANYBODY, later=st.integers(-2, 30))
    def extend(self, who, later):
        until = self.due + timedelta(hours=later)
        is_open = self.owed == "due" and self.state in {"", "draft"}
        allowed = is_open and later > 0 and until > Clock.now + MINUTE
        status = self.shut(who, "manage") or (302 if allowed else 422)
        there = until.astimezone(HANOI)
        fields = {"until": f"{there:%d/%m/%Y}", "until_time": f"{there:%H:%M}", "reason": "Sự cố", "version": self.owed_moves}
        self.send(who, "extend/", status, **fields)
        if status == 302:
            self.due, self.owed_moves = until, self.owed_moves + 1
            self.tell(who, "extended")

    # What happens around it

    @rule(returned=st.booleans(), submitter=st.sampled_from(["mission_head", "deputy"]))
    def go_on(self, returned, submitter):
        """The sensible next act, so that stories grow long."""
        if self.owed != "due" or submitter in self.lost:
            return
        if not self.state:
            self.begin(submitter)
        elif self.state == "submitted":
            self.give_back("secretariat", "Bổ sung số liệu.", "present", False) if returned else self.accept("reviewer", False, False)
        elif self.state == "accepted":
            self.reopen("reviewer", "Số liệu thay đổi.", False)
        else:
            self.write_what_is_needed(submitter)
            self.submit(submitter, True, False, False)

    @rule(returned=st.booleans(), submitter=st.sampled_from(["mission_head", "deputy"]))
    def go_further(self, returned, submitter):
        """Twice as often."""
        self.go_on(returned, submitter)

    @rule(seldom=SELDOM)
    def the_deadline_passes(self, seldom):
        if seldom:
            Clock.now = max(Clock.now, self.due + MINUTE)

    @rule(who=st.sampled_from(OF_THE_MISSION), seldom=SELDOM)
    def a_role_ends_or_begins_again(self, who, seldom):
        if not seldom and who not in self.lost:
            return
        until = None if who in self.lost else date(2026, 12, 1)
        rows = Membership.objects.filter(user=self.keys[who][0], role__startswith="mission")
        assert rows.update(until_on=until) == 1
        self.lost ^= {who}

    @rule(seldom=SELDOM)
    def the_mission_closes_or_it_was_a_mistake(self, seldom):
        if seldom or self.is_closed:
            self.is_closed = not self.is_closed
            mission = Obligation.objects.select_related("unit__mission").get().unit.mission
            if self.is_closed:
                filing.happens(mission, "closed", date(2026, 12, 1))
            else:
                mission.events.filter(kind="closed").delete()

    @rule(seldom=SELDOM)
    def the_cut_off_is_reconciled(self, seldom):
        if not (seldom or self.is_closed or self.owed == "void"):
            return  # most often there is nothing to reconcile
        reconcile(period=Obligation.objects.select_related("period").get().period, by=System("open_periods"), now=Clock.now)
        if self.is_closed and self.owed == "due" and not self.state:
            self.owed, self.owed_moves = "void", self.owed_moves + 1
            self.tell("", "obligation_voided")
        elif not self.is_closed and self.owed == "void":
            self.owed, self.owed_moves = "due", self.owed_moves + 1
            self.tell("", "obligation_added")

    @rule(who=ANYBODY, page=st.sampled_from(["", "review/", "history/", "receipt/"]), seldom=SELDOM)
    def read(self, who, page, seldom):
        if not seldom:
            return
        status = 404 if self.shut(who, "") == 404 else 200
        if page == "receipt/" and not any(edition.digest for edition in self.editions):
            status = 404
        assert self.browser(who).get(f"{PAGE}{page}").status_code == status, (who, page)

    # What must always hold

    @invariant()
    def everything_holds(self):
        """Where neither the house nor the model has moved since it was looked at last, it holds still."""
        held = rows_of_all(), self.told()
        if held == self.held:
            return
        versions = self.versions()
        owed = versions[0].report.obligation if versions else Obligation.objects.get()
        assert (owed.state, owed.version) == (self.owed, self.owed_moves)
        if self.state:
            self.the_report_stands_where_its_latest_version_does(versions)
        self.what_was_submitted_never_changes(versions)
        self.every_act_is_one_line_of_history()
        if self.counted != len(self.acts):  # the dearest question: whenever anything was done
            self.the_latest_accepted_version_counts()
            self.counted = len(self.acts)
        self.held = held

    def told(self):
        """What the model says."""
        editions = [(dict(one.answers), one.nil, one.decision, one.digest, one.content) for one in self.editions]
        stands = (self.state, self.moves, self.owed, self.owed_moves, self.first_submitted_at, self.due)
        return stands, editions, len(self.acts), self.counting and self.editions.index(self.counting)

    def latest(self):
        return self.versions()[-1]

    def versions(self):
        rows = ReportVersion.objects.select_related("report__obligation__questionnaire", "report__obligation__period")
        return list(rows.prefetch_related("answers").order_by("number"))

    def the_report_stands_where_its_latest_version_does(self, versions):
        report = versions[-1].report
        assert (report.state, report.version, report.first_submitted_at) == (self.state, self.moves, self.first_submitted_at)
        assert state_of(versions) == self.state
        assert report.was_late == bool(self.first_submitted_at and self.first_submitted_at > self.due)
        assert [version.decision for version in versions].count("") == (self.state != "accepted")

    def what_was_submitted_never_changes(self, versions):
        for version, edition in zip(versions, self.editions, strict=True):
            assert (version.values(), version.decision) == (edition.answers, edition.decision)
            assert version.answers_digest == edition.digest == (digest_of(version) if version.submitted_at else "")
            assert not edition.content or edition.content == content_of(version)

    def the_latest_accepted_version_counts(self):
        counting = list(ReportVersion.objects.counting().values_list("number", flat=True))
        assert counting == ([] if self.counting is None else [self.editions.index(self.counting) + 1])
        standing = list(Observation.objects.standing().valued().values_list("indicator__code", "value"))
        assert dict(standing) == (self.counting.values() if self.counting else {})
        assert len(standing) == len(dict(standing))

    def every_act_is_one_line_of_history(self):
        """And nothing else is: neither what was refused nor what was only drafted."""
        told = Event.objects.exclude(verb__startswith="accounts.").order_by("id")
        rows = told.values_list("by__name", "acting_for__name", "verb")
        assert [(by or "", principal or "", verb) for by, principal, verb in rows] == self.acts
