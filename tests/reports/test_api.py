"""The API asks, is answered 202 and polls; the same rules as the pages."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.services.tokens import make_token
from reports import services
from reports.models import ProgressReport
from tests.reports import filing, heard
from tests.reports.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_stands", "undrawn")]
ADDRESS = "/api/v1/progress-reports/"
QUESTION = {"plan": "292", "on": "2026-06-30", "language": "en"}


@pytest.fixture
def api():
    def sign_in(person):
        client = APIClient()
        client.force_login(person, backend="accounts.backend.Backend")
        return client

    return sign_in


def test_asking_answers_202_with_the_place_to_look(api, secretariat, whole):
    answer = api(secretariat).post(ADDRESS, QUESTION, format="json")
    report = ProgressReport.objects.get()
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"http://testserver{ADDRESS}{report.pk}/"
    assert (answer.data["state"], answer.data["language"]) == ("compiling", "en")


def test_polling_tells_state_progress_and_files(api, auditor, compiled):
    report = compiled()
    answer = api(auditor).get(f"{ADDRESS}{report.pk}/")
    assert (answer.data["state"], answer.data["progress"]["percent"]) == ("draft", 100)
    assert answer.data["files"][0]["address"] == f"http://testserver{ADDRESS}{report.pk}/files/docx/"
    assert answer.headers["ETag"]
    assert api(auditor).get(f"{ADDRESS}{report.pk}/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_key_fetches_every_file_that_a_report_names(auditor, compiled):
    """A job of the night has a key and no session: where it was sent to sign in, it kept that page as the report."""
    _token, secret = make_token(user=auditor, label="Kho số liệu", read_only=True, by=auditor, now=timezone.now())
    client = APIClient(headers={"Authorization": f"Token {secret}"})
    report = compiled()
    files = client.get(f"{ADDRESS}{report.pk}/").json()["files"]
    assert [file["kind"] for file in files] == ["docx", "html", "pdf", "xlsx"]
    for file in files:
        answer = client.get(file["address"], headers={"Accept": "application/pdf"})
        content = b"".join(answer.streaming_content)
        assert (answer.status_code, len(content), hashlib.sha256(content).hexdigest()) == (200, file["size"], file["sha256"])
        assert answer["ETag"] == f'"{file["sha256"]}"'


def test_a_file_that_is_not_there_is_a_problem(api, auditor, compiled):
    address = f"{ADDRESS}{compiled().pk}/files/"
    for kind in ("odt", "DOCX"):
        answer = api(auditor).get(f"{address}{kind}/", headers={"Accept": "application/pdf"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_figures_are_those_that_were_frozen(api, auditor, compiled):
    report = compiled()
    answer = api(auditor).get(f"{ADDRESS}{report.pk}/figures/")
    assert answer.data == {"sha256": report.figures_digest, "figures": report.figures}


def test_figures_of_what_is_not_compiled_are_a_problem(api, auditor, asked):
    report, _ = asked()
    answer = api(auditor).get(f"{ADDRESS}{report.pk}/figures/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_the_list_is_paged_at_few_queries(api, auditor, compiled, asked, django_assert_max_num_queries):
    compiled()
    asked(language="en")
    client = api(auditor)
    with django_assert_max_num_queries(15):
        answer = client.get(ADDRESS)
    assert answer.data["count"] == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"period": "2026-Q3"}, "period"),
        ({"on": "2026-02-31"}, "on"),
        ({"on": "2199-01-01"}, "on"),
        ({"language": "fr"}, "language"),
        ({"plan": None}, "plan"),
    ],
)
def test_a_wrong_question_is_a_problem_that_names_the_field(api, secretariat, whole, change, field):
    answer = api(secretariat).post(ADDRESS, {**QUESTION, **change}, format="json")
    assert answer.status_code == 400
    assert field in answer.data["errors"]


def test_an_unknown_plan_is_404(api, secretariat, whole):
    assert api(secretariat).post(ADDRESS, {**QUESTION, "plan": "999"}, format="json").status_code == 404


def test_a_call_repeated_with_its_key_is_answered_the_same(api, secretariat, whole):
    first, second = (api(secretariat).post(ADDRESS, QUESTION, format="json", headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (second.status_code, second.data["id"]) == (202, first.data["id"])
    assert second.headers["Location"] == first.headers["Location"]


def test_who_may(api, officer, stranger, whole):
    assert api(officer).post(ADDRESS, QUESTION, format="json").status_code == 403
    assert api(stranger).post(ADDRESS, QUESTION, format="json").status_code == 404
    assert api(stranger).get(ADDRESS).status_code == 404
    assert APIClient().get(ADDRESS).status_code in {401, 403}


class TestOfAPeriod:
    QUESTION = {"plan": "292", "period": "2026-Q2", "language": "vi"}

    @pytest.fixture
    def report(self, whole, measure, reviewer, secretariat, compiled):
        heard.a_quarter(measure, secretariat)
        return compiled(on=None, period=filing.period("2026-Q2"))

    def test_is_asked_for_by_its_code(self, api, secretariat, whole):
        filing.period("2026-Q2")
        answer = api(secretariat).post(ADDRESS, self.QUESTION, format="json")
        assert (answer.status_code, answer.data["period"], str(answer.data["on"])) == (202, "2026-Q2", "2026-06-14")

    @pytest.mark.parametrize(("given", "field"), [({"plan": "292"}, "on"), ({"plan": "292", "period": "2026-Q2"}, "period")])
    def test_neither_or_an_unknown_one_is_a_problem_that_names_the_field(self, api, secretariat, whole, given, field):
        answer = api(secretariat).post(ADDRESS, given, format="json")
        assert (answer.status_code, list(answer.data["errors"])) == (400, [field])

    def test_approving_needs_what_the_page_needs(self, api, leader, auditor, officer, stranger, report):
        address = f"{ADDRESS}{report.pk}/approve/"
        assert api(auditor).post(address, {}, format="json").status_code == 403
        assert api(officer).post(address, {}, format="json").status_code == 404
        assert api(stranger).post(address, {}, format="json").status_code == 404
        refused = api(leader).post(address, {}, format="json")
        assert (refused.status_code, list(refused.data["errors"])) == (400, ["acknowledged"])
        stale = api(leader).post(address, {"acknowledged": True}, format="json", headers={"If-Match": '"v1"'})
        assert stale.status_code == 412
        done = api(leader).post(address, {"acknowledged": True, "note": "Đồng ý"}, format="json")
        assert (done.status_code, done.data["state"], done.data["approved_by"]) == (200, "approved", "leader")
        assert api(leader).post(address, {"acknowledged": True}, format="json").status_code == 400

    def test_inputs_changed_since_are_told_in_the_list_too(self, api, leader, secretariat, report, django_assert_max_num_queries):
        quarterly = report.versions_used.get(report__obligation__unit__code="emb-fr").report
        services.reopen(report=quarterly, by=secretariat, reason="x", now=NOW + timedelta(hours=1), seen=None)
        client = api(leader)
        with django_assert_max_num_queries(15):
            listed = client.get(ADDRESS).data["results"][0]["inputs_changed"]
        assert [(row["unit"], row["kind"], row["address"]) for row in listed] == [
            ("emb-fr", "reopened", "http://testserver/reports/2026-Q2/emb-fr/")
        ]
        assert client.get(f"{ADDRESS}{report.pk}/").data["inputs_changed"] == listed
