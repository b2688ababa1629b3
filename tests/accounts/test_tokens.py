"""API keys, and the commands that print one-time secrets."""

import re
from datetime import timedelta
from io import StringIO
from itertools import count

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import path
from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts import services
from accounts.models import ApiToken, Event, Invitation, User
from accounts.services.invitations import find_invitation
from config import urls as house
from tests.conftest import mail_is_out

pytestmark = pytest.mark.urls(__name__)


@api_view(["GET", "POST"])
def whoami(request):
    return Response({"email": request.user.email})


urlpatterns = [*house.urlpatterns, path("whoami/", whoami)]
handler404, handler403, handler429, handler500 = house.handler404, house.handler403, house.handler429, house.handler500


@pytest.fixture
def key(officer):
    numbers = count(1)

    def key(**more):
        return services.make_token(
            user=officer, label=f"test {next(numbers)}", read_only=more.pop("read_only", False), by=officer, now=timezone.now()
        )[1]

    return key


def call(client, key, method="get"):
    return getattr(client, method)("/whoami/", headers={"Authorization": f"Token {key}"})


def test_a_key_opens_the_api_as_its_owner(client, key, officer):
    secret = key()
    assert call(client, secret).json() == {"email": officer.email}
    assert call(client, secret, "post").status_code == 200
    assert secret not in str(ApiToken.objects.values_list())
    assert Event.objects.get().verb == "token.make"


def test_without_a_key_or_with_a_wrong_one_401(client, key):
    for answer in (client.get("/whoami/"), call(client, "wrong"), call(client, ""), call(client, "two words"), call(client, "\xff")):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Token"


def test_a_key_that_only_reads_changes_nothing(client, key):
    secret = key(read_only=True)
    assert call(client, secret).status_code == 200
    assert call(client, secret, "post").status_code == 403


def test_a_revoked_key_and_a_closed_account_open_nothing(client, key, officer):
    secret, other = key(), key()
    services.revoke_token(token=ApiToken.objects.earliest("id"), by=officer, now=timezone.now())
    assert call(client, secret).status_code == 401
    assert call(client, other).status_code == 200
    User.objects.update(is_active=False)
    assert call(client, other).status_code == 401


def test_a_key_ends_with_the_account_also_when_that_is_opened_again(client, key, officer, head, administrator):
    secret, now = key(), timezone.now()
    others = services.make_token(user=head, label="test", read_only=True, by=head, now=now)[1]
    services.deactivate(user=officer, by=administrator, now=now)
    services.reactivate(user=officer, by=administrator, now=now)
    assert call(client, secret).status_code == 401
    assert call(client, others).status_code == 200
    assert Event.objects.get(verb="token.revoke").by == administrator
    assert call(client, key()).status_code == 200


def test_a_key_of_an_account_that_was_closed_before_keys_ended_with_it(client, key, officer, administrator):
    secret = key()
    User.objects.filter(pk=officer.pk).update(is_active=False)
    services.reactivate(user=User.objects.get(pk=officer.pk), by=administrator, now=timezone.now())
    assert call(client, secret).status_code == 401


def test_a_key_is_over_after_a_year(client, key):
    secret = key()
    ApiToken.objects.update(created_at=timezone.now() - ApiToken.LASTS + timedelta(minutes=1))
    assert call(client, secret).status_code == 200
    ApiToken.objects.update(created_at=timezone.now() - ApiToken.LASTS)
    assert call(client, secret).status_code == 401


@pytest.mark.parametrize("way", ["changed", "lost", "by a link"])
def test_a_new_password_revokes_every_key(way, client, key, officer, head, administrator):
    new = {"password1": "bốn từ dễ nhớ thôi", "password2": "bốn từ dễ nhớ thôi"}
    officer.set_password("mot mat khau cu")
    officer.save()
    secrets = [key(), key()]
    others = services.make_token(user=head, label="test", read_only=True, by=head, now=timezone.now())[1]
    if way == "changed":
        client.force_login(officer, backend="accounts.backend.Backend")
        answer = client.post("/accounts/password/change/", {"oldpassword": "mot mat khau cu", **new})
    elif way == "lost":
        client.post("/accounts/password/reset/", {"email": officer.email})
        mail_is_out()
        link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body).group()
        answer = client.post(client.get(link).url, new)
    else:
        secret = services.reinvite(user=officer, by=administrator, now=timezone.now())
        answer = client.post(f"/accounts/invitation/{secret}/", new)
    assert answer.status_code == 302
    assert User.objects.get(pk=officer.pk).check_password("bốn từ dễ nhớ thôi")
    client.logout()
    assert [call(client, secret).status_code for secret in (*secrets, others)] == [401, 401, 200]
    assert Event.objects.filter(verb="token.revoke", by=officer).count() == 2
    mail_is_out()
    told = [one for one in mail.outbox if "Mật khẩu của bạn đã được thay đổi" in one.subject]
    assert [one.to for one in told] == ([] if way == "by a link" else [[officer.email]])
    assert Event.objects.filter(verb="user.join" if way == "by a link" else "user.password", by=officer).count() == 1


