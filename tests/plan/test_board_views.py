"""The page of saved filters of the board."""

from html import unescape

import pytest

from tests.factories import TaskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
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
