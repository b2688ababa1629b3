"""What is heard and where focus stands: for those who read a page by its speech and its keys."""

import pytest

from office.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)
MEASURE = "/plan/292/measures/2.3/"


def test_enter_in_find_a_person_posts_nothing_and_leads_to_the_first_name(open_page, officer, measure):
    page, complaints = open_page(officer)
    page.goto(MEASURE)
    page.get_by_label("Ý kiến trao đổi").fill("Nửa câu ")
    find = page.get_by_label("Tìm người")
    for _press in range(2):  # before the names are there, and with them
        find.press_sequentially("offi")
        find.press("Enter")
        page.wait_for_selector("#people button:focus")
        find.fill("")
    page.wait_for_selector("#people button", state="detached")
    find.press_sequentially("officer")
    page.wait_for_selector("#people[aria-live=polite] > button")
    find.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value").startswith("Nửa câu @")
    assert (Comment.objects.count(), page.url.endswith(MEASURE), complaints) == (0, True, [])
