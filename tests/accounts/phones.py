"""A phone with the app for codes, as tests hold it."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts import one_time, services

PASSWORD = "bốn từ dễ nhớ thôi"


class Phone:
    """Set up for the person an hour ago, so that no code of today is used."""

    def __init__(self, person):
        self.person, self.key = person, one_time.new_key()
        then = timezone.now() - timedelta(hours=1)
        code = one_time.digits(self.key, one_time.step_at(then))
        self.recovery = services.set_up(user=person, key=self.key, code=code, by=person, now=then)

    def code(self, steps=0, at=None):
        """What it shows now, or would show some half minutes from now."""
        return one_time.digits(self.key, one_time.step_at(at or timezone.now()) + steps)


def with_password(person):
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def half_in(person, client=None, **more):
    """A browser that has given the password."""
    client = client or Client()
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, **more})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/authenticate/")
    return client


def give(client, code, **more):
    return client.post("/accounts/2fa/authenticate/", {"code": code, **more})


def confirm(client, person, way="password", ago=0):
    """A session in which the person has just shown that it is them: by the password, or by a code ("mfa")."""
    client.force_login(person, backend="accounts.backend.Backend")
    session = client.session
    session["account_authentication_methods"] = [{"method": way, "at": timezone.now().timestamp() - ago}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def is_in(client):
    return client.get("/accounts/tokens/").status_code == 200
