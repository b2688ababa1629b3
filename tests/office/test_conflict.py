"""Two people changed the same thing: the page with both texts."""

import pytest
from django import forms
from django.test import RequestFactory
from django.utils.translation import override

from accounts import history
from office.conflicts import conflict
from office.forms import CleanedForm
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


class UnitForm(CleanedForm, forms.Form):
    name_vi = forms.CharField(label="Name")
    name_en = forms.CharField(label="English name")
    kind = forms.ChoiceField(label="Kind", choices=[("department", "Department"), ("bureau", "Bureau")])


TYPED = {"name_vi": "Vụ <của tôi>", "name_en": "Unit a", "kind": "bureau", "version": "1", "act": "rename"}


def clash(person, *, by=None, **typed):
    unit = UnitFactory(code="a", name_vi="Vụ của người khác", name_en="Unit a", version=7)
    request = RequestFactory().post("/manage/units/a/?tab=2", {**TYPED, **typed})
    request.user, request._messages = person, []
    form = UnitForm(request.POST, initial={"version": 1})
    assert form.is_valid()
    with override("en"):
        history.record(
            by=by or UserFactory(email="other@demo.test", name="Trần Thị B"),
            verb="unit.rename",
            obj=unit,
            code="a",
            changes={"name_vi": ("x", "y")},
        )
        return conflict(request, form, unit)


def test_both_texts_are_shown_and_what_is_equal_is_left_out(head):
    page = clash(head).content.decode()
    assert "Vụ của người khác" in page
    assert "<strong>Vụ &lt;của tôi&gt;</strong>" in page
    assert "<strong>Bureau</strong>" in page
    assert "Department" in page
    assert "<strong>Unit a</strong>" not in page


def test_it_is_said_who_saved_and_when(head):
    assert "Trần Thị B saved at" in clash(head).content.decode()


def test_what_was_saved_on_a_second_page_is_called_ones_own(head):
    page = clash(head, by=head).content.decode()
    assert "You saved it on another page at" in page
    assert ("someone else" in page, f"{head.name} saved" in page) == (False, False)


def test_it_answers_409_and_saving_again_carries_the_newer_version(head):
    answer = clash(head)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="version" value="7"' in page
    assert 'value="Vụ &lt;của tôi&gt;"' in page
    assert 'action="/manage/units/a/?tab=2"' in page


def test_the_button_that_was_pressed_is_kept(head):
    assert '<input type="hidden" name="act" value="rename">' in clash(head).content.decode()


def test_nothing_to_decide_is_said(head):
    page = clash(head, name_vi="Vụ của người khác", kind="department").content.decode()
    assert "There is nothing to decide" in page


def test_a_fragment_is_answered_with_the_whole_page(head):
    unit = UnitFactory(code="a", version=7)
    request = RequestFactory().post("/", TYPED)
    request.user, request._messages, request.htmx = head, [], True
    form = UnitForm(request.POST, initial={"version": 1})
    form.is_valid()
    assert conflict(request, form, unit)["HX-Retarget"] == "body"
