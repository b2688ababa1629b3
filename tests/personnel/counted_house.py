"""A ministry whose true numbers are far from the edge of what is shown for them: one person more in everything shows the same."""

from datetime import timedelta

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from personnel import people_urls, training_urls
from personnel.models import Enrolment, Establishment, ExpertTeam, ProgrammeTarget, TeamMember
from personnel.rotation import add_months
from personnel.services import norm
from personnel.services.norm import Said
from plan.models import Target
from tests.factories import LONG_AGO, IndicatorFactory, MeasureFactory, TaskFactory, UnitFactory
from tests.missions.openings import NOW, date_it, load_stages, make_opening
from tests.personnel.people import speaks, staff
from tests.personnel.rows import CourseFactory, EnrolmentFactory, LanguageFactory, OfficerFactory, PostingFactory, ProgrammeFactory
from tests.personnel.training import completed
from tests.reports import filing


class House:
    """Twenty officers of a big unit and three of a small one, courses, postings, a team and a mission to come."""

    def __init__(self, plan, department, geographic, embassy, secretariat, personnel):
        self.today = timezone.localdate()
        self.day = self.today - timedelta(days=1)
        filing.mission("emb-fr", geographic)
        self.big, self.small = UnitFactory(name_vi="Vụ Đông người"), UnitFactory(name_vi="Vụ Ít người")
        self.abroad = UnitFactory(name_vi="Đại sứ quán khác", kind="mission")
        staff(department, geographic, embassy)
        self.crowd = [OfficerFactory(unit=self.big, name=f"Cán bộ 7{n:02d}") for n in range(37)]
        self.few = [OfficerFactory(unit=self.small, rank="tham_tan", name=f"Cán bộ 8{n:02d}") for n in range(3)]
        for code in ("3.2", "3.3"):
            MeasureFactory(task=TaskFactory(plan=plan, code="3"), code=code)
        call_command("load_indicators", verbosity=0)
        self.programme, other = ProgrammeFactory(code="tw", audience="central"), ProgrammeFactory(code="dp", audience="locality")
        ProgrammeTarget.objects.create(programme=self.programme, year=self.today.year, people=100, recorded_at=LONG_AGO)
        completed(self.programme, self.today - timedelta(days=9), heads=25, unit=self.big)
        completed(other, self.today - timedelta(days=5), heads=30, unit=self.big)
        self.seats = completed(self.programme, self.day, heads=3, unit=self.small)
        self.course = CourseFactory(
            programme=self.programme, starts_on=self.today + timedelta(days=60), ends_on=self.today + timedelta(days=70)
        )
        for place in (*self.few, self.crowd[0]):
            EnrolmentFactory(course=self.course, officer=place)
        EnrolmentFactory(course=self.course, officer=self.crowd[1], state=Enrolment.State.WAITING)
        self._serve()
        self._prepare(plan, geographic, secretariat, personnel)

    def _serve(self):
        Establishment.objects.create(unit=self.abroad, year=self.today.year, posts=30, recorded_at=LONG_AGO)
        self.first = self.today.replace(day=1)
        for number, officer in enumerate(self.crowd[:10]):
            self.post(officer, 2 if number < 2 else 4)
        self.team = ExpertTeam.objects.create(code="kinh-te", name_vi="Kinh tế", lead_unit=self.big, wanted=12, recorded_at=LONG_AGO)
        for officer in self.crowd[:3]:
            self.join(officer)

    def _prepare(self, plan, geographic, secretariat, personnel):
        load_stages()
        opening = date_it(make_opening(secretariat, geographic), secretariat)
        acting = {"by": personnel, "now": NOW}
        norm.set_norm(rows=[Said("embassy", "junior", 9, 3), Said("embassy", "senior", 2)], reason="Định mức thử", **acting)
        norm.set_languages(opening=opening, languages=[LanguageFactory(code="ar")], **acting)
        for officer in self.crowd[12:14]:
            speaks(officer, "ar", 4)
        indicator = IndicatorFactory(code="missions-open", source_kind="computed")
        Target.objects.create(indicator=indicator, code="T1", due_on=self.today + timedelta(days=1500), value=30)

    def post(self, officer, months):
        ends = add_months(self.first, months) + timedelta(days=3)
        PostingFactory(officer=officer, unit=self.abroad, from_on=add_months(ends, -36), until_on=ends)

    def join(self, officer):
        TeamMember.objects.create(team=self.team, officer=officer, from_on=self.day)

    def one_more(self):
        """One more of each: who serves, who speaks, who is posted, who is in a team, who has a seat, who waits, who completed."""
        OfficerFactory(unit=self.small, rank="tham_tan")
        speaks(self.crowd[14], "ar", 4)
        self.post(self.crowd[15], 2)
        self.join(self.crowd[16])
        EnrolmentFactory(course=self.course, officer=self.crowd[17])
        EnrolmentFactory(course=self.course, officer=self.crowd[18], state=Enrolment.State.WAITING)
        Enrolment.objects.filter(pk=self.seats.pk).update(heads=4, completed_heads=4)
        self.seats.records.update(heads=4)

    def addresses(self):
        """Every address of personnel that a reader can ask for, with the parameters that change what is counted."""
        past = self.seats.course_id
        courses, team = {"pk": [self.course.pk, past]}, {"code": ["kinh-te"], "pk": [self.team.members.first().pk]}
        by_name = {"course-add": {"code": ["tw"]}, "opening": {"code": ["mo-a"]}, "establishment": {"code": ["emb-fr"]}}
        by_name |= {"course": {**courses, "kind": ["results"]}, "programme": {"code": ["tw"]}, "team": team}
        rest = {"pk": [self.few[0].pk], "form": ["xlsx", "csv"]}
        found = []
        for pattern in [*people_urls.urlpatterns, *training_urls.urlpatterns]:
            values = rest | next((values for name, values in by_name.items() if pattern.name.startswith(name)), {})
            rows = [{}]
            for name in pattern.pattern.converters:
                rows = [{**row, name: value} for row in rows for value in values.get(name, [])]
            found += [reverse(f"personnel:{pattern.name}", kwargs=row) for row in rows]
        page, until = reverse("personnel:completion"), (self.day - timedelta(days=1), self.day, self.today)
        found += [f"{page}?on={day}" for day in until] + [
            f"{page}?year={self.today.year}",
            f"{page}?audience=central",
            f"{page}?programme=tw",
        ]
        found += [f"/personnel/rotation/?term={years * 12}" for years in range(1, 9)]
        found += ["/personnel/programmes/?audience=central", "/personnel/programmes/?q=tw", "/personnel/courses/?state=held"]
        found += [f"/api/v1/{call}" for call in ("officers/", "officers/counts/", "programmes/", "courses/")]
        found += [f"/api/v1/courses/{pk}/" for pk in (self.course.pk, past)]
        found += [f"/api/v1/plans/292/indicators/trained-central/?on={day}" for day in until]
        found += ["/search/?q=can+bo", "/search/?q=khoa", "/plan/292/indicators/", "/plan/292/indicators/trained-central/"]
        return [*found, "/", "/dashboard/", "/missions/emb-fr/"]
