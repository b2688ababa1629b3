"""What the house writes for itself into rows and the history."""

from django.conf import settings
from django.utils import translation


def as_the_ministry_writes() -> translation.override:
    """`with` this, words and numbers are made in the language of the house, in whichever language somebody acts: what is kept is
    read as it was written, by everybody."""
    return translation.override(settings.LANGUAGE_CODE)
