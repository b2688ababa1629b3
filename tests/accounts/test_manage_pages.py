"""/manage/, /accounts/invitation/ and /accounts/tokens/ as a person meets them."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.timezone import localdate

from accounts import services
from accounts.models import ApiToken, Invitation, Membership, Unit, User
from tests.accounts.phones import confirm
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("cast_stands")]

PASSWORD = "bốn từ dễ nhớ thôi"


def form(unit, role="unit_officer", **more):
    return {
        "name": "Nguyễn Thị Mới",
        "email": "moi@demo.test",
        "language": "vi",
        "unit": unit.pk,
        "role": role,
        "from_on": "01/11/2026",
        **more,
    }


def link_in(response):
    return re.search(r'value="http://testserver(/accounts/invitation/[^"]+)"', response.content.decode())[1]


# The list


def test_people_are_found_without_diacritics(signed_in, administrator, officer):
    UserFactory(email="ha@demo.test", name="Nguyễn Thu Hà", search_text="nguyen thu ha ha demo test")
    page = signed_in(administrator).get("/manage/users/?q=thu ha").content.decode()
    assert "Nguyễn Thu Hà" in page
    assert officer.email not in page


def test_closed_accounts_stand_apart(signed_in, administrator, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    client = signed_in(administrator)
    assert officer.email not in client.get("/manage/users/").content.decode()
    assert officer.email in client.get("/manage/users/?state=inactive").content.decode()


def test_a_head_sees_the_own_unit_only(signed_in, head, officer, reviewer):
    client = signed_in(head)
    page = client.get("/manage/users/?state=all").content.decode()
    assert officer.email in page
    assert reviewer.email not in page
    assert client.get(f"/manage/users/{reviewer.pk}/").status_code == 404
    assert client.get(f"/manage/users/{officer.pk}/").status_code == 200


@pytest.mark.parametrize(("person", "status"), [("stranger", 404), ("officer", 403), ("personnel", 403), ("leader", 403), ("auditor", 200)])
def test_who_may_not_read_accounts(person, status, request, signed_in):
    assert signed_in(request.getfixturevalue(person)).get("/manage/users/").status_code == status


def test_the_address_above_leads_to_the_first_page_that_one_may_open(signed_in, administrator, officer):
    assert signed_in(administrator).get("/manage/").url == "/manage/users/"
    assert signed_in(officer).get("/manage/").url == "/manage/units/"


def test_the_auditor_reads_and_changes_nothing(signed_in, auditor, officer):
    client = signed_in(auditor)
    page = client.get(f"/manage/users/{officer.pk}/")
    assert page.status_code == 200
    assert b'name="act"' not in page.content
    assert client.post(f"/manage/users/{officer.pk}/", {"act": "deactivate"}).status_code == 403
    assert client.get("/manage/users/invite/").status_code == 403
    assert client.get(f"/manage/users/{officer.pk}/roles/add/").status_code == 403
    assert client.get(f"/manage/roles/{officer.memberships.get().pk}/").status_code == 403
    assert User.objects.get(pk=officer.pk).is_active


@pytest.mark.parametrize("count", [3, 30])
def test_queries_of_the_list_do_not_grow(count, signed_in, administrator, department, django_assert_max_num_queries):
    for _ in range(count):
        MembershipFactory(user=UserFactory(), unit=department)
    client = signed_in(administrator)
    with django_assert_max_num_queries(11):
        assert client.get("/manage/users/").status_code == 200


# Inviting


def test_a_head_invites_and_the_person_comes_in(signed_in, client, head, department):
    page = signed_in(head).post("/manage/users/invite/", form(department))
    assert page.status_code == 200
    assert page["Cache-Control"].startswith("max-age=0")
    link = link_in(page)
    client.logout()
    assert "Nguyễn Thị Mới" in client.get(link).content.decode()
    answer = client.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(User.objects.get(email="moi@demo.test").pk)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"role": "administrator"}, "role"),
        ({"role": ""}, "role"),
        ({"unit": "999999"}, "unit"),
        ({"unit": "x"}, "unit"),
        ({"email": "not an address"}, "email"),
        ({"from_on": "31/02/2026"}, "from_on"),
        ({"from_on": "01/11/2026", "until_on": "01/10/2026"}, "until_on"),
        ({"name": "\x00\x07"}, "name"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(typed, field, signed_in, head, department):
    page = signed_in(head).post("/manage/users/invite/", {**form(department), **typed})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}
    if field != "email":
        assert "moi@demo.test" in page.content.decode()
    assert not User.objects.filter(name="Nguyễn Thị Mới").exists()


def test_another_unit_cannot_be_forged(signed_in, head, geographic, department):
    page = signed_in(head).post("/manage/users/invite/", form(geographic))
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"unit"}


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [("short", "short", "password1"), ("password1234", "password1234", "password1"), (PASSWORD, "other " + PASSWORD, "password2")],
)
def test_weak_or_different_passwords_are_refused(first, second, field, client, head, department):
    _person, secret = services.invite(
        email="moi@demo.test", name="Mới", unit=department, role="unit_officer", from_on=localdate(), by=head, now=timezone.now()
    )
    page = client.post(f"/accounts/invitation/{secret}/", {"password1": first, "password2": second})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize(
    ("of_person", "of_browser", "switched", "read"),
    [("vi", "en", "", "vi"), ("en", "vi", "", "en"), ("vi", "vi", "en", "en"), ("en", "en", "vi", "vi")],
)
def test_an_invitation_is_read_in_the_language_of_the_invited(of_person, of_browser, switched, read, client, head, department):
    """The page, its errors, and the page of a link that is over; whoever uses the switch reads what they chose."""
    person, secret = services.invite(
        email="moi@demo.test", name="Mới", unit=department, role="unit_officer", from_on=localdate(), by=head, now=timezone.now()
    )
    User.objects.filter(pk=person.pk).update(language=of_person)
    if switched:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = switched
    link, asked = f"/accounts/invitation/{secret}/", {"headers": {"accept-language": of_browser}}
    pages = [client.get(link, **asked), client.post(link, {"password1": PASSWORD, "password2": "x"}, **asked)]
    Invitation.objects.update(expires_at=timezone.now())
    pages.append(client.get(link, **asked))
    said = {"vi": ("Chào Mới", "Hai mật khẩu", "Đường dẫn không còn"), "en": ("Welcome, Mới", "The two passwords", "This link no")}[read]
    for page, words in zip(pages, said, strict=True):
        assert f'<html lang="{read}"' in page.content.decode()
        assert page["Content-Language"] == read
        assert words in page.content.decode()


def test_links_that_work_no_more_say_so(client, head, department):
    assert client.get("/accounts/invitation/made-up/").status_code == 404
    _person, secret = services.invite(
        email="moi@demo.test", name="Mới", unit=department, role="unit_officer", from_on=localdate(), by=head, now=timezone.now()
    )
    Invitation.objects.update(expires_at=timezone.now())
    page = client.get(f"/accounts/invitation/{secret}/")
    assert page.status_code == 410
    assert client.post(f"/accounts/invitation/{secret}/", {"password1": PASSWORD, "password2": PASSWORD}).status_code == 410


def test_a_new_link_is_made_on_the_persons_page(signed_in, head, department):
    person, _secret = services.invite(
        email="moi@demo.test", name="Mới", unit=department, role="unit_officer", from_on=localdate(), by=head, now=timezone.now()
    )
    page = signed_in(head).post(f"/manage/users/{person.pk}/", {"act": "reinvite"})
    assert page.status_code == 200
    assert link_in(page)


def test_who_gives_a_role_is_told_that_the_link_no_longer_works(signed_in, head, administrator, department, geographic):
    person, _secret = services.invite(
        email="moi@demo.test", name="Mới", unit=department, role="unit_officer", from_on=localdate(), by=head, now=timezone.now()
    )
    given = {"unit": geographic.pk, "role": "unit_officer", "from_on": f"{localdate():%d/%m/%Y}"}
    page = signed_in(administrator).post(f"/manage/users/{person.pk}/roles/add/", given, follow=True)
    assert "không còn hiệu lực" in page.content.decode()


# Roles


def test_a_role_is_given_changed_and_ended(signed_in, administrator, department, head):
    person = UserFactory(email="moi@demo.test")
    client = signed_in(administrator)
    given = {"unit": department.pk, "role": "unit_head", "from_on": "01/11/2026", "acting_for": head.email}
    assert client.post(f"/manage/users/{person.pk}/roles/add/", given).status_code == 302
    role = person.memberships.get()
    assert role.acting_for == head
    typed = {"role": "unit_officer", "from_on": "01/11/2026", "until_on": "31/12/2026", "acting_for": "", "version": role.version}
    assert client.post(f"/manage/roles/{role.pk}/", typed).status_code == 302
    role.refresh_from_db()
    assert (role.role, str(role.until_on), role.acting_for) == ("unit_officer", "2026-12-31", None)
    assert client.post(f"/manage/roles/{role.pk}/", {"act": "end", "version": role.version}).status_code == 302
    role.refresh_from_db()
    assert (role.until_on, role.is_over(localdate())) == (localdate(), True)
    assert 'value="end"' not in client.get(f"/manage/roles/{role.pk}/").content.decode()


@pytest.mark.parametrize("version", [None, "", "x", "-1"])
def test_a_role_is_ended_only_on_the_version_that_was_seen(signed_in, administrator, officer, version):
    role = officer.memberships.get()
    sent = {"act": "end"} if version is None else {"act": "end", "version": version}
    page = signed_in(administrator).post(f"/manage/roles/{role.pk}/", sent)
    assert (page.status_code, "data-errors" in page.content.decode()) == (422, True)
    stale = signed_in(administrator).post(f"/manage/roles/{role.pk}/", {"act": "end", "version": role.version + 1})
    assert stale.status_code == 409
    assert 'name="act" value="end"' in stale.content.decode()
    role.refresh_from_db()
    assert (role.until_on, role.version) == (None, 1)


def test_who_acts_for_whom_tells_no_names_and_no_addresses(signed_in, mission_head, leader, embassy):
    """The head of a mission may not know of the leader: an address that exists answers as one that does not."""
    person = MembershipFactory(user=UserFactory(email="deputy@demo.test"), unit=embassy, role="mission_officer").user
    client, said = signed_in(mission_head), {}
    assert client.get(f"/manage/users/{leader.pk}/").status_code == 404
    for address in (f"/manage/users/{person.pk}/roles/add/", f"/manage/roles/{person.memberships.get().pk}/"):
        for email in (leader.email, "nobody@demo.test"):
            typed = {"unit": embassy.pk, "role": "mission_head", "from_on": "01/11/2026", "acting_for": email, "version": 1}
            page = client.post(address, typed)
            assert page.status_code == 422
            assert leader.name not in page.content.decode().replace(leader.email, "")
            said.setdefault(address, set()).add(str(page.context["form"].errors["acting_for"]).replace(email, "…"))
    assert [len(words) for words in said.values()] == [1, 1]
    typed["acting_for"] = mission_head.email
    assert client.post(f"/manage/users/{person.pk}/roles/add/", typed).status_code == 302


def test_a_stale_change_shows_both_and_keeps_what_was_typed(signed_in, administrator, officer):
    role = officer.memberships.get()
    Membership.objects.filter(pk=role.pk).update(version=role.version + 1, role="unit_head")
    typed = {"role": "unit_officer", "from_on": "01/11/2026", "until_on": "31/12/2026", "acting_for": "", "version": role.version}
    page = signed_in(administrator).post(f"/manage/roles/{role.pk}/", typed)
    assert page.status_code == 409
    assert "31/12/2026" in page.content.decode()
    assert signed_in(administrator).post(f"/manage/roles/{role.pk}/", {**typed, "version": role.version + 1}).status_code == 302


def test_an_unknown_principal_is_told_beside_the_field(signed_in, administrator, officer):
    role = officer.memberships.get()
    typed = {"role": "unit_officer", "from_on": "01/11/2026", "acting_for": "nobody@demo.test", "version": role.version}
    page = signed_in(administrator).post(f"/manage/roles/{role.pk}/", typed)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"acting_for"})
    typed["acting_for"] = officer.email
    page = signed_in(administrator).post(f"/manage/roles/{role.pk}/", typed)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"acting_for"})


def test_a_head_does_not_reach_roles_elsewhere(signed_in, head, reviewer, personnel):
    client = signed_in(head)
    assert client.get(f"/manage/roles/{reviewer.memberships.get().pk}/").status_code == 404
    assert client.get(f"/manage/roles/{personnel.memberships.get().pk}/").status_code == 403
    assert client.get(f"/manage/roles/{head.memberships.get().pk}/").status_code == 403


def test_an_act_that_is_refused_says_why(signed_in, administrator, ministry):
    other = MembershipFactory(user=UserFactory(email="admin2@demo.test"), unit=ministry, role="administrator", until_on=localdate()).user
    Membership.objects.filter(user=administrator).update(until_on=localdate() - timedelta(days=1))
    MembershipFactory(user=administrator, unit=ministry, role="secretariat")
    page = signed_in(administrator).post(f"/manage/users/{other.pk}/", {"act": "deactivate"})
    assert page.status_code == 403
    page = signed_in(other).post(f"/manage/users/{administrator.pk}/", {"act": "nonsense"})
    assert page.status_code == 422


# Units


def test_units_are_listed_by_kind_and_found(signed_in, officer, embassy):
    client = signed_in(officer)
    assert (
        "Đại sứ quán" in client.get("/manage/units/?kind=mission").content.decode()
        or "Embassy" in client.get("/manage/units/").content.decode()
    )
    assert client.get("/manage/units/?kind=nonsense&q=phap").status_code == 200
    assert signed_in(officer).get("/manage/units/nowhere/").status_code == 404


@pytest.mark.parametrize("count", [3, 60])
def test_queries_of_the_units_do_not_grow(count, signed_in, administrator, django_assert_max_num_queries):
    UnitFactory.create_batch(count, parent=UnitFactory())
    client = signed_in(administrator)
    with django_assert_max_num_queries(11):
        assert client.get("/manage/units/").status_code == 200


def test_a_unit_is_renamed_and_a_stale_form_refused(signed_in, administrator, department, officer):
    client, address = signed_in(administrator), "/manage/units/vu-to-chuc-can-bo/"
    typed = {"name_vi": "Vụ Nhân sự", "name_en": "Personnel", "reason": "Nghị định", "version": 1}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, {**typed, "name_vi": "Vụ Khác"}).status_code == 409
    assert client.post(address, {**typed, "name_vi": " ", "version": 2}).status_code == 422
    assert Unit.objects.get(pk=department.pk).name_vi == "Vụ Nhân sự"
    assert signed_in(officer).post(address, typed).status_code == 403


def test_who_may_not_read_accounts_sees_no_names_on_a_units_page(signed_in, officer, head, department):
    assert signed_in(officer).get("/manage/units/vu-to-chuc-can-bo/").context["members"] is None
    assert [role.user for role in signed_in(head).get("/manage/units/vu-to-chuc-can-bo/").context["members"]] == [head, officer]


# Keys


def test_a_key_is_shown_once_and_revoked(client, officer):
    confirm(client, officer)
    page = client.post("/accounts/tokens/", {"label": "báo cáo", "read_only": "on"}).content.decode()
    secret = re.search(r'id="secret" readonly value="([^"]+)"', page)[1]
    token = ApiToken.objects.get()
    assert (token.user, token.read_only) == (officer, True)
    assert secret not in client.get("/accounts/tokens/").content.decode()
    assert client.post("/accounts/tokens/", {"revoke": token.pk}).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_key_says_until_when_it_lasts_and_that_it_is_over(signed_in, officer):
    token, _secret = services.make_token(user=officer, label="x", read_only=False, by=officer, now=timezone.now())
    client = signed_in(officer)
    page = client.get("/accounts/tokens/").content.decode()
    assert f"{timezone.localtime(token.created_at + timedelta(days=365)):%d/%m/%Y}" in page
    assert 'name="revoke"' in page
    ApiToken.objects.update(created_at=timezone.now() - timedelta(days=365))
    page = client.get("/accounts/tokens/").content.decode()
    assert "Đã hết hạn" in page
    assert 'name="revoke"' not in page


def test_nobody_revokes_the_key_of_another(client, officer, administrator):
    token, _secret = services.make_token(user=officer, label="x", read_only=False, by=officer, now=timezone.now())
    confirm(client, administrator)
    assert client.post("/accounts/tokens/", {"revoke": token.pk}).status_code == 404
    assert client.post("/accounts/tokens/", {"revoke": "²"}).status_code == 404
    assert client.post("/accounts/tokens/", {"label": "  "}).status_code == 422
