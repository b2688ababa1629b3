"""Links and passwords used by several in the same moment (real threads, real transactions)."""

import time

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from accounts import services
from accounts.history import System
from accounts.models import Event, Invitation, Membership, User
from accounts.services import invitations, memberships, people, sign_in, tokens
from accounts.services.invitations import find_invitation
from tests.factories import UnitFactory, UserFactory

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
HOUSE = System("test")
PASSWORDS = [f"bốn từ dễ nhớ số {n}" for n in range(4)]


def rested(monkeypatch, module, name):
    """After the function of that name there is a rest."""
    act = getattr(module, name)

    def rest(*given, **more):
        answer = act(*given, **more)
        time.sleep(0.3)
        return answer

    monkeypatch.setattr(module, name, rest)


@pytest.fixture
def invited():
    """Somebody who has not come in, and the secret of the link."""
    unit = UnitFactory(code="vu-chau-au")
    given = {"email": "moi@demo.test", "name": "Người mới", "unit": unit, "role": "unit_officer", "from_on": localdate()}
    return services.invite(**given, by=HOUSE, now=timezone.now())


def join(secret, password=PASSWORDS[0]):
    return services.accept_invitation(invitation=find_invitation(secret), password=password, now=timezone.now())


@pytest.mark.parametrize("held", [True, False], ids=["held", "not held"])
def test_an_invitation_accepted_while_a_role_is_given_waits_for_nobody_who_waits_for_it(at_once, invited, monkeypatch, held):
    """The control takes the link before the person, as it was: on PostgreSQL the two then wait for each other for ever."""
    user, secret = invited
    unit = UnitFactory(code="vu-luat")
    rested(monkeypatch, memberships, "_must_fit")
    if not held:
        mine = Invitation.objects.filter(user=user)
        monkeypatch.setattr(invitations, "hold_people", lambda *people: mine.update(created_at=timezone.now()))
        rested(monkeypatch, invitations, "hold_people")

    def give():
        given = {"user": user, "unit": unit, "role": "unit_officer", "from_on": localdate(), "by": HOUSE, "now": timezone.now()}
        return services.add_membership(**given)

    answers = at_once(give, lambda: join(secret))
    deadlocked = [answer for answer in answers if isinstance(answer, OperationalError)]
    if held:
        assert isinstance(answers[0], Membership), answers
        assert isinstance(answers[1], User | ValidationError), answers
    else:
        assert bool(deadlocked) == (connection.vendor == "postgresql"), answers


def lost(person):
    """The link that the mail brings to whoever has lost the password."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    uid, _dash, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


def opened(link):
    """A browser in which the link has been opened, and the page to which it led."""
    browser = Client()
    return browser, browser.get(link)["Location"]


@pytest.fixture
def person():
    person = UserFactory()
    person.set_password("mật khẩu đã mất")
    person.save(update_fields=["password"])
    return person


def own_password_of(person):
    person.refresh_from_db()
    return [password for password in PASSWORDS if person.check_password(password)]


@pytest.mark.parametrize("once", [True, False], ids=["once", "as often as it is sent"])
def test_of_four_who_use_the_link_for_a_lost_password_at_once_one_sets_it(at_once, person, monkeypatch, once):
    """All four have been let in by the link before the first one sets a password; the control does not look again."""
    if not once:
        monkeypatch.setattr(services, "set_password", _set_unseen)
    rested(monkeypatch, sign_in, "make_password")
    link = lost(person)
    browsers = [opened(link) for _ in PASSWORDS]

    def send(browser, page, password):
        return lambda: browser.post(page, {"password1": password, "password2": password})

    answers = at_once(*[send(*browser, password) for browser, password in zip(browsers, PASSWORDS, strict=True)])
    done = [answer for answer in answers if answer["Location"] == reverse("account_reset_password_from_key_done")]
    assert len(done) == Event.objects.filter(verb="user.password").count() == (1 if once else 4)
    assert own_password_of(person) == [PASSWORDS[answers.index(done[0])]] or not once
    if once:
        late = next(place for place, answer in enumerate(answers) if answer not in done)
        browser, page = browsers[late]
        assert answers[late]["Location"] == page
        said = browser.get(page).content.decode()
        assert "Đường dẫn không còn hiệu lực" in said
        assert 'name="password1"' not in said


def _set_unseen(*, user, password, now):
    user.password = sign_in.make_password(password)
    user.save(update_fields=["password"])
    sign_in._note_password(user, now)


def test_of_two_who_change_a_password_at_once_one_does_and_the_other_is_told(at_once, person, monkeypatch):
    rested(monkeypatch, sign_in, "make_password")
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(person, backend="accounts.backend.Backend")

    def change(browser, password):
        typed = {"oldpassword": "mật khẩu đã mất", "password1": password, "password2": password}
        return lambda: browser.post(reverse("account_change_password"), typed)

    answers = at_once(*[change(browser, password) for browser, password in zip(browsers, PASSWORDS, strict=False)])
    assert Event.objects.filter(verb="user.password").count() == 1
    (won,) = own_password_of(person)
    late = browsers[1 - PASSWORDS.index(won)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "Mật khẩu nhập ở đây không được lưu" in late.get(reverse("account_change_password"), follow=True).content.decode()


@pytest.mark.parametrize("held", [True, False], ids=["held", "not held"])
def test_an_account_opened_again_by_four_at_once_is_opened_once(at_once, person, monkeypatch, held):
    User.objects.filter(pk=person.pk).update(is_active=False)
    rested(monkeypatch, people, "_must_manage")
    if not held:
        monkeypatch.setattr(people, "hold_people", lambda *people: None)
    answers = at_once(*[lambda: services.reactivate(user=User.objects.get(pk=person.pk), by=HOUSE, now=timezone.now())] * 4)
    assert all(isinstance(answer, User) for answer in answers), answers
    opened_again = Event.objects.filter(verb="user.reactivate").count()
    assert opened_again == 1 if held or connection.vendor == "sqlite" else opened_again > 1


@pytest.mark.parametrize("held", [True, False], ids=["held", "not held"])
def test_a_key_asked_for_by_four_at_once_is_made_once(at_once, person, monkeypatch, held):
    rested(monkeypatch, tokens.secrets, "token_urlsafe")
    if not held:
        monkeypatch.setattr(tokens, "hold_people", lambda *people: None)
    given = {"user": person, "label": "Bảng tính", "read_only": True, "by": person}
    answers = at_once(*[lambda: services.make_token(**given, now=timezone.now())] * 4)
    refused = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refused) == 3 if held or connection.vendor == "sqlite" else len(refused) < 3
    assert person.api_tokens.count() == 4 - len(refused)
