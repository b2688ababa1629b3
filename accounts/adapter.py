import logging
from threading import Thread
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import kept, services
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

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Changed or lost: the keys to the API end with the old one, as the sessions do."""
        super().set_password(user, password)
        services.revoke_tokens(user=user, by=user, now=timezone.now())

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
        logger.error("A link to set a new password could not be sent (%s: %s).", type(error).__name__, error)


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
