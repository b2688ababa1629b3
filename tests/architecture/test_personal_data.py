"""The register of personal data (docs/personal-data.md, and in English) says of every table that holds something on a person
what for, for whom and how long; its periods are those of the code."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts import sessions
from accounts.models import ApiToken, Event, User
from accounts.services import invitations
from office import mail_files, once, outbox, visits
from office.models import StoredFile, draft
from personnel import held
from personnel.models import Enrolment, Officer, RotationTerm

PEOPLE = {User, Officer, Enrolment, Event, StoredFile}  # whose rows are of a person, or were put there by one
SAYS_WHO = re.compile(r"^(name|.*_?(email|by_label|signed_by|who)(_vi|_en)?)$")
NOBODY = {"auth.Group", "auth.Permission", "contenttypes.ContentType"}  # have a name and are no person
UNSEEN = {"sessions.Session", "account.EmailConfirmation"}  # hold a person in what no column tells
MANY = {"accounts.Seal"}  # the chain: a hash of each event, and nothing else
WORDS = {"docs/personal-data.md": ("ngày", "giờ", "năm"), "docs/en/personal-data.md": ("day", "hour", "year")}
PERIODS = {  # in days, hours or years
    "office.Mail": [outbox.TEXT_KEPT, outbox.ROW_KEPT],
    "office.Visit": [visits.KEPT],
    "office.ImportDraft": [draft.KEPT],
    "office.RememberedAnswer": [once.KEPT],
    "accounts.ApiToken": [ApiToken.LASTS],
    "accounts.Invitation": [invitations.LASTS],
    "sessions.Session": [sessions.IDLE, sessions.LONGEST],
    "personnel.Officer": [RotationTerm().retention_years],
    "accounts.User": [RotationTerm().retention_years],
}


def rows(register):
    text = (Path(settings.BASE_DIR) / register).read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ") and "`" in line]
    return {label: row for row in cells for label in re.findall(r"`(\w+\.\w+)`", row[-1])}


def holds_a_person(model):
    fields = [*model._meta.fields, *model._meta.many_to_many]
    linked = any(field.related_model in PEOPLE for field in fields)
    return linked or any(SAYS_WHO.match(field.name) for field in fields if not field.is_relation)


@pytest.mark.parametrize("register", WORDS)
def test_every_table_that_holds_a_person_stands_in_the_register(register):
    holding = {model._meta.label for model in apps.get_models() if holds_a_person(model)} - NOBODY - MANY
    assert set(rows(register)) == holding | UNSEEN
    assert {len(row) for row in rows(register).values()} == {5}


@pytest.mark.parametrize("register", WORDS)
def test_the_periods_are_those_of_the_code(register):
    day, hour, year = WORDS[register]
    for label, periods in PERIODS.items():
        for period in periods:
            hours = round(period / timedelta(hours=1)) if isinstance(period, timedelta) else 0
            said = f"{period} {year}" if not hours else f"{hours} {hour}" if hours % 24 else f"{hours // 24} {day}"
            said = f"{hours} {hour}" if label == "sessions.Session" else said
            assert re.search(rf"(?<!\d){said}", rows(register)[label][3]), f"{label}: {said}"
    text = (Path(settings.BASE_DIR) / register).read_text(encoding="utf-8")
    assert re.search(rf"VAR_DIR/mail`[^.]* {mail_files.KEPT.days} {day}", text)
    assert f"{held.ANSWER_WITHIN} " in rows(register)["personnel.Correction"][1]


def test_both_languages_tell_of_the_same_tables():
    first, second = (rows(register) for register in WORDS)
    assert [row[-1] for row in first.values()] == [row[-1] for row in second.values()]
