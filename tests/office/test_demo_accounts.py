"""The people of the illustration, in a database that is one and in no other."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Event, Membership, User
from accounts.permissions import Permission, can
from office import installation
from office.models import Installation
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET = "mật khẩu thử 292"


@pytest.fixture(autouse=True)
def units(db):
    for code in ("van-phong-bo", "lanh-dao-bo", "vu-to-chuc-can-bo", "vu-chau-au", "bo-ngoai-giao"):
        UnitFactory(code=code)
    UnitFactory(code="emb-fr", kind="mission")


@pytest.fixture
def make(monkeypatch):
    def run(password=SECRET, **options):
        monkeypatch.setenv("DEMO_PASSWORD", password)
        out = io.StringIO()
        call_command("demo_accounts", stdout=out, **options)
        return out.getvalue()

    return run


def test_one_account_for_each_role(make):
    told = make()
    found = {
        row.user.email.removesuffix("@demo.test"): (row.role, row.unit.code) for row in Membership.objects.select_related("user", "unit")
    }
    assert found == {
        "secretariat": ("secretariat", "van-phong-bo"),
        "leader": ("leadership", "lanh-dao-bo"),
        "officer.vu-to-chuc-can-bo": ("unit_officer", "vu-to-chuc-can-bo"),
        "head.vu-to-chuc-can-bo": ("unit_head", "vu-to-chuc-can-bo"),
        "officer.emb-fr": ("mission_officer", "emb-fr"),
        "head.emb-fr": ("mission_head", "emb-fr"),
        "reviewer.vu-chau-au": ("unit_head", "vu-chau-au"),
        "personnel": ("personnel", "vu-to-chuc-can-bo"),
        "auditor": ("auditor", "bo-ngoai-giao"),
        "admin": ("administrator", "bo-ngoai-giao"),
    }
    assert all(f"{name}@demo.test" in told for name in found)
    assert SECRET not in told
    assert "Secretariat" in told  # the terminal speaks English, whether or not the catalogues are compiled yet
    assert installation.is_demo()
    assert can(User.objects.get(email="secretariat@demo.test"), Permission.PLAN_EDIT)


def test_people_are_numbered_not_named(make):
    make()
    assert User.objects.get(email="secretariat@demo.test").name == "Cán bộ 01 (Bộ phận thường trực)"


def test_they_sign_in_with_the_password(make, client):
    make()
    answer = client.post("/accounts/login/", {"login": "head.emb-fr@demo.test", "password": SECRET})
    assert answer.status_code == 302
    assert client.get("/missions/").status_code == 200


def test_later_runs_change_nothing(make):
    make()
    person = User.objects.get(email="leader@demo.test")
    person.save_seen(None, {"name": "Đổi tên", "is_active": False})
    before = (Event.objects.count(), Membership.objects.count(), person.password, person.version)
    make()
    person.refresh_from_db()
    assert (Event.objects.count(), Membership.objects.count(), person.password, person.version) == before
    assert (person.name, person.is_active) == ("Đổi tên", False)


def test_a_new_password_is_set_for_all_and_never_written_down(make):
    make()
    make("another one 292")
    assert all(user.check_password("another one 292") for user in User.objects.all())
    assert Event.objects.filter(verb="user.change", by_label="system: demo_accounts").count() == 10
    assert not any("another" in str(event.body.changes) + event.body.reason for event in Event.objects.select_related("body"))


def test_a_real_database_is_refused(make):
    installation.make(Installation.Kind.REAL)
    with pytest.raises(CommandError, match="real data"):
        make()
    assert not User.objects.exists()


def test_a_database_with_people_and_without_a_mark_is_refused(make):
    UserFactory()
    with pytest.raises(CommandError, match="has users"):
        make()
    assert not Installation.objects.exists()


def test_without_a_password_nothing_is_made(make):
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        make("")
    assert not User.objects.exists()


def test_the_password_may_come_from_a_file(make, tmp_path):
    file = tmp_path / "password"
    file.write_text("from a file 292\nanother line\n")
    make("", password_file=str(file))
    assert User.objects.get(email="admin@demo.test").check_password("from a file 292")


def test_an_illustration_never_becomes_real(make):
    make()
    with pytest.raises(installation.OtherKind):
        installation.make(Installation.Kind.REAL)
