"""Mails through an SMTP server."""

from __future__ import annotations

from email.message import EmailMessage
from typing import NamedTuple

import aiosmtplib

from .mailing import MailFault

TIMEOUT_S = 20


class SmtpSettings(NamedTuple):
    """A mail server; `tls` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: str = "starttls"


class SmtpMailer:
    """Implements `Mailer`."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Hand a mail over. Raises `MailFault` when the server was not reached or did not take it."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._settings.sender, to, subject
        mail.set_content(text)
        s = self._settings
        try:
            await aiosmtplib.send(
                mail,
                hostname=s.host,
                port=s.port,
                username=s.user or None,
                password=s.password or None,
                use_tls=s.tls == "tls",
                start_tls=s.tls == "starttls",
                timeout=TIMEOUT_S,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailFault(f"{type(error).__name__}: {error}") from error
