"""Whether anybody spoke of a measure is asked for each page of a measure: by the index of such answers, not through them all."""

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from plan.models import Measure
from reports.models import Answer
from reports.panels import MEASURE

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("cast_stands")]
INDEX = "answer_by_measure"


@pytest.fixture
def way():
    """How the database would go about a question, were its tables large."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return lambda asked: Measure.objects.annotate(found=asked).explain()


def test_it_is_found_by_the_index_of_answers_about_measures(way):
    _, spoken = MEASURE.there
    assert INDEX in way(spoken())


def test_the_index_is_of_no_use_to_a_question_that_may_mean_answers_about_nothing(way):
    assert INDEX not in way(Exists(Answer.objects.filter(row=OuterRef("code"))))
