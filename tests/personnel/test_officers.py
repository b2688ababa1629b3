"""Officers kept: what is refused, what is found. What it costs: tests/personnel/test_ten_thousand.py."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from accounts.models import Event, Unit
from accounts.versions import StaleVersion
from office.tables import xlsx
from personnel.models import Language, Officer
from personnel.people_tables import roster_rows, roster_table
from personnel.rotation import add_months
from personnel.services import officer as services
from personnel.services.retention import erase_who_left
from tests.personnel.people import speaks, staff
from tests.personnel.rows import LanguageFactory, OfficerFactory, PostingFactory

pytestmark = pytest.mark.django_db
LIST = "/personnel/officers/"


@pytest.fixture
def people(department, geographic, embassy):
    return staff(department, geographic, embassy)


@pytest.fixture
def browser(personnel, signed_in):
    return signed_in(personnel)


def found(browser, query):
    return {officer.name[-3:] for officer in browser.get(f"{LIST}?{query}").context["page"].object_list}


def test_the_list_is_narrowed_by_all_that_is_asked_of_an_officer(people, browser):
    assert found(browser, "q=can+bo+902") == {"902"}
    assert found(browser, "unit=vu-chau-au") == {"902", "903"}
    assert found(browser, "rank=tham_tan") == found(browser, "level=senior") == {"901"}
    assert found(browser, "language=fr&at_least=5") == {"901"}
    assert found(browser, "language=fr&at_least=6") == found(browser, "standing=left") == set()
    assert browser.get(f"{LIST}?rank=none").status_code == 422


def test_the_file_has_what_the_filter_leaves(people, browser):
    answer = browser.get("/personnel/officers.xlsx?unit=vu-chau-au&at_least=5")
    (said,) = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(1).to_python()[0]
    assert "Vụ Châu Âu" in said
    assert "Ít nhất" not in said
    assert "-da-loc.xlsx" in answer["Content-Disposition"]
    assert "da-loc" not in browser.get("/personnel/officers.xlsx")["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [name for row in rows for name in row if str(name).startswith("Cán bộ 9")] == ["Cán bộ 902", "Cán bộ 903"]


@pytest.mark.parametrize(
    ("language", "told"),
    [("vi", {"Vụ Châu Âu", "Tiếng Pháp", "Ngày chứng chỉ 1"}), ("en", {"European Department", "French", "Certificate 1, date"})],
)
def test_the_file_is_in_the_language_of_its_reader(department, language, told):
    Unit.objects.filter(pk=department.pk).update(name_vi="Vụ Châu Âu", name_en="European Department")
    speaks(OfficerFactory(unit=department))
    Language.objects.update(name_vi="Tiếng Pháp", name_en="French")
    with override(language):
        table = roster_table()
        content = xlsx(table, roster_rows(Officer.objects.select_related("unit"), table))
    cells = {cell for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python() for cell in row}
    assert told <= cells


def test_a_form_that_is_sent_twice_adds_one_officer(browser, department):
    """Officers may bear the same name: only the page can say that it was meant once. What was refused is not done yet."""
    typed = {"name": "Cán bộ 906", "unit": department.code, "rank": "", "post": "", "user": "", "once": hidden(browser.get(f"{LIST}add/"))}
    assert browser.post(f"{LIST}add/", {**typed, "name": ""}).status_code == 422
    first, again = browser.post(f"{LIST}add/", typed), browser.post(f"{LIST}add/", typed, follow=True)
    assert first["Location"] == f"{LIST}{Officer.objects.get().pk}/"
    assert "đã được gửi trước đó" in again.content.decode()
    browser.post(f"{LIST}add/", {**typed, "once": hidden(browser.get(f"{LIST}add/"))})
    assert Officer.objects.count() == 2


@pytest.mark.both
def test_who_goes_back_and_types_another_adds_another(browser, department):
    """The page that the browser kept still has its word: only what is the same was sent before."""
    typed = {"name": "Cán bộ 907", "unit": department.code, "rank": "", "post": "", "user": "", "once": hidden(browser.get(f"{LIST}add/"))}
    names = [typed["name"], "Cán bộ 908", typed["name"]]
    pages = [browser.post(f"{LIST}add/", {**typed, "name": name}, follow=True).content.decode() for name in names]
    assert ["đã được gửi trước đó" in page for page in pages] == [False, False, True]
    assert sorted(Officer.objects.values_list("name", flat=True)) == names[:2]


def hidden(page):
    """The word that every page has of its own."""
    return re.search(r'name="once" value="([^"]+)"', page.content.decode())[1]


def test_an_officer_is_added_edited_and_leaves(browser, department, personnel):
    typed = {"name": "Cán bộ 905", "unit": department.code, "rank": "bi_thu_2", "post": "Chuyên viên", "user": personnel.email}
    answer = browser.post(f"{LIST}add/", typed)
    officer = Officer.objects.get()
    assert answer["Location"] == f"{LIST}{officer.pk}/"
    assert (officer.user, officer.level) == (personnel, "middle")
    answer = browser.post(f"{LIST}{officer.pk}/edit/", {**typed, "name": "", "version": 1})
    assert (answer.status_code, Officer.objects.get().name) == (422, "Cán bộ 905")
    browser.post(f"{LIST}{officer.pk}/edit/", {**typed, "rank": "bi_thu_1", "version": 1})
    assert browser.post(f"{LIST}{officer.pk}/edit/", {**typed, "rank": "", "version": 1}).status_code == 409
    browser.post(f"{LIST}{officer.pk}/leave/", {"left_on": "01/10/2026", "confirmed": "on", "version": 2})
    officer.refresh_from_db()
    assert (officer.rank, officer.left_on) == ("bi_thu_1", date(2026, 10, 1))
    assert not Officer.objects.serving().exists()


def test_a_certificate_of_the_same_day_corrects_the_one_before(people, personnel):
    own, now = people[0], timezone.now()
    acting = {"officer": own, "by": personnel, "now": now}
    services.record_skill(language=Language.objects.get(code="fr"), level=6, dated_on=date(2024, 5, 1), **acting)
    assert [skill.level for skill in own.skills.all()] == [6]
    row = services.record_skill(language=LanguageFactory(code="es"), level=2, **acting)
    with pytest.raises(ValidationError, match="chứng chỉ"):
        services.record_skill(language=Language.objects.get(code="fr"), level=2, dated_on=date(2024, 5, 1), skill=row, **acting)
    with pytest.raises(StaleVersion):
        services.drop_skill(skill=row, reason="nhầm", by=personnel, now=now, seen=7)
    services.drop_skill(skill=row, reason="nhầm", by=personnel, now=now, seen=None)
    assert own.skills.count() == 1


def test_of_a_language_the_best_certificate_counts(people):
    own = people[0]
    speaks(own, "fr", 3, dated_on=date(2026, 1, 1))
    assert [skill.level for skill in Officer.objects.prefetch_related("skills").get(pk=own.pk).languages] == [5]


def test_the_languages_are_loaded_once():
    call_command("load_languages", verbosity=0)
    assert Language.objects.get(code="fr").name_vi == "Tiếng Pháp"
    call_command("load_languages", verbosity=0)
    assert Language.objects.count() == 41


def test_nobody_leaves_before_a_posting_that_began_later(people, browser, department):
    officer = OfficerFactory(unit=department)
    PostingFactory(officer=officer, from_on=date(2024, 9, 1))
    answer = browser.post(f"{LIST}{officer.pk}/leave/", {"left_on": "01/01/2015", "version": officer.version})
    assert answer.status_code == 422
    assert "01/09/2024" in answer.content.decode()


def test_leaving_is_confirmed_ends_the_posting_and_is_kept_from_the_day_it_was_said(people, browser):
    """The year 2015 instead of 2025 would have erased the person in the next night."""
    officer = OfficerFactory()
    posting = PostingFactory(officer=officer, from_on=date(2014, 9, 1), until_on=None)
    address, typed = f"{LIST}{officer.pk}/leave/", {"left_on": "01/10/2015", "version": officer.version}
    refused = browser.post(address, typed)
    until = f"{add_months(timezone.localdate(), 60):%d/%m/%Y}"
    assert (refused.status_code, refused.context["form"]["left_on"].value()) == (422, "01/10/2015")
    assert until in refused.content.decode()
    assert browser.post(address, {**typed, "confirmed": "on"}).status_code == 302
    officer.refresh_from_db()
    posting.refresh_from_db()
    assert (officer.left_on, posting.ended_on, erase_who_left(now=timezone.now())) == (date(2015, 10, 1), date(2015, 10, 1), 0)
    assert Event.objects.about(officer).values_list("verb", flat=True).filter(verb="personnel.posting_ended").exists()
    assert until in browser.get(f"{LIST}{officer.pk}/").content.decode()
    assert browser.post(address, {"left_on": "", "version": officer.version}).status_code == 302
    officer.refresh_from_db()
    assert (officer.left_on, officer.left_recorded_at, posting.ended_on) == (None, None, date(2015, 10, 1))


def test_who_has_left_serves_nowhere(people, browser, embassy):
    """A posting that is recorded afterwards has ended; none begins later, and none begins to run again."""
    officer = OfficerFactory(left_on=date(2020, 5, 1), left_recorded_at=timezone.now())
    add = f"{LIST}{officer.pk}/postings/add/"
    typed = {"destination": "mission", "unit": embassy.code, "from_on": "01/09/2024", "version": officer.version}
    later = browser.post(add, typed)
    assert (later.status_code, list(later.context["form"].errors)) == (422, ["from_on"])
    assert later.context["form"]["from_on"].value() == "01/09/2024"
    assert browser.post(add, {**typed, "from_on": "01/09/2018"}).status_code == 302
    posting = officer.postings.get()
    assert (posting.until_on, posting.ended_on) == (date(2021, 9, 1), date(2020, 5, 1))
    for day in ("", "02/05/2020"):
        refused = browser.post(f"/personnel/postings/{posting.pk}/end/", {"ended_on": day, "version": posting.version})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["ended_on"])
