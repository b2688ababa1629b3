"""The board: every measure found, put in order, changed in its row; the address says all of it."""

import gzip
import io
import re
from datetime import timedelta
from html import escape, unescape

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from plan import services
from plan.board import GROUPS, SORTS
from plan.models import Assignment, Measure, StatusUpdate
from plan.progress import Cell, Health, State
from plan.views.boarding import board_filter
from tests import cast, once
from tests.factories import ISSUED, LONG_AGO, AssignmentFactory, MeasureFactory, PlanFactory, TaskFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
BOARD = "/plan/292/board/"
PAGE_11 = "/plan/292/measures/1.1/"
TODAY = timezone.localdate


def codes(answer):
    return re.findall(r'<tr id="m-([^"]+)"', answer.content.decode())


@pytest.fixture(scope="module")
def four(cast_stands, django_db_blocker):
    """Four measures in two tasks, led by two units, in several cells."""
    with once.made_once(django_db_blocker):
        plan, department, geographic = PlanFactory(), cast.department(), cast.geographic()
        first, second = TaskFactory(plan=plan, code="1"), TaskFactory(plan=plan, code="2")
        today = TODAY()
        given = [
            ("1.1", first, department, {"title_vi": "Đổi mới", "state": "in_progress", "health": "on_track", "percent": 20}),
            ("1.2", first, geographic, {"title_vi": "Áp dụng", "state": "in_progress", "health": "at_risk", "percent": 70}),
            ("2.1", second, department, {"title_vi": "Ban hành", "term": "dated", "due_on": today - timedelta(days=3)}),
            ("2.2", second, None, {"title_vi": "Ăn ý", "term": "dated", "due_on": today + timedelta(days=20), "updated_on": today}),
        ]
        for place, (code, task, lead, values) in enumerate(given):
            row = MeasureFactory(task=task, code=code, position=place, search_text=f"{code} thang ban", **values)
            if lead:
                AssignmentFactory(measure=row, unit=lead)
        AssignmentFactory(measure=Measure.objects.get(code="1.1"), unit=cast.embassy(), role="coordinating")
        yield


@pytest.fixture
def measures(four, plan):
    return {row.code: row for row in plan.measures.all()}


@pytest.mark.both
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1.1", "1.2", "2.1", "2.2"]),
        ("sort=-code&group=none", ["2.2", "2.1", "1.2", "1.1"]),
        ("sort=title&group=none", ["1.2", "2.2", "2.1", "1.1"]),
        ("sort=-title&group=none", ["1.1", "2.1", "2.2", "1.2"]),
        ("sort=due&group=none", ["2.1", "2.2", "1.1", "1.2"]),
        ("sort=-due&group=none", ["2.2", "2.1", "1.1", "1.2"]),
        ("sort=-percent", ["1.2", "1.1", "2.1", "2.2"]),
        ("sort=health&group=none", ["1.2", "1.1", "2.1", "2.2"]),
        ("sort=beside&group=none", ["1.1", "1.2", "2.1", "2.2"]),
        ("group=unit", ["1.2", "1.1", "2.1", "2.2"]),
        ("group=cell&sort=-code", ["2.2", "2.1", "1.2", "1.1"]),
        ("task=2", ["2.1", "2.2"]),
        ("unit=vu-to-chuc-can-bo", ["1.1", "2.1"]),
        ("unit=none", ["2.2"]),
        ("beside=emb-fr", ["1.1"]),
        ("state=not_started", ["2.1", "2.2"]),
        ("health=none", ["2.1", "2.2"]),
        ("health=at_risk", ["1.2"]),
        ("cell=open_overdue", ["2.1"]),
        ("due=30", ["2.2"]),
        ("due=5", []),
        ("stale=on", ["1.1", "1.2", "2.1"]),
        ("q=1.2", ["1.2"]),
        ("q=2", ["2.1", "2.2"]),
        ("q=TH%C3%81NG+ban&task=1", ["1.1", "1.2"]),
    ],
)
def test_filters_orders_and_groups(query, found, measures, officer, signed_in):
    answer = signed_in(officer).get(f"{BOARD}?{query or 'sort=code'}")
    assert answer.status_code == 200
    assert codes(answer) == found


