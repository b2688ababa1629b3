"""What every form shares: clean text, days, the version that was seen, our look (accounts.inputs, office.forms)."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.days import FIRST, LAST
from accounts.models import Unit
from office.forms import CleanedForm, DayField, TimeField, WholeField
from tests.as_read import squeezed
from tests.factories import UnitFactory


class Note(CleanedForm, forms.Form):
    text = forms.CharField(label="Text")
    on = DayField(label="Day", required=False)
    how = forms.ChoiceField(label="How", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)


class UnitForm(CleanedForm, forms.ModelForm):
    class Meta:
        model = Unit
        fields = ("name_vi",)


def drawn(form, **values):
    return squeezed(Template('{% include "_form.html" with submit="Save" %}').render(Context({"form": form, **values})))


def test_text_comes_in_clean_and_composed():
    form = Note(QueryDict(mutable=True) | {"text": "Đa\u0323i\x00 su\u031b\x0b\u200b quán\r\n"})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "Đại sư\n quán"


def test_a_password_is_left_as_typed():
    class Secret(CleanedForm, forms.Form):
        password = forms.CharField(strip=False)

    form = Secret({"password": " a\u0323\x01 "})
    form.is_valid()
    assert form.data["password"] == " a\u0323\x01 "


@pytest.mark.parametrize("typed", ["31/12/2026", "31.12.2026", "31-12-2026", "2026-12-31", " 31 / 12 / 2026 ", "31122026"])
def test_a_day_is_read_in_each_of_our_ways(typed):
    assert DayField().clean(typed) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12/31/2026", "no such day"),
        ("31/02/2026", "no such day"),
        ("00000000", "no such day"),
        ("31/12/26", "such as 31/12/2026"),
        ("tomorrow", "such as 31/12/2026"),
        ("31/12/2026x", "such as 31/12/2026"),
        ("٣١/١٢/٢٠٢٦", "such as 31/12/2026"),
        ("31/12/1944", "between the years 1945 and 2099"),
        ("01/01/2100", "between the years"),
    ],
)
def test_a_day_that_is_none_is_told_apart(typed, said):
    with override("en"), pytest.raises(forms.ValidationError, match=said):
        DayField().clean(typed)


@given(st.dates(FIRST, LAST))
def test_every_day_that_we_write_is_read_back(day):
    for written in (f"{day:%d/%m}/{day.year}", f"{day.day}.{day.month}.{day.year}", day.isoformat()):
        assert DayField().clean(written) == day


@given(st.text(max_size=30))
def test_whatever_is_typed_a_day_is_read_or_refused(typed):
    try:
        day = DayField(required=False).clean(typed)
    except forms.ValidationError:
        return
    assert day is None or FIRST <= day <= LAST


def test_a_day_is_shown_as_it_is_typed():
    form = Note(initial={"on": date(2026, 3, 5)})
    assert 'value="05/03/2026"' in str(form["on"])
    assert 'type="text"' in str(form["on"])


@pytest.mark.django_db
def test_an_edit_carries_the_version_that_was_seen():
    unit = UnitFactory(version=4)
    assert '<input type="hidden" name="version" value="4"' in str(UnitForm(instance=unit))
    form = UnitForm({"name_vi": "Vụ Châu Mỹ", "version": "3"}, instance=unit)
    assert form.is_valid()
    assert form.seen == 3


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_an_edit_without_its_version_is_refused_and_says_so(version):
    form = UnitForm({"name_vi": "Vụ Châu Mỹ", "version": version}, instance=UnitFactory())
    assert not form.is_valid()
    assert "version" in form.errors
    with override("en"):
        assert "to correct" in drawn(form)


def test_what_is_new_carries_no_version():
    assert "version" not in UnitForm().fields
    form = Note({"text": "a"})
    assert form.is_valid()
    assert form.seen is None


def test_errors_say_the_same_in_the_summary_and_beside_the_field():
    with override("en"):
        page = drawn(Note({"text": "", "on": "31/02/2026", "how": "c"}))
    assert "There are 3 things to correct" in page
    assert page.count("There is no such day in the calendar: 31/02/2026.") == 2
    assert '<a href="#id_on">Day: ' in page
    assert '<a href="#id_how_0">How: ' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_on_helptext id_on_error"' in page
    assert 'id="id_on_error"' in page
    assert "novalidate" in page


def test_what_is_optional_is_marked_and_what_is_required_is_not():
    with override("en"):
        page = drawn(Note())
    assert "Day <span" in page
    assert "Text <span" not in page


def test_boxes_have_the_look_and_ticks_have_not():
    page = str(Note())
    assert 'class="input"' in page
    assert 'class="input input--date"' in page
    assert page.count('type="radio"') == 2
    assert 'type="radio" name="how" value="a" id="id_how_0">' in page.replace(' class=""', "")


def test_what_was_typed_is_escaped():
    page = drawn(Note({"text": "", "on": "<script>alert(1)</script>"}))
    assert "<script>" not in page


class Choosing(forms.Form):
    one = forms.ChoiceField(choices=[("", "–"), ("a&b", 'A "&" B'), ("Nhóm <1>", [("c", "C"), (4, "D")])], required=False)
    other = forms.ChoiceField(choices=[("x", "X")], widget=forms.Select(attrs={"data-x": "<1>", "disabled": True, "hidden": False}))


@pytest.mark.parametrize("data", [None, {"one": "a&b"}, {"one": "4", "other": "x"}])
def test_a_list_to_choose_from_is_drawn_as_django_draws_it(data):
    form = Choosing(data)
    theirs = Choosing(data, renderer=TemplatesSetting())
    for name in form.fields:
        drawn, plain = str(form[name]), str(theirs[name])
        assert 'class="input"' in drawn
        assert _bare(drawn.replace(' class="input"', "")) == _bare(plain)


def _bare(text):
    return re.sub(r"\s*\n\s*", "\n", text).replace(' aria-invalid="true"', "")


@pytest.mark.parametrize(("field", "typed"), [(WholeField, "١٢"), (WholeField, "１２"), (TimeField, "1٧:0٠"), (TimeField, "1７:3０")])
def test_other_digits_than_ours_are_refused_though_python_would_read_them(field, typed):
    with pytest.raises(forms.ValidationError):
        field().clean(typed)
    plainly = typed.translate({ord(other): str(n % 10) for n, other in enumerate("٠١٢٣٤٥٦٧٨٩０１２３４５６７８９")})
    assert str(field().clean(plainly)).startswith(plainly)
    assert field.__mro__[2]().clean(typed)  # the control: Django's own field takes it
