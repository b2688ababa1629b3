"""A form that is sent twice is done once: the word of its page, what was typed, which file."""

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from office.models import RememberedAnswer
from office.once import act_once, key_of
from plan.models import Evidence, Inspection, Period
from reports.models import Obligation
from tests.reports import filing

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


def once_of(browser, address):
    return browser.get(address).context["form"]["once"].value()


def key(content, name="a.pdf", **typed):
    file = SimpleUploadedFile(name, content)
    request = RequestFactory().post(
        "/x/?kind=file", {"title": "Báo cáo", "file": file, "csrfmiddlewaretoken": "each time another", **typed}
    )
    found = key_of(request, "word")
    assert request.FILES["file"].read() == content, "what was looked into is still there to be stored"
    return found


def test_another_file_is_another_act():
    assert key(b"one") == key(b"one")
    assert len({key(b"one"), key(b"two"), key(b"one", "b.pdf"), key(b"one", title="Khác")}) == 4


def test_what_answers_nothing_is_done_once_too(officer):
    done = []
    for _time in range(2):
        act_once(officer, "word", partial(done.append, 1))
    assert (done, RememberedAnswer.objects.count()) == ([1], 1)


def sent_twice(browser, address, typed, to=None):
    """With the word of one page, then with that of another: what each answers."""
    word = once_of(browser, address)
    answers = [browser.post(address, {**typed, "once": word}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302], [
        getattr(answer, "context", None) and answer.context["form"].errors for answer in answers
    ]
    return browser.get(answers[1]["Location"]).content.decode()


def test_evidence_sent_twice_is_added_once_and_with_a_new_page_again(measure, officer, signed_in):
    browser, address = signed_in(officer), "/plan/292/measures/2.3/evidence/add/?kind=link"
    typed = {"title": "Trang tin", "address": "https://example.org/tin"}
    assert "đã được gửi" in sent_twice(browser, address, typed)
    assert Evidence.objects.count() == 1
    browser.post(address, {**typed, "once": once_of(browser, address)})
    assert Evidence.objects.count() == 2, "the control: another page has another word"


def test_an_inspection_sent_twice_is_added_once(plan, department, secretariat, signed_in):
    typed = {"unit": department.code, "on": "01/03/2026", "conclusion": "Đạt yêu cầu."}
    sent_twice(signed_in(secretariat), "/plan/292/inspections/add/", typed)
    assert Inspection.objects.count() == 1


def test_an_ad_hoc_report_sent_twice_is_asked_once(secretariat, embassy, geographic, signed_in):
    filing.mission("emb-fr", geographic)
    form = filing.questionnaire()
    typed = {"title": "Rà soát", "questionnaire": str(form), "due_on": "20/12/2030", "due_time": "17:00", "units": ["emb-fr"]}
    sent_twice(signed_in(secretariat), "/reports/ad-hoc/", typed)
    assert (Period.objects.ad_hoc().count(), Obligation.objects.count()) == (1, 1)
