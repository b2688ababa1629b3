"""No page of personnel asks more than fifteen questions, and none asks more of ten thousand officers than of two hundred."""

from datetime import date
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personnel.models import ExpertTeam, LanguageSkill, NormPost, Officer, Posting, TeamMember
from personnel.ranks import Rank
from tests.factories import LONG_AGO, UnitFactory
from tests.missions.openings import date_it, load_stages, make_opening
from tests.personnel.rows import CourseFactory, EnrolmentFactory, LanguageFactory

pytestmark = pytest.mark.django_db
MOST = 15
PAGES = {
    "personnel": [
        "officers/",
        "officers/?language=fr&at_least=4&q=bo",
        "officers/?language=fr&at_least=4&level=senior",
        "officers/counts/",
        "officers/doubles/",
        "rotation/",
        "rotation/?term=48",
        "rotation/?within=12",
        "readiness/",
        "readiness/norm/",
        "readiness/shares/",
        "teams/",
        "programmes/",
        "programmes/completion/",
        "courses/",
        "corrections/",
        "officers/add/",
    ],
    "leader": ["officers/counts/", "rotation/", "readiness/", "teams/", "programmes/", "programmes/completion/", "courses/"],
    "auditor": ["officers/", "rotation/", "readiness/", "teams/"],
    "head": ["officers/", "rotation/", "teams/", "courses/"],
}
# Here a second page asks nothing of its own.
EXACTLY = ["officers/", "officers/?language=fr&at_least=4&level=senior", "officers/counts/", "rotation/?within=12"]


def add(first, last, units, missions, language):
    """Officers of all ranks; each speaks, each third serves abroad."""
    ranks = Rank.values
    numbers = range(first, last)
    made = Officer.objects.bulk_create(
        Officer(
            name=f"Cán bộ {n}",
            unit=units[n % len(units)],
            rank=ranks[n % len(ranks)],
            recorded_at=LONG_AGO,
            sort_key=f"can bo {n:05d}",
            search_text=f"can bo {n}",
        )
        for n in numbers
    )
    LanguageSkill.objects.bulk_create(
        LanguageSkill(officer=officer, language=language, level=1 + n % 6, dated_on=date(2024, 5, 1)) for n, officer in enumerate(made)
    )
    Posting.objects.bulk_create(
        Posting(
            officer=officer,
            destination="mission",
            unit=missions[n % len(missions)],
            from_on=date(2025, 9, 1),
            until_on=date(2027 + n % 3, 9, 1),
            recorded_at=LONG_AGO,
        )
        for n, officer in enumerate(made[::3])
    )
    return made


def asked(browser, address):
    begun = perf_counter()
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(f"/personnel/{address}").status_code == 200
    return len(queries), perf_counter() - begun


def test_two_hundred_and_ten_thousand(department, geographic, secretariat, request, signed_in):
    units, language = [department, geographic], LanguageFactory(code="fr")
    missions = [UnitFactory(code=f"emb-{n}", kind="mission") for n in range(10)]
    few = add(0, 200, units, missions, language)
    load_stages()
    date_it(make_opening(secretariat, geographic), secretariat)
    NormPost.objects.create(kind="embassy", rank_level="senior", posts=3, language_level=4)
    team = ExpertTeam.objects.create(code="kinh-te", name_vi="Kinh tế", lead_unit=department, wanted=7, recorded_at=LONG_AGO)
    course = CourseFactory(capacity=100)
    for officer in few[:60]:
        EnrolmentFactory(course=course, officer=officer)
    TeamMember.objects.bulk_create(TeamMember(team=team, officer=officer, from_on=date(2025, 1, 1)) for officer in few[:40])

    pages = PAGES | {"personnel": [*PAGES["personnel"], f"officers/{few[0].pk}/"]}

    def measured():
        found = {}
        for who, addresses in pages.items():
            browser = signed_in(request.getfixturevalue(who))
            browser.get("/personnel/courses/")  # the first request after signing in also stamps the session
            found |= {(who, address): asked(browser, address) for address in addresses}
        return found

    before = measured()
    assert {page: n for page, (n, _seconds) in before.items() if n > MOST} == {}
    add(200, 10_000, units, missions, language)
    after = measured()
    for (who, address), (queries, seconds) in after.items():
        print(f"{who:10} /personnel/{address:42} {queries:3} questions {seconds * 1000:6.0f} ms")  # noqa: T201
    assert {page: n for page, (n, _seconds) in after.items() if n > MOST} == {}
    grown = {page: n for page, (n, _seconds) in after.items() if n > before[page][0] + 1}
    assert grown == {}  # a second page counts itself
    assert [after["personnel", page][0] - before["personnel", page][0] for page in EXACTLY] == [0] * len(EXACTLY)
