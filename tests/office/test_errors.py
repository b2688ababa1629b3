"""Error pages: what happened, what became of what was typed (config.errors)."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from config import errors
from config.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_stands")]


def test_a_page_that_is_not_there_is_said_in_our_look(signed_in, officer):
    page = signed_in(officer).get("/no-such-page/")
    assert page.status_code == 404
    assert 'class="top"' in page.content.decode()


def test_an_old_form_hands_back_what_was_typed(officer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer, backend="accounts.backend.Backend")
    page = browser.post("/accounts/profile/", {"name": "Đã gõ <rất> lâu", "version": "3", "old_password": "mật-khẩu-thử"})
    assert page.status_code == 403
    said = page.content.decode()
    assert "Đã gõ &lt;rất&gt; lâu" in said
    assert "mật-khẩu-thử" not in said


def test_an_address_that_takes_only_forms_says_so(signed_in, officer):
    page = signed_in(officer).get("/theme/")
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert 'class="top"' in page.content.decode()


def test_what_is_not_a_page_keeps_its_short_answer(signed_in, officer):
    assert signed_in(officer).get("/theme/", headers={"accept": "application/json"}).content == b""


def test_a_fault_of_ours_is_said_without_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = errors.server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "app.css" in page.content.decode()


def test_a_database_that_is_away_is_a_pause_and_not_a_fault(django_assert_num_queries):
    with django_assert_num_queries(0):
        try:
            raise OperationalError("no answer")
        except OperationalError:
            page = errors.server_error(RequestFactory().get("/"))
    assert page.status_code == 503
    assert page["Retry-After"] == "30"


def test_a_request_that_cannot_be_read_is_said_so(client):
    page = client.get("/accounts/login/", headers={"host": "elsewhere.example"})
    assert page.status_code == 400
    assert "app.css" in page.content.decode()


def test_trying_too_often_is_said_in_our_look(rf, officer):
    request = rf.post("/accounts/login/", {"login": "a@b.test", "password": "mật-khẩu-thử"})
    request.user = officer
    request._messages = []
    page = errors.too_many(request)
    assert page.status_code == 429
    assert "mật-khẩu-thử" not in page.content.decode()


# Through the server's own door, since the test client makes its requests without it.


@pytest.fixture
def knock(signed_in, officer):
    """knock(method, address, kind) as somebody who has signed in: (status, type, body)."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in signed_in(officer).cookies.items())

    def knock(method, address, kind):
        said = {}
        environ = RequestFactory().generic(method, address, b"a=b").environ
        environ |= {"CONTENT_TYPE": kind, "HTTP_HOST": "localhost", "HTTP_COOKIE": cookies}
        body = b"".join(application(environ, lambda status, headers: said.update(status=status, **dict(headers))))
        return int(said["status"][:3]), said["Content-Type"], body.decode()

    return knock


CODECS = ["hex", "zlib", "bz2", "rot13", "base64", "punycode", "uu", "quopri", "undefined", "utf-16", "unknown", "idna", "unicode_escape"]


@pytest.mark.parametrize("charset", CODECS)
def test_what_is_not_written_in_utf8_is_refused_everywhere(knock, charset):
    for address in ("/accounts/login/?next=/", "/plan/292/?on=1", "/api/v1/plans/?page=1"):
        for method in ("GET", "POST"):
            status, kind, body = knock(method, address, f"text/plain; charset={charset}")
            assert (status, "UTF-8" in body) == (415, True)
            assert kind.startswith("application/problem+json" if "/api/" in address else "text/html")


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=UTF-8", 'text/plain; charset="utf-8"', "text/plain; x", "", "x"])
def test_what_says_utf8_or_nothing_is_read(knock, kind):
    assert knock("GET", "/search/?q=x", kind)[0] == 200


@pytest.mark.parametrize("kind", ["text/plain; charset*=nope''x", "text/plain; title*=nope''x"])
def test_a_type_that_cannot_be_read_is_an_answer_and_no_crash(knock, kind):
    assert knock("GET", "/search/?q=x", kind)[0] == 415
