"""The file of a plan, read without a database: every fault by line and field, nothing that crashes."""

from pathlib import Path

import pytest

from plan.plan_file import parse

TEXT = (Path(__file__).parents[2] / "plan" / "data" / "plan-292.yaml").read_text("utf-8")


def faults(*changes):
    """The faults of the shipped file with these places changed once each."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return [(fault.line, fault.field) for fault in sorted(parse("plan.yaml", text)[1])]


def line_of(part):
    """The line of the shipped file in which a text stands."""
    return TEXT.count("\n", 0, TEXT.index(part)) + 1


def test_the_shipped_file_has_no_fault():
    plan, found = parse("plan-292.yaml", TEXT)
    assert found == []
    assert (plan.plan.code, len(plan.measures), len(plan.directives)) == ("292", 25, 42)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("horizon: 2030", "horizon: soon", "horizon"),
        ("date_issued: '2025-09-23'", "date_issued: 2025-09-31", "date_issued"),
        ("output_kind: legal_text", "output_kind: poem", "output_kind"),
        ("title_en: Improve working processes", "title_en: ''", "title_en"),
        ("title_en: Improve working processes", "title_eng: Improve", "title_eng"),
        ("title_en: Improve working processes", "title_en: Work with Taiwan", "title_en"),
        ("title_en: Improve working processes", "title_en: [a, b]", "title_en"),
        ("code: '1.3'", "code: '1.2'", "code"),
        ("code: '1.3'", "code: '1 3/x'", "code"),
        ("by_year: 2045", "by_year: 20450", "by_year"),
        ("qualifier: about (khoảng)", "qualifier: perhaps", "qualifier"),
        ("occasion: NFAC-21", "occasion: NFAC-99", "occasion"),
        ("kind: background", "kind: rumour", "kind"),
        ("links_status: to_be_confirmed", "links_status: confirmed", "links_status"),
        ("when: '2023-12-18'", "when: 18/12/2023", "when"),
        ("value: 267", "value: many", "value"),
        ("task: '1'", "task: '7'", "task"),
    ],
)
def test_a_wrong_value_is_named_by_line_and_field(old, new, field):
    assert (line_of(old), field) in faults((old, new))


def test_unknown_references_are_named():
    assert faults(("  maps_to:\n  - '1.1'\n  - '2.2'\n", "  maps_to:\n  - '1.1'\n  - '9.9'\n")) == [
        (line_of("  maps_to:\n  - '1.1'\n  - '2.2'\n"), "maps_to")
    ]
    assert faults(("  source: S3\n", "  source: S9\n")) == [(line_of("  source: S3\n"), "source")]


@pytest.mark.parametrize("key", ["deadline", "lead_agency", "coordinating_agencies"])
def test_what_is_decided_in_the_application_is_not_loaded(key):
    assert faults((f"{key}: null", f"{key}: '2026-12-31'")) == [(line_of(f"{key}: null"), key)]


def test_a_missing_key_is_said_once():
    found = faults(("    title_en: Improve working processes\n", ""))
    assert found == [(line_of("code: '1.3'"), "title_en")]


def test_every_fault_is_named_at_once():
    found = faults(("horizon: 2030", "horizon: x"), ("output_kind: legal_text", "output_kind: x"), ("value: 267", "value: x"))
    assert [field for _line, field in found] == ["horizon", "output_kind", "value"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "just words\n",
        "plan: [\n",
        "plan: {a: &x {b: c}, d: *x}\n",
        "a: &a [*a]\n",
        "plan: &p\n  again: *p\n",
        "a: 1\na: 2\n",
        "a: \x07\n",
        "[" * 3000,
        "[" * 200_000 + "]" * 200_000,
        "{a: " * 200_000,
        "!!python/object/apply:os.system ['true']\n",
        "plan: {number: 1, objectives: [[1]]}\n",
        "? [a]\n: b\n",
    ],
)
def test_what_is_no_plan_is_refused_and_never_a_crash(text):
    assert parse("plan.yaml", text)[1]
