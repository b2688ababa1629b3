"""Roles in units: who gives what to whom is judged by the service; the form offers only what the giver can give."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import access
from accounts.inputs import CleanedForm, DayField, Suggest
from accounts.models import Membership, Unit, User
from accounts.roles import ROLES

NO_SUCH_ROLE = _("You cannot give this role here. Choose one from the list.")
NO_SUCH_UNIT = _("You cannot give a role in this unit. Choose one from the list.")


STANDING = [
    ("active", pgettext_lazy("account", "Open")),
    ("invited", _("Invited, no password yet")),
    ("inactive", pgettext_lazy("account", "Closed")),
    ("all", _("All")),
]


class PeopleFilter(CleanedForm, forms.Form):
    """Whose accounts the reader asks for, as it stands in the address. Unit and role are those of one role that lasts on the day."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("Accounts"), required=False, choices=STANDING)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, data: Any, *, people: QuerySet[User], on: date) -> None:
        super().__init__(data)
        self.held = Membership.objects.active(on)
        self.people = people
        units = Unit.objects.filter(pk__in=self.held.filter(user__in=people).values("unit"))
        self.fields["unit"].choices = [("", _("All")), *((unit.code, unit.name) for unit in units)]
        self.fields["role"].choices = [("", _("All")), *((role.key, role.title) for role in ROLES.values())]

    def found(self) -> QuerySet[User]:
        """The accounts asked for; none when the filter cannot be read: a wrong question has no answer."""
        if not self.is_valid():
            return self.people.none()
        asked, rows = self.cleaned_data, self.people.matching(self.cleaned_data["q"])
        if asked["state"] == "invited":
            rows = rows.yet_to_join()
        elif asked["state"] != "all":
            rows = rows.filter(is_active=asked["state"] != "inactive")
        role = {path: asked[name] for path, name in (("unit__code", "unit"), ("role", "role")) if asked[name]}
        return rows.filter(Exists(self.held.filter(user=OuterRef("pk"), **role))) if role else rows


class PrincipalField(forms.CharField):
    """The person for whom somebody acts, by e-mail address: one of those whom the giver of the role may read.

    Whether an address belongs to somebody else is told to nobody.
    """

    people: QuerySet[User]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Only for a deputy (ủy quyền): the e-mail address of the person acted for."))
        super().__init__(label=_("Acting for"), required=False, max_length=254, **kwargs)

    def know(self, people: QuerySet[User], *, suggest: QuerySet[User]) -> None:
        self.people = people
        self.widget = Suggest([person.email for person in suggest[:200]], {"autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> User | None:
        typed = super().clean(value)
        if not typed:
            return None
        person = self.people.filter(email__iexact=typed).first()
        if person is None:
            raise ValidationError(_("You see no account with the address %(typed)s."), params={"typed": typed})
        return person

    def prepare_value(self, value: Any) -> Any:
        return value.email if isinstance(value, User) else value


class RoleInUnit(CleanedForm, forms.Form):
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=_("Unit"), empty_label=_("Choose"), error_messages={"invalid_choice": NO_SUCH_UNIT}
    )
    role = forms.ChoiceField(label=_("Role"), error_messages={"invalid_choice": NO_SUCH_ROLE})
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty while it lasts."))

    def __init__(self, data: Any = None, *, giver: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        units = access.managed_units(giver)
        known: Any = self.fields["unit"]
        known.queryset = units
        offered = {role for unit in _one_a_kind(units) for role in access.roles_given_by(giver, unit)}
        roles: Any = self.fields["role"]
        roles.choices = [("", _("Choose")), *((role.key, role.title) for role in ROLES.values() if role.key in offered)]
        self.initial.setdefault("from_on", localdate())

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class InviteForm(RoleInUnit):
    email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("The person signs in with it."))
    name = forms.CharField(label=_("Full name"), max_length=150)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")], widget=forms.RadioSelect, initial="vi"
    )
    field_order = ["name", "email", "language", "unit", "role", "from_on", "until_on"]


class MembershipAddForm(RoleInUnit):
    acting_for = PrincipalField()

    def __init__(self, data: Any = None, *, giver: User, **kwargs: Any) -> None:
        super().__init__(data, giver=giver, **kwargs)
        field: Any = self.fields["acting_for"]
        readable = access.users_for(giver)
        field.know(readable, suggest=readable.filter(is_active=True))


class MembershipForm(CleanedForm, forms.Form):
    role = forms.ChoiceField(label=_("Role"), error_messages={"invalid_choice": NO_SUCH_ROLE})
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"), required=False, help_text=_("Empty while it lasts."))
    acting_for = PrincipalField()

    def __init__(self, data: Any = None, *, giver: User, membership: Membership) -> None:
        super().__init__(
            data, initial={name: getattr(membership, name) for name in ("role", "from_on", "until_on", "acting_for", "version")}
        )
        roles: Any = self.fields["role"]
        roles.choices = [(key, ROLES[key].title) for key in access.roles_given_by(giver, membership.unit)]
        principal: Any = self.fields["acting_for"]
        colleagues = User.objects.filter(is_active=True).with_role_in([membership.unit_id]).exclude(pk=membership.user_id)
        principal.know(access.users_for(giver), suggest=colleagues)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("role", "from_on", "until_on", "acting_for")}


class EndForm(CleanedForm, forms.Form):
    """The button that ends a role, with the version on which the person decided it."""

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        super().__init__(data, initial={"version": membership.version})


def _one_a_kind(units: QuerySet[Unit]) -> list[Unit]:
    """What is offered depends on the kind of a unit only; one of each kind is enough to ask."""
    return list({unit.kind: unit for unit in units}.values())
