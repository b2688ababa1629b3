"""Many people invited from a list: checked line by line, made all together or not at all."""

import pytest
from django.utils import timezone

from accounts.models import Invitation, User
from tests.factories import UnitFactory

pytestmark = pytest.mark.usefixtures("cast_stands")

PAGE = "/manage/users/invite-list/"
HEADER = "e-mail; name; unit; role\n"
GOOD = "an@mofa.test; Nguyễn An; vu-to-chuc-can-bo; unit_officer\nbinh@mofa.test; Trần Bình; vu_to_chuc_can_bo; Thủ trưởng đơn vị\n"


@pytest.fixture
def send(signed_in, secretariat, department):
    browser = signed_in(secretariat)

    def post(lines, act=""):
        return browser.post(PAGE, {"lines": lines, "from_on": f"{timezone.localdate():%d/%m/%Y}", "act": act})

    return post


def test_nothing_is_saved_until_it_is_confirmed(send):
    answer = send(HEADER + GOOD)
    assert [line.faults for line in answer.context["form"].read] == [[], []]
    assert not User.objects.filter(email__endswith="mofa.test").exists()
    done = send(HEADER + GOOD, "confirm")
    assert [person.email for person, _link in done.context["links"]] == ["an@mofa.test", "binh@mofa.test"]
    assert User.objects.get(email="binh@mofa.test").memberships.get().role == "unit_head"
    assert Invitation.objects.count() == 2
    assert "/accounts/invitation/" in done.content.decode()


@pytest.mark.parametrize(
    "line",
    [
        "an; Nguyễn An; vu-to-chuc-can-bo; unit_officer",
        "an@mofa.test; ; vu-to-chuc-can-bo; unit_officer",
        "an@mofa.test; Nguyễn An; khong-co; unit_officer",
        "an@mofa.test; Nguyễn An; vu-to-chuc-can-bo; mission_head",
        "an@mofa.test; Nguyễn An; vu-to-chuc-can-bo; administrator",
        "an@mofa.test; Nguyễn An; vu-to-chuc-can-bo",
        "SECRETARIAT@demo.test; Nguyễn An; vu-to-chuc-can-bo; unit_officer",
        "x@mofa.test; Một; vu-to-chuc-can-bo; unit_officer\nX@mofa.test; Hai; vu-to-chuc-can-bo; unit_officer",
    ],
)
def test_a_line_with_a_fault_keeps_all_others_out(line, send):
    answer = send(HEADER + GOOD.replace("an@", "khac@") + line, "confirm")
    assert answer.status_code == 422
    assert answer.context["form"].faulty == 1
    assert not User.objects.filter(email__endswith="mofa.test").exists()


def test_a_role_that_cannot_be_given_is_answered_with_those_that_can(send):
    (line,) = send("an@mofa.test; Nguyễn An; vu-to-chuc-can-bo; cán bộ").context["form"].read
    (fault,) = line.faults
    assert "“cán bộ”" in fault
    assert "Cán bộ đơn vị, Thủ trưởng đơn vị" in fault


@pytest.mark.parametrize("mark", ["\t", ","])
def test_a_spreadsheet_and_a_csv_are_read_as_well(mark, send):
    assert len(send((HEADER + GOOD).replace("; ", mark), "confirm").context["links"]) == 2


def test_a_head_invites_into_the_own_unit_alone(signed_in, head, geographic):
    typed = {"lines": "an@mofa.test; An; vu-chau-au; unit_officer", "from_on": "01/01/2027", "act": "confirm"}
    assert signed_in(head).post(PAGE, typed).context["form"].faulty == 1


@pytest.mark.parametrize("typed", ["", "không có gì", "a@b.test;x;y;z\n" * 201])
def test_what_is_no_list_is_said_so(typed, send):
    assert "lines" in send(typed).context["form"].errors


def test_a_name_of_two_lines_becomes_one(send):
    """Names stand in lists, in “@…” of comments and in letters: none of them has room for a second line."""
    send('an@mofa.test;"Nguyễn\n  An"; vu-to-chuc-can-bo; unit_officer', "confirm")
    assert [person.name for person in User.objects.filter(email="an@mofa.test")] == ["Nguyễn An"]


@pytest.mark.parametrize("named", ["Vụ Tổ chức Cán bộ", "vu to chuc can bo", "name_en", "VU-TO-CHUC-CAN-BO"])
def test_a_unit_is_written_by_its_name_in_either_language_as_a_role_is(named, send, department):
    typed = department.name_en if named == "name_en" else named
    (line,) = send(f"an@mofa.test; Nguyễn An; {typed}; Cán bộ đơn vị").context["form"].read
    assert (line.faults, line.unit) == ([], department)


def test_a_name_that_two_units_have_is_no_unit(send, department):
    UnitFactory(code="khac", name_vi=department.name_vi, name_en="Other")
    (line,) = send(f"an@mofa.test; Nguyễn An; {department.name_vi}; unit_officer").context["form"].read
    assert line.unit is None
    assert line.faults