@pytest.mark.both
@pytest.mark.parametrize(
    "query",
    [
        "",
        "group=unit",
        "sort=-title&group=none",
        "state=not_started&sort=-code&group=none",
        "beside=emb-fr",
        "due=30",
        "stale=1",
        "q=nichts",
    ],
)
def test_the_file_has_the_rows_of_the_board_in_their_order(query, measures, officer, signed_in):
    browser = signed_in(officer)
    board = browser.get(f"{BOARD}?{query or 'sort=code'}")
    lines = b"".join(browser.get(f"/plan/292/board.csv?{query}")).decode("utf-8-sig").splitlines()
    told = [line.split(";")[:2] for line in lines[1:]]
    assert told == [[str(place), code] for place, code in enumerate(codes(board), start=1)]
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(f"/plan/292/board.xlsx?{query}").content))
    cells = [row[1] for row in book.get_sheet_by_index(0).to_python()[1:]]
    assert cells == codes(board)
    if cells:
        asked = f"?{board.context['query']}" if board.context["query"] else ""
        assert f'href="/plan/292/board.xlsx{escape(asked)}"' in board.content.decode()


def test_a_file_whose_filter_cannot_be_read_is_said_on_the_board(measures, officer, signed_in):
    assert signed_in(officer).get("/plan/292/board.xlsx?due=x").status_code == 422


def test_who_updates_finds_the_import_on_the_board(measures, officer, leader, signed_in):
    assert 'href="/plan/292/import/"' in signed_in(officer).get(f"{BOARD}?sort=code").content.decode()
    assert 'href="/plan/292/import/"' not in signed_in(leader).get(f"{BOARD}?sort=code").content.decode()


@pytest.mark.parametrize("query", ["sort=nonsense", "due=x", "cell=nowhere", "group=colour", "unit=no-such-unit"])
def test_what_cannot_be_read_is_said(query, measures, officer, signed_in):
    answer = signed_in(officer).get(f"{BOARD}?{query}")
    assert answer.status_code == 422
    assert codes(answer) == []


few = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@few
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "q": st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20),
            "task": st.sampled_from(["", "1", "2"]),
            "unit": st.sampled_from(["", "none", "vu-chau-au"]),
            "beside": st.sampled_from(["", "emb-fr"]),
            "state": st.sampled_from(["", *State.values]),
            "health": st.sampled_from(["", "none", *Health.values]),
            "cell": st.sampled_from(["", "done", *Cell.values]),
            "due": st.sampled_from(["", "0", "30"]),
            "group": st.sampled_from(["", *GROUPS]),
            "stale": st.sampled_from(["", "on"]),
            "sort": st.sampled_from(["", *SORTS, *(f"-{name}" for name in SORTS)]),
        },
    )
)
def test_the_address_says_the_whole_question(measures, plan, asked):
    typed = QueryDict(mutable=True)
    typed.update(asked)
    first = board_filter(plan, typed)
    again = board_filter(plan, QueryDict(first.query()))
    assert first.is_valid()
    assert again.is_valid()
    assert again.cleaned_data == first.cleaned_data
    assert again.query() == first.query()


