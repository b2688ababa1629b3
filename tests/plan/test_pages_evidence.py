"""Evidence in a browser and over the API: forms that keep what was typed, files for those who may have them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office.models import StoredFile
from plan.api import shapes
from plan.models import Completion, Evidence, Measure
from tests.office import uploads as u
from tests.plan.conftest import SHOWN
from tests.plan.test_api import holds
from tests.plan.test_pages_acts import day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
PAGE = "/plan/292/measures/2.3/"
ADD, API = f"{PAGE}evidence/add/", "/api/v1/plans/292/measures/2.3/evidence/"
DOCUMENT = {"number": "12/QĐ-BNG", "title": "Quyết định ban hành quy chế", "issued_by": "Bộ Ngoại giao", "signatory": "Bộ trưởng"}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def pdf(name="Quyết định 12.pdf", content=u.PDF):
    file = BytesIO(content)
    file.name = name
    return file


@pytest.fixture
def filed(measure, officer, signed_in):
    signed_in(officer).post(f"{ADD}?kind=file", {"file": pdf(), "title": ""})
    return Evidence.objects.get()


def test_each_kind_has_its_own_few_fields(measure, officer, signed_in):
    browser = signed_in(officer)
    fields = {kind: list(browser.get(f"{ADD}?kind={kind}").context["form"].fields) for kind in ("document", "file", "link", "forged")}
    assert fields["file"] == ["file", "title", "once"]
    assert fields["link"] == ["address", "title", "once"]
    assert fields["document"] == fields["forged"] == ["number", "dated_on", "title", "issued_by", "signatory", "file", "address", "once"]


def test_an_officer_adds_and_everybody_reads(measure, officer, auditor, signed_in):
    browser = signed_in(officer)
    assert ADD in browser.get(PAGE).content.decode()
    assert browser.post(ADD, {**DOCUMENT, "dated_on": day(-3), "file": pdf()})["Location"] == f"{PAGE}#evidence"
    assert browser.post(f"{ADD}?kind=link", {"title": SHOWN["title"], "address": SHOWN["address"]}).status_code == 302
    page = signed_in(auditor).get(PAGE).content.decode()
    for shown in ("12/QĐ-BNG", "Bộ trưởng", "Quyết định 12.pdf", "example.org", 'rel="noreferrer noopener external"'):
        assert shown in page
    assert ADD not in page
    assert "withdraw/" not in page


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", u.EXE), ("a.xlsx", u.bomb(4)), ("a.docx", b""), ("a.pdf", u.LOCKED_PDF), ("a.txt", u.VIRUS)]
)
def test_a_bad_file_is_refused_beside_its_field_and_the_rest_is_kept(name, content, measure, officer, signed_in, settings):
    answer = signed_in(officer).post(ADD, {**DOCUMENT, "dated_on": day(), "file": pdf(name, content)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert "12/QĐ-BNG" in page
    assert 'href="#id_file"' in page
    assert not Evidence.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


def test_after_an_error_elsewhere_the_file_must_be_chosen_again_and_it_is_said(measure, officer, signed_in):
    answer = signed_in(officer).post(ADD, {**DOCUMENT, "dated_on": "31/02/2026", "file": pdf("bien-ban.pdf")})
    page = answer.content.decode()
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["dated_on"])
    assert "Hãy chọn lại tệp “bien-ban.pdf”" in page
    assert "bí mật nhà nước" in page
    assert not StoredFile.objects.exists()


def test_a_file_is_given_to_readers_and_to_nobody_else(filed, auditor, stranger, client, signed_in):
    address = f"{PAGE}evidence/{filed.pk}/file/"
    answer = signed_in(auditor).get(address)
    assert (answer.status_code, answer.content) == (200, u.PDF)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Quy%E1%BA%BFt")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].endswith("sandbox"), "its own policy, not that of our pages"
    assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(stranger).get(address).status_code == 404
    client.logout()
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_no_address_leads_to_what_lies_in_the_folder(filed, auditor, signed_in):
    browser = signed_in(auditor)
    for address in (f"/media/{filed.file.content.name}", f"/{filed.file.content.name}", f"/static/{filed.file.content.name}"):
        assert browser.get(address).status_code == 404
    assert browser.get(f"/plan/292/measures/3.1/evidence/{filed.pk}/file/").status_code == 404


def test_a_name_of_two_lines_makes_no_header(measure, officer, signed_in):
    signed_in(officer).post(f"{ADD}?kind=file", {"file": pdf('a"; filename="x.exe.pdf'), "title": "x"})
    header = signed_in(officer).get(f"{PAGE}evidence/{Evidence.objects.get().pk}/file/")["Content-Disposition"]
    assert header.count('"') in {0, 2}
    assert header.startswith("attachment; filename")


def test_what_was_withdrawn_is_told_and_its_file_only_open_to_those_who_may(filed, officer, auditor, signed_in):
    address = f"{PAGE}evidence/{filed.pk}/"
    browser = signed_in(officer)
    assert "Quyết định 12.pdf" in browser.get(f"{address}withdraw/").content.decode()
    assert browser.post(f"{address}withdraw/", {"version": filed.version, "reason": ""}).status_code == 422
    assert browser.post(f"{address}withdraw/", {"version": filed.version, "reason": "Nhầm tệp"}).status_code == 302
    assert browser.get(f"{address}file/").status_code == 200
    assert f"{address}file/" in browser.get(PAGE).content.decode()
    assert "form" not in browser.get(f"{address}withdraw/").context, "it says so instead of a form that could only fail"
    browser = signed_in(auditor)
    page = browser.get(PAGE).content.decode()
    assert "Nhầm tệp" in page
    assert f"{address}file/" not in page
    assert browser.get(f"{address}file/").status_code == 404
    assert browser.get(f"/api{address}file/".replace("/plan/", "/v1/plans/")).status_code == 404


def test_a_stale_withdrawal_shows_both(filed, officer, signed_in):
    Evidence.objects.update(version=5)
    answer = signed_in(officer).post(f"{PAGE}evidence/{filed.pk}/withdraw/", {"version": 1, "reason": "Nhầm tệp"})
    assert answer.status_code == 409
    assert "Nhầm tệp" in answer.content.decode()


def test_the_page_tells_evidence_as_it_was_known(filed, auditor, signed_in):
    Evidence.objects.update(added_at=timezone.now() - timedelta(days=3))
    browser = signed_in(auditor)
    shown = {on: "Quyết định 12.pdf" in browser.get(f"{PAGE}?on={day(on)}").content.decode().split('id="history"')[0] for on in (-5, -3, 0)}
    assert shown == {-5: False, -3: True, 0: True}
    known = f"{timezone.localdate() - timedelta(days=5):%Y-%m-%d}"
    assert "Quyết định 12.pdf" not in browser.get(f"{PAGE}?known={known}").content.decode().split('id="history"')[0]


# Completion


def test_completion_is_proposed_with_what_stands_and_one_more(measure, officer, head, filed, signed_in):
    browser = signed_in(officer)
    page = browser.get(f"{PAGE}complete/")
    assert page.context["form"].initial["evidence"] == [filed.pk]
    sent = {"version": measure.version, "effective_on": day(), "note": "Đã ban hành", "evidence": [filed.pk]}
    answer = browser.post(f"{PAGE}complete/", {**sent, **DOCUMENT, "dated_on": day(-1), "file": pdf("van-ban.pdf")})
    assert answer.status_code == 302
    completion = Completion.objects.get()
    assert {row.kind for row in completion.evidence.all()} == {"file", "document"}
    for address in (PAGE, f"{PAGE}completions/{completion.pk}/"):
        assert "van-ban.pdf" in signed_in(head).get(address).content.decode(), "who confirms opens what it rests on"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, None),
        ({"number": "12", "title": "x", "issued_by": "x"}, "dated_on"),
        ({"title": "Chỉ có tên"}, "file"),
        ({"address": "javascript:alert(1)", "title": "x"}, "address"),
        ({"address": "https://example.org"}, "title"),
        ({"evidence": ["99999"]}, None),
    ],
)
def test_without_evidence_it_is_refused_with_what_was_typed(sent, field, measure, officer, signed_in):
    base = {"version": measure.version, "effective_on": day(), "note": "Đã ban hành xong"}
    answer = signed_in(officer).post(f"{PAGE}complete/", {**base, **sent})
    page = answer.content.decode()
    assert (answer.status_code, "Đã ban hành xong" in page) == (422, True)
    assert list(answer.context["form"].errors) == [field or "__all__"]
    assert not Completion.objects.exists()
    assert not Evidence.objects.exists()


def test_file_and_link_at_once_are_two_pieces(measure, officer, signed_in):
    sent = {"version": measure.version, "effective_on": day(), "note": "x", "title": "x", "address": "https://example.org", "file": pdf()}
    answer = signed_in(officer).post(f"{PAGE}complete/", sent)
    assert list(answer.context["form"].errors) == ["address"]
    assert "Hãy chọn lại tệp" in answer.content.decode()


def test_a_legal_text_asks_for_its_document(measure, officer, filed, signed_in):
    Measure.objects.update(output_kind="legal_text")
    browser = signed_in(officer)
    sent = {"version": measure.version, "effective_on": day(), "note": "x", "evidence": [filed.pk]}
    assert list(browser.post(f"{PAGE}complete/", sent).context["form"].errors) == ["evidence"]
    assert browser.post(f"{PAGE}complete/", {**sent, **DOCUMENT, "dated_on": day(-1)}).status_code == 302


def test_what_is_done_without_evidence_says_so(do, evidence, measure, auditor, signed_in):
    do.finish(measure)
    evidence.withdraw(measure.evidence.get())
    assert "note--warn" in signed_in(auditor).get(PAGE).content.decode().split('id="evidence"')[1].split("</section>")[0]


@pytest.mark.parametrize("query", ["", "?on=01/01/2027"])
def test_the_same_few_queries_at_ten_times_the_evidence(query, do, evidence, measure, head, signed_in):
    browser = signed_in(head)

    def grow(times):
        for _time in range(times):
            evidence.add(measure)
            do.refuse(do.propose(measure))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(PAGE + query).status_code == 200
        return len(captured)

    grow(1)
    queries()
    few = queries()
    grow(9)
    assert queries() == few
    assert few <= 15


# The API


def test_evidence_over_the_api(call, measure, officer, auditor):
    link = call(officer).post(API, SHOWN)
    assert (link.status_code, link["Location"].endswith("/measures/2.3/")) == (201, True)
    assert holds(shapes.EvidenceRow(), link.json())
    listed = call(auditor).get(API).json()
    assert (listed["count"], listed["results"][0]) == (1, link.json())
    assert call(auditor).get("/api/v1/plans/292/measures/2.3/").json()["evidence"] == listed["results"]
    assert call(auditor).get(f"{API}?known=2026-01-01").json()["count"] == 0
    assert list(call(officer).post(API, {"kind": "link"}).json()["errors"]) == ["title"]
    assert list(call(officer).post(API, {**SHOWN, "nonsense": 1}).json()["errors"]) == ["nonsense"]
    assert list(call(officer).post(API, {**SHOWN, "file": "x"}).json()["errors"]) == ["file"]
    assert call(auditor).post(API, SHOWN).status_code == 403


def test_a_file_over_the_api_is_sent_as_a_form(call, measure, officer, auditor):
    client, headers = call(officer).client, {"Accept-Language": "en", "Idempotency-Key": "k1"}
    made = client.post(API, {"kind": "file", "file": pdf()}, headers=headers)
    assert made.status_code == 201
    assert holds(shapes.EvidenceRow(), made.json())
    again = client.post(API, {"kind": "file", "file": pdf()}, headers=headers)
    assert (again.json(), again["Idempotency-Replayed"], Evidence.objects.count()) == (made.json(), "true", 1)
    assert client.post(API, {"kind": "file", "file": pdf(content=u.PDF + b"\n")}, headers=headers).status_code == 422
    file = made.json()["file"]
    assert (file["name"], file["media_type"], file["size"]) == ("Quyết định 12.pdf", "application/pdf", len(u.PDF))
    got = call(auditor).get(file["address"])
    assert (got.content, got["X-Content-Type-Options"]) == (u.PDF, "nosniff")
    client = call(officer).client
    bad = client.post(API, {"kind": "file", "file": pdf("a.pdf", u.EXE)}, headers={"Accept-Language": "en"})
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["file"])
    assert list(client.post(API, {"kind": "file", "file": pdf("a.pdf", b"")}, headers={"Accept-Language": "en"}).json()["errors"]) == [
        "file"
    ]
    assert list(client.post(API, {"kind": "file"}, headers={"Accept-Language": "en"}).json()["errors"]) == ["file"]


def test_evidence_is_withdrawn_over_the_api(call, measure, officer, auditor):
    pk = call(officer).post(API, SHOWN).json()["id"]
    assert call(auditor).post(f"{API}{pk}/withdraw/", {"reason": "x"}).status_code == 403
    assert list(call(officer).post(f"{API}{pk}/withdraw/", {}).json()["errors"]) == ["reason"]
    withdrawn = call(officer).post(f"{API}{pk}/withdraw/", {"reason": "Nhầm"}).json()
    assert (withdrawn["withdrawn_reason"], withdrawn["withdrawn_by"]) == ("Nhầm", officer.name)
    assert holds(shapes.EvidenceRow(), withdrawn)
    assert call(officer).post(f"{API}{pk}/withdraw/", {"reason": "Nhầm"}).status_code == 400
    assert call(officer).post(f"{API}99999/withdraw/", {"reason": "Nhầm"}).status_code == 404
