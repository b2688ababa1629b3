"""What people typed is read out by the rules of its own language (WCAG 3.1.2): the look with which the walk over every page asks
(tests/browser/test_every_page.py)."""

from tests.overview.tongues import unmarked


def test_the_look_at_a_page_notices_what_is_not_marked():
    page = '<html lang="en"><p>Reason</p><p{}>Chờ ý kiến của hai đơn vị</p><title>Đã xong</title><p>Asked by Trần Văn Hải</p></html>'
    assert unmarked(page.format("")) == ["Chờ ý kiến của hai đơn vị"]
    assert unmarked(page.format(' lang="vi"')) == []
    assert unmarked('<html lang="vi"><br><p>Ý kiến</p><p>The talks with the host have been held</p></html>') == [
        "The talks with the host have been held"
    ]
    assert unmarked("<html lang='en'><p>Hải Vân: đã gửi</p></html>", ["Hải Vân"]) == ["Hải Vân: đã gửi"]
    assert unmarked("<html lang='en'><p>Hải Vân</p></html>", ["Hải Vân"]) == []
