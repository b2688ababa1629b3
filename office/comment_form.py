"""The form of a comment: finds whom it names, asks where that is not clear, warns where somebody cannot see the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from office.forms import CleanedForm
from office.mentions import Call, calls_in, find_people, named

MOST = 12  # people among whom a choice is offered
MOST_CALLS = 30  # of one comment


class CommentForm(CleanedForm, forms.Form):
    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    warned = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calls: list[Call] = []
        self.blind: list[User] = []
        self.asks = False
        self.fields["text"].help_text = _(
            "“@” and a name, also without diacritics, or the first part of an e-mail address, calls a person."
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.calls = calls_in(given.get("text", ""))
        if len(self.calls) > MOST_CALLS:  # a question of a thousand parts is more than a database takes
            self.calls = []
            self.add_error("text", _("A comment can call %(n)d times at most. Leave out an “@” here and there.") % {"n": MOST_CALLS})
        find_people(self.calls)
        for place, call in enumerate(self.calls):
            if not call.people:
                self.add_error(
                    "text", _("Nobody here is called “@%(name)s”. Correct the name, or leave out the “@”.") % {"name": call.typed()}
                )
            elif len(call.people) > MOST:
                self.add_error("text", _("“@%(name)s” can be many people: write more of the name.") % {"name": call.typed()})
            elif len(call.people) > 1:
                self._choose(f"who_{place}", call)
        return given

    def _choose(self, name: str, call: Call) -> None:
        """Take the choice that was made, else offer it."""
        chosen = [person for person in call.people if str(person.pk) == self.data.get(name)]
        if chosen:
            call.people = chosen
            return
        self.asks = True
        choices = [(str(person.pk), label) for person, label in labelled(call.people)]
        label = _("Whom do you mean by “@%(name)s”?") % {"name": call.typed()}
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
        self.add_error(name, _("Choose a person."))

    def warns(self, may_read: Callable[[User], bool]) -> bool:
        """Whether somebody who is called cannot see the page and the writer has not been told yet."""
        told = set(self.cleaned_data.get("warned", "").split(","))
        self.blind = [person for person in self.people() if not may_read(person)]
        if {str(person.pk) for person in self.blind} <= told:
            return False
        self.data = {**{name: self.data.get(name) for name in self.data}, "warned": ",".join(str(person.pk) for person in self.blind)}
        return True

    def people(self) -> list[User]:
        return list({person.pk: person for call in self.calls for person in call.people}.values())

    def said(self) -> str:
        """The text with whole names."""
        return named(self.cleaned_data["text"], self.calls)


def empty_form() -> SafeString:
    """The fields of a form in which nothing has been typed; they are the same for everybody who reads the page in the language."""
    return _drawn_empty(get_language())


@lru_cache(maxsize=8)  # languages
def _drawn_empty(_language: str | None) -> SafeString:
    return CommentForm().render()


def labelled(people: list[User]) -> list[tuple[User, str]]:
    """Each with the units in which they work, by which people of one name are told apart."""
    units: dict[int, list[str]] = {}
    for row in Membership.objects.active(localdate()).filter(user__in=people).select_related("unit"):
        units.setdefault(row.user_id, []).append(row.unit.name)
    return [(person, f"{person.name} ({', '.join(units[person.pk])})" if person.pk in units else person.name) for person in people]
