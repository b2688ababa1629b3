"""The plan as its units would have carried it out: units assigned, terms set, updates, requests, completions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from accounts.models import Unit, User
from office.saved_views import save_view
from overview.simulation.cast import Cast
from overview.simulation.desk import Desk
from overview.simulation.script import MeasureScript, day_on, month_end, plan_script
from overview.simulation.showing import piece
from overview.simulation.timeline import Timeline, chance, moment, quarters, workday
from plan import services
from plan.models import DirectiveLink, Measure
from plan.progress import Health, State, Term

ASSIGNED_ON, TERMS_ON, LINKS_FROM = date(2025, 10, 1), date(2025, 10, 6), date(2025, 11, 3)
FIRST_UPDATES = date(2025, 10, 15)
BECAUSE = "Theo phân công của Lãnh đạo Bộ"
Request = dict[str, Any]
UNCONFIRMED, REJECTED = 0.12, 0.05  # shares of the links of directives


class PlanYear:
    """Puts on the timeline what happens to the measures and to the links of directives."""

    def __init__(self, timeline: Timeline, cast: Cast, on: date, seed: int) -> None:
        self.timeline, self.cast, self.on, self.seed = timeline, cast, on, seed
        keys, self.scripts = plan_script()
        self.keys = set(keys)
        self.measures = {row.code: row for row in Measure.objects.filter(plan__code="292").select_related("plan")}
        codes = {code for script in self.scripts for code in script.units()}
        self.units = Unit.objects.in_bulk(codes, field_name="code")
        self.leads: dict[str, str] = {}
        self.desk = Desk(timeline, cast, on, seed, self.leads)

    def write(self) -> None:
        self._read_directives()
        self._save_views()
        for script in self.scripts:
            self.leads[script.code] = script.lead
            self._begin(script)
            self._updates(script)
            self._acts(script)
            self._ends(script)
            for row in script.shown:
                if "day" in row:
                    day = workday(day_on(row["day"], self.on))
                    self._put([row], script, day, moment(day, 15, 30))
        self.desk.write(self.measures)

    def _save_views(self) -> None:
        """What the secretariat looks at every week, shared with everybody."""
        for name, query in {"Quá hạn": "cell=open_overdue", "Đến hạn trong 30 ngày": "due=30"}.items():
            save = partial(save_view, page="plan.board", name=name, query=query, is_shared=True, by=self.cast.secretariat)
            self.timeline.at(moment(TERMS_ON, 15), lambda now, save=save: save(now=now))

    # The ground

    def _begin(self, script: MeasureScript) -> None:
        self.timeline.at(moment(ASSIGNED_ON, 9), lambda now: self._assign(script.code, script.lead, script.with_, now))
        if script.code in self.keys:
            self.timeline.at(moment(ASSIGNED_ON, 10), lambda now: self._mark_key(script.code, now))
        if script.due is not None:
            self.timeline.at(moment(TERMS_ON, 14), lambda now: self._set_term(script, now))
        if script.moved:
            moved = script.moved
            self.timeline.at(moment(moved["from"], 10), lambda now: self._assign(script.code, moved["lead"], moved["with"], now))

    def _assign(self, code: str, lead: str, others: tuple[str, ...], now: datetime) -> None:
        self.leads[code] = lead
        services.assign(
            measure=self.measures[code],
            by=self.cast.secretariat,
            lead=self.units[lead],
            coordinating=[self.units[other] for other in others],
            from_on=now.date(),
            now=now,
            seen=None,
        )

    def _mark_key(self, code: str, now: datetime) -> None:
        services.edit_measure(
            measure=self.measures[code], by=self.cast.secretariat, values={"is_key": True}, decision=BECAUSE, now=now, seen=None
        )

    def _set_term(self, script: MeasureScript, now: datetime) -> None:
        ongoing = script.due == Term.ONGOING
        services.set_deadline(
            measure=self.measures[script.code],
            by=self._decider(script.code),
            term=Term.ONGOING if ongoing else Term.DATED,
            due_on=None if ongoing else day_on(script.due, self.on),  # type: ignore[arg-type]
            reason=BECAUSE,
            effective_on=ASSIGNED_ON,
            now=now,
            seen=None,
        )

    def _decider(self, code: str) -> User:
        return self.cast.leader if code in self.keys else self.cast.secretariat

    def _read_directives(self) -> None:
        """The secretariat confirms our reading of the directives, a few a day; some are left."""
        links = list(DirectiveLink.objects.select_related("directive", "measure").order_by("directive__given_on", "pk"))
        links_of = Counter(link.directive.code for link in links)
        for place, link in enumerate(links):
            drawn = chance(self.seed, "link", link.directive.code, link.measure.code if link.measure else "").random()
            if drawn >= UNCONFIRMED:
                # What one measure alone carries out stays with it: the illustration leaves no instruction without a measure.
                confirm = drawn >= UNCONFIRMED + REJECTED or links_of[link.directive.code] == 1
                day = max(LINKS_FROM + timedelta(days=place // 4), link.directive.given_on + timedelta(days=14))
                act = partial(self._decide_link, link, confirm)
                self.timeline.at(moment(workday(day), 15, place % 4 * 10), act)

    def _decide_link(self, link: DirectiveLink, confirm: bool, now: datetime) -> None:
        services.decide_link(link=link, by=self.cast.secretariat, confirm=confirm, now=now, seen=None)

    # Updates

    def _updates(self, script: MeasureScript) -> None:
        days = self._days(script, chance(self.seed, "updates", script.code))
        for number, day in enumerate(days):
            draw = chance(self.seed, "update", script.code, number)
            when = moment(day, draw.randint(8, 16), draw.randint(0, 59))
            text = script.results[number * len(script.results) // len(days)]
            self.timeline.at(when, partial(self._update, script, days[0], text, number > len(days) // 2, draw))

    def _days(self, script: MeasureScript, draw: Random) -> list[date]:
        """A first update in the autumn of 2025, then one before each cut-off, and for many one in the middle of the quarter."""
        days = [FIRST_UPDATES + timedelta(days=draw.randint(0, 20))]
        middle = draw.random() < 0.6
        for period in quarters(self.on):
            if middle:
                days.append(period.starts_on + timedelta(days=draw.randint(40, 52)))
            days.append(period.cut_off_on - timedelta(days=draw.randint(2, 12)))
        days = [workday(day) for day in days]
        last, waits = script.speaks_until(self.on), script.refused.get("when")
        days = [day for day in days if day < last and not (waits and waits - timedelta(2) <= day <= waits + timedelta(10))]
        return [day for place, day in enumerate(days) if not place or day > days[0] + timedelta(days=14)]

    def _update(self, script: MeasureScript, first: date, text: str, may_complain: bool, draw: Random, now: datetime) -> None:
        day = now.date()
        worry = script.worry if script.worry and day >= day_on(script.worry["from"], self.on) else {}
        trouble = draw.choice(script.difficulties) if script.difficulties and (worry or (may_complain and draw.random() < 0.6)) else ""
        services.record_status(
            measure=self.measures[script.code],
            by=self.cast.officers[self.leads[script.code]],
            state=State.IN_PROGRESS,
            percent=self._percent(script, first, day),
            health=worry.get("health", Health.ON_TRACK),
            reason=worry.get("reason", ""),
            narrative=text,
            difficulties=trouble,
            effective_on=day - timedelta(days=draw.randint(0, 2)),
            now=now,
            seen=None,
        )

    def _percent(self, script: MeasureScript, first: date, day: date) -> int:
        goal, there = script.goal(self.on)
        share = min(1.0, (day - first).days / max(1, (goal - first).days))
        percent = script.percent[0] + share * (there - script.percent[0])
        return round(percent / 5) * 5 if percent > 10 else round(percent)

    # What is asked for, decided, put right

    def _acts(self, script: MeasureScript) -> None:
        for request in script.requests:
            asked = workday(day_on(request["when"], self.on))
            if asked > TERMS_ON:
                self._request(script, request, asked)
        if script.corrected:
            self.timeline.at(moment(day_on(script.corrected["when"], self.on), 16), partial(self._correct, script))

    def _request(self, script: MeasureScript, request: Request, asked: date) -> None:
        self.timeline.at(moment(asked, 10), partial(self._ask, script, request))
        if request["answer"] != "asked":
            self.timeline.at(moment(workday(asked + timedelta(days=2)), 15), partial(self._endorse, script))
        if request["answer"] in {"approved", "refused"}:
            self.timeline.at(moment(workday(asked + timedelta(days=9)), 11), partial(self._decide, script, request))

    def _ask(self, script: MeasureScript, request: Request, now: datetime) -> None:
        services.ask_for_deadline(
            measure=self.measures[script.code],
            by=self.cast.officers[self.leads[script.code]],
            term=Term.DATED,
            due_on=month_end(request["due"], self.on),
            reason=request["reason"],
            now=now,
            seen=None,
        )

    def _endorse(self, script: MeasureScript, now: datetime) -> None:
        change = self.measures[script.code].deadline_changes.open().get()
        services.endorse_deadline(change=change, by=self.cast.heads[self.leads[script.code]], now=now, seen=None)

    def _decide(self, script: MeasureScript, request: Request, now: datetime) -> None:
        change = self.measures[script.code].deadline_changes.open().get()
        approve, reason = request["answer"] == "approved", request.get("words", "")
        services.decide_deadline(change=change, by=self._decider(script.code), approve=approve, reason=reason, now=now, seen=None)

    def _correct(self, script: MeasureScript, now: datetime) -> None:
        wrong = self.measures[script.code].updates.standing().order_by("-effective_on", "-recorded_at").first()
        if wrong is None:
            return
        services.record_status(
            measure=self.measures[script.code],
            by=self.cast.officers[self.leads[script.code]],
            state=State.IN_PROGRESS,
            percent=script.corrected["percent"],
            health=wrong.health,
            reason=wrong.reason,
            narrative=script.corrected["narrative"],
            difficulties=wrong.difficulties,
            effective_on=wrong.effective_on,
            now=now,
            seen=None,
            replaces=wrong,
        )

    # How it ends

    def _ends(self, script: MeasureScript) -> None:
        if script.refused:
            day = workday(script.refused["when"])
            self._show(script, "refused", day, moment(day, 9))
            self.timeline.at(moment(day, 9, 30), partial(self._propose, script, day, script.refused["note"]))
            self._hear(script, day, refused=True)
            self.timeline.at(moment(workday(day + timedelta(days=4)), 16), partial(self._refuse, script))
        if script.done is not None:
            day = day_on(script.done, self.on)
            self._show(script, "end", day, moment(day, 15))
            self.timeline.at(moment(day, 15, 20), partial(self._propose, script, day, script.note))
            self._hear(script, day)
            self.timeline.at(moment(workday(day + timedelta(days=3)), 9, 10), partial(self._confirm, script))
        if script.proposed is not None:
            day = workday(day_on(script.proposed, self.on))
            self._show(script, "end", day, moment(day, 13, 40))
            self.timeline.at(moment(day, 14, 5), partial(self._propose, script, day, script.note))
            self._hear(script, day, waits=True)
        if script.paused:
            day = workday(day_on(script.paused["when"], self.on))
            self.timeline.at(moment(day, 10, 40), partial(self._pause, script))

    def _show(self, script: MeasureScript, which: str, day: date, first: datetime) -> None:
        """Evidence is put beside the measure before it is proposed as completed."""
        self._put([row for row in script.shown if row.get("with", "end") == which], script, day, first)

    def _put(self, rows: Iterable[dict[str, Any]], script: MeasureScript, day: date, first: datetime) -> None:
        for place, row in enumerate(rows):
            self.timeline.at(first + timedelta(minutes=4 * place), partial(self._add_evidence, script, row, day))
            if gone := row.get("withdrawn"):
                self.timeline.at(moment(workday(day + timedelta(days=gone["after"])), 10, 15), partial(self._withdraw, script, row))

    def _add_evidence(self, script: MeasureScript, row: dict[str, Any], day: date, now: datetime) -> None:
        officer = self.cast.officers[self.leads[script.code]]
        services.add_evidence(measure=self.measures[script.code], by=officer, now=now, seen=None, **piece(row, day))

    def _withdraw(self, script: MeasureScript, row: dict[str, Any], now: datetime) -> None:
        found = self.measures[script.code].evidence.standing().get(title=row["title"])
        officer = self.cast.officers[self.leads[script.code]]
        services.withdraw_evidence(evidence=found, by=officer, reason=row["withdrawn"]["reason"], now=now, seen=None)

    def _propose(self, script: MeasureScript, day: date, note: str, now: datetime) -> None:
        officer = self.cast.officers[self.leads[script.code]]
        services.propose_completion(measure=self.measures[script.code], by=officer, effective_on=day, note=note, now=now, seen=None)

    def _hear(self, script: MeasureScript, day: date, **how: bool) -> None:
        moved = script.moved and day >= script.moved["from"]
        coordinating = script.moved["with"] if moved else script.with_
        self.desk.hear(self.measures[script.code], [self.units[code] for code in coordinating if code in self.cast.heads], day, **how)

    def _confirm(self, script: MeasureScript, now: datetime) -> None:
        completion = self.measures[script.code].completions.waiting().get()
        services.confirm_completion(completion=completion, by=self._confirmer(script), now=now, seen=None)

    def _refuse(self, script: MeasureScript, now: datetime) -> None:
        completion = self.measures[script.code].completions.waiting().get()
        by = self._confirmer(script)
        services.refuse_completion(completion=completion, by=by, reason=script.refused["reason"], now=now, seen=None)

    def _confirmer(self, script: MeasureScript) -> User:
        return self.cast.secretariat if script.code in self.keys else self.cast.heads[self.leads[script.code]]

    def _pause(self, script: MeasureScript, now: datetime) -> None:
        measure = self.measures[script.code]
        services.record_status(
            measure=measure,
            by=self.cast.secretariat,
            state=State.PAUSED,
            percent=measure.percent,
            health="",
            reason=script.paused["reason"],
            narrative="",
            difficulties="",
            effective_on=now.date(),
            now=now,
            seen=None,
        )
