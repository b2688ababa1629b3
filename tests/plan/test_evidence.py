"""What shows that a measure is carried out: added by those who update it, read by all who read the plan, withdrawn with a
reason and never deleted; completion is proposed by it."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Event
from accounts.versions import StaleVersion
from office import files
from office.models import StoredFile
from plan import services
from plan.models import Completion, Evidence, Measure
from plan.moment import Moment
from plan.services.evidence import _checked
from tests.office import uploads as u
from tests.plan.conftest import ISSUED_DOCUMENT, NOW, SHOWN, TODAY
from tests.plan.test_record_status import refused

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def taken(name="bien-ban.pdf", content=u.PDF):
    return files.check(u.upload(name, content))


def test_an_officer_adds_a_document_a_file_and_a_link(evidence, measure, officer):
    document = evidence.add(measure, kind="document", file=taken("QĐ 12.pdf"), address="https://example.org/12")
    file = evidence.add(measure, kind="file", file=taken())
    link = evidence.add(measure)
    assert (document.number, document.is_signed, document.file.name) == ("12/QĐ-BNG", True, "QĐ 12.pdf")
    assert (file.title, file.file.stored_by, file.is_signed) == ("bien-ban.pdf", officer, False)
    assert (link.added_by, link.added_at, link.file) == (officer, NOW, None)
    assert {row.pk for row in measure.evidence.standing()} == {document.pk, file.pk, link.pk}


def test_it_stands_in_the_history_of_the_measure(evidence, measure, officer):
    piece = evidence.add(measure, kind="document")
    evidence.withdraw(piece, reason="Nhầm số")
    withdrawn, added = Event.objects.about(measure)[:2]
    assert (added.verb, added.by, added.body.changes["evidence_number"]) == ("plan.evidence_added", officer, [None, "12/QĐ-BNG"])
    assert (withdrawn.verb, withdrawn.body.reason) == ("plan.evidence_withdrawn", "Nhầm số")


def test_what_is_added_disturbs_nobody_who_is_writing(evidence, do, measure):
    seen = measure.version
    evidence.add(measure)
    do.update(measure, seen=seen)


def test_over_the_api_it_may_name_the_version_that_was_read(evidence, do, measure):
    seen = measure.version
    do.update(measure)
    with pytest.raises(StaleVersion):
        evidence.add(measure, seen=seen)


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("kind", {"kind": "rumour"}),
        ("number", {**ISSUED_DOCUMENT, "kind": "document", "number": "  "}),
        ("dated_on", {**ISSUED_DOCUMENT, "kind": "document", "dated_on": None}),
        ("dated_on", {**ISSUED_DOCUMENT, "kind": "document", "dated_on": TODAY + timedelta(days=1)}),
        ("dated_on", {**ISSUED_DOCUMENT, "kind": "document", "dated_on": date(1900, 1, 1)}),
        ("issued_by", {**ISSUED_DOCUMENT, "kind": "document", "issued_by": ""}),
        ("title", {**ISSUED_DOCUMENT, "kind": "document", "title": "\u200b"}),
        ("title", {**SHOWN, "title": "x" * 301}),
        ("title", {**SHOWN, "title": ""}),
        ("address", {**SHOWN, "address": ""}),
        ("address", {**SHOWN, "address": "x" * 2001}),
        ("address", {**SHOWN, "address": "javascript:alert(1)"}),
        ("file", {"kind": "file"}),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_kept(field, sent, measure, officer):
    refused(field, services.add_evidence, measure=measure, by=officer, now=NOW, seen=None, **sent)
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "//example.org/x",
        "example.org",
        "https://",
        "https://nguoi:matkhau@example.org/",
        "https://nguoi@example.org/",
        "https://exa mple.org/",
        "https://[::1",
        " javascript:alert(1)",
    ],
)
def test_only_addresses_of_the_web_without_a_password_are_links(address, evidence, measure):
    refused("address", evidence.add, measure, address=address)


def test_blanks_around_an_address_are_no_part_of_it(evidence, measure):
    assert evidence.add(measure, address=" https://example.org/\n").address == "https://example.org/"


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda rest: f"https://{rest}"))
def test_whatever_is_typed_as_an_address_is_judged_and_never_an_error(typed):
    with contextlib.suppress(ValidationError):  # any other exception is a fault
        assert _checked(typed).lower().startswith(("http://", "https://"))


def test_what_belongs_to_another_kind_is_not_carried_along(measure, officer):
    row = services.add_evidence(measure=measure, by=officer, now=NOW, seen=None, **{**ISSUED_DOCUMENT, **SHOWN})
    assert (row.kind, row.number, row.dated_on, row.signatory) == ("link", "", None, "")


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "document", "title": "x", "number": "1", "issued_by": "x"},
        {"kind": "link", "title": "x"},
        {"kind": "file", "title": "x"},
        {"kind": "link", "title": "x", "address": "https://example.org", "withdrawn_at": NOW},
    ],
)
def test_the_database_refuses_what_shows_nothing(columns, measure):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(measure=measure, added_at=NOW, **columns)


# Withdrawn, never deleted


def test_it_is_withdrawn_once_with_a_reason_and_stays_on_record(evidence, measure, officer):
    piece = evidence.add(measure, kind="file", file=taken())
    refused("reason", evidence.withdraw, piece, reason=" ")
    evidence.withdraw(piece, seen=1)
    piece.refresh_from_db()
    assert (piece.stands, piece.withdrawn_by, piece.withdrawn_reason, piece.version) == (False, officer, "Nhầm tài liệu", 2)
    assert default_storage.exists(piece.file.content.name)
    assert not measure.evidence.standing().exists()
    refused("__all__", evidence.withdraw, piece)
    assert files.remove_orphans(now=NOW + timedelta(days=400)) == 0, "what was withdrawn still belongs to its row"


def test_a_stale_withdrawal_is_refused(evidence, measure):
    piece = evidence.add(measure)
    evidence.withdraw(Evidence.objects.get(pk=piece.pk))
    with pytest.raises(StaleVersion):
        evidence.withdraw(piece, seen=1)


def test_it_is_told_as_it_was_known(evidence, measure):
    added, gone = NOW - timedelta(days=6), NOW - timedelta(days=2)
    evidence.withdraw(evidence.add(measure, now=added), now=gone)

    def told(on, known=None):
        return [row.stands for row in measure.evidence.told(Moment(on, known, TODAY))]

    assert told(TODAY) == [False]
    assert told((gone - timedelta(days=1)).date()) == [True]
    assert told(TODAY, gone - timedelta(hours=1)) == [True]
    assert told((added - timedelta(days=1)).date()) == told(TODAY, added - timedelta(hours=1)) == []
    assert not measure.evidence.get().stands, "what is told is a copy"


# Done is said with evidence


def test_completion_rests_on_evidence(do, evidence, measure):
    assert refused("evidence", do.propose, measure, evidence=[])
    assert refused("evidence", do.propose, measure, evidence=None)
    assert not Completion.objects.exists()
    piece = evidence.add(measure)
    completion = do.propose(measure, evidence=[piece])
    assert list(completion.evidence.all()) == [piece]
    assert Event.objects.about(measure).first().body.changes["evidence"] == ["", "Trang tin"]


def test_without_a_choice_all_that_stands_is_meant(do, evidence, measure):
    old, one, other = evidence.add(measure), evidence.add(measure), evidence.add(measure, kind="document")
    evidence.withdraw(old)
    assert set(do.propose(measure, evidence=None).evidence.all()) == {one, other}


def test_one_can_be_added_right_there_or_nothing_is_kept_of_it(do, measure):
    refused("effective_on", do.propose, measure, on=TODAY + timedelta(days=1), new=SHOWN)
    refused("note", do.propose, measure, note=" ", new=SHOWN)
    refused("address", do.propose, measure, new={**SHOWN, "address": "x"})
    assert not Evidence.objects.exists()
    assert [row.title for row in do.propose(measure, evidence=[], new=SHOWN).evidence.all()] == ["Trang tin"]


def test_only_standing_evidence_of_the_same_measure_counts(do, evidence, measure, other_measure):
    gone, foreign = evidence.add(measure), evidence.add(other_measure)
    evidence.withdraw(gone)
    refused("evidence", do.propose, measure, evidence=[gone])
    refused("evidence", do.propose, measure, evidence=[foreign])


def test_a_legal_text_is_shown_by_the_issued_document_with_its_signatory(do, evidence, measure):
    """Peers, B: an issued-document number where the output is a legal text."""
    Measure.objects.update(output_kind="legal_text")
    link, unsigned = evidence.add(measure), evidence.add(measure, kind="document", signatory="")
    refused("evidence", do.propose, measure, evidence=[link, unsigned])
    do.propose(measure, evidence=[link], new={"kind": "document", **ISSUED_DOCUMENT})


@pytest.mark.parametrize("output", ["product", "ongoing", "unknown"])
def test_other_outputs_are_shown_by_whatever_shows_them(output, do, evidence, measure):
    Measure.objects.update(output_kind=output)
    do.propose(measure, evidence=[evidence.add(measure)])


def test_what_a_waiting_proposal_rests_on_cannot_be_withdrawn(do, evidence, measure):
    piece = evidence.add(measure)
    completion = do.propose(measure)
    refused("__all__", evidence.withdraw, piece)
    do.refuse(completion)
    again = do.propose(measure)
    assert list(piece.completions.order_by("pk")) == [completion, again], "one piece may support one proposal after another"
    do.confirm(again)
    evidence.withdraw(piece)
    measure.refresh_from_db()
    assert measure.state == "done", "what was confirmed stays confirmed; the gap is shown"


def test_what_was_confirmed_before_evidence_was_asked_for_stays(do, measure, officer, head):
    made = {"effective_on": TODAY, "note": "xong", "proposed_by": officer, "proposed_at": NOW}
    Completion.objects.create(measure=measure, decision="confirmed", decided_by=head, decided_at=NOW, **made)
    assert measure.completions.confirmed(Moment(TODAY, None, TODAY)).count() == 1
    assert datetime.now(UTC) > NOW


def test_evidence_is_added_to_what_is_done_but_not_outside_the_plan(do, evidence, measure):
    do.finish(measure)
    assert evidence.add(measure)
    Measure.objects.update(in_plan_from=None)
    refused("__all__", evidence.add, Measure.objects.get(pk=measure.pk))
