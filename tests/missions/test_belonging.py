"""Codes that would be pages, and what of a mission must belong together."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.models import Unit
from missions import services
from missions.addresses import must_be_free, reserved
from missions.belonging import doubts, faults, is_doubt, zone_fits
from missions.forms.keeping import DegreesField
from missions.forms.opening import OpeningForm
from missions.models import Country, Mission, Opening
from missions.services import edit_mission
from missions.urls import urlpatterns
from tests.missions.openings import NOW, TODAY, course, date_it, make_opening, reach

pytestmark = pytest.mark.django_db


def mission(code):
    return Mission.objects.select_related("unit__lead_unit", "host_country").get(unit__code=code)


def edit(keeper, code, *, sure=False, **values):
    return edit_mission(mission=mission(code), values=values, by=keeper, now=timezone.now(), seen=None, sure=sure)


# Codes


def test_the_reserved_words_are_those_of_the_routes():
    first = {str(entry.pattern).split("/")[0].split(".")[0] for entry in urlpatterns} - {"", "<slug:code>"}
    assert first <= reserved()
    assert {"add", "map", "history", "forecast", "openings", "import", "edit", "register"} <= reserved()
    assert "emb-fr" not in reserved()


@pytest.mark.parametrize("code", ["add", "map", "history", "forecast", "openings", "import", "Map", "register", "keep"])
def test_a_code_that_is_a_page_is_refused_for_openings_and_missions(keeper, browser, code):
    for language, words in (("en", "is the address of a page"), ("vi", "địa chỉ của một trang")):
        with translation.override(language), pytest.raises(ValidationError) as error:
            must_be_free(code)
        assert words in str(error.value.message_dict["code"])
    with pytest.raises(ValidationError):
        make_opening(keeper, Unit.objects.get(code="vu-chau-au"), code=code)
    sent = {"code": code, "name_vi": "Đại sứ quán", "kind": "embassy", "lead_unit": "vu-chau-au"}
    answer = browser.post("/missions/openings/add/", sent)
    assert answer.status_code == 422
    assert re.search(r'id="id_code_error".*?address of a page', answer.content.decode(), re.S)


@pytest.mark.parametrize("code", ["EMB-FR", "Emb-Fr", "emb-fr"])
def test_a_code_that_differs_by_capitals_alone_is_taken(keeper, code):
    with pytest.raises(ValidationError) as error:
        must_be_free(code)
    assert "code" in error.value.message_dict


def test_the_mission_of_an_opening_may_have_its_code(keeper):
    opening = make_opening(keeper, Unit.objects.get(code="vu-chau-au"), code="emb-xx")
    must_be_free("emb-xx", but=opening)
    with pytest.raises(ValidationError):
        must_be_free("EMB-XX")


@pytest.mark.both
def test_the_database_refuses_a_code_in_other_capitals():
    unit = Unit.objects.create(code="emb-one", name_vi="Một", name_en="One", kind="mission")
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(code="EMB-one", name_vi="Hai", name_en="Two", kind="mission")
    values = {"name_vi": "Ba", "kind": "embassy", "lead_unit": unit, "recorded_at": timezone.now()}
    Opening.objects.create(code="mo-a", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.create(code="MO-A", **values)


# What belongs together


def test_the_shipped_network_belongs_together(network):
    for row in Mission.objects.select_related("host_country", "unit__lead_unit"):
        told = {"kind": row.kind, "organisation": row.organisation, "time_zone": row.time_zone}
        assert faults(country=row.host_country, **told) == {}, row.unit.code
        known = {"kind": row.kind, "country": row.host_country, "region": row.region_broad, "department": row.unit.lead_unit}
        assert doubts(**known, but=row.pk) == {}, row.unit.code


@pytest.mark.parametrize(
    ("code", "values", "field"),
    [
        ("emb-fr", {"time_zone": "Asia/Tokyo"}, "time_zone"),
        ("emb-fr", {"organisation": "UNESCO"}, "organisation"),
        ("emb-fr", {"kind": "delegation"}, "organisation"),
        ("pm-unesco", {"organisation": ""}, "organisation"),
        ("pm-unesco", {"kind": "embassy"}, "organisation"),
    ],
)
def test_what_cannot_belong_together_is_refused_at_its_field(keeper, code, values, field):
    for language in ("vi", "en"):
        with translation.override(language), pytest.raises(ValidationError) as error:
            edit(keeper, code, sure=True, **values)
        assert field in error.value.message_dict


def test_zones_of_a_country_and_of_what_it_holds_fit():
    assert zone_fits("Europe/Paris", "FR")
    assert zone_fits("Asia/Hong_Kong", "CN")
    assert zone_fits("US/Eastern", "US")  # an old name, which the list does not have
    assert not zone_fits("Asia/Hong_Kong", "JP")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"department": "vu-chau-my"}, "department"), ({"region_broad": "Europe"}, "region_broad")],
)
def test_what_no_other_mission_bears_out_is_asked_once_more(keeper, values, field):
    """A consulate in Japan beside the embassy there: neither a European department nor Europe as its region."""
    given = {name: Unit.objects.get(code=value) if name == "department" else value for name, value in values.items()}
    with pytest.raises(ValidationError) as error:
        edit(keeper, "cg-osaka", **given)
    assert field in error.value.message_dict
    assert is_doubt(error.value)
    edit(keeper, "cg-osaka", sure=True, **given)


def test_a_department_of_another_continent_is_asked_about_where_the_country_has_no_other_mission(keeper):
    with pytest.raises(ValidationError) as error:
        edit(keeper, "emb-it", department=Unit.objects.get(code="vu-dong-bac-a"))
    assert "department" in error.value.message_dict
    edit(keeper, "emb-it", department=Unit.objects.get(code="vu-to-chuc-can-bo"))  # of which nothing is known


def test_what_stands_already_is_not_asked_about(keeper):
    edit(keeper, "cg-osaka", sure=True, department=Unit.objects.get(code="vu-chau-au"))
    edit(keeper, "cg-osaka", notes="Khác")


def test_the_form_asks_and_takes_yes_for_an_answer(keeper, browser):
    address = "/missions/cg-osaka/edit/"
    page = browser.get(address)
    assert "sure" not in page.context["form"].fields
    sent = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
    sent |= {"department": "vu-chau-au", "version": mission("cg-osaka").version}
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert "Other missions in this country are followed by" in answer.content.decode()
    assert 'name="sure"' in answer.content.decode()
    assert browser.post(address, {**sent, "sure": "on"}).status_code == 302
    assert mission("cg-osaka").unit.lead_unit.code == "vu-chau-au"


def test_an_opening_opens_only_where_all_belongs_together(keeper):
    unit = Unit.objects.get(code="vu-chau-au")
    opening = reach(date_it(make_opening(keeper, unit, code="mo-a"), keeper, course(), now=NOW), keeper, times=5)
    place = {"host_country": Country.objects.get(pk="FR"), "city_vi": "Lyon", "city_en": "Lyon", "latitude": 45, "longitude": 4}
    place |= {"time_zone": "Asia/Tokyo", "organisation": ""}
    act = {"opening": opening, "code": "cg-lyon", "names": {"name_vi": "Tổng Lãnh sự quán", "name_en": "Consulate General"}}
    act |= {"opened_on": TODAY, "decision_number": "1/QĐ", "by": keeper, "now": NOW, "seen": None}
    for zone, sure, field in (("Asia/Tokyo", True, "time_zone"), ("Europe/Paris", False, "host_country")):
        with pytest.raises(ValidationError) as error, transaction.atomic():
            services.open_mission(place={**place, "time_zone": zone}, sure=sure, **act)
        assert field in error.value.message_dict
    assert not Unit.objects.filter(code="cg-lyon").exists()
    assert services.open_mission(place={**place, "time_zone": "Europe/Paris"}, sure=True, **act).unit.code == "cg-lyon"


@pytest.mark.parametrize("typed", ["48.85661", "48,85661", " −48.85661 "])
def test_degrees_are_read_with_a_comma_or_a_point_and_else_say_what_they_are(network, typed):
    units = Unit.objects.filter(code="vu-chau-au")
    given = {"code": "mo-q", "name_vi": "Đại sứ quán", "kind": "embassy", "lead_unit": "vu-chau-au"}
    for language in ("vi", "en"):
        with translation.override(language):
            form = OpeningForm({**given, "latitude": typed, "longitude": typed}, units=units)
            assert form.is_valid(), form.errors
            assert abs(form.cleaned_data["latitude"]) == Decimal("48.85661")
            refused = OpeningForm({**given, "latitude": "abc"}, units=units)
            assert "48.85661" in refused.errors["latitude"][0].replace(",", ".")


@pytest.mark.parametrize(("language", "shown"), [("vi", "48,85341"), ("en", "48.85341")])
def test_degrees_are_written_as_the_language_writes_them_and_kept_as_they_were_typed(language, shown):
    with translation.override(language):
        field = DegreesField()
        assert field.prepare_value(Decimal("48.85341")) == shown
        assert field.prepare_value("48.9") == "48.9"
        assert field.clean(shown) == Decimal("48.85341")
