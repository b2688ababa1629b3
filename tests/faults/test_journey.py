"""The reports of 150 missions are compiled while a worker is killed; the report is approved while
another is killed over its mail. One correct Word file, one mail, and the file in the mail is the one that was approved."""

import subprocess
import sys
from io import BytesIO

import pytest
from docx import Document

from tests.faults.house import HOME, MINUTE, House, kill_whole, wait_for
from tests.office.smtp import mail_server

pytestmark = pytest.mark.faults
MISSIONS = 150
SEED = """
import random
import django; django.setup()
from django.core.management import call_command
from tests.made_database import migrated
migrated()
for command in ("load_reference", "load_missions", "load_plan", "load_questionnaires"):
    call_command(command, verbosity=0)
from django.utils import timezone
from bench import data
from reports import services
from tests.factories import MembershipFactory, UnitFactory, UserFactory
data.QUARTERS = 1
people = [UserFactory(email=f"p{n}@demo.test") for n in range(11)]
data.make_reports(random.Random(292), people)
for person in people:
    person.set_password("x")
    person.save()
MembershipFactory(user=people[0], role="leadership", unit=UnitFactory(code="lanh-dao"))
services.subscribe(user=people[0], is_on=True, drafts=False, with_file=True, now=timezone.now())
"""
PRESS = """
import os
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from plan.models import Plan
from reports import services
from reports.models import Obligation
period = Obligation.objects.order_by("-period__starts_on").first().period
services.ask_for_report(plan=Plan.objects.get(), period=period, language="vi", by=User.objects.get(email="p0@demo.test"), now=timezone.now())
print("asked", flush=True)
os._exit(0)
"""
APPROVE = """
import os
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from reports import services
from reports.models import ProgressReport
by = User.objects.get(email="p0@demo.test")
services.approve(report=ProgressReport.objects.get(), by=by, now=timezone.now(), seen=None, acknowledged=True)
print("approved", flush=True)
os._exit(0)
"""


@pytest.fixture
def house(tmp_path, server):
    with mail_server() as post:
        house = House(tmp_path, server, pause=0)
        house.post = post
        house.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(post.port), "EMAIL_USE_TLS": "false"}
        try:
            house.build(SEED)
            yield house
        finally:
            house.end()


def test_journey_6_150_reports_one_word_file_one_mail(house, tmp_path):
    worker = house.start_worker()
    house.start_beat()
    house.python(PRESS)
    assert wait_for(lambda: house.run()[0] == "running" and house.run()[1] > 2, MINUTE, every=0.02), house.run()
    kill_whole(worker)
    assert house.run()[0] == "running", "it was killed in the middle"
    worker = house.start_worker()
    assert wait_for(lambda: house.run()[0] == "done", 2 * MINUTE), house.rows("SELECT state, attempts, step, error FROM office_run")
    assert house.rows("SELECT count(*) FROM reports_reportfile WHERE kind = 'docx'") == [(1,)]

    house.post.slow = 3  # seconds between taking a mail and saying so
    house.python(APPROVE)
    assert house.post.arrived.wait(MINUTE)
    kill_whole(worker)
    house.post.slow = 0
    house.start_worker()
    assert wait_for(lambda: house.rows("SELECT state FROM office_mail") == [("sent",)], 2 * MINUTE), house.rows(
        "SELECT state, error FROM office_mail"
    )
    ids = house.post.ids()
    assert (len(set(ids)), len(ids) <= 2) == (1, True)

    (file,) = house.post.taken[-1][1].iter_attachments()
    content = file.get_content()
    copy = tmp_path / "in-the-mail.docx"
    copy.write_bytes(content)
    command = [sys.executable, "manage.py", "verify_progress_report", str(copy)]
    said = subprocess.run(command, env=house.env, cwd=HOME, capture_output=True, text=True, timeout=MINUTE, check=False)
    assert (said.returncode, said.stdout[:9]) == (0, "Approved:"), said.stderr
    names = {name for (name,) in house.rows(
        "SELECT unit.name_vi FROM reports_obligation owed JOIN accounts_unit unit ON unit.id = owed.unit_id"
    )}  # fmt: skip
    written = {cell.text for table in Document(BytesIO(content)).tables for row in table.rows[1:] for cell in row.cells[1:2]}
    assert len(names) == MISSIONS
    assert names - written == set()
