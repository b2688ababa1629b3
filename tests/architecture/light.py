"""Ten thousand requests ask who may; what says nothing about that is done once and not ten thousand times.

Nothing is left out: every page is drawn for everybody who may see it, and each page of refusal once for each person.
"""

from contextlib import contextmanager
from unittest.mock import patch

from django.http import HttpResponse
from django.template.base import Template
from django.test.utils import _TestState

from config import errors


@contextmanager
def light():
    """Templates are drawn without a copy of all they knew, which Django keeps for tests that look into it."""
    with patch.object(errors, "render", _RefusedOnce()), patch.object(Template, "_render", _TestState.saved_data.template_render):
        yield


class _RefusedOnce:
    """The page of a refusal says the same to a person whatever was refused: drawn for each of them once."""

    def __init__(self):
        self.drawn = {}
        self.draw = errors.render

    def __call__(self, request, template, context, status):
        whose = (request.user.pk, template, status)
        if any(context.values()):  # it hands back what was typed
            return self.draw(request, template, context, status=status)
        if whose not in self.drawn:
            self.drawn[whose] = self.draw(request, template, context, status=status).content
        return HttpResponse(self.drawn[whose], status=status)
