"""What a report is asked, through the API: enough to fill it in, attach to it and submit it without any other knowledge."""

import json
import re
from pathlib import Path

import pytest
import yaml

from reports.api.questionnaire import QuestionnaireShape
from tests.factories import MeasureFactory, TaskFactory
from tests.office.uploads import PDF, upload
from tests.plan.test_api import holds
from tests.queries import same_few
from tests.reports import filing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]
REPORT = "/api/v1/reports/2026-Q4/emb-fr/"
ASKED = f"{REPORT}questionnaire/"
GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
SHIPPED = Path(__file__).parents[2] / "reports" / "data" / "questionnaire-missions-2.yaml"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def shipped(embassy, measure):
    """emb-fr owes a report by the questionnaire that missions are asked."""
    filing.serves(embassy, measure)
    content = yaml.safe_load(SHIPPED.read_text("utf-8"))
    return filing.owed(embassy, questionnaire=filing.questionnaire(number=7, content=content))


@pytest.fixture
def asked(shipped, signed_in, mission_officer):
    return signed_in(mission_officer).get(ASKED).json()


def questions(asked):
    return [question for section in asked["sections"] for question in section["questions"]]


def made_up(question):
    """An answer that fits, by what the questionnaire says alone; None where a file is asked for."""
    if question["kind"] == "table":
        return [{column["key"]: made_up(column) for column in question["columns"]}]
    if question["kind"] == "number":
        return question["least"] if question["least"] is not None else 1
    if question["kind"] == "choice":
        return question["choices"][-1]["key"]
    return None if question["kind"] == "file" else "Đã làm."


def test_it_holds_to_the_shape_of_the_schema(asked):
    assert holds(QuestionnaireShape(), asked)
    assert (asked["code"], asked["edition"]) == ("missions-quarterly", 7)
    kinds = {question["kind"] for question in questions(asked)}
    assert kinds >= {"text", "number", "choice", "table", "measures"}
    assert [row["code"] for row in asked["measures"]] == ["2.3"]


def test_a_client_that_knows_nothing_else_fills_in_all_of_it_and_submits(asked, shipped, signed_in, mission_officer, mission_head, plan):
    browser = signed_in(mission_officer)
    answers = {field: made_up(one) for one in questions(asked) if one["kind"] != "file" for field in one["asks"]}
    tag = browser.get(REPORT)["ETag"]
    saved = browser.patch(REPORT, {"answers": answers}, content_type="application/json", headers={**ENGLISH, "If-Match": tag})
    assert saved.status_code == 200, saved.json()
    body = saved.json()
    assert set(answers) <= set(body["answers"])
    assert body["missing"] == []
    for section in asked["sections"]:
        sent = {"file": upload("so-lieu.pdf", PDF), "section": section["key"], "about": section["questions"][0]["asks"][0]}
        assert browser.post(f"{REPORT}attachments/", sent).status_code == 201
    answer = signed_in(mission_head).post(f"{REPORT}submit/", {}, content_type="application/json")
    assert answer.status_code == 200, answer.json()


def test_the_answers_that_the_guide_shows_are_taken(asked, shipped, signed_in, mission_officer):
    """docs/api.md as a client would copy it, on a draft in which the first of them was saved once before."""
    shown = json.loads(re.search(r'`(\{"answers": .*?\}\})`', GUIDE.read_text("utf-8")).group(1))
    browser, first = signed_in(mission_officer), next(iter(shown["seen"]))
    for sent in ({"answers": {first: shown["answers"][first] - 1}}, shown):
        tag = browser.get(REPORT)["ETag"]
        saved = browser.patch(REPORT, sent, content_type="application/json", headers={**ENGLISH, "If-Match": tag})
        assert saved.status_code == 200, saved.json()
    assert set(shown["answers"]) <= {field for one in questions(asked) for field in one["asks"]}
    kept = browser.get(REPORT).json()["answers"]
    assert [kept[field] for field in ("staff-present", "online-share")] == [
        shown["answers"][field] for field in ("staff-present", "online-share")
    ]


def test_the_addresses_that_the_guide_shows_answer(shipped, secretariat, signed_in):
    text, browser = GUIDE.read_text("utf-8"), signed_in(secretariat)
    whole = re.findall(r"^GET (/api/v1/\S+)$", text, re.MULTILINE)
    here = [f"/api/v1/{address}" for address in re.findall(r"`GET (reports/\S+)`", text)]
    assert (len(whole), len(here)) == (2, 2)
    assert {address: browser.get(address).status_code for address in whole + here} == dict.fromkeys(whole + here, 200)


def test_its_fields_are_those_of_the_report(asked, signed_in, mission_officer):
    """Neither one more nor one less."""
    fields = [field for question in questions(asked) for field in question["asks"]]
    assert fields == list(signed_in(mission_officer).get(REPORT).json()["answers"])


def test_numbers_are_told_as_people_read_them_and_labels_in_both_languages(embassy, measure, signed_in, mission_officer):
    filing.serves(embassy, measure)
    filing.owed(embassy)
    found = {question["key"]: question for question in questions(signed_in(mission_officer).get(ASKED).json())}
    share = found["share"]
    assert (share["decimals"], share["least"], share["most"], share["asks"]) == (1, 0, 100, ["share"])
    assert (found["identity"]["label_vi"], found["identity"]["choices"][0]) == (
        "Bộ nhận diện",
        {"key": "applied", "label_vi": "Đã áp dụng", "label_en": "Đã áp dụng"},
    )
    assert (found["results"]["asks"], found["present"]["required"], share["required"]) == (["results.2.3"], True, False)


def test_what_is_wrong_in_a_table_names_the_column_by_its_key_too(asked, signed_in, mission_officer):
    browser = signed_in(mission_officer)
    table = next(question for question in questions(asked) if question["kind"] == "table")
    number = next(column for column in table["columns"] if column["kind"] == "number")
    row = {column["key"]: "?" if column == number else made_up(column) for column in table["columns"]}
    sent = {"answers": {table["key"]: [row]}}
    answer = browser.patch(REPORT, sent, content_type="application/json", headers={**ENGLISH, "If-Match": browser.get(REPORT)["ETag"]})
    assert answer.status_code == 400
    (told,) = answer.json()["errors"][table["key"]]
    assert told.startswith(f"Row 1, {number['label_en']} ({number['key']}): ")


@pytest.mark.usefixtures("shipped")
def test_who_reads_the_report_reads_what_it_is_asked(signed_in, reviewer, officer, stranger, auditor):
    answers = [signed_in(person).get(ASKED).status_code for person in (reviewer, auditor, officer, stranger)]
    assert answers == [200, 200, 404, 404]


@pytest.mark.usefixtures("shipped")
def test_nothing_is_asked_of_its_address(signed_in, mission_officer):
    answer = signed_in(mission_officer).get(ASKED, {"edition": "1"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["edition"])


def test_it_asks_as_few_questions_of_ten_times_the_measures(shipped, embassy, plan, signed_in, mission_officer):
    def grow(first, last):
        for number in range(first, last):
            filing.serves(embassy, measure_of(plan, number))

    same_few(signed_in, {mission_officer: [ASKED]}, grow, first=(1, 3), then=(3, 30), most=10)


def measure_of(plan, number):
    return MeasureFactory(task=TaskFactory(plan=plan, code="9"), code=f"9.{number}")
