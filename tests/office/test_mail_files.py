"""Mails that were written as files go after a month; what somebody else has laid beside them stays."""

import os
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from config.mail import ReadableFiles
from office import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def aged(file, days):
    at = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(file, (at, at))


def test_a_month_old_they_go_also_those_half_written(folder):
    for _ in range(2):
        ReadableFiles().send_messages([EmailMessage("Đặt mật khẩu", "https://…", to=["a@x.vn"])])
    old, new = sorted(folder.iterdir())
    half, note = folder / f".{old.name}.part", folder / "đọc trước.txt"
    for file in (half, note):
        file.touch()
    for file in (old, half, note):
        aged(file, 31)
    aged(new, 29)
    assert jobs.forget_mail() == 2
    assert set(folder.iterdir()) == {new, note}


def test_a_folder_that_is_not_there_is_empty(folder):
    assert jobs.forget_mail() == 0
