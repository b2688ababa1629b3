"""The database itself refuses to change what a unit has submitted and what the review said of it, on both databases."""

import pytest
from django.db import DatabaseError, connection, transaction

from reports import triggers
from reports.models import Answer, QuarterlyReport, Remark, ReportVersion
from tests.reports import filing
from tests.reports.filing import ANSWERS, NOW, PRESENT

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("report_stands")]


@pytest.fixture
def returned(report, mission_head, reviewer):
    """The version that was returned with a remark; a draft stands after it."""
    filing.submit(report, mission_head)
    filing.give_back(report, reviewer, remarks={PRESENT: "Vì sao 12?"})
    return report.versions.get(number=1)


@pytest.fixture
def accepted(report, mission_head, reviewer):
    filing.submit(report, mission_head)
    filing.accept(report, reviewer)
    return report.versions.get(number=1)


def new_answer(version, **values):
    return Answer(report_version=version, by=version.submitted_by or version.opened_by, at=NOW, **{"question": "x", "value": "x", **values})


def new_remark(version):
    return Remark(report_version=version, question="present", text="x", by=version.decided_by, at=NOW)


def other_draft(version):
    """A draft to which an answer could be moved."""
    return version.report.versions.filter(submitted_at=None).first() or filing.reopen(version.report, version.decided_by)


ACTS = {
    "answer changed": lambda version: version.answers.filter(question="present").update(value=13),
    "answer emptied": lambda version: version.answers.filter(question="present").update(value=None),
    "answer removed": lambda version: version.answers.filter(question="present").delete(),
    "answer added": lambda version: new_answer(version).save(),
    "answer moved away": lambda version: version.answers.filter(question="present").update(
        report_version=other_draft(version), question="moved"
    ),
    "answer moved here": lambda version: (
        other_draft(version).answers.filter(question="present").update(report_version=version, question="moved")
    ),
    "nil": lambda version: ReportVersion.objects.filter(pk=version.pk).update(is_nil=True),
    "fingerprint": lambda version: ReportVersion.objects.filter(pk=version.pk).update(answers_digest="0" * 64),
    "submitted earlier": lambda version: ReportVersion.objects.filter(pk=version.pk).update(submitted_at=filing.DUE - 30 * filing.DAY),
    "sections": lambda version: ReportVersion.objects.filter(pk=version.pk).update(done_sections=["x"]),
    "decision": lambda version: ReportVersion.objects.filter(pk=version.pk).update(decision="", decided_at=None, decided_by=None),
    "reason": lambda version: ReportVersion.objects.filter(pk=version.pk).update(decision_reason="Khác"),
    "first submission": lambda version: QuarterlyReport.objects.filter(pk=version.report_id).update(first_submitted_at=NOW - filing.DAY),
    "remark added": lambda version: new_remark(version).save(),
}


@pytest.mark.parametrize("which", ["returned", "accepted"])
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_the_database_itself_refuses(request, which, act):
    version = request.getfixturevalue(which)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        act(version)
    version.refresh_from_db()
    assert (version.values(), version.is_nil, version.remarks.count()) == (ANSWERS, False, which == "returned")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such sessions")
@pytest.mark.parametrize("name", ["answer changed", "answer removed", "answer added", "fingerprint"])
def test_a_replica_is_refused_too(accepted, name):
    connection.check_constraints()  # PostgreSQL empties no table with checks still to come
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ACTS[name](accepted)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE reports_answer")


@pytest.mark.parametrize("act", [lambda rows: rows.update(text="Khác"), lambda rows: rows.delete()], ids=["changed", "removed"])
def test_remarks_of_a_returned_version_stand(returned, act):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        act(returned.remarks.all())
    assert returned.remarks.get().text == "Vì sao 12?"


@pytest.mark.parametrize("table", [triggers.VERSION, triggers.SENT])
def test_the_rows_themselves_are_not_removed(accepted, table):
    """Whatever the order: without the triggers of answers, versions and reports would still refuse."""
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_while_it_waits_for_its_review_only_the_decision_is_added(report, mission_head, reviewer):
    filing.submit(report, mission_head)
    version = report.latest()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        version.answers.update(value="x")
    filing.accept(report, reviewer)
    version.refresh_from_db()
    assert (version.decision, version.values()) == ("accepted", ANSWERS)


def test_a_draft_may_still_change(returned):
    draft = other_draft(returned)
    assert draft.answers.filter(question="present").update(value=13) == 1
    new_answer(draft).save()
    assert draft.answers.filter(question="overview").delete()[0] == 1
    assert ReportVersion.objects.filter(pk=draft.pk).update(done_sections=["x"]) == 1


@pytest.mark.parametrize("name", ["answer changed", "nil", "first submission", "remark added"])
def test_without_the_triggers_it_would_change(accepted, name):
    """The control."""
    with triggers.lifted(connection):
        ACTS[name](accepted)
    again = ReportVersion.objects.select_related("report").get(pk=accepted.pk)
    said = (again.values(), again.is_nil, again.report.first_submitted_at, again.remarks.count())
    assert said != (ANSWERS, False, NOW, 0)
    assert triggers.missing(connection) == []