def test_the_last_use_is_noted_once_a_day(client, key, django_assert_num_queries):
    secret = key()
    call(client, secret)
    assert ApiToken.objects.get().last_used_on == timezone.localdate()
    with django_assert_num_queries(1):
        call(client, secret)
    ApiToken.objects.update(last_used_on=timezone.localdate() - timedelta(days=1))
    with django_assert_num_queries(2):
        call(client, secret)


def test_revoking_twice_is_one_line_of_history(key, officer):
    key()
    token = ApiToken.objects.get()
    for _ in range(2):
        services.revoke_token(token=token, by=officer, now=timezone.now())
    assert [event.verb for event in Event.objects.all()] == ["token.revoke", "token.make"]


def test_the_command_prints_a_key_that_works(client, officer):
    out = StringIO()
    call_command("api_token", officer.email.upper(), "--read-only", "--label", "đêm", stdout=out)
    assert call(client, out.getvalue().strip()).status_code == 200
    token = ApiToken.objects.get()
    assert (token.label, token.read_only) == ("đêm", True)
    with pytest.raises(CommandError):
        call_command("api_token", "nobody@demo.test")


# The first administrator


def printed(*args, **options):
    out = StringIO()
    call_command("first_admin", *args, stdout=out, **options)
    return out.getvalue().strip()


def test_the_first_administrator_comes_in_by_the_link(client, ministry):
    link = printed("chanh@demo.test", address="https://lotrinh.example/")
    assert link.startswith("https://lotrinh.example/accounts/invitation/")
    answer = client.post(
        link.removeprefix("https://lotrinh.example"), {"password1": "bốn từ dễ nhớ thôi", "password2": "bốn từ dễ nhớ thôi"}
    )
    assert answer.status_code == 302
    assert User.objects.get().memberships.get().role == "administrator"
    with pytest.raises(CommandError, match="--force"):
        printed("chanh@demo.test")
    assert printed("chanh@demo.test", force=True)


def test_whose_address_only_holds_a_place_says_who_they_are(client, ministry):
    page = printed(address="https://lotrinh.example").removeprefix("https://lotrinh.example")
    assert set(client.get(page).context["form"].fields) == {"name", "email", "password1", "password2"}
    sent = {"name": "Nguyễn Thị Chánh", "email": "Chanh@BNG.example", "password1": "bốn từ dễ nhớ thôi", "password2": "bốn từ dễ nhớ thôi"}
    for wrong in ("", "chanh", "admin@localhost"):
        refused = client.post(page, {**sent, "email": wrong})
        assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"email"})
    assert client.post(page, sent).status_code == 302
    person = User.objects.get()
    assert (person.email, person.name, person.has_joined) == ("chanh@bng.example", "Nguyễn Thị Chánh", True)
    assert User.objects.matching("chanh").get() == person
    assert Event.objects.get(verb="user.join").body.changes["email"] == ["admin@localhost", "chanh@bng.example"]


def test_an_address_that_is_taken_is_refused_and_the_link_still_works(client, ministry, officer):
    page = "/" + printed().split("/", 3)[3]
    sent = {"name": "Chánh", "email": officer.email, "password1": "bốn từ dễ nhớ thôi", "password2": "bốn từ dễ nhớ thôi"}
    refused = client.post(page, sent)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"email"})
    assert client.post(page, {**sent, "email": "chanh@bng.example"}).status_code == 302


def test_run_again_it_makes_a_new_link_and_no_second_account(ministry):
    first, second = printed(), printed()
    assert first != second
    assert User.objects.count() == 1
    assert not find_invitation(first.split("/")[-2]).is_open(timezone.now())
    assert Invitation.objects.open(timezone.now()).count() == 1


def test_it_says_what_is_missing(db):
    with pytest.raises(CommandError, match="load_reference"):
        printed()


def test_it_refuses_a_wrong_address(ministry):
    with pytest.raises(CommandError):
        printed("not an address")
    assert not User.objects.exists()


def test_two_keys_of_one_name_are_not_open_at_once(officer, head):
    """A form that is sent twice makes one key: the first secret is the one that was shown."""
    given = {"read_only": True, "by": officer, "now": timezone.now()}
    made, _secret = services.make_token(user=officer, label="Bảng tính", **given)
    with pytest.raises(ValidationError, match="Đã có khóa"):
        services.make_token(user=officer, label=" Bảng tính ", **given)
    services.make_token(user=head, label="Bảng tính", read_only=True, by=head, now=timezone.now())
    services.revoke_token(token=made, by=officer, now=timezone.now())
    services.make_token(user=officer, label="Bảng tính", **given)