class TestARow:
    address = f"{BOARD}1.1/"

    def typed(self, measure, **given):
        plain = {"state": "in_progress", "percent": "40", "health": "on_track", "reason": "", "narrative": "Đã họp"}
        return {**plain, "effective_on": f"{TODAY():%d/%m/%Y}", "version": measure.version, "back": "group=unit", **given}

    def test_it_is_opened_and_saved_without_a_script(self, measures, officer, signed_in):
        browser = signed_in(officer)
        assert browser.get(f"{BOARD}?edit=1.1").content.decode().count('name="narrative"') == 1
        saved = browser.post(self.address, self.typed(measures["1.1"]))
        assert saved["Location"] == f"{BOARD}?group=unit#m-1.1"
        page = browser.get(saved["Location"].partition("#")[0]).content.decode()
        assert "1.1 đã được lưu" in page
        assert "/plan/292/undo/" in page
        assert Measure.objects.get(code="1.1").percent == 40

    def test_a_row_that_the_filter_no_longer_finds_is_still_open(self, measures, officer, signed_in):
        browser = signed_in(officer)
        assert codes(browser.get(f"{BOARD}?task=2&edit=1.1")) == ["1.1", "2.1", "2.2"]
        kept = browser.post(self.address, self.typed(measures["1.1"], health="off_track", back="task=2"))
        assert codes(kept) == ["1.1", "2.1", "2.2"]
        assert browser.get(f"{BOARD}?edit=9.9").status_code == 404

    def test_with_htmx_the_row_alone_is_exchanged(self, measures, officer, signed_in):
        browser = signed_in(officer)
        form = browser.get(f"{self.address}?edit", headers={"HX-Request": "true", "HX-Current-URL": "http://[x"}).content.decode()
        assert "<html" not in form
        assert 'name="narrative"' in form
        row = browser.post(self.address, self.typed(measures["1.1"]), headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in row
        assert '<tr id="m-1.1" data-edit="1.1" role="row">' in row
        assert "/plan/292/undo/" in row

    @pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
    def test_an_error_stands_beside_its_field_and_keeps_what_was_typed(self, headers, measures, officer, signed_in):
        answer = signed_in(officer).post(self.address, self.typed(measures["1.1"], health="off_track", percent="200"), headers=headers)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "field--error" in text
        assert 'value="200"' in text
        assert "Đã họp" in text
        assert not StatusUpdate.objects.exists()

    @pytest.mark.parametrize("other", ["head", "officer"])
    @pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
    def test_a_stale_save_shows_both_texts_in_the_row(self, headers, other, measures, officer, signed_in, request):
        measure, by = measures["1.1"], request.getfixturevalue(other)
        old = self.typed(measure)
        services.record_status(
            measure=Measure.objects.get(pk=measure.pk), by=by, state="in_progress", percent=55, health="at_risk",
            reason="Chờ góp ý", narrative="Đã gửi", difficulties="", effective_on=TODAY(), now=timezone.now(), seen=None,
        )  # fmt: skip
        browser = signed_in(officer)
        answer = browser.post(self.address, old, headers=headers)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert ["Đã gửi" in text, "Đã họp" in text] == [True, True]
        assert (f"{by.name} đã lưu dòng này" in text) != ("Bạn đã lưu dòng này tại một trang khác" in text) == (by == officer)
        assert f'name="version" value="{measure.version + 1}"' in text
        assert Measure.objects.get(pk=measure.pk).percent == 55
        assert browser.post(self.address, {**old, "version": measure.version + 1}, headers=headers).status_code in {200, 302}
        assert Measure.objects.get(pk=measure.pk).percent == 40

    def test_only_rows_that_i_may_update_can_be_opened(self, measures, officer, leader, signed_in):
        browser = signed_in(officer)
        page = browser.get(f"{BOARD}?sort=code").content.decode()
        assert re.findall(r'data-edit="([^"]+)"', page) == ["1.1", "2.1"]
        assert browser.get(f"{BOARD}?edit=1.2").status_code == 403
        assert browser.post(f"{BOARD}1.2/", {}).status_code == 403
        reading = signed_in(leader).get(f"{BOARD}?sort=code").content.decode()
        assert "data-edit" not in reading
        assert 'name="pick"' not in reading

    def test_what_was_said_can_be_taken_back(self, measures, officer, head, signed_in):
        browser = signed_in(officer)
        browser.post(self.address, self.typed(measures["1.1"]))
        act = StatusUpdate.objects.get().edit.act
        address = reverse("plan:undo", args=["292", act])
        assert "/undo/" in browser.get("/plan/292/measures/1.1/").content.decode()
        assert signed_in(head).post(address).status_code == 404
        assert "/undo/" not in signed_in(head).get("/plan/292/measures/1.1/").content.decode()
        browser = signed_in(officer)
        assert browser.post(address, {"back": f"{BOARD}?group=unit"})["Location"] == f"{BOARD}?group=unit"
        assert Measure.objects.get(code="1.1").state == "not_started"
        assert browser.post(address, {"back": "https://elsewhere.test/"})["Location"] == "/plan/292/measures/1.1/"


class TestManyAtOnce:
    address = f"{BOARD}bulk/"

    def typed(self, **given):
        return {
            "state": "in_progress",
            "health": "on_track",
            "percent": "44",
            "effective_on": f"{TODAY():%d/%m/%Y}",
            "back": "group=none",
            **given,
        }

    def test_preview_then_confirm_then_undo(self, measures, officer, signed_in):
        browser = signed_in(officer)
        preview = browser.post(self.address, self.typed(pick=["1.1", "1.2", "2.1"]))
        text = unescape(preview.content.decode())
        assert preview.status_code == 200
        assert (len(preview.context["outcome"].changed), len(preview.context["outcome"].closed)) == (2, 1)
        assert "Chưa có gì được lưu" in text
        assert not StatusUpdate.objects.exists()
        done = browser.post(self.address, self.typed(seen=preview.context["seen"], confirm="1"))
        assert done["Location"] == f"{BOARD}?group=none"
        page = browser.get(done["Location"]).content.decode()
        assert "2 giải pháp đã được thay đổi" in page
        browser.post(re.search(r'action="(/plan/292/undo/[^"]+)"', page)[1])
        assert set(Measure.objects.coded(["1.1", "2.1"]).values_list("state", flat=True)) == {"not_started"}

    def test_the_preview_says_what_becomes_another_and_who_decides_what_is_not_mine(self, measures, officer, signed_in):
        preview = unescape(signed_in(officer).post(self.address, self.typed(pick=["1.1", "1.2", "2.1"])).content.decode())
        assert "Tình trạng: Chưa thực hiện → Đang thực hiện; Đánh giá tiến độ: chưa có → Đúng tiến độ; Tiến độ (%): chưa có" in preview
        assert "Cơ quan chủ trì báo cáo tình trạng." in preview  # of 1.2, which another unit leads

    @pytest.mark.parametrize(("back", "to"), [("é", PAGE_11), ("//evil.test/", PAGE_11), ("board", PAGE_11), (BOARD, BOARD)])
    def test_undo_goes_back_to_an_address_of_the_house_only(self, measures, officer, signed_in, back, to):
        browser = signed_in(officer)
        preview = browser.post(self.address, self.typed(pick=["1.1"]))
        done = browser.post(self.address, self.typed(seen=preview.context["seen"], confirm="1"), follow=True).content.decode()
        undo = re.search(r'action="(/plan/292/undo/[^"]+)"', done)[1]
        assert browser.post(undo, {"back": back})["Location"] == to

    def test_all_of_the_filter(self, measures, secretariat, signed_in):
        preview = signed_in(secretariat).post(self.address, self.typed(all="1", back="task=2"))
        assert [measure.code for measure in preview.context["outcome"].changed] == ["2.1", "2.2"]

    def test_what_became_stale_is_named(self, measures, secretariat, signed_in):
        browser = signed_in(secretariat)
        preview = browser.post(self.address, self.typed(pick=["1.1", "2.1"]))
        measures["1.1"].save_seen(None, {})
        page = browser.post(self.address, self.typed(seen=preview.context["seen"], confirm="1"), follow=True).content.decode()
        assert "Không ghi đè" in page
        assert "1 giải pháp đã được thay đổi" in page

    def test_errors_keep_the_choice(self, measures, officer, signed_in):
        answer = signed_in(officer).post(self.address, {"pick": ["1.1"], "effective_on": "31/02/2026", "percent": "7"})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert 'value="7"' in text
        assert f'name="chosen" value="{measures["1.1"].pk}"' in text

    def test_a_reader_changes_nothing(self, measures, leader, signed_in):
        assert signed_in(leader).post(self.address, self.typed(pick=["1.1"])).status_code == 403


@pytest.fixture
def many(plan, department, geographic):
    def make(n):
        """`n` measures with long titles of their own, so that compression finds no gift."""
        words = [
            "xây",
            "dựng",
            "hoàn",
            "thiện",
            "quy",
            "chế",
            "phối",
            "hợp",
            "cơ",
            "quan",
            "đại",
            "diện",
            "đào",
            "tạo",
            "cán",
            "bộ",
            "ngoại",
            "giao",
            "số",
            "ngân",
            "sách",
            "trụ",
            "sở",
            "thông",
            "tin",
            "báo",
            "chí",
            "đối",
            "ngoại",
        ]
        tasks = [TaskFactory(plan=plan, code=str(code)) for code in range(1, 7)]
        units = [UnitFactory(code=f"don-vi-{number}") for number in range(40)]
        rows = Measure.objects.bulk_create(
            MeasureFactory.build(
                task=tasks[i % 6], code=f"{i % 6 + 1}.{i + 100}", position=i, output_kind="legal_text", term="dated", state="in_progress",
                title_vi=" ".join(words[(i * 7 + k * (i % 11 + 3)) % len(words)] for k in range(14)),
                due_on=TODAY() + timedelta(days=i % 400 - 100), health=Health.values[i % 3], percent=i % 101,
            )
            for i in range(n)
        )  # fmt: skip
        held = [(row, department if i % 2 else geographic, "lead") for i, row in enumerate(rows)]
        held += [(row, units[i % 40], "coordinating") for i, row in enumerate(rows)]
        since = {"from_on": ISSUED, "recorded_at": LONG_AGO}
        Assignment.objects.bulk_create(Assignment(measure=row, unit=unit, role=role, **since) for row, unit, role in held)

    return make


def test_as_many_questions_for_2500_measures_as_for_25(many, secretariat, signed_in, django_assert_max_num_queries):
    browser = signed_in(secretariat)
    Measure.objects.all().delete()
    many(25)
    browser.get(f"{BOARD}?sort=title")
    with django_assert_max_num_queries(15) as few:
        browser.get(f"{BOARD}?sort=title")
    Measure.objects.all().delete()
    many(2500)
    with django_assert_max_num_queries(15) as lots:
        answer = browser.get(f"{BOARD}?sort=title")
    assert len(few) == len(lots)
    assert len(codes(answer)) == 500
    assert len(codes(browser.get(f"{BOARD}?sort=title&page=5"))) == 500


def test_a_page_of_500_rows_is_light(many, secretariat, signed_in):
    many(500)
    page = signed_in(secretariat).get(f"{BOARD}?sort=code").sent
    assert len(re.findall(rb'<tr id="m-', page)) == 500
    assert len(gzip.compress(page, 6)) <= 60_000
