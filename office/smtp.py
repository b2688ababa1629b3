"""A talk with a mail server that may think about a mail for longer than about a word."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

TAKING = 30  # seconds in which a server says whether it keeps a mail; scanners of viruses and spam stand before that answer
GO_ON = 354


class Unanswered(smtplib.SMTPException):
    """The server was given the whole mail and did not say whether it keeps it: it may have been delivered."""


class _Patient(smtplib.SMTP):
    last = 0

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        self.last = code
        return code, words

    def data(self, msg: Any) -> tuple[int, bytes]:
        assert self.sock is not None, "a mail follows upon a sender and a reader"
        self.sock.settimeout(TAKING)
        try:
            answer: tuple[int, bytes] = super().data(msg)
        except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
            if self.last == GO_ON:
                raise Unanswered(str(error)) from error
            raise
        self.sock.settimeout(self.timeout)
        return answer


class _PatientSsl(_Patient, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _PatientSsl if self.use_ssl else _Patient
