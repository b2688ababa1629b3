"""Two who speak to each other in the same moment (real threads, real transactions)."""

import time

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone

from office import comments
from office.models import Comment, Mention
from tests.factories import UnitFactory, UserFactory

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["key left free", "key held"])
def key_is_free(request, monkeypatch):
    """The control holds the key of the author's row too, which the mention of the other one wants at the end."""
    if request.param == "key held":
        plain = QuerySet.select_for_update
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, no_key=False, **more: plain(rows, **more))
    return request.param == "key left free" or connection.vendor == "sqlite"


def test_two_who_mention_each_other_at_once_both_are_heard(at_once, key_is_free, monkeypatch):
    people, call = [UserFactory(), UserFactory()], comments._call
    subject = comments.Subject("measure", "292/2.3", "Giải pháp 2.3", "/plan/292/measures/2.3/", UnitFactory(), lambda user: True)
    monkeypatch.setattr(comments, "_call", lambda *given: (call(*given), time.sleep(0.3)))

    def say(by, to):
        given = {"text": f"@{to.name} ý kiến?", "language": "vi", "mentioned": [to], "now": timezone.now()}
        return lambda: comments.write(subject=subject, by=by, **given)

    answers = at_once(say(*people), say(*reversed(people)))
    deadlocks = [answer for answer in answers if isinstance(answer, OperationalError)]
    assert bool(deadlocks) != key_is_free, answers
    if key_is_free:
        assert (Comment.objects.count(), Mention.objects.count()) == (2, 2), answers
