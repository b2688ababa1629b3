from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User, page: str) -> SavedViewQuerySet:
        """One's own views of the page, and those that others share."""
        return self.filter(Q(owner=user) | Q(is_shared=True), page=page)


class SavedView(models.Model):
    """A question asked of a page, kept under a name. It holds a query and never rows: who opens it sees what they may see."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)  # the key of the page, such as "plan.board"
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("filter"), max_length=2000, blank=True)
    is_shared = models.BooleanField(_("shared"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["is_shared", "name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "page", "name"], name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view with which a page opens for somebody."""

    user = models.ForeignKey(User, models.CASCADE, related_name="default_views")
    page = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="default_for")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "page"], name="one_default_view_a_page")]

    def __str__(self) -> str:
        return f"{self.page}: {self.view_id}"
