from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.folding import fold
from accounts.versions import Versioned

NO_ADDRESS = "@localhost"  # the end of an address that can receive no mail
ERASED = "erased-"  # how the address begins of an account whose time of retention is over


class UserQuerySet(models.QuerySet["User"]):
    def matching(self, words: str) -> UserQuerySet:
        """Whose name or address has words that begin so: "au" finds Âu and not Châu."""
        rows = self
        for word in fold(words).split():
            rows = rows.filter(models.Q(search_text__startswith=word) | models.Q(search_text__contains=f" {word}"))
        return rows

    def yet_to_join(self) -> UserQuerySet:
        """Who was invited and has set no password yet (`User.has_joined`); a closed account invites nobody."""
        none_set = models.Q(password="") | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.filter(none_set, is_active=True)

    def erased(self) -> UserQuerySet:
        return self.filter(email__startswith=ERASED, email__endswith=NO_ADDRESS)

    def with_role_in(self, unit_ids: Iterable[int]) -> UserQuerySet:
        """Members of the units; who once belonged stays on the unit's list."""
        return self.filter(memberships__unit_id__in=unit_ids).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(Versioned, AbstractBaseUser):
    """A person who signs in with an e-mail address. What they may do comes from their memberships alone."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("full name"), max_length=150)
    language = models.CharField(_("language"), max_length=5, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi")
    time_zone = models.CharField(_("time zone"), max_length=50, default="Asia/Ho_Chi_Minh")
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    search_text = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=250, editable=False, default="", db_index=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def unit_ids(self) -> Iterable[int]:
        """The units of the person's memberships today or later: who may manage this account."""
        return self.memberships.values_list("unit_id", flat=True)

    @property
    def has_no_address(self) -> bool:
        """Whether the e-mail address only holds a place, as that of the first administrator does until they come in."""
        return self.email.endswith(NO_ADDRESS)

    @property
    def erased_address(self) -> str:
        return f"{ERASED}{self.pk}{NO_ADDRESS}"

    @property
    def is_erased(self) -> bool:
        """Whether name and address have gone: what the person did stays under the number of the account."""
        return self.email == self.erased_address

    @property
    def has_joined(self) -> bool:
        """Whether the person has set a password: an invitation was accepted."""
        return bool(self.password) and self.has_usable_password()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> InvitationQuerySet:
        return self.filter(used_at__isnull=True, expires_at__gt=at)

    def close(self, at: datetime) -> int:
        return self.open(at).update(expires_at=at)


class Invitation(models.Model):
    """A one-time link by which a person sets their password; only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation of {self.user}"

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at and self.user.is_active


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def open(self, at: datetime) -> ApiTokenQuerySet:
        return self.filter(revoked_at__isnull=True, created_at__gt=at - ApiToken.LASTS)


class ApiToken(models.Model):
    """A key to the API for one person; hashed at rest, shown once. One that is forgotten in a program ends by itself."""

    LASTS = timedelta(days=365)

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    read_only = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.label

    @property
    def expires_at(self) -> datetime:
        return self.created_at + self.LASTS

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
