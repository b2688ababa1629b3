"""How the history speaks of officers; never by name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Event
from accounts.permissions import Permission
from accounts.words import Kind


def _officer(event: Event) -> str:
    return reverse("personnel:officer", args=[event.object_id])


VERBS = {
    "personnel.officer_added": _("added %(object)s"),
    "personnel.officer_edited": _("edited %(object)s"),
    "personnel.officer_left": _("recorded that %(object)s left the service"),
    "personnel.officer_returned": _("took back that %(object)s left the service"),
    "personnel.skill_recorded": _("recorded a language of %(object)s"),
    "personnel.skill_dropped": _("removed a certificate of language of %(object)s"),
    "personnel.officer_listed": _("read the name of %(object)s in a list"),
    "personnel.officer_read": _("read the page of %(object)s"),
}

KINDS = {
    "personnel.officer": Kind(
        _("Officer"),
        address=_officer,
        private=Permission.OFFICERS_READ,
        fields={"language": _("language"), "level": _("level"), "dated_on": _("certificate of")},
    ),
    "personnel.language": Kind(_("Language")),
}
PARTS = {"load_languages": _("loading of languages")}
