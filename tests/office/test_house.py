"""Words, numbers, days and signs (office.templatetags.house)."""

import pytest
from django.urls import reverse


def test_the_components_page_answers(signed_in, officer):
    page = signed_in(officer).get(reverse("overview:components"))
    assert page.status_code == 200
