"""Views kept under a name: one's own, shared, the first; a view is a question and shows nobody more than they may see."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Event
from office import saved_views
from office.models import DefaultView, SavedView

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
PAGE = "plan.board"


def save(by, name="Quá hạn", *, query="cell=open_overdue", is_shared=False):
    return saved_views.save_view(by=by, page=PAGE, name=name, query=query, is_shared=is_shared, now=NOW)


def names(user):
    return [one.view.name for one in saved_views.offered(user, PAGE)]


@pytest.mark.both
def test_a_private_view_is_for_its_owner_a_shared_one_for_all(officer, head):
    save(officer, "Của tôi")
    save(officer, "Của cả vụ", is_shared=True)
    assert set(names(officer)) == {"Của tôi", "Của cả vụ"}
    assert names(head) == ["Của cả vụ"]


def test_the_same_name_asks_the_new_question(officer):
    first, second = save(officer), save(officer, query="task=2")
    assert first == second
    assert SavedView.objects.get().query == "task=2"


def test_only_what_is_shared_makes_history(officer):
    view = save(officer)
    assert not Event.objects.exists()
    saved_views.change_view(view=view, by=officer, name="Quá hạn, chung", is_shared=True, now=NOW)
    save(officer, "Quá hạn, chung", query="task=1", is_shared=True)
    saved_views.delete_view(view=view, by=officer, now=NOW)
    assert list(Event.objects.order_by("id").values_list("verb", flat=True)) == [
        "office.view_changed",
        "office.view_saved",
        "office.view_deleted",
    ]


def test_nobody_changes_the_view_of_another(officer, head):
    view = save(officer, is_shared=True)
    with pytest.raises(ValidationError):
        saved_views.change_view(view=view, by=head, name="x", is_shared=False, now=NOW)
    with pytest.raises(ValidationError):
        saved_views.delete_view(view=view, by=head, now=NOW)


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 81])
def test_a_view_needs_a_name(officer, name):
    with pytest.raises(ValidationError):
        save(officer, name)


def test_one_view_opens_first_until_it_is_gone_or_no_longer_shared(officer, head):
    view, other = save(officer, is_shared=True), save(head)
    saved_views.make_default(view=view, page=PAGE, by=head)
    saved_views.make_default(view=other, page=PAGE, by=head)
    saved_views.make_default(view=view, page=PAGE, by=head)
    assert saved_views.default_of(head, PAGE) == view
    saved_views.change_view(view=view, by=officer, name="Riêng", is_shared=False, now=NOW)
    assert saved_views.default_of(head, PAGE) is None
    assert not DefaultView.objects.filter(user=head).exists()


def test_nobody_keeps_views_without_end(officer, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 2)
    save(officer, "1")
    save(officer, "2")
    save(officer, "2")
    with pytest.raises(ValidationError):
        save(officer, "3")


class TestOnTheBoard:
    BOARD = "/plan/292/board/"
    VIEWS = f"{BOARD}views/"

    def test_saved_named_shared_first_and_deleted_by_plain_forms(self, measure, officer, head, signed_in):
        browser = signed_in(officer)
        saved = browser.post(self.VIEWS, {"name": "Của vụ", "is_shared": "on", "back": "task=2&nonsense=1&sort=-due"})
        assert saved["Location"] == f"{self.BOARD}?task=2&sort=-due", "a view holds only what the page can read"
        view = SavedView.objects.get()
        browser = signed_in(head)
        assert "Của vụ" in browser.get(f"{self.BOARD}?sort=code").content.decode()
        browser.post(f"{self.VIEWS}{view.pk}/", {"act": "default"})
        assert browser.get(self.BOARD)["Location"] == f"{self.BOARD}?task=2&sort=-due"
        assert browser.get(f"{self.BOARD}?sort=code").status_code == 200
        browser.post(f"{self.VIEWS}{view.pk}/", {"act": "delete"})
        assert SavedView.objects.exists()
        browser.post(f"{self.VIEWS}{view.pk}/", {"act": "no-default"})
        assert browser.get(self.BOARD).status_code == 200
        browser = signed_in(officer)
        browser.post(f"{self.VIEWS}{view.pk}/", {"act": "change", "name": "Tên mới"})
        view.refresh_from_db()
        assert (view.name, view.is_shared) == ("Tên mới", False)
        browser.post(f"{self.VIEWS}{view.pk}/", {"act": "delete"})
        assert not SavedView.objects.exists()

    def test_a_view_without_a_name_keeps_its_filter(self, measure, officer, signed_in):
        answer = signed_in(officer).post(self.VIEWS, {"name": "", "back": "task=2"})
        assert answer.status_code == 422
        assert 'value="task=2"' in answer.content.decode()
