"""The filter of the board in words: on its own page, and on that of saved filters."""

from html import unescape

import pytest

from tests.factories import AssignmentFactory, TaskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
BOARD = "/plan/292/board/"
PAGE = "/plan/292/board/views/"


def test_a_saved_filter_says_its_conditions_before_and_after_it_is_kept(plan, officer, signed_in, django_assert_max_num_queries):
    TaskFactory(plan=plan, code="2")
    browser = signed_in(officer)
    asked = "task=2&health=none&stale=1&due=0&group=unit&sort=-due"
    said = "Nhiệm vụ: 2. Nhiệm vụ 2; Đánh giá tiến độ: Chưa đánh giá; Đến hạn trong (ngày): 0; Nhóm: Theo cơ quan chủ trì; "
    said += "Quá 90 ngày chưa cập nhật; Sắp xếp: thời hạn hoàn thành, giảm dần"
    assert said in unescape(browser.get(f"{PAGE}?{asked}").content.decode())
    browser.post(PAGE, {"name": "Của tôi", "back": asked})
    browser.post(PAGE, {"name": "Tất cả", "back": ""})
    with django_assert_max_num_queries(12):
        kept = unescape(browser.get(PAGE).content.decode())
    assert said in kept
    assert kept.count("Toàn bộ, theo thứ tự của Kế hoạch") == 2  # of the view that asks nothing, and of what would be kept now


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("sort=code", "Mọi giải pháp của 292/NQ-CP trong một bảng."),
        ("sort=-due&group=unit", "Mọi giải pháp của 292/NQ-CP trong một bảng."),
        ("unit=vu-to-chuc-can-bo", "Các giải pháp của 292/NQ-CP theo bộ lọc. Cơ quan chủ trì: Vụ Tổ chức Cán bộ."),
        ("beside=emb-fr&stale=1", "Cơ quan phối hợp: {embassy}; Quá 90 ngày chưa cập nhật."),
    ],
)
def test_the_board_says_what_it_leaves_out(asked, said, measure, embassy, auditor, signed_in):
    """It spoke of every measure above the six of one unit."""
    AssignmentFactory(measure=measure, unit=embassy, role="coordinating")
    page = unescape(signed_in(auditor).get(f"{BOARD}?{asked}").content.decode())
    lead = page.partition('<p class="lead">')[2].partition("</p>")[0]
    assert lead.endswith(said.format(embassy=embassy.name_vi))
    assert ("Mọi giải pháp" in lead) == ("Mọi giải pháp" in said)
