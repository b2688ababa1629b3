from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.versions import Versioned


class CommentQuerySet(models.QuerySet["Comment"]):
    def on(self, kind: str, code: str) -> CommentQuerySet:
        """What was said about one object, in its order."""
        return self.filter(object_kind=kind, object_code=code).select_related("author").order_by("at", "pk")

    def read_by(self, user: User) -> CommentQuerySet:
        """Annotates `calls_me`: it names the person, who has not opened it yet."""
        return self.annotate(calls_me=Exists(Mention.objects.unread(user).filter(comment=OuterRef("pk"))))

    def said_last(self, most: int, user: User) -> CommentQuerySet:
        """Of what was said about one object the last, and what calls the person however long ago: nothing is read unseen.
        Annotates `of_all`, how many there are."""
        kept = self.select_related(None)
        counted = kept.order_by().values("object_kind").annotate(n=Count("pk")).values("n")
        calling = Mention.objects.unread(user).values("comment")
        last = kept.reverse().values("pk")[:most]
        return self.filter(Q(pk__in=last) | Q(pk__in=calling)).annotate(of_all=Subquery(counted))


class Comment(Versioned):
    """What somebody said about an object of any app. The object is kept as text: kind, code, label and address."""

    object_kind = models.CharField(max_length=60)
    object_code = models.CharField(max_length=120)
    object_label = models.CharField(max_length=300)
    address = models.CharField(max_length=300)
    author = models.ForeignKey(User, models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"))
    language = models.CharField(max_length=5, default="vi")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["object_kind", "object_code", "at"], name="comment_by_object")]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_code}: {self.author_id}"


class MentionQuerySet(models.QuerySet["Mention"]):
    def unread(self, user: User) -> MentionQuerySet:
        return self.filter(user=user, read_at__isnull=True, comment__withdrawn_at__isnull=True)


class Mention(models.Model):
    """A person named in a comment, until they have opened it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, models.CASCADE, related_name="mentions")
    read_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["comment", "user"], name="one_mention_a_person")]
        indexes: ClassVar = [models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="mention_unread")]

    def __str__(self) -> str:
        return f"{self.comment_id} @{self.user_id}"
