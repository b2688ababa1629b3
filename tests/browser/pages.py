"""Every page that a person can open, in one list: the tests of the look and the pictures walk it.

A page added to the house is added here, with the person of the cast who opens it (None: nobody has signed in)
and, where it needs more than the cast, the fixture that makes its data.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Page:
    name: str
    address: Callable[[], str]
    person: str | None = "secretariat"
    status: int = 200
    needs: str = ""


def _at(route: str, **kwargs: object) -> Callable[[], str]:
    return lambda: reverse(route, kwargs=kwargs)


PAGES = [
    Page("sign-in", _at("account_login"), None),
    Page("password-reset", _at("account_reset_password"), None),
    Page("password-reset-done", _at("account_reset_password_done"), None),
    Page("password-reset-dead-link", _at("account_reset_password_from_key", uidb36="1", key="old"), None),
    Page("password-reset-finished", _at("account_reset_password_from_key_done"), None),
    Page("sign-up-closed", _at("account_signup"), None),
    Page("account-closed", _at("account_inactive"), None),
    Page("sign-out", _at("account_logout")),
    Page("password-change", _at("account_change_password")),
    Page("profile", _at("accounts:profile")),
    Page("home", _at("overview:home"), "officer", needs="measure"),
    Page("home-of-nobody", _at("overview:home"), "stranger"),
    Page("search", lambda: reverse("overview:search") + "?q=giai+phap", needs="measure"),
    Page("plans", _at("plan:index"), needs="measure"),
    Page("plan", _at("plan:plan", plan="292"), needs="measure"),
    Page("task", _at("plan:task", plan="292", task="2"), needs="measure"),
    Page("measures", _at("plan:measures", plan="292"), needs="measure"),
    Page("measure", _at("plan:measure", plan="292", code="2.3"), needs="measure"),
    Page("measure-update", _at("plan:measure-update", plan="292", code="2.3"), "officer", needs="measure"),
    Page("measure-assign", _at("plan:measure-assign", plan="292", code="2.3"), needs="measure"),
    Page("measure-term", _at("plan:measure-term", plan="292", code="2.3"), needs="measure"),
    Page("measure-edit", _at("plan:measure-edit", plan="292", code="2.3"), needs="measure"),
    Page("directives", _at("plan:directives", plan="292"), needs="measure"),
    Page("components", _at("overview:components")),
    Page("not-found", lambda: "/plan/no-such-plan/", status=404),
    Page("not-a-page", _at("overview:theme"), status=405),
]
