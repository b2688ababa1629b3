"""Fifteen thousand requests ask who may; what says nothing about that is done once and not fifteen thousand times.

Nothing is left out: every page is drawn for everybody who may see it, and each page of refusal once for each person.
"""

import pickle
from contextlib import contextmanager
from unittest.mock import patch

from django.http import HttpResponse
from django.template.base import Template
from django.test.utils import _TestState

from accounts import backend
from accounts.session_store import SessionStore
from config import errors
from missions import forecasting


@contextmanager
def light():
    """Templates are drawn without a copy of all they knew, which Django keeps for tests that look into it; a forecast is of few
    futures: who may keep it does not depend on how many, and a hundred thousand for each assumption took longer than all else."""
    drawn_plainly = patch.object(Template, "_render", _TestState.saved_data.template_render)
    with patch.object(errors, "render", _RefusedOnce()), drawn_plainly, patch.object(forecasting, "weigh", _of_few(forecasting.weigh)):
        yield


def _of_few(weigh):
    return lambda inputs, variants, *, draws, seed: weigh(inputs, variants, draws=min(draws, 500), seed=seed)


@contextmanager
def come_in_once():
    """Who has signed in is read once for each person. To be entered when all sessions and memberships are made: from then on
    each request finds what the one before it has found, since that was rolled back."""
    with patch.object(SessionStore, "load", _sessions_read_once()), patch.object(backend, "with_roles", _people_read_once()):
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


def _sessions_read_once():
    """What stands in a session when a request begins."""
    read, found = SessionStore.load, {}

    def load(store):
        key = store.session_key
        if key not in found:
            stands = read(store)
            if not stands:  # nobody's, and the store has forgotten its key
                return stands
            found[key] = pickle.dumps(stands)
        return pickle.loads(found[key])

    return load


def _people_read_once():
    """The person and their roles, as the request finds them: a copy for each, since a view may change its own."""
    read, found = backend.with_roles, {}

    def with_roles(user, on):
        if (user, on) not in found:
            found[user, on] = pickle.dumps(read(user, on))
        return pickle.loads(found[user, on])

    return with_roles
