"""Units from their file: loaded once, corrected by what differs, refused whole when wrong."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts import history
from accounts.models import Event, Unit
from accounts.reading import Record
from tests.factories import UnitFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HEADER = "code,name_vi,name_en,kind,parent,basis\n"
SHIPPED = Path(__file__).parents[2] / "accounts" / "data" / "units.csv"


def load(*arguments, **options):
    out = io.StringIO()
    with translation.override("en"):
        call_command("load_reference", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    """file("vu_moi,Vụ Mới,New Department,department,,x") is the path of such a file."""

    def make(*rows, header=HEADER):
        path = tmp_path / "units.csv"
        path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return str(path)

    return make


def faults(path):
    with pytest.raises(CommandError) as error:
        load(path)
    assert error.value.returncode == 1
    return [(fault.line, fault.field) for fault in error.value.__cause__.faults]


def test_the_shipped_units_are_loaded_with_their_parents():
    assert load() == "new: 77 accounts.Unit\nunchanged: 0\n"
    unit = Unit.objects.get(code="vu-chau-au")
    assert (unit.name_vi, unit.kind, unit.parent.code) == ("Vụ Châu Âu", "department", "bo-ngoai-giao")
    assert unit in Unit.objects.matching("vu chau au")
    assert {kind: Unit.objects.filter(kind=kind).count() for kind in ("ministry", "ministerial_agency", "province")} == {
        "ministry": 14,
        "ministerial_agency": 3,
        "province": 34,
    }
    assert Event.objects.filter(by_label="system: load_reference", verb="loaded", object_kind="accounts.unit").count() == 77


def test_a_second_load_writes_nothing():
    load()
    versions = sum(Unit.objects.values_list("version", flat=True))
    assert load() == "unchanged: 77\n"
    assert (Event.objects.count(), sum(Unit.objects.values_list("version", flat=True))) == (77, versions)


def test_a_corrected_name_changes_one_unit_and_its_history(tmp_path):
    load()
    path = tmp_path / "units.csv"
    path.write_text(SHIPPED.read_text("utf-8").replace("European Department", "Department of Europe"), "utf-8")
    assert "changed: accounts.Unit vu-chau-au: name_en" in load(str(path))
    unit = Unit.objects.get(code="vu-chau-au")
    assert (unit.name_en, unit.version) == ("Department of Europe", 2)
    assert "department of europe" in unit.search_text
    event = Event.objects.about(unit).first()
    assert (event.verb, event.body.changes) == ("corrected", {"name_en": ["European Department", "Department of Europe"]})
    assert Event.objects.count() == 78


def test_what_a_person_renamed_is_left_and_told(file):
    load(file("vu_a,Vụ A,Department A,department,,x"))
    unit, person = Unit.objects.get(code="vu-a"), UserFactory()
    unit.save_seen(1, {"name_vi": "Vụ Anh"})
    history.record(by=person, verb="unit.rename", obj=unit, code="vu-a", unit=unit, changes={"name_vi": ("Vụ A", "Vụ Anh")})
    told = load(file("vu_a,Vụ A,Department of A,department,,x"))
    unit.refresh_from_db()
    assert (unit.name_vi, unit.name_en) == ("Vụ Anh", "Department of A")
    assert "left as a person edited it: accounts.Unit vu-a, name_vi: Vụ Anh ≠ Vụ A" in told


def test_a_unit_that_left_the_file_is_told_and_one_made_by_hand_is_not(file):
    load(file("vu_a,Vụ A,Department A,department,,x", "vu_b,Vụ B,Department B,department,,x"))
    UnitFactory(code="by-hand")
    told = load(file("vu_a,Vụ A,Department A,department,,x"))
    assert "no longer in the file, left: accounts.Unit vu-b" in told
    assert "by-hand" not in told
    assert Unit.objects.count() == 3


def test_parents_may_stand_below_their_children(file):
    load(file("vu_a,Vụ A,Department A,department,bo_a,x", "bo_a,Bộ A,Ministry A,ministry,,x"))
    assert Unit.objects.get(code="vu-a").parent.code == "bo-a"


def test_a_byte_order_mark_and_decomposed_letters_are_read(tmp_path):
    path = tmp_path / "units.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + "vu_a,Vu\u0323 A,Department A,department,,x\r\n").encode())
    load(str(path))
    assert Unit.objects.get().name_vi == "Vụ A"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("vu_a,,Department,department,,x", "name_vi"),
        ("vu_a,Vụ,Department,castle,,x", "kind"),
        ("vu_a,Vụ,Department,mission,,x", "kind"),
        ("vu_a,Vụ,Department,department,nowhere,x", "parent"),
        ("vu_a,Vụ,Department,department,vu_a,x", "parent"),
        ("Vụ A,Vụ,Department,department,,x", "code"),
        (",Vụ,Department,department,,x", "code"),
        ("vu_a,V\u202eụ,Department,department,,x", "name_vi"),
        ("vu_a,Vụ,Office in Taiwan,department,,x", "name_en"),
        ("emb-fr,Vụ,Department,department,,x", "code"),
        ("vu_a,Vụ,Department,department", "–"),
        ("vu_a,Vụ,Department,department,,x,y", "–"),
    ],
)
def test_a_wrong_row_refuses_the_whole_file(file, row, field):
    UnitFactory(code="emb-fr", kind="mission")
    assert faults(file("vu_z,Vụ Z,Department Z,department,,x", row)) == [(3, field)]
    assert not Unit.objects.filter(code="vu-z").exists()


def test_a_code_is_one_code_with_underscores_or_hyphens(file):
    assert faults(file("vu_a,Vụ A,Department A,department,,x", "vu-a,Vụ A,Department A,department,,x")) == [(3, "code")]


def test_a_circle_of_parents_is_refused(file):
    assert faults(file("vu_a,Vụ A,Department A,department,vu_b,x", "vu_b,Vụ B,Department B,department,vu_a,x")) == [
        (2, "parent"),
        (3, "parent"),
    ]


def test_a_wrong_header_is_refused(file):
    assert faults(file(header="code,name_vi,name_en,kind,parents,basis\n")) == [(1, "parent"), (1, "parents")]


def test_a_file_of_only_its_header_is_refused(file):
    load(file("vu_a,Vụ A,Department A,department,,x"))
    assert faults(file()) == [(1, "–")], "a file cut off after its first line says nothing about the units"


HUGE = ["9" * 20, "9" * 400, "-" + "9" * 30, "1e3", "1E+999999", "1_0", "１", "NaN", "Infinity", "1." + "0" * 40 + "1", "0x1", "1,5", "+-1"]


@pytest.mark.parametrize("text", HUGE)
def test_a_number_that_cannot_be_is_a_fault_and_no_crash(text):
    for places in (0, 5):
        found: list = []
        record = Record("x.csv", 2, {"n": (2, text)}, found)
        assert record.decimal("n", -90, 90, places=places) is None
        assert [(fault.line, fault.field) for fault in found] == [(2, "n")]


def test_numbers_as_people_write_them_are_read():
    record = Record("x.csv", 2, {"n": (2, "1.50000"), "m": (2, "-7")}, [])
    assert (record.decimal("n", 0, 2), record.number("m", -10, 0), record.faults) == (Decimal("1.5"), -7, [])


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"nothing.csv, line 0.*cannot be read"):
        load(str(tmp_path / "nothing.csv"))


def test_faults_are_told_with_file_line_field_and_reason(file):
    with pytest.raises(CommandError, match=r"1 fault\.\nunits.csv, line 2, kind: “castle” is none of bureau"):
        load(file("vu_a,Vụ,Department,castle,,x"))


def test_a_dry_run_writes_nothing():
    assert "new: 77" in load(dry_run=True)
    assert (Unit.objects.count(), Event.objects.count()) == (0, 0)
