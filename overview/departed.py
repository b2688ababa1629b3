"""Accounts that are still open although the officer whose they are has left, for who may close them. The personnel department
records the leaving and closes no account; who manages accounts reads neither the day nor anything else of the officer."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import accounts_managed
from accounts.models import User
from overview.items import Item
from personnel.models import Officer


def departed(user: User) -> list[Item]:
    open_ones = User.objects.filter(is_active=True, officer__in=Officer.objects.who_left()).order_by("sort_key", "pk")
    return [_item(person) for person in accounts_managed(user, open_ones)]


def _item(person: User) -> Item:
    page = reverse("accounts:user", args=[person.pk])
    return Item(
        sign="risk",
        what=person.name,
        address=page,
        note=_("The account %(email)s is still open. Hand over what the person had, then close it.") % {"email": person.email},
        act=_("Open the account’s page"),
        act_address=page,
    )
