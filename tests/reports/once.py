"""Rows that a module makes once. Each test reads them anew, and what it changes of them is rolled back."""

from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from office import installation, runs
from tests.factories import AssignmentFactory, MeasureFactory, MembershipFactory, PlanFactory, TaskFactory, UnitFactory, UserFactory


@contextmanager
def made_once(blocker):
    """As every test begins: in the language of the house, and without the memory of another house."""
    installation.forget()
    translation.activate(settings.LANGUAGE_CODE)
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def compiling(folder):
    """Where the files go that are compiled once; no worker is woken and no thread keeps a lease."""
    awake = patch.object(runs.current_app, "send_task"), patch.object(runs.Held, "_keep", lambda self: None)
    with override_settings(MEDIA_ROOT=folder), awake[0], awake[1]:
        yield


# Of the cast in tests/conftest.py: the same rows, which its fixtures find. What they would make twice is found here.


def department():
    return UnitFactory(code="vu-to-chuc-can-bo", name_vi="Vụ Tổ chức Cán bộ", name_en="Organization and Personnel Department")


def geographic():
    return UnitFactory(code="vu-chau-au", name_vi="Vụ Châu Âu", name_en="European Department")


def embassy():
    names = {"name_vi": "Đại sứ quán Việt Nam tại Pháp", "name_en": "Embassy of Viet Nam in France"}
    return UnitFactory(code="emb-fr", kind="mission", lead_unit=geographic(), **names)


def ministry():
    return UnitFactory(code="bo-ngoai-giao", name_vi="Bộ Ngoại giao", name_en="Ministry of Foreign Affairs", kind="ministry")


def person(name, role, unit):
    user = UserFactory(email=f"{name}@demo.test", name=name)
    if not user.memberships.filter(role=role, unit=unit).exists():
        MembershipFactory(user=user, role=role, unit=unit)
    return user


def secretariat():
    return person("secretariat", "secretariat", ministry())


def measure(code="2.3", plan=None, lead=None):
    found = MeasureFactory(task=TaskFactory(plan=plan or PlanFactory(), code=code[0]), code=code)
    lead = lead or department()
    if not found.assignments.filter(unit=lead).exists():
        AssignmentFactory(measure=found, unit=lead)
    return found
