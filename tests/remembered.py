"""What costs much and always comes out the same is made once for a process of the tests, and remembered."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from django.utils.translation import get_language

from missions import forecasting
from office import documents, pdf
from reports import drawing

DRAWN = ((documents, "draw_docx"), (pdf, "draw_pdf"), (drawing, "draw_xlsx"))


@contextmanager
def forecasts():
    """The forecasts of the pages: the table of routes alone asks ten people for hundreds of thousands of futures each.

    Only those of the seed of the house; whoever names another has them drawn, twice if asked twice. That the same inputs
    and the same seed give the same is the business of tests/missions/test_forecast.py, which draws for itself."""
    drawn, draw = {}, forecasting.weigh

    def weigh(inputs, variants, *, draws, seed):
        asked = (repr(inputs), draws)
        if seed != forecasting.SEED:
            return draw(inputs, variants, draws=draws, seed=seed)
        if asked not in drawn:
            drawn[asked] = draw(inputs, variants, draws=draws, seed=seed)
        return drawn[asked]

    with patch.object(forecasting, "weigh", weigh):
        yield


@contextmanager
def files():
    """The Word, PDF and Excel files of a progress report, a third of the time of the tests that compile one: the same blocks in the
    same form on the same base are the same bytes. Who tests the drawing has it drawn (`drawn_anew`)."""
    with ExitStack() as stack:
        for module, name in DRAWN:
            stack.enter_context(patch.object(module, name, _once(getattr(module, name))))
        yield


def _once(draw):
    drawn = {}

    def remembered(blocks, shell, *base):
        made_of = repr((blocks, shell, base, get_language()))
        if made_of not in drawn:
            drawn[made_of] = draw(blocks, shell, *base)
        return drawn[made_of]

    remembered.draw = draw
    return remembered


@contextmanager
def files_drawn_anew():
    with _instead(lambda remembered: remembered.draw):
        yield


@contextmanager
def files_not_drawn():
    """Its text is composed all the same; a few bytes, other ones for each kind, stand for what would be drawn of it."""
    with _instead(lambda remembered: lambda blocks, shell, *base: remembered.draw.__name__.encode()):
        yield


@contextmanager
def _instead(of):
    with ExitStack() as stack:
        for module, name in DRAWN:
            stack.enter_context(patch.object(module, name, of(getattr(module, name))))
        yield
