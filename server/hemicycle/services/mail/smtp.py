"""Mails through an SMTP server."""

from __future__ import annotations

import asyncio
from email.errors import MessageError
from email.message import EmailMessage
from typing import NamedTuple

import aiosmtplib

from .mailing import MailFault

# For the whole conversation: less than the lease of a mail, or another node would send it too.
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

    async def send(self, *, to: str, subject: str, text: str, unsubscribe: str | None = None) -> None:
        """Hand a mail over, with the heads of RFC 8058 if it can be stopped.

        Raises `MailFault` when the server was not reached or did not take it.
        """
        s = self._settings
        try:
            mail = message(s.sender, to, subject, text, unsubscribe=unsubscribe)
            async with asyncio.timeout(TIMEOUT_S):
                await aiosmtplib.send(
                    mail,
                    hostname=s.host,
                    port=s.port,
                    username=s.user or None,
                    password=s.password or None,
                    use_tls=s.tls == "tls",
                    start_tls=s.tls == "starttls",
                )
        # A head that cannot be written (ValueError) is that mail's fault alone: the others must leave.
        except (aiosmtplib.SMTPException, OSError, ValueError, MessageError) as error:
            raise MailFault(f"{type(error).__name__}: {error}") from error


def message(sender: str, to: str, subject: str, text: str, *, unsubscribe: str | None) -> EmailMessage:
    """The mail as it goes over the wire."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    if unsubscribe is not None:
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(text)
    return mail
