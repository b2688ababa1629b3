"""The files of a report speak its language, whatever the one who draws them has before them."""

from datetime import date
from io import BytesIO

import pypdf
import pytest
from django.utils.translation import override

from office.blocks import Picture
from office.charts import Point, Track
from reports.composition import compose
from reports.drawing import DRAW, html_of
from tests.reports.test_figures import figures, measure, network

# Years near each other and far from nought: the axis is cut, and the chart says so in words of its own.
CUT = Picture("1", "1", Track((Point(date(2025, 1, 1), 98), Point(date(2026, 1, 1), 99))))
CUT_AXIS = {"vi": "trục không bắt đầu từ 0", "en": "the axis does not begin at 0"}
OTHER = {"vi": "en", "en": "vi"}


def drawn(draw, language, active):
    given = figures([measure()], net=network(99))
    with override(active):
        return draw([*compose(given, language), CUT], given, language, "")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", DRAW)
def test_a_file_is_the_same_whatever_language_is_active(kind, language):
    assert drawn(DRAW[kind], language, OTHER[language]) == drawn(DRAW[kind], language, language)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_drawing_has_no_word_of_the_other_language(language):
    page = drawn(DRAW["html"], language, OTHER[language]).decode()
    pdf = " ".join(part.extract_text() for part in pypdf.PdfReader(BytesIO(drawn(DRAW["pdf"], language, OTHER[language]))).pages)
    assert CUT_AXIS[language] in page
    assert CUT_AXIS[OTHER[language]] not in page
    assert ("Registry" in pdf, "VT" in pdf) == (language == "en", language == "vi")


def test_without_the_language_of_the_report_the_words_of_the_reader_would_be_seen():
    assert CUT_AXIS["vi"] in drawn(html_of, "en", "vi").decode()
