import logging
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import factors, kept, services
from accounts.models import User

SENDER = "mail-beside-the-answer"
logger = logging.getLogger("sign_in")


class AccountAdapter(DefaultAccountAdapter):
    """What this house wants otherwise than allauth: invitation only, own words, the language of the person."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Too many attempts for this account. Try again in five minutes, or reset the password."),
        "enter_current_password": _("The current password is not right."),
        "incorrect_password": _("The password is not right."),
        "rate_limited": _("Too many requests. Wait a little, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Whoever signs in reads in the language of their profile."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        response = kept.resumed(request) or response
        speak(response, user.language)
        return response

    def get_login_stages(self) -> list[str]:
        """The password, then a code; nothing else of what allauth could ask."""
        return ["accounts.second_step.Stage"]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """One way alone: who has a phone set up does not get round it by the password."""
        way = "mfa_reauthenticate" if factors.has_factor(user) else "account_reauthenticate"
        return [{"id": way, "description": "", "url": reverse(way)}]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The account alone is slowed down. Allauth counts for each name by which the house is called, and that is what the caller says."""
        return str(credentials.get("email", "")).lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            services.note_refusal(email=credentials.get("email", ""), is_slowed=True)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        services.note_refusal(email=credentials.get("email", ""), is_slowed=False)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Where the house is reached, whatever name whoever asks for the mail has called it by."""
        return urljoin(settings.SITE_ADDRESS, urlsplit(super().get_reset_password_from_key_url(key)).path)

    def set_password(self, user: User, password: str) -> None:
        """Changed or lost. The person is told, since it may have been somebody else."""
        now = timezone.now()
        services.set_password(user=user, password=password, now=now)
        self.send_mail("account/email/password_changed", user.email, {"user": user, "at": now})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail goes out in the language of who reads it, and beside the answer: neither how long the mail server takes nor that it is
        away tells who has an account. It stands in no table and in no queue, since whoever reads its link can act as the person."""
        reader = context.get("user")
        with translation.override(getattr(reader, "language", None) or translation.get_language()):
            mail = self.render_mail(template_prefix, email, {"email": email, **context})
        Thread(target=_send, args=(mail,), name=SENDER).start()


def _send(mail: EmailMessage) -> None:
    try:
        mail.send()
    except Exception as error:  # whatever it is: nobody waits for this thread
        logger.error("A mail about a password could not be sent (%s: %s).", type(error).__name__, error)


def greet(request: HttpRequest, language: str) -> None:
    """Go on in the language of a person whom the house does not hear yet; who has used the switch has said it themselves."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()  # as the middleware does


def speak(response: HttpResponse, language: str) -> None:
    """Set the language cookie, as the switch on every page does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
    )
