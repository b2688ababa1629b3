"""Views of a page kept under a name: private or shared, one of them the page's first for me.

A page names itself by a key, gives the query of its address, and shows what `offered` answers. A view is a question: it
holds no rows, and whoever opens it sees only what they may see. Sharing, and what happens to a shared view, is history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.folding import clean
from accounts.models import User
from office.models import DefaultView, SavedView

MOST = 50  # of one person for one page
LONGEST = 2000  # characters of a question in an address


@dataclass(frozen=True)
class Offered:
    """A view as its page offers it."""

    view: SavedView
    is_mine: bool
    is_default: bool


def offered(user: User, page: str) -> list[Offered]:
    """One's own views of the page, then those that others share. One question."""
    rows = SavedView.objects.visible_to(user, page).select_related("owner")
    chosen = DefaultView.objects.filter(user=user, page=page).values("view_id")[:1]
    views = list(rows.annotate(default_id=chosen))
    return sorted((Offered(view, view.owner_id == user.pk, view.default_id == view.pk) for view in views), key=lambda one: not one.is_mine)


def default_of(user: User, page: str) -> SavedView | None:
    """The view with which the page opens for the person; none that is no longer shared with them."""
    return SavedView.objects.visible_to(user, page).filter(default_for__user=user).first()


@transaction.atomic
def save_view(*, by: User, page: str, name: str, query: str, is_shared: bool, now: datetime) -> SavedView:
    """Keep a view under a name; one's own view of that name asks the new question from then on."""
    name = _named(name)
    if len(query) > LONGEST:
        raise ValidationError(_("This filter is too long to be kept: search for fewer words."))
    _one_at_a_time(by)
    view = SavedView.objects.select_for_update(no_key=True).filter(owner=by, page=page, name=name).first()
    if view is None:
        if SavedView.objects.filter(owner=by, page=page).count() >= MOST:
            raise ValidationError({"name": _("You have %(n)s views of this page already: delete one first.") % {"n": MOST}})
        view = SavedView(owner=by, page=page, name=name)
    before = {"query": view.query, "is_shared": view.is_shared}
    view.query, view.is_shared = query, is_shared
    view.save()
    _tell("office.view_saved", view, by, now, before)
    return view


@transaction.atomic
def change_view(*, view: SavedView, by: User, name: str, is_shared: bool, now: datetime) -> SavedView:
    """Give one's own view another name, share it or keep it for oneself."""
    _must_be_own(view, by)
    name = _named(name)
    _one_at_a_time(by)
    if SavedView.objects.filter(owner=by, page=view.page, name=name).exclude(pk=view.pk).exists():
        raise ValidationError({"name": _("You have a view of this name already.")})
    before = {"name": view.name, "is_shared": view.is_shared}
    view.name, view.is_shared = name, is_shared
    view.save(update_fields=["name", "is_shared"])
    if not is_shared:
        view.default_for.exclude(user=by).delete()
    _tell("office.view_changed", view, by, now, before)
    return view


@transaction.atomic
def make_default(*, view: SavedView | None, page: str, by: User) -> None:
    """Open the page with this view from now on, or (None) with everything again. One's own habit: no history."""
    _one_at_a_time(by)
    DefaultView.objects.filter(user=by, page=page).delete()
    if view is not None:
        DefaultView.objects.create(user=by, page=page, view=view)


@transaction.atomic
def delete_view(*, view: SavedView, by: User, now: datetime) -> None:
    _must_be_own(view, by)
    if view.is_shared:
        _tell("office.view_deleted", view, by, now, {"query": view.query}, gone=True)
    view.delete()


def _one_at_a_time(by: User) -> None:
    """A button pressed twice asks twice in the same moment: the second finds what the first has kept."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _named(name: str) -> str:
    name = clean(name).strip()
    if not name:
        raise ValidationError({"name": _("Give the view a name.")})
    if len(name) > 80:
        raise ValidationError({"name": _("A name has at most 80 characters.")})
    return name


def _must_be_own(view: SavedView, by: User) -> None:
    if view.owner_id != by.pk:
        raise ValidationError(_("Only the person who saved the view changes it."))


def _tell(verb: str, view: SavedView, by: User, now: datetime, before: dict[str, Any], *, gone: bool = False) -> None:
    """What is shared, was shared or has just been shared stands in the history; what is one's own does not."""
    if not (view.is_shared or before.get("is_shared")):
        return
    after = dict.fromkeys(before) if gone else {name: getattr(view, name) for name in before}
    changes = {name: (old, after[name]) for name, old in before.items() if old != after[name]}
    if changes:
        history.record(by=by, verb=verb, obj=view, code=view.page, label=view.name, changes=changes, at=now)
